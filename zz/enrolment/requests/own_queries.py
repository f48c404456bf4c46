"""Reading one's own requests: those of the enterprises that a user files for, or a park's cases on paper."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from zz.accounts.models import User
from zz.db import db, remembered
from zz.enrolment.models import DocumentKind, Term
from zz.enrolment.requests import papers, schooling
from zz.enrolment.requests.access import visible_to
from zz.enrolment.requests.listing import OwnFilter, OwnTab, counted
from zz.enrolment.requests.models import EnrolmentRequest, RequestDocument
from zz.enrolment.requests.vocabulary import RequestState

R = EnrolmentRequest
MOST = 200  # drafts handed in by one click


def files(user: User) -> bool:
    """Tell whether `user` files for an enterprise, and not only from paper."""
    return bool(schooling.own_enterprises(user))


def mine(user: User) -> ColumnElement[bool]:
    """Return the condition that a request is the user's to file."""
    firms = [unit.id for unit in schooling.own_enterprises(user)]
    parks = [unit.id for unit in schooling.own_parks(user)]
    filed: list[ColumnElement[bool]] = [R.enterprise_id.in_(firms)] if firms else []
    filed += [and_(R.paper, R.park_id.in_(parks))] if parks else []
    return and_(visible_to(user), or_(false(), *filed))


def _term(wanted: OwnFilter) -> list[ColumnElement[bool]]:
    if wanted.term is None:
        return [R.term_id.in_(select(Term.id).where(Term.current))]
    return [R.term_id == wanted.term] if wanted.term else []


def _tab(wanted: OwnFilter) -> list[ColumnElement[bool]]:
    return [R.state.in_(wanted.tab.states)] if wanted.tab != OwnTab.ALL else []


def conditions(user: User, wanted: OwnFilter) -> list[ColumnElement[bool]]:
    """Return what the filter asks besides its tab."""
    found = [mine(user), *_term(wanted)]
    if wanted.grade:
        found.append(R.grade.in_(wanted.grade))
    if wanted.group:
        found.append(R.staff_group.in_(wanted.group))
    return found


def listed(user: User, wanted: OwnFilter) -> Select[EnrolmentRequest]:
    """Return the list's query: what waits for the enterprise first, the newest on top."""
    return (
        select(R)
        .options(
            joinedload(R.term), joinedload(R.current), joinedload(R.school), joinedload(R.enterprise),
            selectinload(R.documents).load_only(RequestDocument.kind_id), selectinload(R.corrections),
        )
        .where(*_tab(wanted), *conditions(user, wanted))
        .order_by(R.id.desc())
    )  # fmt: skip


def all_of(user: User, wanted: OwnFilter) -> Sequence[EnrolmentRequest]:
    """Return every request of the list."""
    return db.session.scalars(listed(user, wanted)).unique().all()


def drafts(user: User) -> Sequence[EnrolmentRequest]:
    """Return the drafts that `user` may hand in, locked, the oldest first."""
    query = select(R).where(mine(user), R.state == RequestState.DRAFT).order_by(R.id).limit(MOST)
    return db.session.scalars(query.with_for_update(of=R)).all()


def counts(user: User, wanted: OwnFilter) -> dict[OwnTab, int]:
    """Return how many stand under each tab (one query)."""
    query = select(R.state, func.count()).where(*conditions(user, wanted)).group_by(R.state)
    return counted(dict(db.session.execute(query).all()))


def terms(user: User) -> Sequence[Term]:
    """Return the terms in which the user has filed, the newest first."""
    query = select(Term).where(select(R.id).where(R.term_id == Term.id, mine(user)).exists())
    return db.session.scalars(query.order_by(Term.year.desc(), Term.season, Term.id)).all()


def kinds() -> Sequence[DocumentKind]:
    """Return the kinds of papers (one query a request)."""
    return remembered("document kinds", papers.kinds)
