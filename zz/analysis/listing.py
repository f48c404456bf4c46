"""The rows behind a figure: one list for every kind of row, on the page and as a workbook."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from zz import clock
from zz.accounts.models import User
from zz.analysis import causes, handling, permitting, queries
from zz.analysis.causes import CauseSet
from zz.analysis.handling import HandlingSet
from zz.analysis.period import Period
from zz.analysis.permitting import PermitSet
from zz.analysis.sets import SETS
from zz.as_of import day_read
from zz.db import db
from zz.projects.past import suffix
from zz.sheets.write import Column
from zz.web.paging import PAGE_SIZE, Page, page_number, paginate

MOST = 20_000


class Head(NamedTuple):
    """A column: what it holds, as `zz.sheets.write` names kinds, and its width in a workbook."""

    label: str
    kind: Any = "text"
    width: int = 14


class Row(NamedTuple):
    """A row: where it leads (None: nowhere the reader may go), and its values by column."""

    url: str | None
    values: list[Any]


@dataclass(frozen=True)
class Listing:
    """A list. `page` yields the rows of the page asked for, `all` every row."""

    title: str
    heads: Sequence[Head]
    page: Callable[[], Page[Row]]
    all: Callable[[], list[Row]]

    def columns(self) -> list[Column]:
        """Return the workbook's columns."""
        return [Column(str(i), head.label, head.kind, head.width) for i, head in enumerate(self.heads)]


def projects(user: User, period: Period, wanted: queries.Wanted, part: str) -> Listing:
    """List the projects behind a figure; `part` names the part of a breakdown."""
    heads = (
        Head("项目", width=32), Head("四表归类"), Head("亮灯"), Head("计划开工", "date"), Head("实际开工", "date"),
        Head("计划竣工", "date"), Head("实际竣工", "date"), Head("年度计划（万元）", "money"),
        Head("完成（万元）", "money"),
    )  # fmt: skip
    month = "" if wanted.month is None else f"（{wanted.month}月）" if wanted.month else "（上年末以前）"
    title = "·".join(text for text in (part, SETS[wanted.key].label + month) if text)
    query = queries.rows(user, period, wanted)
    return _of_query(title, heads, query, lambda found: _project(*found), queries.count(user, period, wanted))


def _project(project: Any, year: Any, invested: Any) -> Row:
    return Row(f"/projects/{project.id}{suffix(day_read())}", [
        project.name, project.stage.label, project.light.label, year and year.planned_start, project.actual_start,
        year and year.planned_finish, project.actual_finish, year and year.annual_plan, invested,
    ])  # fmt: skip


def _of_query(title: str, heads: Sequence[Head], query: Any, draw: Callable[[Any], Row], total: int | None) -> Listing:
    def page() -> Page[Row]:
        found = paginate(query, total=total)
        return Page([draw(row) for row in found.items], found.number, found.total, found.size)

    return Listing(title, heads, page, lambda: [draw(row) for row in db.session.execute(query.limit(MOST))])


def _of_rows(title: str, heads: Sequence[Head], rows: list[Row]) -> Listing:
    def page() -> Page[Row]:
        number = min(page_number(), max(1, -(-len(rows) // PAGE_SIZE)))
        return Page(rows[(number - 1) * PAGE_SIZE : number * PAGE_SIZE], number, len(rows))

    return Listing(title, heads, page, lambda: rows)


def handled(user: User, period: Period, today: date, key: HandlingSet, unit_id: int | None) -> Listing:
    """List what units were given."""
    heads = (
        Head("问题", width=32), Head("项目", width=28), Head("承办单位", width=24), Head("交办", "date"),
        Head("签收", "date"), Head("办结期限", "date"), Head("提交结果", "date"), Head("工作日", "int"), Head("状态"),
    )  # fmt: skip
    found = [
        row
        for row in handling.handled(user, period, today)
        if row.within(key) and unit_id in (None, row.unit_id)
    ]  # fmt: skip
    rows = [
        Row(f"/problems/{h.problem_id}", [
            h.title, h.project, h.unit, h.given_on, h.signed_on, h.due_on, h.closed_on, h.days, h.state.label,
        ])
        for h in found
    ]  # fmt: skip
    unit = found[0].unit if found and unit_id else ""
    return _of_rows("·".join(text for text in (unit, key.label) if text), heads, rows)


def problems(user: User, period: Period, today: date, key: CauseSet, kind_id: int | None) -> Listing:
    """List problems by kind and age."""
    heads = (
        Head("问题", width=32), Head("项目", width=28), Head("反映日期", "date"), Head("状态"),
        Head("销号日期", "date"),
    )  # fmt: skip
    query = causes.rows(user, period, today, key, kind_id)
    return _of_query(f"问题·{key.label}", heads, query, lambda found: _problem(*found), None)


def _problem(problem: Any, project: str) -> Row:
    gone = clock.local(problem.written_off_at).date() if problem.written_off_at else None
    day = clock.local(problem.reported_at).date()
    return Row(f"/problems/{problem.id}", [problem.title, project, day, problem.state.label, gone])


def permits(user: User, period: Period, today: date, key: PermitSet, bureau: str) -> Listing:
    """List permits on bureaus' desks."""
    heads = (
        Head("审批事项", width=28), Head("项目", width=28), Head("审批部门", width=18), Head("受理", "date"),
        Head("办结", "date"),
        Head("用时（天）", "int"), Head("承诺（天）", "int"), Head("法定（天）", "int"), Head("超期情况", width=24),
    )  # fmt: skip
    rows = [
        Row(f"/projects/{one.permit.project_id}{suffix(day_read())}", [
            one.permit.name, one.permit.project.name, one.permit.bureau,
            one.permit.accepted_on or one.permit.received_on, one.permit.granted_on, one.days,
            one.permit.committed_days, one.permit.statutory_days, one.over,
        ])
        for one in permitting.processed(user, period, today)
        if one.within(key) and bureau in ("", one.permit.bureau)
    ]  # fmt: skip
    return _of_rows("·".join(text for text in (bureau, f"审批事项{key.label}") if text), heads, rows)
