"""The last panel of the first page: my projects, my children, my areas, or what an administrator keeps."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any, NamedTuple
from urllib.parse import urlencode

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from zz import clock
from zz.accounts.administrators import holders
from zz.accounts.models import Unit, User
from zz.accounts.roles import Permission, Role
from zz.db import db
from zz.enrolment.desks import desk_of
from zz.enrolment.home import tiles_of
from zz.enrolment.requests import list_page, own_queries
from zz.enrolment.requests.listing import OwnFilter, OwnTab
from zz.home.waiting import ENROLMENT, on
from zz.journal import AccessEntry, AccessKind
from zz.projects.access import visible_to
from zz.projects.filters import SHOWN_BY_DEFAULT, ProjectFilter
from zz.projects.models import Project
from zz.projects.report_cards import Card
from zz.projects.vocabulary import Light, Stage
from zz.voltage.remediation import queries as remediation
from zz.voltage.remediation.filters import EntryFilter, EntryTab, RemediationFilter, Tab
from zz.voltage.statistics import queries as statistics
from zz.voltage.statistics.filters import AreaFilter
from zz.voltage.statistics.models import StationDay
from zz.voltage.statistics.vocabulary import AreaState, Fault

MOST, FEW = 4, 2  # lines of a panel that stands alone, and of one that shares the screen
P = Permission


class Part(NamedTuple):
    """A part of a figure, with its own rows: 红 3."""

    text: str
    url: str
    tone: str


@dataclass(frozen=True)
class Figure:
    """A figure that opens its rows, and its parts."""

    label: str
    value: str
    url: str
    parts: list[Part] = field(default_factory=list)


class Line(NamedTuple):
    """Something of one's own in two lines, with its light and the one thing to do."""

    title: str
    sub: str
    url: str
    light: Any = None
    reason: str = ""
    act: str = ""
    act_url: str = ""
    late: bool = False


@dataclass(frozen=True)
class Block:
    """A panel. `more` is (words, address) of the whole list."""

    title: str
    figures: list[Figure]
    lines: Sequence[Line] = ()
    lines_title: str = ""
    more: tuple[str, str] | None = None


def of(user: User, reports: list[Card], today: date) -> list[Block]:
    """Return the reader's panels."""
    found: list[Block] = []
    if on("projects") and user.has(P.PROJECT_READ):
        found.append(_projects(user, reports))
    if on("enrolment") and user.roles & ENROLMENT:
        found.append(_children(user, today) if user.has(P.ENROLMENT_FILE) else _places(user, today))
    if on("voltage") and user.has(P.VOLTAGE_READ):
        found.append(_areas(user, today))
    found += _keeping(user, today)
    return found if len(found) < 2 else [replace(block, lines=block.lines[:FEW]) for block in found]


def _projects(user: User, reports: list[Card]) -> Block:
    counted = (
        select(Project.stage, Project.light, func.count())
        .where(visible_to(user), Project.activity.in_(SHOWN_BY_DEFAULT))
        .group_by(Project.stage, Project.light)
    )
    numbers = {(stage, light): number for stage, light, number in db.session.execute(counted)}
    figures = [_stage(stage, numbers) for stage in Stage]
    if reports:
        return Block("我的项目", figures, [_report(card) for card in reports[:MOST]], "", ("全部", "/projects/report"))
    more = ProjectFilter(Stage.UNDER_CONSTRUCTION, light=(Light.RED, Light.YELLOW), sort="-lag").url()
    return Block("我的项目", figures, _behind(user), "滞后最多的在建项目", ("在建红黄灯", more))


def _stage(stage: Stage, numbers: dict[tuple[Stage, Light], int]) -> Figure:
    lights = [(light, numbers.get((stage, light), 0)) for light in (Light.RED, Light.YELLOW)]
    parts = [
        Part(f"{light.label}灯 {number}", ProjectFilter(stage, light=(light,)).url(), light.tone)
        for light, number in lights
        if number
    ]
    total = sum(number for (where, _), number in numbers.items() if where == stage)
    return Figure(stage.label, f"{total:,}", ProjectFilter(stage).url(), parts)


def _report(card: Card) -> Line:
    project, act = card.project, card.action if card.late or card.due else ""
    return Line(
        project.name, f"{card.why} · {project.light_reason}", f"/projects/{project.id}", project.light,
        project.light_reason, act, f"/projects/{project.id}/report", card.late,
    )  # fmt: skip


def _behind(user: User) -> list[Line]:
    query = (
        select(Project)
        .options(joinedload(Project.responsible_unit))
        .where(
            visible_to(user), Project.stage == Stage.UNDER_CONSTRUCTION, Project.lag > 0,
            Project.activity.in_(SHOWN_BY_DEFAULT), Project.light != Light.GREEN,
        )
        .order_by(Project.lag.desc(), Project.id)
    )  # fmt: skip
    return [
        Line(
            p.name, " · ".join(filter(None, (p.responsible_unit.label if p.responsible_unit else "", p.light_reason))),
            f"/projects/{p.id}", p.light, p.light_reason,
        )
        for p in db.session.scalars(query.limit(MOST))
    ]  # fmt: skip


def _children(user: User, today: date) -> Block:
    counts = own_queries.counts(user, OwnFilter())
    tabs = [tab for tab in OwnTab if counts[tab] or tab == OwnTab.ALL]
    figures = [Figure(tab.label, str(counts[tab]), OwnFilter(tab=tab).url()) for tab in tabs]
    found = db.session.scalars(own_queries.listed(user, OwnFilter()).limit(MOST)).unique().all()
    lines = [
        Line(row.name, " · ".join(filter(None, (row.next, row.due, row.holder and f"当前承办：{row.holder}"))), row.url)
        for row in list_page.rows_of(found, today)
    ]
    return Block("我的申请", figures, lines, "最近的申请", ("全部", OwnFilter().url()))


def _places(user: User, today: date) -> Block:
    desk = desk_of(user)
    tiles = tiles_of(user, desk, today) if desk else []
    figures = [Figure(tile.title, tile.figure, tile.url) for tile in tiles if any(map(str.isdecimal, tile.figure))]
    return Block("子女就学", figures, more=("全部", "/enrolment"))


def _areas(user: User, today: date) -> Block:
    day = db.session.scalar(select(func.max(StationDay.day)).where(statistics.stations(user)))
    entries = remediation.entry_counts(user, EntryFilter())
    going_on = remediation.remediation_counts(user, RemediationFilter(), today)
    figures = [
        *(_day(user, day) if day else ()),
        Figure("待派发异常", f"{entries[EntryTab.TO_DISPATCH]:,}", EntryFilter().url()),
        Figure("未闭环治理", f"{going_on[Tab.GOING_ON]:,}", RemediationFilter().url()),
    ]
    title = f"我的台区（{day.month}月{day.day}日数据）" if day else "我的台区"
    return Block(title, figures, more=("台区统计", AreaFilter().url()))


def _day(user: User, day: date) -> Iterator[Figure]:
    sums = select(
        func.sum(StationDay.abnormal), func.sum(StationDay.low_customers), func.sum(StationDay.high_customers)
    )
    row = db.session.execute(sums.where(StationDay.day == day, statistics.stations(user))).one()
    wanted = (
        ("异常台区", AreaFilter(state=(AreaState.ABNORMAL,))), ("低电压用户", AreaFilter(fault=(Fault.LOW,))),
        ("过电压用户", AreaFilter(fault=(Fault.HIGH,))),
    )  # fmt: skip
    yield from (Figure(label, f"{number or 0:,}", way.url()) for (label, way), number in zip(wanted, row, strict=True))


def _keeping(user: User, today: date) -> Iterator[Block]:
    """Yield what administrators keep."""
    if user.has(P.USERS_MANAGE):
        users = select(func.count()).select_from(User).scalar_subquery()
        units = select(func.count()).select_from(Unit).scalar_subquery()
        numbers = db.session.execute(select(users, units)).one()
        named = (("用户", "/admin/users"), ("单位", "/admin/units"))
        yield Block("我维护的", [Figure(t, str(n), url) for (t, url), n in zip(named, numbers, strict=True)])
    if user.has(P.ADMINISTRATORS_GRANT):
        held = holders()
        figures = [
            Figure(role.label, f"{len(held[role])} 人", "/admin/administrators") for role in Role if role in held
        ]
        yield Block("三类管理员", figures, more=("任免", "/admin/administrators"))
    if user.has(P.AUDIT_READ):
        yield _audit(today)


def _audit(today: date) -> Block:
    first = today - timedelta(days=6)
    query = select(AccessEntry.kind, func.count()).where(AccessEntry.at >= clock.midnight(first))
    numbers = Counter(dict(db.session.execute(query.group_by(AccessEntry.kind)).all()))

    def way(kind: AccessKind) -> str:
        return "/admin/audit/access?" + urlencode({"what": kind.value, "since": first.isoformat()})

    watched = (
        AccessKind.DENIED,
        AccessKind.SIGN_IN_FAILED,
        AccessKind.LOCKED_OUT,
        AccessKind.READ,
        AccessKind.EXPORTED,
    )
    figures = [Figure(kind.label, str(numbers[kind]), way(kind)) for kind in watched]
    return Block("最近 7 天", figures, more=("变更日志", "/admin/audit"))
