"""An enterprise's own list: where each child's request stands, what comes next, what is missing, in fixed queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from zz.accounts.models import User
from zz.assignments import holders
from zz.enrolment.requests import own_queries, papers
from zz.enrolment.requests.fields import LABELS
from zz.enrolment.requests.flow import CORRECTING
from zz.enrolment.requests.listing import PATH, OwnFilter, OwnTab
from zz.enrolment.requests.models import EnrolmentRequest
from zz.enrolment.requests.vocabulary import RequestState as S
from zz.enrolment.requests.wording import due_words, next_words, tone
from zz.enrolment.vocabulary import ALL_GRADES, GRADE_LABELS, StaffGroup
from zz.sealed import mask_name
from zz.web import Page, paginate
from zz.web.lists import Select, TabLink

BEFORE_REVIEW = (S.DRAFT, S.PARK_REVIEW)


@dataclass(frozen=True)
class OwnRow:
    """One request in two lines: the child, where it stands, what comes next, what is missing."""

    request: EnrolmentRequest
    url: str
    name: str
    sub: str
    tone: str
    holder: str
    next: str
    due: str
    due_note: str
    late: bool
    missing: list[str]
    act: str


@dataclass(frozen=True)
class OwnPage:
    """Everything the template draws."""

    filter: OwnFilter
    tabs: list[TabLink]
    selects: list[Select]
    rows: list[OwnRow]
    page: Page[Any]
    total: int
    reminder: str
    paper: bool
    may_begin: bool


def assemble(user: User, wanted: OwnFilter, today: date) -> OwnPage:
    """Return a page of the list."""
    counts = own_queries.counts(user, wanted)
    page = paginate(own_queries.listed(user, wanted), total=counts[wanted.tab])
    rows = rows_of(page.items, today)
    terms = own_queries.terms(user)
    selects = [
        Select("term", "学期", [("0", "全部学期"), *((str(t.id), t.name) for t in terms)],
               [str(t.id) for t in terms if t.current] if wanted.term is None else [str(wanted.term)], False,
               wanted.url(term=None) if wanted.term is not None else ""),
        Select("grade", "年级", [(str(g), GRADE_LABELS[g]) for g in ALL_GRADES], [str(g) for g in wanted.grade], True,
               wanted.url(grade=())),
        Select("group", "员工类别", StaffGroup.options(), [g.value for g in wanted.group], True,
               wanted.url(group=())),
    ]  # fmt: skip
    tabs = [TabLink(t.label, wanted.url(tab=t), t == wanted.tab, counts[t]) for t in OwnTab]
    files = own_queries.files(user)
    return OwnPage(wanted, tabs, selects, rows, page, counts[OwnTab.ALL], reminder(rows), not files, True)


def rows_of(found: Sequence[EnrolmentRequest], today: date) -> list[OwnRow]:
    """Return the rows of a page."""
    keys = [r.current.holder for r in found if r.current]
    named = holders.names(keys) if keys else {}
    asked_of = {park: papers.Asked(park, today) for park in {r.park_id for r in found}}
    return [_row(r, named, asked_of[r.park_id], today) for r in found]


def _row(request: EnrolmentRequest, named: dict[str, str], policies: papers.Asked, today: date) -> OwnRow:
    due, note, late = due_words(request.current, today)
    grade = " · ".join(filter(None, (request.grade_label, request.staff_group.label if request.staff_group else "")))
    fills = request.state == S.DRAFT or request.state in CORRECTING
    url = f"{PATH}/{request.id}"
    return OwnRow(
        request, f"{url}/edit" if request.state == S.DRAFT else url,
        request.child_name or ("信息已删除" if request.erased_at else "未填姓名"),
        " · ".join(filter(None, (request.employee_name, grade, request.number))), tone(request),
        named.get(request.current.holder, "") if request.current else "", next_words(request), due, note, late,
        missing_words(request, policies), f"{url}/edit" if fills else "",
    )  # fmt: skip


def missing_words(request: EnrolmentRequest, policies: papers.Asked) -> list[str]:
    """Return what the family still has to bring: what a review has ticked, else the papers that are not there."""
    if request.state in CORRECTING:
        return asked(request)
    return [kind.name for kind in policies.missing(request)] if request.state in BEFORE_REVIEW else []


def asked(request: EnrolmentRequest) -> list[str]:
    """Return the words of what a review has ticked."""
    return [label for label, _anchor in asked_places(request)]


def asked_places(request: EnrolmentRequest) -> list[tuple[str, str]]:
    """Return the words of what a review has ticked, each with its place on the form."""
    if request.correction is None:
        return []
    places = {f"paper:{kind.code}": (kind.name, f"paper-{kind.id}") for kind in own_queries.kinds()}
    places |= {f"field:{key}": (label, key) for key, label in LABELS.items()}
    return [places[item] for item in request.correction.items if item in places]


def reminder(rows: Sequence[OwnRow]) -> str:
    """Return a text to paste into the employees' chat: who has to bring what by when; the child's name is masked."""
    lines = [
        f"{row.request.employee_name}（孩子{mask_name(row.request.child_name)}，{row.request.grade_label}）："
        f"缺{'、'.join(row.missing)}{f'，请于{row.due}交人事' if row.due and row.request.correction else ''}"
        for row in rows
        if row.missing and row.request.employee_name
    ]
    return "\n".join(["子女入学材料提醒：", *lines, "请拍照或扫描后交人事，不要发在群里。"]) if lines else ""
