"""What the pages of meetings draw: the list, and one meeting with its agenda, decisions and those of the last one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from zz.accounts.models import User
from zz.assignments import policy
from zz.assignments.models import Assignment
from zz.assignments.vocabulary import AssignmentState
from zz.meetings import access, queries
from zz.meetings.calling import units_of
from zz.meetings.flow import MEETINGS
from zz.meetings.following import Outcome, outcomes, summary
from zz.meetings.listing import MeetingFilter, Tab
from zz.meetings.models import Meeting, MeetingItem, MeetingUnit
from zz.meetings.queries import Numbers
from zz.meetings.vocabulary import MeetingAction, MeetingKind, MeetingLevel, MeetingState
from zz.meetings.wording import TONES, moment
from zz.web import Page, paginate
from zz.web.lists import Select, TabLink

SIGNING = {
    AssignmentState.PENDING: ("待签收", "neutral"), AssignmentState.DISCHARGED: ("已签收", "green"),
    AssignmentState.SENT_BACK: ("已退回", "amber"), AssignmentState.WITHDRAWN: ("未签收", "neutral"),
}  # fmt: skip
EMPTY = {
    Tab.COMING: ("没有待召开的会议", "由项目管理中心安排，发出通知后在这里签收和查看议题。"),
    Tab.OVER: ("还没有召开过会议", "会议召开后，决定的落实情况在这里跟踪。"),
    Tab.CANCELLED: ("没有取消的会议", "取消的会议连同原因保留在这里。"),
}


@dataclass(frozen=True)
class Row:
    """One meeting in two lines."""

    meeting: Meeting
    url: str
    when: str
    whose: str
    numbers: Numbers
    tone: str


@dataclass(frozen=True)
class MeetingList:
    """Everything the list's template draws."""

    filter: MeetingFilter
    tabs: list[TabLink]
    selects: list[Select]
    rows: list[Row]
    page: Page[Any]
    may_arrange: bool
    export_url: str
    why_empty: str
    what_to_do: str


def whose(meeting: Meeting) -> str:
    """Say whose meeting it is: 市级, 部门 · 市自然资源局."""
    return f"{meeting.level.label} · {meeting.host.label}" if meeting.host else meeting.level.label


def rows_of(user: User, found: Sequence[Meeting], today: date) -> list[Row]:
    """Return the rows of a page (three queries)."""
    numbers = queries.numbers(user, found, today)
    return [
        Row(m, f"/meetings/{m.id}", moment(m.starts_at, today), whose(m), numbers[m.id], TONES.get(m.state, "neutral"))
        for m in found
    ]


def assemble(user: User, wanted: MeetingFilter, today: date) -> MeetingList:
    """Return the page that `wanted` and the address's page number ask for."""
    counts = queries.counts(user, wanted, today)
    page: Page[Any] = paginate(queries.listed(user, wanted, today), total=counts[wanted.tab])
    offered = {"level": ("层级", MeetingLevel), "kind": ("类型", MeetingKind)}
    selects = [
        Select(name, label, enum.options(), [str(v) for v in getattr(wanted, name)], True, wanted.url(**{name: ()}))
        for name, (label, enum) in offered.items()
    ]
    url, empty = wanted.url(), EMPTY[wanted.tab]
    if wanted.narrows:
        said = "；".join(f"{chip.label}：{chip.text}" for chip in wanted.chips())
        empty = "没有符合条件的会议", f"当前筛选为“{said}”，请减少条件，或清除筛选。"
    return MeetingList(
        wanted, [TabLink(tab.label, wanted.url(tab=tab), tab == wanted.tab, counts[tab]) for tab in Tab], selects,
        rows_of(user, page.items, today), page, access.ledger_of(user) is not None,
        f"{url}{'&' if '?' in url else '?'}format=xlsx", *empty,
    )  # fmt: skip


@dataclass(frozen=True)
class ItemRow:
    """A matter of the agenda with what was decided on it."""

    item: MeetingItem
    number: int
    url: str
    outcomes: list[Outcome]


@dataclass(frozen=True)
class UnitRow:
    """A unit that is to come: how far it has signed, and the call where the reader can sign it."""

    row: MeetingUnit
    state: str
    tone: str
    who: str
    mine: Assignment | None


@dataclass(frozen=True)
class MeetingPage:
    """Everything one meeting's template draws. `whole`: the reader sees the whole agenda; `may`: what he can do."""

    meeting: Meeting
    whose: str
    when: str
    tone: str
    whole: bool
    units: list[UnitRow]
    items: list[ItemRow]
    hidden: int
    said: str
    last: Meeting | None
    last_outcomes: list[Outcome]
    last_said: str
    may: frozenset[MeetingAction]
    lead: str


def one(user: User, meeting: Meeting, today: date) -> MeetingPage:
    """Return the page of a meeting."""
    runs = access.manages(user, meeting.ledger_id)
    last = queries.previous(user, meeting, today)
    before = outcomes(queries.decisions(user, last, today), today) if last else []
    decided = outcomes(queries.decisions(user, meeting, today), today)
    items = queries.agenda(user, meeting, today)
    units = [_unit(user, row, today) for row in units_of(meeting)]
    may = frozenset(a for a in MeetingAction if runs and MEETINGS.can(meeting, a))
    return MeetingPage(
        meeting, whose(meeting), moment(meeting.starts_at, today), TONES.get(meeting.state, "neutral"),
        access.sees_all(user, meeting), units, [_item(n, item, decided) for n, item in enumerate(items, 1)],
        queries.hidden(meeting, len(items)), summary(decided) if decided else "", last, before,
        summary(before) if before else "", may, _lead(meeting, units, may),
    )  # fmt: skip


def _item(number: int, item: MeetingItem, decided: Sequence[Outcome]) -> ItemRow:
    url = f"/problems/{item.problem_id}" if item.problem_id else f"/projects/{item.project_id}"
    return ItemRow(item, number, url, [one for one in decided if one.decision.item_id == item.id])


def _unit(user: User, row: MeetingUnit, today: date) -> UnitRow:
    call = row.call
    if call is None:
        return UnitRow(row, "待通知", "neutral", "", None)
    state, tone = SIGNING.get(call.state, (call.state.label, "neutral"))
    who = call.signed_by.name if call.signed_by else ""
    return UnitRow(row, state, tone, who, call if policy.signable(user, call, today) else None)


def _lead(meeting: Meeting, units: Sequence[UnitRow], may: frozenset[MeetingAction]) -> str:
    """Say who must do what next."""
    if any(unit.mine for unit in units):
        return "请签收会议通知，并准备与本单位有关的议题。"
    if meeting.state == MeetingState.CANCELLED:
        return f"已取消：{meeting.cancel_reason}"
    if not may:
        return ""
    signed = sum(unit.tone == "green" for unit in units)
    return {
        MeetingState.PLANNED: "请列入议题、核对参会单位，再发出会议通知。",
        MeetingState.CALLED: f"{len(units)} 个单位中 {signed} 个已签收；到时间请开始会议。",
        MeetingState.HELD: "请在各议题下登记会议决定，登记后立即交办；完成后印发会议纪要。",
    }.get(meeting.state, "")
