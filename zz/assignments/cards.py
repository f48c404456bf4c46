"""Cards: prepared by the ladder, issued by the centre with a 督办单; a red card takes the matter one level up."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import contains_eager

from zz import rules
from zz.accounts.models import Unit, User
from zz.accounts.roles import Role
from zz.assignments import holders, verbs
from zz.assignments.flow import CARDS, CardAction
from zz.assignments.ladder import Step
from zz.assignments.models import Assignment, Card
from zz.assignments.operations import note, note_many
from zz.assignments.subjects import chain_of, kind_of
from zz.assignments.timing import reschedule
from zz.assignments.vocabulary import AssignmentKind, CardState, ChainLevel, Severity
from zz.db import db, table_of
from zz.notices import notify
from zz.numbering import next_number

SUPERVISION = "supervision"
GIVEN_WAY = "已由新的督办牌代替"


def root_of(assignment: Assignment) -> int:
    """Return the county that an assignment belongs to: its unit's, else the one its holder or issuer names."""
    if assignment.unit_id is not None:
        unit = db.session.get_one(Unit, assignment.unit_id)
        return unit.root_id
    for key in (assignment.holder, assignment.issuer):
        holder = holders.Holder.parse(key)
        if holder.scope == "c":
            return holder.id
    return 0


def told(assignment: Assignment, level: ChainLevel) -> str:
    """Return the holder key of whoever a matter at `level` is brought before."""
    if (chain := chain_of(assignment.subject_type)) is not None:
        return chain.told(assignment, level)
    root = root_of(assignment)
    if level == ChainLevel.MAIN_LEADER:
        return holders.of_county(root, Role.MAIN_LEADER)
    if level == ChainLevel.LEADER:
        unit = db.session.get(Unit, assignment.unit_id) if assignment.unit_id else None
        if unit is not None and unit.leader_id is not None:
            return holders.of_person(unit.leader_id)
        return holders.of_county(root, Role.LEADER)
    return holders.of_county(root, Role.CENTRE)


def level_name(card: Card) -> str:
    """Return what the level that a card climbs to is called on its desk."""
    chain = chain_of(card.assignment.subject_type)
    return chain.names.get(card.level, card.level.label) if chain else card.level.label


def prepare(assignment: Assignment, severity: Severity, level: ChainLevel, overdue_days: int, *, at: datetime) -> Card:
    """拟发: put a card before the centre; one that was waiting for this assignment gives way to it."""
    _give_way([assignment], at=at)
    card = Card(
        assignment_id=assignment.id, severity=severity, level=level, state=CardState.PREPARED,
        overdue_days=overdue_days, prepared_at=at,
    )  # fmt: skip
    db.session.add(card)
    db.session.flush()
    note(
        verbs.CARD_PREPARED, assignment, by=None, at=at, card=card.id, severity=severity, level=level,
        overdue_days=overdue_days,
    )  # fmt: skip
    return card


def prepare_many(shown: Sequence[tuple[Any, Step]], *, at: datetime) -> None:
    """拟发 for many at once: (assignment or row with its columns, step that shows a card) each."""
    _give_way([assignment for assignment, _ in shown], at=at)
    rows = [
        {
            "assignment_id": assignment.id, "severity": step.severity, "level": step.level,
            "state": CardState.PREPARED, "overdue_days": step.overdue_days, "prepared_at": at,
        }
        for assignment, step in shown
    ]  # fmt: skip
    if not rows:
        return
    db.session.connection().execute(insert(table_of(Card)), rows)
    given = select(Card.assignment_id, Card.id).where(
        Card.assignment_id.in_([assignment.id for assignment, _ in shown]), Card.state == CardState.PREPARED
    )
    ids = {row.assignment_id: row.id for row in db.session.execute(given)}
    told = [
        (a, {"card": ids[a.id], "severity": s.severity, "level": s.level, "overdue_days": s.overdue_days})
        for a, s in shown
    ]
    note_many(verbs.CARD_PREPARED, told, at=at)


def _give_way(found: Sequence[Any], *, at: datetime) -> None:
    """Drop the cards that were waiting for these assignments."""
    by_id = {assignment.id: assignment for assignment in found}
    waiting = select(Card).where(Card.assignment_id.in_(by_id), Card.state == CardState.PREPARED).order_by(Card.id)
    older = db.session.scalars(waiting).all()
    for card in older:
        CARDS.move(card, CardAction.DROP)
        card.decided_at, card.reason = at, GIVEN_WAY
    db.session.flush()
    told = [
        (by_id[card.assignment_id], {"card": card.id, "severity": card.severity, "reason": GIVEN_WAY}) for card in older
    ]
    note_many(verbs.CARD_DROPPED, told, at=at)


def issue_by_itself(limit: int, *, at: datetime) -> int:
    """Issue up to `limit` cards that nobody confirms; return how many.

    They are those of what a holder has given to himself, and all where the rule says so.
    """
    a = Assignment
    query = select(Card).options(contains_eager(Card.assignment)).join(Card.assignment)
    query = query.where(Card.state == CardState.PREPARED)
    if not rules.value("ladder.cards_automatic"):
        query = query.where(a.holder == a.issuer, a.kind != AssignmentKind.APPROVE)
    found = db.session.scalars(query.order_by(Card.id).limit(limit).with_for_update(skip_locked=True)).all()
    for card in found:
        issue_card(card, by=None, at=at)
    return len(found)


def issue_card(card: Card, *, by: User | None, at: datetime) -> None:
    """发出: number the 督办单, show the card to the unit; a red one reaches the level above at once."""
    assignment = card.assignment
    CARDS.move(card, CardAction.ISSUE)
    chain = chain_of(assignment.subject_type)
    card.number = next_number(chain.series if chain else SUPERVISION, at=at, root=root_of(assignment))
    card.decided_at, card.decided_by_id = at, by.id if by else None
    assignment.severity = min(assignment.severity, card.severity)
    if card.severity == Severity.YELLOW:
        assignment.yellow_cards += 1
    else:
        assignment.level, assignment.climbed_to = card.level, told(assignment, card.level)
    reschedule(assignment)
    note(
        verbs.CARD_ISSUED, assignment, by=by, at=at, card=card.id, severity=card.severity, number=card.number,
        level=card.level,
    )  # fmt: skip
    _tell(card, by=by, at=at)


def drop(card: Card, reason: str, *, by: User | None, at: datetime) -> None:
    """不予发出: the centre decides against it, with a reason."""
    CARDS.move(card, CardAction.DROP)
    card.decided_at, card.decided_by_id, card.reason = at, by.id if by else None, reason
    note(verbs.CARD_DROPPED, card.assignment, by=by, at=at, card=card.id, severity=card.severity, reason=reason)


def _tell(card: Card, *, by: User | None, at: datetime) -> None:
    assignment = card.assignment
    url = kind_of(assignment.subject_type).url(assignment.subject_id)
    text = f"{card.severity.label}：{assignment.title}，逾期{card.overdue_days}个工作日（{card.number}）"
    red = card.severity == Severity.RED
    notify(holders.people(assignment.holder), text, url, at=at, urgent=red, but=by)
    if red and assignment.climbed_to:
        notify(
            holders.people(assignment.climbed_to), f"提级至{level_name(card)}：{text}", url, at=at, urgent=True, but=by
        )
