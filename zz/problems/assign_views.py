"""交办 and 改派: lead and assisting units, urgency, the date with the days that were counted."""

from contextlib import suppress
from datetime import date
from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from zz import calendar, clock, rules
from zz.access import Permission, requires
from zz.accounts.models import Unit
from zz.assignments.vocabulary import AssignmentKind, AssignmentState, Part
from zz.calendar.queries import Reason
from zz.db import StaleVersion, writing
from zz.problems import kinds, parties
from zz.problems.assigning import Party, Plan, assign
from zz.problems.flow import PROBLEMS
from zz.problems.forms import AssignForm
from zz.problems.handling import live
from zz.problems.loading import allowed, held, project_of, reader, stale
from zz.problems.policy import Standing
from zz.problems.vocabulary import ProblemAction as A
from zz.problems.vocabulary import Urgency
from zz.problems.wording import day
from zz.projects.models import Project
from zz.web import redirect_to
from zz.web.choices import choices
from zz.workflow import InvalidTransition

bp = Blueprint("problem_assignment", __name__, url_prefix="/problems")

NO_LEAD = ("", "请选择")


def proposed(urgency: Urgency, today: date) -> date:
    """Return the day that an urgency gives, in working days from today."""
    return calendar.add_working_days(today, int(rules.value(urgency.rule)))


def counted(due_on: date, today: date) -> dict[str, Any]:
    """Return what 期限计算依据 says: how many working days, and which days between do not count."""
    days = calendar.working_days_between(today, due_on) if due_on > today else 0
    reasons: list[Reason] = calendar.explain(today, days) if 0 < days <= 150 else []
    return {"due_on": due_on, "days": days, "reasons": reasons, "today": today, "words": day(due_on, today)}


def _form(standing: Standing, project: Project) -> tuple[AssignForm, list[Party]]:
    problem = standing.problem
    found = parties.offered(problem, project)
    form = AssignForm()
    form.lead.choices = choices([NO_LEAD, *((p.holder, p.name) for p in found)])
    form.assisting.choices = choices((p.holder, p.name) for p in found)
    form.kind_id.choices = choices([(str(k.id), k.label) for k in kinds.offered()])
    form.verifier.choices = choices(parties.verifiers(problem, project))
    return form, found


def _filled(form: AssignForm, standing: Standing, found: list[Party]) -> None:
    """Propose: what stands, else what the kind and the rules give."""
    problem = standing.problem
    handles = live(standing.found, AssignmentKind.HANDLE)
    lead = next((a.holder for a in handles if a.part == Part.LEAD), "")
    duty = kinds.duties(problem.ledger_id).get(problem.kind_id)
    form.version.data = str(problem.version)
    form.kind_id.data = problem.kind_id
    refused = {a.holder for a in standing.found if a.state == AssignmentState.SENT_BACK}
    proposals = (p.holder for p in found if duty and p.unit_id == duty.id and p.holder not in refused)
    form.lead.data = lead or next(proposals, "")
    form.assisting.data = [a.holder for a in handles if a.part == Part.ASSISTING]
    form.urgency.data = str(problem.urgency)
    form.due_on.data = proposed(problem.urgency, clock.today())
    form.verifier.data = problem.verifier or problem.assigner


def _page(form: AssignForm, standing: Standing, project: Project, found: list[Party], **context: Any) -> str:
    today, problem = clock.today(), standing.problem
    duty = kinds.duties(problem.ledger_id).get(problem.kind_id)
    due = form.due_on.data or proposed(problem.urgency, today)
    return render_template(
        "problems/assign.html", form=form, problem=problem, project=project,
        near=[p.holder for p in parties.near(project, found, duty.id if duty else None)],
        hint=_hint(standing, duty), again=PROBLEMS.can(problem, A.REASSIGN), counted=counted(due, today),
        **context,
    )  # fmt: skip


def _hint(standing: Standing, duty: Unit | None) -> str:
    """Say whom the kind proposes, and who has sent it back."""
    if duty is None:
        return ""
    back = any(a.unit_id == duty.id and a.state == AssignmentState.SENT_BACK for a in standing.found)
    return f"{duty.label}已退回，请另选主办单位" if back else f"按职责边界建议{duty.label}"


@bp.get("/<int:problem_id>/assignment")
@requires(Permission.PROBLEM_ASSIGN)
def form(problem_id: int) -> ResponseReturnValue:
    """The form, with proposals."""
    standing = allowed(problem_id, A.ASSIGN, A.REASSIGN)
    project = project_of(standing.problem)
    made, found = _form(standing, project)
    _filled(made, standing, found)
    return _page(made, standing, project, found)


@bp.post("/<int:problem_id>/assignment")
@requires(Permission.PROBLEM_ASSIGN)
def submit(problem_id: int) -> ResponseReturnValue:
    """Assign it."""
    standing = allowed(problem_id, A.ASSIGN, A.REASSIGN)
    project = project_of(standing.problem)
    made, found = _form(standing, project)
    if not _valid(made):
        return _page(made, standing, project, found), 422
    plan = _plan(made, {party.holder: party for party in found})
    try:
        with writing():
            problem = held(problem_id, made.shown_version)
            assign(problem, plan, by=reader(), at=clock.now())
            number = problem.number
    except (StaleVersion, InvalidTransition):
        return stale(problem_id)
    return redirect_to(
        f"/problems/{problem_id}",
        f"已交办{plan.lead.name}（{number}），请于{day(plan.due_on, clock.today())}前办结",
    )


def _valid(form: AssignForm) -> bool:
    valid = bool(form.validate())
    if form.lead.data and form.lead.data in (form.assisting.data or ()):
        form.assisting.errors, valid = ["主办单位不再列为协办单位"], False
    if form.urgency.data and not form.urgency.errors:
        limit = proposed(Urgency(form.urgency.data), clock.today())
        form.due_on.data = form.due_on.data or limit
        if form.due_on.data > limit and not form.reason.data:
            form.reason.errors = [f"期限晚于{form.urgency_label}件的{day(limit)}，请注明理由"]
            valid = False
    return valid


def _plan(form: AssignForm, by_holder: dict[str, Party]) -> Plan:
    kind = next((k for k in kinds.offered() if k.id == form.kind_id.data), None)
    urgency = Urgency(form.urgency.data)
    return Plan(
        by_holder[str(form.lead.data)],
        [by_holder[holder] for holder in form.assisting.data or () if holder in by_holder],
        urgency, form.due_on.data or proposed(urgency, clock.today()), str(form.verifier.data),
        form.reason.data or "", kind,
    )  # fmt: skip


@bp.get("/<int:problem_id>/deadline")
@requires(Permission.PROBLEM_ASSIGN)
def deadline(problem_id: int) -> str:
    """期限计算依据 of what is chosen in the form: a changed urgency gives its day, a day is explained."""
    allowed(problem_id, A.ASSIGN, A.REASSIGN)
    today = clock.today()
    urgency = next((u for u in Urgency if u.value == request.args.get("urgency")), Urgency.ORDINARY)
    due = proposed(urgency, today)
    if request.args.get("by") == "day":
        with suppress(ValueError):
            due = date.fromisoformat(request.args.get("due_on", ""))
    made = AssignForm(formdata=None, due_on=due)
    return render_template("problems/_deadline.html", form=made, problem_id=problem_id, counted=counted(due, today))
