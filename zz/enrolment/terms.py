"""Terms of a county: which there are, which is current, writing one."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from zz.accounts.models import User
from zz.db import db
from zz.enrolment import verbs
from zz.enrolment.models import Term
from zz.journal import record

DATES = (
    "starts_on", "ends_on", "collect_from", "collect_to", "review_by", "result_on", "arrival_from", "arrival_to",
)  # fmt: skip


def of_county(root_id: int) -> Sequence[Term]:
    """Return the terms of a county, the newest first."""
    query = select(Term).where(Term.root_id == root_id).order_by(Term.starts_on.desc(), Term.id.desc())
    return db.session.scalars(query).all()


def current(found: Sequence[Term]) -> Term | None:
    """Return the current one of a county's terms, else the newest."""
    return next((term for term in found if term.current), found[0] if found else None)


def current_of(root_id: int) -> Term | None:
    """Return the current term of a county; None where it has none."""
    return current(of_county(root_id))


def find(root_id: int, term_id: int) -> Term | None:
    """Return a term of a county."""
    return db.session.scalars(select(Term).where(Term.root_id == root_id, Term.id == term_id)).first()


def save(term: Term | None, values: dict[str, Any], *, root_id: int, by: User, at: datetime) -> Term:
    """Add or change a term; a current one takes the place of the one before. Dates are days of Shanghai."""
    found = term or Term(root_id=root_id)
    changes = {}
    for key, after in values.items():
        before = getattr(term, key, None)
        if before != after:
            changes[key] = [before, after]
            setattr(found, key, after)
    db.session.add(found)
    db.session.flush()
    if found.current:
        for other in of_county(root_id):
            if other.current and other.id != found.id:
                other.current = False
    if changes:
        record(verbs.TERM_SAVED, found, by=by, at=at, name=found.name, changes=changes)
    db.session.flush()
    return found
