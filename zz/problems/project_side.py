"""Problems on the project desk: the column 未销号问题, the panel of a project's page, the lines of a report."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Select

from zz.accounts.models import User
from zz.accounts.roles import Permission
from zz.problems import list_page, queries
from zz.problems.list_page import ListRow
from zz.problems.queries import Open
from zz.problems.reporting import report_visit_lines
from zz.problems.wording import TONES
from zz.projects import sockets
from zz.projects.columns import Column, Mark, Names, Part
from zz.projects.models import Project
from zz.projects.vocabulary import Stage

KEY = "problems"
SHOWN = 5
TOMORROW = timedelta(days=1)


@dataclass(frozen=True)
class PanelRows:
    """What the panel shows."""

    rows: list[ListRow]
    count: int
    more: bool
    may_report: bool


def _words(found: Open) -> str:
    words = [f"{found.count} 件"]
    if found.severity in TONES:
        words.append(found.severity.label)
    if found.due_tomorrow:
        words.append(f"明天到期 {found.due_tomorrow} 件")
    return " · ".join(words)


def _value(row: Any, names: Names) -> Mark | None:
    found: Open | None = names.more.get(KEY, {}).get(row.id)
    if found is None:
        return None
    url = f"/projects/{row.id}{names.suffix}#problems" if names.suffix else f"/problems?project={row.id}"
    return Mark(_words(found), TONES.get(found.severity, ""), url)


def _exported(row: Any, names: Names) -> str:
    found: Open | None = names.more.get(KEY, {}).get(row.id)
    return _words(found) if found else "无"


def _look_up(ids: Sequence[int], listed: Select[Any], today: date) -> tuple[dict[int, Any], str]:
    found, total = queries.open_of_projects(ids, listed, today + TOMORROW)
    return dict(found), f"{total} 件"


def _panel(user: User, project: Project, today: date) -> PanelRows | None:
    if not user.has(Permission.PROBLEM_READ):
        return None
    found = queries.of_project(project.id, SHOWN + 1)
    rows = list_page.rows_of(found[:SHOWN], today)
    count = sum(problem.current_id is not None for problem in found[:SHOWN])
    return PanelRows(rows, count, len(found) > SHOWN, user.has(Permission.PROBLEM_REPORT))


def register() -> None:
    """Plug into the project desk."""
    column = Column(
        KEY, "未销号问题", "mark", _value, (), keep=True, parts=(Part("未销号问题", "text", _exported, 16),)
    )
    sockets.add_column(column, _look_up, Stage.PRELIMINARY, Stage.UNDER_CONSTRUCTION)
    sockets.add_panel(sockets.Panel(KEY, "problems/_project_panel.html", _panel, kept=True))
    sockets.on_visit(KEY, report_visit_lines)
