"""A page of the queue, put together in a fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from zz.accounts.models import User
from zz.accounts.roles import Permission
from zz.assignments import holders
from zz.assignments import policy as loop
from zz.enrolment.privacy import fields
from zz.enrolment.requests import duties
from zz.enrolment.requests.flow import REQUESTS
from zz.enrolment.requests.models import EnrolmentRequest
from zz.enrolment.review import queue
from zz.enrolment.review.acts import ACTS, BATCH
from zz.enrolment.review.listing import QueueFilter, Tab
from zz.enrolment.review.storyline import FIRM
from zz.enrolment.review.wording import due_words, late_days, tone
from zz.enrolment.vocabulary import GRADE_LABELS, StaffGroup
from zz.web import Page, paginate
from zz.web.lists import Select, TabLink

EMPTY = {
    Tab.MINE: ("没有待您办理的申请", "需要您预审、审核、安排、确认的申请会出现在这里，到期前有提醒。"),
    Tab.UNDERWAY: ("没有办理中的申请", "企业提交后、孩子报到前的申请在这里。"),
    Tab.ARRIVED: ("还没有孩子报到", "学校登记到校的申请在这里。"),
    Tab.ENDED: ("没有其他已结束的申请", "撤回、不予受理、放弃学位的申请在这里。"),
}


@dataclass(frozen=True)
class Row:
    """One case in two lines, with who has it and by when."""

    request: EnrolmentRequest
    name: str
    sub: str
    holder: str
    due: tuple[str, str]
    late: bool
    tone: str
    school: str
    batch: bool


@dataclass(frozen=True)
class QueuePage:
    """Everything the template draws."""

    filter: QueueFilter
    tabs: list[TabLink]
    selects: list[Select]
    rows: list[Row]
    page: Page[Any]
    total: int
    acts: list[tuple[str, str]]
    export_url: str
    why_empty: str
    what_to_do: str
    manages: bool


def rows_of(found: Sequence[EnrolmentRequest], user: User, today: date) -> list[Row]:
    """Return the rows of a page: one query for the holders' names, one for whom the reader stands in for."""
    keys = [request.current.holder for request in found if request.current]
    named = holders.names(keys) if keys else {}
    mine, knows = frozenset(loop.keys(user, today)), user.has(Permission.ENROLMENT_NAMES)
    return [_row(request, user, named, mine, knows, today) for request in found]


def _row(
    request: EnrolmentRequest, user: User, named: dict[str, str], mine: frozenset[str], knows: bool, today: date
) -> Row:  # fmt: skip
    current = request.current
    holder = named.get(current.holder, "") if current else ""
    if current and not knows and current.holder == duties.family(request):
        holder = FIRM
    group = f"{request.staff_group.label}子女" if request.staff_group else ""
    sub = " · ".join(filter(None, (request.number, group, request.enterprise.label if knows else "")))
    batch = bool(current and current.holder in mine and any(REQUESTS.can(request, ACTS[slug].action) for slug in BATCH))
    return Row(
        request, fields.name_for(user, request.child_name), sub, holder, due_words(current, today),
        bool(late_days(current, today)), tone(request), request.school.name if request.school else "", batch,
    )  # fmt: skip


def _selects(wanted: QueueFilter, offered: dict[str, list[tuple[str, str]]]) -> list[Select]:
    states = [(str(state), state.label) for state in wanted.tab.states]
    found = {
        "state": ("状态", states), "grade": ("年级", [(str(g), label) for g, label in GRADE_LABELS.items()]),
        "group": ("员工类别", StaffGroup.options()), "school": ("安排学校", offered["school"]),
        "term": ("学期", offered["term"]),
    }  # fmt: skip
    return [
        Select(name, label, options, _chosen(wanted, name), name != "term", wanted.without(name))
        for name, (label, options) in found.items()
        if len(options) > 1 or _chosen(wanted, name)
    ]


def _chosen(wanted: QueueFilter, name: str) -> list[str]:
    value = getattr(wanted, name)
    return [str(v) for v in value] if isinstance(value, tuple) else [str(value)] if value else []


def assemble(user: User, wanted: QueueFilter, today: date) -> QueuePage:
    """Return the page that `wanted` and the address's page number ask for."""
    counts = queue.counts(user, wanted, today)
    page = paginate(queue.listed(user, wanted, today), total=counts[wanted.tab])
    rows = rows_of(page.items, user, today)
    why, what = EMPTY[wanted.tab]
    if wanted.narrows:
        why, what = "没有符合条件的申请", "请减少条件，或清除筛选。"
    return QueuePage(
        filter=wanted,
        tabs=[TabLink(tab.label, wanted.url(tab=tab), tab == wanted.tab, counts[tab]) for tab in Tab],
        selects=_selects(wanted, queue.offered(user)), rows=rows, page=page, total=counts[wanted.tab],
        acts=_batch_acts(rows), export_url=wanted.url("/enrolment/review/export"), why_empty=why, what_to_do=what,
        manages=user.has(Permission.ENROLMENT_MANAGE),
    )  # fmt: skip


def _batch_acts(rows: Sequence[Row]) -> list[tuple[str, str]]:
    """Return (slug, title) of what can be done to several of the rows at once."""
    ticked = [row.request for row in rows if row.batch]
    return [(slug, ACTS[slug].title) for slug in BATCH if any(REQUESTS.can(r, ACTS[slug].action) for r in ticked)]
