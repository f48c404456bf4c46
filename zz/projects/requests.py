"""What a project's forms ask for, as requests for approval."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from zz.approvals.operations import Request
from zz.approvals.vocabulary import ApprovalKind
from zz.files.operations import PreparedFile
from zz.journal.operations import plain
from zz.projects.approving import moved_values
from zz.projects.flow import ACTIVITIES, ActivityAction, StageAction
from zz.projects.models import Project
from zz.projects.plan_forms import GateForm
from zz.projects.policy import KIND_OF


def move(
    project: Project, action: StageAction, form: GateForm, on_day: date | None, uploads: Mapping[str, PreparedFile]
) -> Request:
    """Return the request for a move through a gate, with the evidence that the form lays before it."""
    told: dict[str, Any] = {}
    if action == StageAction.ADVANCE:
        told = {
            "kind": plain(form.evidence_kind), "file": form.existing.data, "photo": form.photo_existing.data,
            "photo_on": plain(form.photo_on.data),
        }  # fmt: skip
    after = moved_values(project, action, on_day)
    return Request(KIND_OF[action], project.id, after, form.reason.data or "", told, uploads)


def change_activity(
    project: Project, action: ActivityAction, reason: str, uploads: Mapping[str, PreparedFile]
) -> Request:
    """Return the request to suspend, terminate or resume. InvalidTransition where the project cannot."""
    target = ACTIVITIES.table.get((project.activity, action), project.activity)
    return Request(ApprovalKind.ACTIVITY, project.id, {"activity": str(target)}, reason, {}, uploads)


def change_plan(
    project: Project, kind: ApprovalKind, values: Mapping[str, Any], reason: str, uploads: Mapping[str, PreparedFile]
) -> Request:
    """Return the request for other planned dates or amounts; what stays as it is is left out."""
    after = {name: plain(value) for name, value in values.items() if value != getattr(project, name)}
    return Request(kind, project.id, after, reason, {}, uploads)
