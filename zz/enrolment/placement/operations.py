"""What is done to a round: opened, sealed, run, confirmed, abandoned. They take it locked within `writing()`.

Sealing fixes the order, the seats, the children and the seed before anybody can know the result; running adds nothing.
Confirming moves every case by the operations of the review, with their locks, duties and notices.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from zz import clock
from zz.accounts.models import Unit, User
from zz.db import db, locked, table_of
from zz.enrolment.models import Term
from zz.enrolment.placement import gathering, orders, rounds, sealing, verbs
from zz.enrolment.placement.flow import ROUNDS, UNDERWAY
from zz.enrolment.placement.matching import Result
from zz.enrolment.placement.models import PlacementEntry, PlacementRound
from zz.enrolment.placement.rounds import Sheet
from zz.enrolment.placement.vocabulary import RoundAction as A
from zz.enrolment.placement.vocabulary import SeedWay
from zz.enrolment.requests.flow import REQUESTS
from zz.enrolment.requests.models import EnrolmentRequest
from zz.enrolment.requests.vocabulary import RequestAction
from zz.enrolment.review import operations as review
from zz.enrolment.review.operations import Refused
from zz.journal import record

COORDINATED = "所填志愿学校的学位均已按公布的顺序安排完毕，转入统筹安排"


def open_round(park: Unit, term: Term, *, by: User, at: datetime) -> PlacementRound:
    """发起: a round with the order in force.

    Raises:
        Refused: one is underway, or the work group has published no order.
    """
    query = select(PlacementRound).where(PlacementRound.park_id == park.id, PlacementRound.term_id == term.id)
    before = db.session.scalars(query).all()
    if any(one.state in UNDERWAY for one in before):
        raise Refused("本学期已有一轮学位安排在进行，请先完成或作废。")
    found = PlacementRound(
        park_id=park.id, term_id=term.id, number=len(before) + 1, order_id=_order(park.id, at), created_by_id=by.id,
        created_at=at, quotas=[], term=term, park=park,
    )  # fmt: skip
    db.session.add(found)
    db.session.flush()
    record(verbs.OPENED, found, by=by, at=at, name=found.name)
    return found


def _order(park_id: int, at: datetime) -> int:
    order = orders.in_force(park_id, clock.local(at).date())
    if order is None:
        raise Refused("还没有公布排序办法，请先到“排序办法”写明并公布。")
    return order.id


def seal(found: PlacementRound, way: SeedWay, drawn: str, witnesses: str, shown: str, *, by: User, at: datetime) -> str:
    """封存: fix what the result will follow from; return the seal.

    `drawn` is the number from a public draw before `witnesses`; `shown` the mark of the list as the page showed it.

    Raises:
        Refused: the list has changed since it was shown, nobody waits, or no seat has been confirmed.
    """
    ROUNDS.move(found, A.SEAL)
    found.order_id = _order(found.park_id, at)
    db.session.flush()
    db.session.expire(found, ["order"])
    sheet, children = rounds.planned(found, found.order.criteria)
    _ready(sheet, shown)
    found.seed = drawn if way == SeedWay.DRAWN else sealing.new_seed()
    found.seed_way, found.witnesses = way, witnesses
    found.quotas = [[*cell, number] for cell, number in sorted(sheet.seats.items())]
    found.seal, found.sealed_at, found.sealed_by_id = sealing.seal(found.seed, sheet.content), at, by.id
    db.session.execute(insert(table_of(PlacementEntry)), [_entry(found, child) for child in children])
    db.session.flush()
    record(
        verbs.SEALED, found, by=by, at=at, name=found.name, order=found.order.number, children=len(children),
        seats=sum(sheet.seats.values()), way=way.label, witnesses=witnesses, seal=found.seal,
    )  # fmt: skip
    return found.seal


def _ready(sheet: Sheet, shown: str) -> None:
    if not sheet.children:
        raise Refused("没有待安排学位的孩子，不需要封存。")
    if not sum(sheet.seats.values()):
        raise Refused("教育局还没有确认名额，或名额已用完，请先办理名额。")
    if sealing.mark(sheet.content) != shown:
        raise Refused("您打开后，名单、名额或排序办法有变化。下面是最新情况，请核对后再封存。")


def _entry(found: PlacementRound, child: gathering.Child) -> dict[str, Any]:
    return {
        "round_id": found.id, "request_id": child.request_id, "grade": child.grade,
        "input": {"wishes": child.wishes}, "steps": [], "draft_reason": "", "over_size": False,
    }  # fmt: skip


def run(found: PlacementRound, *, by: User, at: datetime) -> None:
    """生成草案: reckon the result from what was sealed and write it down (three statements)."""
    ROUNDS.move(found, A.RUN)
    rows = rounds.rows_of(found)
    sheet = rounds.sheet_of(found, rows)
    if sealing.seal(found.seed, sheet.content) != found.seal:
        raise Refused("封存的内容与封存号不符，不能生成草案。请作废这一轮，并告知系统管理员。")
    lots, results = sheet.run(found.seed)
    _write([_drafted(row.id, lots[row.number], results[row.number]) for row in rows])
    found.run_at = at
    found.result_digest = sealing.mark(sealing.outcome((lots[key], result) for key, result in results.items()))
    db.session.flush()
    wishes = [result.wish for result in results.values()]
    first, none = wishes.count(1), wishes.count(None)
    record(
        verbs.RAN, found, by=by, at=at, name=found.name, first=first, later=len(wishes) - first - none, none=none,
        digest=found.result_digest,
    )  # fmt: skip


def _drafted(entry_id: int, lot: int, result: Result) -> dict[str, Any]:
    first = result.turns[0] if result.turns else None
    return {
        "of": entry_id, "lot": lot, "school_id": result.school, "wish": result.wish, "draft_school_id": result.school,
        "draft_wish": result.wish, "place_in_order": first.place if first else None,
        "seats": first.seats if first else None,
        "steps": [[turn.school, turn.seats, turn.place, turn.asked] for turn in result.turns],
    }  # fmt: skip


def _write(drafted: Sequence[dict[str, Any]]) -> None:
    table = table_of(PlacementEntry)
    columns: dict[str, Any] = {name: bindparam(name) for name in drafted[0] if name != "of"}
    db.session.connection().execute(update(table).where(table.c.id == bindparam("of")).values(columns), drafted)


def confirm(found: PlacementRound, *, by: User, at: datetime) -> int:
    """确认: place every child where the draft has it, the others into 统筹; return how many had moved on meanwhile.

    Raises:
        Refused: a seat is no longer there; the text says whose case and which school. Nothing is moved then.
    """
    ROUNDS.move(found, A.CONFIRM)
    query = select(PlacementEntry).where(PlacementEntry.round_id == found.id).order_by(PlacementEntry.request_id)
    entries = db.session.scalars(query.execution_options(populate_existing=True)).all()
    moved = [entry for entry in entries if _settle(entry, by=by, at=at)]
    found.confirmed_at, found.confirmed_by_id = at, by.id
    db.session.flush()
    placed = sum(entry.draft_school_id is not None for entry in moved)
    left = len(entries) - len(moved)
    record(
        verbs.CONFIRMED, found, by=by, at=at, name=found.name, placed=placed, coordinated=len(moved) - placed, left=left
    )  # fmt: skip
    return left


def _settle(entry: PlacementEntry, *, by: User, at: datetime) -> bool:
    """Move one case as its entry says; False where it waits no longer."""
    request = locked(EnrolmentRequest, entry.request_id)
    if request is None or request.state not in gathering.WAITING:
        return False
    if entry.draft_school_id is not None:
        try:
            review.place(request, entry.draft_school_id, entry.draft_reason if entry.over_size else "", by=by, at=at)
        except Refused as refused:
            raise Refused(f"{request.label}：{refused.text}请调整后再确认。") from None
    elif REQUESTS.can(request, RequestAction.COORDINATE):
        review.coordinate(request, COORDINATED, by=by, at=at)
    entry.confirmed_at = at
    return True


def abandon(found: PlacementRound, reason: str, *, by: User, at: datetime) -> None:
    """作废, with a reason: nobody has been moved, the next round begins anew."""
    before = found.state
    ROUNDS.move(found, A.ABANDON)
    found.reason = reason
    db.session.flush()
    record(verbs.ABANDONED, found, by=by, at=at, name=found.name, state=before.label, reason=reason)
