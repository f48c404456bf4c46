"""Where desks that stand on the project desk plug in: columns of the tables, panels of the page, what a visit brings.

The project desk imports none of them; each registers itself once, when the application is made.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select

from zz.accounts.models import User
from zz.projects.columns import COLUMNS, DEFAULTS, Column
from zz.projects.models import Project
from zz.projects.records import Visit
from zz.projects.vocabulary import Stage

Load = Callable[[User, Project, date], Any]
OnVisit = Callable[[Visit, Project, User, datetime], Any]
Lookup = Callable[[Sequence[int], Select[Any], date], tuple[dict[int, Any], str]]


@dataclass(frozen=True)
class Panel:
    """A panel of the project's page: its partial is given what `load` returned, as `panel`.

    `kept` tells whether it can be shown as of a day that is over: its tables keep versions.
    """

    name: str
    template: str
    load: Load
    kept: bool = False


lookups: dict[str, Lookup] = {}
panels: dict[str, Panel] = {}
_on_visit: dict[str, OnVisit] = {}


def add_column(column: Column, lookup: Lookup, *stages: Stage) -> None:
    """Offer a column in the tables whose values are not on the row, and show it unasked at `stages`.

    `lookup(ids, listed, today)` returns, in one query a page, the values by project for `ids`, the rows of the page,
    and the words of the sum row for `listed`, the query of all rows.
    """
    COLUMNS[column.key] = column
    lookups[column.key] = lookup
    for stage in stages:
        if column.key not in DEFAULTS[stage]:
            DEFAULTS[stage] = (*DEFAULTS[stage], column.key)


def add_panel(panel: Panel) -> None:
    """Show `panel` on every project's page."""
    panels[panel.name] = panel


def on_visit(name: str, fn: OnVisit) -> None:
    """Call `fn(visit, project, by, at)` in the transaction in which a visit is reported or corrected."""
    _on_visit[name] = fn


def visit_reported(visit: Visit, project: Project, *, by: User, at: datetime) -> None:
    """Let the desks above take what the visit brings."""
    for fn in _on_visit.values():
        fn(visit, project, by, at)
