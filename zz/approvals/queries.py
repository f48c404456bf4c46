"""Reading requests: what waits for me, what I asked for, what goes on, what has ended."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from zz.accounts.models import User
from zz.accounts.roles import Permission
from zz.approvals.flow import ENDED, OPEN
from zz.approvals.models import Approval, ApprovalStep
from zz.approvals.vocabulary import ApprovalKind, ApprovalState
from zz.assignments import holders
from zz.assignments.models import Assignment
from zz.assignments.policy import principals
from zz.assignments.vocabulary import AssignmentState
from zz.db import db
from zz.labels import LabelledEnum

CHAIN = selectinload(Approval.steps).joinedload(ApprovalStep.duty)


class Tab(LabelledEnum):
    """The tabs of the list."""

    MINE = "mine", "待我审批"
    ASKED = "asked", "我申请的"
    RUNNING = "running", "审批中"
    ENDED = "ended", "已办结"


@dataclass(frozen=True)
class ApprovalFilter:
    """What the list is narrowed to."""

    tab: Tab = Tab.MINE
    q: str = ""
    kinds: tuple[ApprovalKind, ...] = ()


def open_of(kind: ApprovalKind, subject_type: str, subject_id: int) -> Approval | None:
    """Return the request of this kind that is open about a subject."""
    query = select(Approval).where(
        Approval.kind == kind, Approval.subject_type == subject_type, Approval.subject_id == subject_id,
        Approval.state.in_(OPEN),
    )  # fmt: skip
    return db.session.scalars(query.options(joinedload(Approval.asked_by)).order_by(Approval.id).limit(1)).first()


def open_about(subject_type: str, subject_id: int) -> Sequence[Approval]:
    """Return every request that is open about a subject, locked."""
    query = select(Approval).where(
        Approval.subject_type == subject_type, Approval.subject_id == subject_id, Approval.state.in_(OPEN)
    )
    query = query.order_by(Approval.id).with_for_update(of=Approval, key_share=True)
    return db.session.scalars(query.execution_options(populate_existing=True)).all()


def _applied(people: Sequence[User]) -> ColumnElement[bool]:
    ids = [p.id for p in people]
    return or_(Approval.asked_by_id.in_(ids), func.coalesce(Approval.asked_for_id, 0).in_(ids))


def _duty_of(keys: Sequence[str], *states: AssignmentState) -> ColumnElement[bool]:
    """Return the condition that a duty to decide lies, or lay, with `keys`: the inbox's own rows."""
    duty = select(Assignment.subject_id).where(
        Assignment.subject_type == Approval.__tablename__, Assignment.holder.in_(keys), Assignment.state.in_(states)
    )
    return Approval.id.in_(duty)


def _mine(user: User, on: date) -> ColumnElement[bool]:
    """What `user` may decide now: by his own keys, or by those of a principal who did not ask for it himself."""
    waits = [_duty_of(holders.keys_of(user), AssignmentState.IN_PROGRESS)]
    for person in principals(user, on):
        waits.append(and_(_duty_of(holders.keys_of(person), AssignmentState.IN_PROGRESS), ~_applied([person])))
    return and_(Approval.state == ApprovalState.WAITING, or_(*waits), ~_applied([user]))


def _involved(user: User, on: date) -> ColumnElement[bool]:
    """What `user` asked for, decides or decided, or whose ledger he looks after."""
    people = [user, *principals(user, on)]
    keys = [key for person in people for key in holders.keys_of(person)]
    roots = {unit.root_id for _, unit in user.grants(Permission.APPROVAL_OVERSEE)}
    decided = exists().where(ApprovalStep.approval_id == Approval.id, ApprovalStep.decided_by_id == user.id)
    return or_(_applied(people), _duty_of(keys, *AssignmentState), decided, Approval.ledger_id.in_(roots))


def _tab(tab: Tab, user: User, on: date) -> ColumnElement[bool]:
    if tab == Tab.MINE:
        return _mine(user, on)
    if tab == Tab.ASKED:
        return and_(_applied([user]), Approval.state.in_(OPEN))
    states = OPEN if tab == Tab.RUNNING else ENDED
    return and_(_involved(user, on), Approval.state.in_(states))


def listed(user: User, wanted: ApprovalFilter, on: date) -> Select[Approval]:
    """Return the query of one tab: the longest waiting first, what has ended newest first."""
    query = select(Approval).options(
        joinedload(Approval.asked_by).load_only(User.name), joinedload(Approval.unit), CHAIN
    )
    query = query.where(_tab(wanted.tab, user, on))
    if wanted.kinds:
        query = query.where(Approval.kind.in_(wanted.kinds))
    if wanted.q:
        text = wanted.q.lower()
        query = query.where(
            or_(
                Approval.search.contains(text, autoescape=True), Approval.title.contains(wanted.q, autoescape=True),
                Approval.context.contains(wanted.q, autoescape=True),
            )
        )  # fmt: skip
    if wanted.tab == Tab.ENDED:
        return query.order_by(Approval.ended_at.desc(), Approval.id.desc())
    return query.order_by(Approval.asked_at, Approval.id)


def counts(user: User, on: date) -> dict[Tab, int]:
    """Return how many lie under each tab (one query)."""
    columns = [func.count(case((_tab(tab, user, on), 1))).label(tab.name) for tab in Tab]
    row = db.session.execute(select(*columns).where(or_(_mine(user, on), _involved(user, on)))).one()
    return {tab: getattr(row, tab.name) for tab in Tab}


def find(approval_id: int) -> Approval | None:
    """Return a request with its chain."""
    names = (ApprovalStep.decided_by, ApprovalStep.decided_for)
    query = select(Approval).options(
        joinedload(Approval.asked_by), joinedload(Approval.asked_for), joinedload(Approval.unit),
        selectinload(Approval.steps).options(
            joinedload(ApprovalStep.duty), *(joinedload(name).load_only(User.name) for name in names)
        ),
    )  # fmt: skip
    return db.session.scalars(query.where(Approval.id == approval_id)).first()


def of_subject(subject_type: str, subject_id: int, limit: int) -> list[Approval]:
    """Return the requests about a subject, open ones first, newest first."""
    query = (
        select(Approval)
        .options(joinedload(Approval.asked_by).load_only(User.name), CHAIN)
        .where(Approval.subject_type == subject_type, Approval.subject_id == subject_id)
        .order_by(case((Approval.state.in_(OPEN), 0), else_=1), Approval.id.desc())
    )
    return list(db.session.scalars(query.limit(limit)))
