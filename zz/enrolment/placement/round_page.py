"""Everything the page of a round shows, in a fixed number of queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from zz import clock
from zz.accounts.models import User
from zz.enrolment.placement import explaining, orders, round_access, round_queries, sealing, siblings, trying
from zz.enrolment.placement.flow import ROUNDS, SETTLED
from zz.enrolment.placement.models import PlacementEntry, PlacementOrder, PlacementRound
from zz.enrolment.placement.round_listing import EntryFilter
from zz.enrolment.placement.rounds import Sheet
from zz.enrolment.placement.vocabulary import Outcome, RoundAction, RoundState
from zz.enrolment.privacy import fields
from zz.enrolment.vocabulary import GRADE_LABELS, grade_label
from zz.web import Page, paginate
from zz.web.lists import Select

S = RoundState
NEXT = {
    S.DRAFT: "核对排序办法、名额和参加的孩子，然后封存。封存后这三项和抽签码都不能再改，结果也随之确定。",
    S.SEALED: "封存号可以先公布。下一步生成草案；生成前没有人能知道结果。",
    S.RUN: "草案还没有通知任何人。请逐校核对，需要调整的写明理由，然后确认。",
    S.CONFIRMED: "已按草案逐件安排学位，等待学校确认接收；没有学位的孩子转入统筹。",
    S.PUBLISHED: "公示期间收到的异议，请逐件复核答复。",
    S.CLOSED: "这一轮已结束。",
    S.ABANDONED: "这一轮已作废，没有安排任何孩子。",
}
TONES = {S.DRAFT: "cobalt", S.SEALED: "cobalt", S.RUN: "cobalt", S.PUBLISHED: "cobalt"}
HAS_RESULT = (S.RUN, *SETTLED)
SHOWN = 16  # characters of a seal that people compare


@dataclass(frozen=True)
class GradeLine:
    """A grade of a round: children, seats, and how many the draft places (None: not run yet)."""

    label: str
    children: int
    seats: int
    placed: int | None
    url: str


@dataclass(frozen=True)
class Row:
    """One child: the case, its wishes and what the draft has, in words."""

    entry: PlacementEntry
    name: str
    wishes: str
    result: str
    short: str
    sub: str


@dataclass(frozen=True)
class EntryList:
    """The children of a round as the address asks."""

    filter: EntryFilter
    selects: list[Select]
    rows: list[Row]
    page: Page[Any]


@dataclass(frozen=True)
class RoundPage:
    """The whole page. `mark` is what the list is checked by before it is sealed; `listed` None: nothing sealed yet."""

    found: PlacementRound
    order: PlacementOrder
    tone: str | None
    next_step: str
    grades: list[GradeLine]
    figures: list[dict[str, Any]]
    mark: str
    listed: EntryList | None
    may: Mapping[str, bool]
    conducts: bool
    siblings: int
    has_result: bool
    basis: list[tuple[str, str, str]]


def order_of(found: PlacementRound) -> PlacementOrder:
    """Return the order of a round: the one in force until it is sealed."""
    if found.state != S.DRAFT:
        return found.order
    return orders.in_force(found.park_id, clock.today()) or found.order


def load(user: User, found: PlacementRound, wanted: EntryFilter) -> RoundPage:
    """Return the page of a round that `user` sees."""
    order, conducts = order_of(found), round_access.conducts(user, found.park_id)
    sheet = trying.sheet_now(found, order.criteria) if found.state == S.DRAFT else None
    result = found.state in HAS_RESULT
    listed = None if sheet else _list(user, found, wanted)
    counts, edited = round_queries.outcomes(found) if result else ({}, 0)
    return RoundPage(
        found=found, order=order, tone=TONES.get(found.state), next_step=NEXT[found.state],
        grades=_planned(sheet) if sheet else _grades(found, wanted, result),
        figures=_figures(wanted, counts, edited) if result else [],
        mark=sealing.mark(sheet.content) if sheet else "", listed=listed, conducts=conducts,
        may={str(action): conducts and ROUNDS.can(found, action) for action in RoundAction},
        siblings=len(siblings.proposals(found)) if conducts and found.state == S.RUN else 0, has_result=result,
        basis=_basis(found, order, sealing.mark(sheet.content) if sheet else ""),
    )  # fmt: skip


def _basis(found: PlacementRound, order: PlacementOrder, mark: str) -> list[tuple[str, str, str]]:
    """Return what the round stands on, (what, value, note): only what there is already."""
    settled, way = found.state in SETTLED, found.seed_way
    rows = [
        ("排序办法", f"第 {order.number} 版", orders.words(order.ranked) + "；条件相同的按抽签号，号小的在前"),
        ("名单核对号", mark[:SHOWN], "名单、名额、排序办法有任何改动，核对号就会不同"),
        ("封存号", found.seal[:SHOWN], "封存的内容有任何改动，封存号就会不同"),
        ("封存人和时间", _who(found.sealed_by, found.sealed_at), ""),
        ("抽签码来源", way.label if way else "", f"见证人：{found.witnesses}" if found.witnesses else ""),
        ("抽签码", (found.seed if settled else "确认后公开") if way else "", "可据此重算核对" if settled else ""),
        ("确认人和时间", _who(found.confirmed_by, found.confirmed_at), ""),
    ]
    return [row for row in rows if row[1]]


def _who(user: User | None, at: datetime | None) -> str:
    return f"{user.name if user else ''} {clock.local(at):%Y-%m-%d %H:%M}".strip() if at else ""


def _planned(sheet: Sheet) -> list[GradeLine]:
    children: dict[int, int] = {}
    for grade, _wishes in sheet.children.values():
        children[grade] = children.get(grade, 0) + 1
    seats = _by_grade(sheet.seats)
    return [GradeLine(grade_label(grade), children[grade], seats.get(grade, 0), None, "") for grade in sorted(children)]


def _by_grade(seats: Mapping[tuple[int, int], int]) -> dict[int, int]:
    found: dict[int, int] = {}
    for (_school, grade), number in seats.items():
        found[grade] = found.get(grade, 0) + number
    return found


def _grades(found: PlacementRound, wanted: EntryFilter, result: bool) -> list[GradeLine]:
    children = round_queries.by_grade(found)
    seats = _by_grade({(school, grade): number for school, grade, number in found.quotas})
    clean = EntryFilter(wanted.path)
    return [
        GradeLine(
            grade_label(grade), everyone, seats.get(grade, 0), placed if result else None, clean.url(grade=(grade,))
        )
        for grade, (everyone, placed) in sorted(children.items())
    ]  # fmt: skip


def _figures(wanted: EntryFilter, counts: Mapping[Outcome, int], edited: int) -> list[dict[str, Any]]:
    clean = EntryFilter(wanted.path)
    found: list[dict[str, Any]] = [{"label": "参加的孩子", "value": sum(counts.values()), "url": clean.url()}]
    for one in Outcome:
        if counts.get(one) or one != Outcome.OTHER:
            found.append({"label": one.label, "value": counts.get(one, 0), "url": clean.url(outcome=(one,))})
    return [*found, {"label": "人工调整", "value": edited, "url": clean.url(edited=True)}]


def _list(user: User, found: PlacementRound, wanted: EntryFilter) -> EntryList:
    page = paginate(round_queries.entries(found, wanted))
    return EntryList(wanted, _selects(found, wanted), rows_of(user, found, page.items), page)


def rows_of(user: User, found: PlacementRound, entries: Sequence[PlacementEntry]) -> list[Row]:
    """Return the rows of a page (one query for the names of schools)."""
    ids = {school for entry in entries for school in explaining.schools_of(entry)}
    names = round_queries.names(ids)
    return [_row(user, found, entry, names) for entry in entries]


def _row(user: User, found: PlacementRound, entry: PlacementEntry, names: Mapping[int, str]) -> Row:
    wishes = "，".join(f"{number}. {names[school]}" for number, school in enumerate(entry.wishes, 1)) or "未填"
    name = fields.name_for(user, entry.request.child_name)
    if found.state not in HAS_RESULT:
        return Row(entry, name, wishes, "", "", "")
    wish = f"第 {entry.draft_wish} 志愿" if entry.draft_wish else "志愿外" if entry.draft_school_id else ""
    school = names[entry.draft_school_id] if entry.draft_school_id else Outcome.NONE.label
    told = explaining.explain(entry, found, names)
    state = entry.request.state.label if found.state in SETTLED else ""
    sub = " · ".join(filter(None, (wish, "超出名额" if entry.over_size else "", state if state != school else "")))
    return Row(entry, name, wishes, school, told.edited or told.short, sub)


def _selects(found: PlacementRound, wanted: EntryFilter) -> list[Select]:
    schools = round_queries.names({school for school, _grade, _number in found.quotas})
    grades = {grade for _school, grade, _number in found.quotas} | set(round_queries.by_grade(found))
    offered: dict[str, tuple[str, list[tuple[str, str]]]] = {
        "outcome": ("结果", Outcome.options() if found.state in HAS_RESULT else []),
        "grade": ("年级", [(str(g), GRADE_LABELS[g]) for g in sorted(grades)]),
        "school": ("学校", [(str(i), n) for i, n in schools.items()] if found.state in HAS_RESULT else []),
    }
    return [
        Select(name, label, options, [str(v) for v in getattr(wanted, name)], True, wanted.without(name))
        for name, (label, options) in offered.items()
        if options
    ]
