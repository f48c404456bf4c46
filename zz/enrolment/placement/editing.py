"""Changing a draft by hand: each change with a reason that the family may read, within the hard stop, to be undone."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import func, select

from zz.accounts.models import User
from zz.db import db
from zz.enrolment.placement import verbs
from zz.enrolment.placement.flow import ROUNDS
from zz.enrolment.placement.models import PlacementEntry
from zz.enrolment.placement.vocabulary import RoundAction as A
from zz.enrolment.review import places
from zz.enrolment.review.operations import Refused
from zz.enrolment.review.places import Place
from zz.journal import record

COORDINATED = "待统筹"


@dataclass(frozen=True)
class Room:
    """A school as the draft has it: `quota` seats of the round, `drafted` other children of the draft there."""

    place: Place
    quota: int
    drafted: int

    @property
    def over(self) -> bool:
        """Whether one more child exceeds the confirmed seats or the class size."""
        return self.drafted >= self.quota or self.place.over_size

    @property
    def words(self) -> str:
        """What is free, or what stands in the way."""
        if self.place.over_size:
            return self.place.words
        if self.over:
            return f"本轮 {self.quota} 个名额已排满，须写明理由"
        return f"本轮还有 {self.quota - self.drafted} 个名额"


def _drafted(entry: PlacementEntry) -> dict[int, int]:
    """Return how many other children of the round the draft has at each school in the entry's grade."""
    query = select(PlacementEntry.draft_school_id, func.count()).where(
        PlacementEntry.round_id == entry.round_id, PlacementEntry.grade == entry.grade,
        PlacementEntry.id != entry.id, PlacementEntry.draft_school_id.is_not(None),
        PlacementEntry.confirmed_at.is_(None),
    )  # fmt: skip
    return {int(row[0] or 0): row[1] for row in db.session.execute(query.group_by(PlacementEntry.draft_school_id))}


def rooms(entry: PlacementEntry) -> list[Room]:
    """Return the schools that have the grade with what the draft leaves there: wishes first (five queries)."""
    drafted, quota = _drafted(entry), {(school, grade): number for school, grade, number in entry.round.quotas}
    return [
        Room(_with_more(place, drafted.get(i, 0)), quota.get((i, entry.grade), 0), drafted.get(i, 0))
        for place in places.of_request(entry.request)
        if (i := place.school.id)
    ]


def _with_more(place: Place, children: int) -> Place:
    return replace(place, left=place.left - children, children=place.children + children)


def seen(entry: PlacementEntry) -> str:
    """Return what tells a page that was opened before a change: the draft and when it was last edited."""
    return f"{entry.draft_school_id or 0}-{entry.edited_at.isoformat() if entry.edited_at else ''}"


def edit(
    entry: PlacementEntry, school_id: int | None, reason: str, *, over: bool, by: User, at: datetime
) -> None:  # fmt: skip
    """调整 where a child goes; None: 待统筹. `over`: beyond the seats on purpose, then `reason` says why.

    Raises:
        Refused: no such school for the grade, beyond the seats without `over`, at the hard stop, or nothing changes.
    """
    ROUNDS.move(entry.round, A.EDIT)
    if school_id == entry.draft_school_id:
        raise Refused("草案已经是这样，没有改动。", "school")
    room = _room(entry, school_id) if school_id is not None else None
    if room is not None and room.over and not over:
        raise Refused(f"{room.place.school.name}{room.words}。确需超出的，请勾选“超出名额安排”。", "over")
    before = _moved(entry, school_id, over_size=room is not None and room.over)
    entry.draft_reason, entry.edited_by_id, entry.edited_at = reason, by.id, at
    db.session.flush()
    record(
        verbs.EDITED, entry, by=by, at=at, number=entry.request.label, before=before, after=_name(school_id),
        over_size=entry.over_size,
    )  # fmt: skip


def take_back(entry: PlacementEntry, *, by: User, at: datetime) -> None:
    """撤回调整: the child goes where the order put it.

    Raises:
        Refused: that seat has been given to another by hand since.
    """
    ROUNDS.move(entry.round, A.EDIT)
    room = _room(entry, entry.school_id) if entry.school_id is not None else None
    if room is not None and room.over:
        raise Refused(f"{room.place.school.name}的名额已调整给其他孩子，请先撤回那一项调整。")
    before = _moved(entry, entry.school_id, over_size=False)
    entry.draft_reason, entry.edited_by_id, entry.edited_at = "", None, None
    db.session.flush()
    record(
        verbs.EDIT_TAKEN_BACK, entry, by=by, at=at, number=entry.request.label, before=before,
        after=_name(entry.school_id),
    )  # fmt: skip


def _moved(entry: PlacementEntry, school_id: int | None, *, over_size: bool) -> str:
    """Put the draft to a school; return the name of the one before."""
    before = _name(entry.draft_school_id)
    entry.send_to(school_id)
    entry.over_size = over_size
    return before


def _name(school_id: int | None) -> str:
    return places.school_names([school_id])[school_id] if school_id else COORDINATED


def _room(entry: PlacementEntry, school_id: int) -> Room:
    found = next((room for room in rooms(entry) if room.place.school.id == school_id), None)
    if found is None:
        raise Refused("这所学校本学期没有这个年级的学位计划，请另选学校。", "school")
    if found.place.full:
        raise Refused(f"{found.place.school.name}{found.place.words}，任何人不得再安排，请另选学校。", "school")
    return found
