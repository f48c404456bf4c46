"""审批流程 on a project's page: its requests, open ones first."""

from dataclasses import dataclass
from datetime import date

from zz.accounts.models import User
from zz.accounts.roles import Permission
from zz.approvals import pages, queries
from zz.approvals.pages import Row
from zz.projects import sockets
from zz.projects.models import Project

SHOWN = 5


@dataclass(frozen=True)
class PanelRows:
    """What the panel shows."""

    rows: list[Row]
    more: bool


def _load(user: User, project: Project, today: date) -> PanelRows | None:
    if not user.has(Permission.INBOX):
        return None
    found = queries.of_subject(Project.__tablename__, project.id, SHOWN + 1)
    return PanelRows(pages.rows(found[:SHOWN], today), len(found) > SHOWN) if found else None


def register() -> None:
    """Show the panel."""
    sockets.add_panel(sockets.Panel("approvals", "projects/_approvals.html", _load))
