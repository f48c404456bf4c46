"""What the pages of quotas draw: the list of tables, and one with a line a school and a column a grade of a stage."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from zz import clock
from zz.accounts.models import User
from zz.db import db
from zz.enrolment.models import School
from zz.enrolment.placement import quota_access as access
from zz.enrolment.placement import quotas
from zz.enrolment.placement.quota_access import PATH
from zz.enrolment.placement.quota_flow import DRAFTING, QUOTAS
from zz.enrolment.placement.quota_models import PlacementQuota, QuotaSheet
from zz.enrolment.placement.quota_vocabulary import QuotaAction, QuotaState
from zz.enrolment.placement.quotas import Key, Room
from zz.enrolment.requests.models import EnrolmentRequest
from zz.enrolment.requests.vocabulary import RequestState as S
from zz.enrolment.review import queue
from zz.enrolment.review.listing import QueueFilter, Tab
from zz.enrolment.vocabulary import Stage, grade_label
from zz.enrolment.wording import day_words
from zz.journal import timeline
from zz.journal.queries import Entry
from zz.web import Page, paginate
from zz.web.lists import TabLink

UNPLACED = (
    S.PARK_REVIEW, S.PARK_CORRECTION, S.EDUCATION_REVIEW, S.EDUCATION_CORRECTION, S.QUEUED, S.TO_COORDINATE,
)  # fmt: skip
TONES = {QuotaState.PROPOSED: "cobalt", QuotaState.RETURNED: "amber", QuotaState.CONFIRMED: "green"}


@dataclass(frozen=True)
class SheetRow:
    """A table in the list: `seats` as it stands now for its reader, `confirmed` what is in force."""

    sheet: QuotaSheet
    seats: int
    confirmed: int
    tone: str

    @property
    def url(self) -> str:
        return f"{PATH}/{self.sheet.id}"


def index(user: User) -> tuple[Page[Any], list[SheetRow]]:
    """Return a page of the tables that `user` sees (three queries)."""
    page = paginate(quotas.listed(user))
    sums = quotas.sums([sheet.id for sheet in page.items])
    rows = []
    for sheet in page.items:
        drafted, confirmed = sums.get(sheet.id, (0, 0))
        seen = drafted if shows_draft(user, sheet) else confirmed
        rows.append(SheetRow(sheet, seen, confirmed, TONES.get(sheet.state, "neutral")))
    return page, rows


def shows_draft(user: User, sheet: QuotaSheet) -> bool:
    """Tell whether `user` sees the figures that are being drafted; the bureau does once they are proposed."""
    return sheet.state not in DRAFTING or access.in_work_group(user, sheet)


@dataclass(frozen=True)
class Cell:
    """A grade of a school: `quota` as shown, `before` what is in force where that differs; None where it has none."""

    key: Key
    label: str
    room: Room
    quota: int
    before: int | None


@dataclass(frozen=True)
class Line:
    """A school with its grades of the stage, None where it has no class."""

    school: School
    cells: list[Cell | None]


@dataclass(frozen=True)
class GradeSum:
    """A grade over all schools: quotas, children who wait for a seat, and the list of them."""

    label: str
    quota: int
    held: int
    waiting: int
    url: str


@dataclass(frozen=True)
class SheetPage:
    """Everything one table's template draws."""

    sheet: QuotaSheet
    tone: str
    lead: str
    stage: Stage | None
    tabs: list[TabLink]
    lines: list[Line]
    grades: list[GradeSum]
    rooms: dict[Key, Room]
    total: int
    changes: bool
    edits: bool
    proposes: bool
    takes_back: bool
    decides: bool
    revises: bool
    history: list[dict[str, str]]

    @property
    def url(self) -> str:
        return f"{PATH}/{self.sheet.id}"


def waiting(user: User, term_id: int) -> dict[int, int]:
    """Return how many children of a term have no seat yet, by grade, as far as `user` sees them (one query)."""
    query = select(EnrolmentRequest.grade, func.count()).where(
        queue.seen(user), EnrolmentRequest.state.in_(UNPLACED), EnrolmentRequest.term_id == term_id
    )
    found = db.session.execute(query.group_by(EnrolmentRequest.grade))
    return {grade: number for grade, number in found if grade is not None}


def _sums(lines: list[Line], stage: Stage | None, user: User, term_id: int) -> list[GradeSum]:
    there = waiting(user, term_id)
    found = []
    for place, grade in enumerate(stage.grades if stage else ()):
        cells = [cell for line in lines if (cell := line.cells[place])]
        wanted = QueueFilter(tab=Tab.UNDERWAY, term=term_id, state=UNPLACED, grade=(grade,))
        found.append(
            GradeSum(
                grade_label(grade), sum(c.quota for c in cells), sum(c.room.held for c in cells),
                there.get(grade, 0), wanted.url(),
            )
        )  # fmt: skip
    return found


def lines_of(
    stage: Stage | None, rooms: Mapping[Key, Room], rows: Mapping[Key, PlacementQuota], drafted: bool
) -> list[Line]:
    """Return the schools that have grades of a stage, in order of their names."""
    schools = {room.plan.school_id: room.plan.school for room in rooms.values() if stage is not None}
    grades = stage.grades if stage else ()
    lines = [Line(school, [_cell((i, g), rooms, rows, drafted) for g in grades]) for i, school in schools.items()]
    return [line for line in lines if any(line.cells)]


def _cell(
    key: Key, rooms: Mapping[Key, Room], rows: Mapping[Key, PlacementQuota], drafted: bool
) -> Cell | None:  # fmt: skip
    room, row = rooms.get(key), rows.get(key)
    if room is None:
        return None
    in_force = (row.confirmed or 0) if row else 0
    quota = (row.seats if drafted else in_force) if row else 0
    has_before = row is not None and row.confirmed is not None and in_force != quota
    return Cell(key, grade_label(key[1]), room, quota, in_force if has_before else None)


def _stage(rooms: Mapping[Key, Room], asked: str) -> tuple[Stage | None, list[Stage]]:
    there = [stage for stage in Stage if any(grade in stage.grades for _school, grade in rooms)]
    usual = Stage.PRIMARY if Stage.PRIMARY in there else next(iter(there), None)
    return next((stage for stage in there if stage.value == asked), usual), there


def _lead(sheet: QuotaSheet, drafted: bool) -> str:
    if not drafted:
        return "工作组正在修改，下面是已确认、仍然有效的名额"
    if sheet.state == QuotaState.PROPOSED and sheet.proposed_by and sheet.proposed_at:
        due = f"，请教育局于{day_words(sheet.duty.due_on)}前确认" if sheet.duty and sheet.duty.due_on else ""
        return f"{sheet.proposed_by.name}于{_day(sheet.proposed_at)}提交{due}"
    if sheet.state == QuotaState.CONFIRMED and sheet.confirmed_by and sheet.confirmed_at:
        return f"教育局{sheet.confirmed_by.name}于{_day(sheet.confirmed_at)}确认，安排学位以此为限"
    return "按学校和年级填写本学期给园区的学位数，保存后提交教育局确认"


def _day(at: Any) -> str:
    return day_words(clock.local(at).date())


def one(user: User, sheet: QuotaSheet, asked: str) -> SheetPage:
    """Return the page of a table at the stage that is asked for, else primary school."""
    rooms, rows = quotas.rooms(sheet.park_id, sheet.term_id), quotas.rows(sheet.id)
    stage, there = _stage(rooms, asked)
    drafted = shows_draft(user, sheet)
    figures = {key: (row.seats if drafted else row.confirmed or 0) for key, row in rows.items()}
    tabs = [
        TabLink(
            s.label, f"{PATH}/{sheet.id}?stage={s}", s == stage,
            sum(number for (_school, grade), number in figures.items() if grade in s.grades),
        )
        for s in there
    ]  # fmt: skip
    lines = lines_of(stage, rooms, rows, drafted)
    return SheetPage(
        sheet, TONES.get(sheet.state, "neutral"), _lead(sheet, drafted), stage, tabs, lines,
        _sums(lines, stage, user, sheet.term_id),
        {key: room for key, room in rooms.items() if stage and key[1] in stage.grades}, sum(figures.values()),
        any(cell.before is not None for line in lines for cell in line.cells if cell), access.edits(user, sheet),
        *_may(user, sheet), _history(sheet),
    )  # fmt: skip


def _may(user: User, sheet: QuotaSheet) -> tuple[bool, bool, bool, bool]:
    """Return whether `user` may propose, take back, decide, revise now."""
    own = access.drafts(user, sheet)
    return (
        own and QUOTAS.can(sheet, QuotaAction.PROPOSE), own and QUOTAS.can(sheet, QuotaAction.TAKE_BACK),
        access.decides(user, sheet) and QUOTAS.can(sheet, QuotaAction.CONFIRM),
        own and QUOTAS.can(sheet, QuotaAction.REVISE),
    )  # fmt: skip


def _history(sheet: QuotaSheet) -> list[dict[str, str]]:
    found = []
    for entry in timeline([(sheet.__tablename__, sheet.id)], limit=12):
        if entry.event.verb.startswith("placement_"):
            found.append({"who": entry.who, "text": _told(entry), "at_text": _day(entry.event.at)})
    return found


def _told(entry: Entry) -> str:
    payload = entry.payload
    changes = payload.get("changes") or {}
    said = "、".join(f"{name} {before}→{after}" for name, (before, after) in list(changes.items())[:4])
    more = f"等 {len(changes)} 处" if len(changes) > 4 else ""
    total = f"共 {payload['seats']} 个" if payload.get("seats") is not None else ""
    words = "，".join(filter(None, (total, said + more, payload.get("reason"))))
    return f"{entry.label}：{words}" if words else entry.label
