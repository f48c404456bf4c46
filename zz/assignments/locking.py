"""The one order of locks in the loop: what it is about, its assignments by number, their cards.

The inbox and a subject's page act on the same rows. Whoever begins elsewhere waits for one who waits for him.
"""

from collections.abc import Iterable

from zz.assignments.models import Assignment, Card
from zz.assignments.subjects import Ref
from zz.db import Base, db, locked


def hold(assignment_id: int, version: int | None = None) -> Assignment | None:
    """Return an assignment locked after its subject; None where there is none.

    Raises:
        StaleVersion: as in `zz.db.locked`.
    """
    found = db.session.get(Assignment, assignment_id)
    if found is None:
        return None
    hold_subjects([Ref(found.subject_type, found.subject_id)])
    return locked(Assignment, assignment_id, version)


def hold_card(card_id: int, version: int | None = None) -> Card | None:
    """Return a card locked after its assignment and that one's subject; None where there is none."""
    found = db.session.get(Card, card_id)
    if found is None or hold(found.assignment_id) is None:
        return None
    return locked(Card, card_id, version)


def hold_subjects(subjects: Iterable[Ref]) -> None:
    """Lock what assignments are about, in one order whoever asks."""
    for name, row_id in sorted({(subject.__tablename__, subject.id) for subject in subjects}):
        for mapper in Base.registry.mappers:
            if mapper.class_.__tablename__ == name:
                locked(mapper.class_, row_id)
