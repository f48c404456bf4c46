"""What the report's page shows: the form filled from the draft or the last report, months, figures to check."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from zz.accounts.models import User
from zz.projects import report_queries as queries
from zz.projects.doubts import ZERO
from zz.projects.records import MonthlyFigure, ReportDraft, Visit
from zz.projects.report_forms import DRAFT_FIELDS, ReportForm
from zz.projects.report_policy import Part

SHORT = 24


@dataclass(frozen=True)
class ReportPage:
    """Everything around the form. `saved` is when the draft was kept, in the phone's milliseconds."""

    part: Part
    months: Sequence[queries.OpenMonth]
    last: Visit | None
    to_check: Sequence[MonthlyFigure]
    saved: int = 0

    @property
    def title(self) -> str:
        if self.part.visits:
            return "走访上报"
        return "填报投资" if self.part.fills else "审核投资"

    @property
    def last_line(self) -> str:
        """“上次 9月1日：地基完成 11 栋”."""
        if self.last is None:
            return ""
        text = " ".join(self.last.physical_progress.split())
        on = self.last.on_day
        return f"上次 {on.month}月{on.day}日：{text[:SHORT]}{'…' if len(text) > SHORT else ''}"

    def month(self, value: str | None) -> queries.OpenMonth | None:
        """Return the open month that a form's field names."""
        return next((m for m in self.months if m.value == value), None)


def report_page(part: Part, user: User, today: date, *, draft: ReportDraft | None = None) -> ReportPage:
    """Read what the page of `part` shows."""
    project = part.project
    return ReportPage(
        part,
        queries.open_months(project, today) if part.fills else [],
        queries.last_visit(project.id) if part.visits else None,
        queries.figures_to_check(project.id) if part.checks else [],
        int(draft.fields.get("at") or 0) if draft else 0,
    )


def chosen_month(months: Sequence[queries.OpenMonth]) -> queries.OpenMonth | None:
    """Return the month to offer: one that was returned, last month's while it is not filled, else the running one."""
    first = [m for m in months if m.returned] or [m for m in months if m.missing and not m.running] or list(months)
    return first[0] if first else None


def first_values(page: ReportPage, draft: ReportDraft | None, month_wanted: str | None) -> dict[str, Any]:
    """Return what the form starts with: the draft, else the last report and the month's figure."""
    values: dict[str, Any] = {}
    if page.last is not None:
        values = {name: getattr(page.last, name) for name in ("physical_progress", "workers", "next_step")}
    elif page.part.visits:
        values = {name: getattr(page.part.project, name) for name in ("physical_progress", "next_step")}
    drafted = {k: v for k, v in draft.fields.items() if k in DRAFT_FIELDS} if draft else {}
    month = page.month(month_wanted) or page.month(drafted.get("month")) or chosen_month(page.months)
    if month is not None:
        values["month"] = month.value
        if month.figure is not None:
            values |= {name: getattr(month.figure, name) for name in ("invested", "statistical", "note")}
    return values | drafted


def name_month(form: ReportForm, page: ReportPage) -> None:
    """Name the month in the label of the money field."""
    if "month" not in form:
        return
    chosen = page.month(form.month.data)
    label = f"{chosen.month}月" if chosen else "当月"
    form.invested.label.text = f"{label}累计完成投资（万元）"


def outlook_line(month: queries.OpenMonth | None, invested: Any) -> str:
    """“年累计将为 7,600 万元，占年计划 38.0%”."""
    if month is None:
        return ""
    reached = month.outlook.year_with(invested or ZERO)
    line = f"年累计将为 {reached.normalize():,f} 万元"
    plan = month.outlook.annual_plan
    return line + (f"，占年计划 {reached * 100 / plan:.1f}%" if plan else "")
