"""Milestones, their backward schedule, and the team: small forms within the project's page, pages without script."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from zz import clock
from zz.access import Permission, requires
from zz.db import StaleVersion, writing
from zz.projects import plan_operations as plan
from zz.projects import proposal
from zz.projects.loading import (
    editable_or_refuse,
    form_shown,
    locked_or_404,
    locked_project,
    panel_changed,
    panel_stale,
    reader,
    row_or_404,
)
from zz.projects.plan_forms import MemberForm, MilestoneForm, RowForm
from zz.projects.records import Milestone, TeamMember
from zz.projects.wording import day
from zz.web import redirect_to

bp = Blueprint("plan", __name__, url_prefix="/projects")

EDIT = requires(Permission.PROJECT_EDIT)
TITLES = {"milestone": "倒排计划节点", "member": "项目队伍成员"}


def _form(form: RowForm, project: Any, kind: str, row: Any = None, status: int = 200) -> ResponseReturnValue:
    return form_shown(
        "projects/row.html", f"projects/_{kind}_form.html", status=status, title=TITLES[kind],
        row=f"{kind}-{row.id if row else 'new'}", form=form, project=project, item=row,
    )  # fmt: skip


def _changed(project_id: int, panel: str, change: Callable[[], str]) -> ResponseReturnValue:
    """Run one change in a transaction and answer with its panel; a stale click gets the fresh one."""
    try:
        with writing():
            say = change()
    except StaleVersion:
        return panel_stale(project_id, panel)
    return panel_changed(project_id, panel, say)


@bp.get("/<int:project_id>/milestones/new")
@EDIT
def new_milestone(project_id: int) -> ResponseReturnValue:
    """The form of a new node."""
    return _form(MilestoneForm(), editable_or_refuse(project_id).project, "milestone")


@bp.post("/<int:project_id>/milestones")
@EDIT
def add_milestone(project_id: int) -> ResponseReturnValue:
    """Add a node."""
    found, form = editable_or_refuse(project_id), MilestoneForm()
    if not form.validate():
        return _form(form, found.project, "milestone", status=422)

    def change() -> str:
        row = plan.add_milestone(locked_project(project_id), form.values(), by=reader(), at=clock.now())
        return f"已新增节点“{row.name}”，计划{day(row.planned_on)}完成"

    return _changed(project_id, "milestones", change)


@bp.get("/<int:project_id>/milestones/<int:row_id>")
@EDIT
def milestone(project_id: int, row_id: int) -> ResponseReturnValue:
    """The form of a node."""
    found = editable_or_refuse(project_id)
    row = row_or_404(Milestone, row_id, project_id)
    return _form(MilestoneForm(obj=row), found.project, "milestone", row)


@bp.post("/<int:project_id>/milestones/<int:row_id>")
@EDIT
def edit_milestone(project_id: int, row_id: int) -> ResponseReturnValue:
    """Change a node."""
    found, form = editable_or_refuse(project_id), MilestoneForm()
    if not form.validate():
        return _form(form, found.project, "milestone", row_or_404(Milestone, row_id, project_id), 422)

    def change() -> str:
        project = locked_project(project_id)
        row = locked_or_404(Milestone, row_id, project_id, form.shown_version)
        plan.edit_milestone(project, row, form.values(), by=reader(), at=clock.now())
        done = f"，{day(row.done_on)}完成" if row.done_on else f"，计划{day(row.planned_on)}完成"
        return f"节点“{row.name}”已更新{done}"

    return _changed(project_id, "milestones", change)


@bp.post("/<int:project_id>/milestones/<int:row_id>/removal")
@EDIT
def remove_milestone(project_id: int, row_id: int) -> ResponseReturnValue:
    """Take a node out."""
    editable_or_refuse(project_id)
    version = RowForm().shown_version

    def change() -> str:
        project = locked_project(project_id)
        row = locked_or_404(Milestone, row_id, project_id, version)
        plan.remove_milestone(project, row, by=reader(), at=clock.now())
        return f"已删除节点“{row.name}”"

    return _changed(project_id, "milestones", change)


@bp.get("/<int:project_id>/milestones/schedule")
@EDIT
def schedule(project_id: int) -> str:
    """The proposed backward schedule, to be chosen from."""
    found = editable_or_refuse(project_id)
    nodes = proposal.nodes_for(found.project, clock.today())
    return render_template("projects/schedule.html", project=found.project, nodes=nodes, today=clock.today())


@bp.post("/<int:project_id>/milestones/schedule")
@EDIT
def make_schedule(project_id: int) -> ResponseReturnValue:
    """Add the chosen nodes of the proposal."""
    editable_or_refuse(project_id)
    chosen = set(request.form.getlist("node"))
    with writing():
        project = locked_project(project_id)
        nodes = [n for n in proposal.nodes_for(project, clock.today()) if n.key in chosen]
        if nodes:
            rows = [(n.name, n.day, n.note) for n in nodes]
            plan.add_schedule(project, rows, by=reader(), at=clock.now())
    say = f"已列入 {len(nodes)} 个节点" if nodes else "没有选择节点，倒排计划未改动"
    return redirect_to(f"/projects/{project_id}#milestones", say)


@bp.get("/<int:project_id>/team/new")
@EDIT
def new_member(project_id: int) -> ResponseReturnValue:
    """The form of a new member."""
    return _form(MemberForm(), editable_or_refuse(project_id).project, "member")


@bp.post("/<int:project_id>/team")
@EDIT
def add_member(project_id: int) -> ResponseReturnValue:
    """Add a member."""
    found, form = editable_or_refuse(project_id), MemberForm()
    if not form.validate():
        return _form(form, found.project, "member", status=422)

    def change() -> str:
        row = plan.add_member(locked_project(project_id), form.values(), by=reader(), at=clock.now())
        return f"已将{row.name}列入项目队伍（{row.role.label}）"

    return _changed(project_id, "team", change)


@bp.get("/<int:project_id>/team/<int:row_id>")
@EDIT
def member(project_id: int, row_id: int) -> ResponseReturnValue:
    """The form of a member."""
    found = editable_or_refuse(project_id)
    row = row_or_404(TeamMember, row_id, project_id)
    return _form(MemberForm(obj=row), found.project, "member", row)


@bp.post("/<int:project_id>/team/<int:row_id>")
@EDIT
def edit_member(project_id: int, row_id: int) -> ResponseReturnValue:
    """Change a member."""
    found, form = editable_or_refuse(project_id), MemberForm()
    if not form.validate():
        return _form(form, found.project, "member", row_or_404(TeamMember, row_id, project_id), 422)

    def change() -> str:
        project = locked_project(project_id)
        row = locked_or_404(TeamMember, row_id, project_id, form.shown_version)
        plan.edit_member(project, row, form.values(), by=reader(), at=clock.now())
        return f"{row.name}的信息已更新"

    return _changed(project_id, "team", change)


@bp.post("/<int:project_id>/team/<int:row_id>/removal")
@EDIT
def remove_member(project_id: int, row_id: int) -> ResponseReturnValue:
    """Take a member out."""
    editable_or_refuse(project_id)
    version = RowForm().shown_version

    def change() -> str:
        project = locked_project(project_id)
        row = locked_or_404(TeamMember, row_id, project_id, version)
        plan.remove_member(project, row, by=reader(), at=clock.now())
        return f"已将{row.name}移出项目队伍"

    return _changed(project_id, "team", change)
