"""Bringing a problem up: the form, likely duplicates before it is sent, and what was sent."""

from typing import Any

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from zz import clock
from zz.access import Permission, requires
from zz.db import writing
from zz.files.operations import UploadError
from zz.problems import kinds, people, reporting
from zz.problems.forms import ReportForm
from zz.problems.loading import attach, discard, prepare, reader
from zz.problems.models import ProblemKind
from zz.problems.vocabulary import Source, Urgency
from zz.web import redirect_to
from zz.web.choices import choices

bp = Blueprint("problem_reports", __name__, url_prefix="/problems")

ENTERED = (Source.CONSULTATION, Source.INSTRUCTION, Source.COMMISSIONER)


def _form() -> tuple[ReportForm, list[ProblemKind]]:
    user, offered = reader(), kinds.offered()
    form = ReportForm()
    form.project_id.choices = choices(people.reportable(user))
    form.kind_id.choices = choices([("", "请选择"), *((str(k.id), k.label) for k in offered)])
    form.urgency.choices = choices([("", "按类型默认"), *Urgency.options()])
    if people.enters_for_others(user):
        form.source.choices = choices([(str(source), source.label) for source in ENTERED])
        form.leader_id.choices = choices([("", "不是领导批示"), *people.leaders(user)])
    else:
        del form.source, form.leader_id
    if form.project_id.data is None and (asked := request.args.get("project", type=int)):
        form.project_id.data = asked
    return form, offered


def _page(form: ReportForm, **context: Any) -> str:
    back = f"/projects/{form.project_id.data}" if request.args.get("project") else "/problems"
    return render_template("problems/new.html", form=form, back=back, **context)


@bp.get("/new")
@requires(Permission.PROBLEM_REPORT, Permission.PROBLEM_INSTRUCT)
def new() -> str:
    """The form; `project` in the address chooses the project."""
    form, _ = _form()
    if (asked := request.args.get("project")) and asked not in dict(people.reportable(reader())):
        abort(404)
    return _page(form)


@bp.post("/new")
@requires(Permission.PROBLEM_REPORT, Permission.PROBLEM_INSTRUCT)
def create() -> ResponseReturnValue:
    """Bring it up; likely duplicates are shown first and want a word."""
    form, offered = _form()
    if not _valid(form):
        return _page(form), 422
    kind = next(k for k in offered if k.id == form.kind_id.data)
    same = reporting.likely_same(form.project_id.data, kind.id, form.title.data or "")
    if same and not form.confirmed.data:
        return _page(form, same=same), 422
    try:
        prepared = prepare(form.uploads())
    except UploadError as error:
        form.photos.errors = [error.text]
        return _page(form), 422
    by, at = reader(), clock.now()
    leader = people.leader(by, form.leader_id.data) if "leader_id" in form and form.leader_id.data else None
    source = Source.INSTRUCTION if leader else (form.source.data if "source" in form else None)
    draft = reporting.Draft(
        kind, form.title.data or "", form.detail.data or "", source or reporting.source_of(by), form.urgency.data,
        leader=leader.name if leader else "",
    )  # fmt: skip
    try:
        with writing():
            project = people.held_project(form.project_id.data)
            problem = reporting.report(project, draft, by=by, at=at)
            attach(prepared, problem, by=by, at=at)
            problem_id, assigner = problem.id, people.name_of(problem.assigner)
    except BaseException:
        discard(prepared)
        raise
    return redirect_to(f"/problems/{problem_id}", f"已反映，等待{assigner}交办")


def _valid(form: ReportForm) -> bool:
    valid = bool(form.validate())
    for field, sentence in ((form.project_id, "请选择项目"), (form.kind_id, "请选择问题类型")):
        if field.data is None and not field.errors:
            field.errors, valid = [sentence], False
    if "leader_id" in form and form.leader_id.data and not form.uploads():
        form.photos.errors, valid = ["代录领导批示，须附批示原件的照片"], False
    return valid


@bp.get("/same")
@requires(Permission.PROBLEM_REPORT, Permission.PROBLEM_INSTRUCT)
def same() -> str:
    """What the reader may be about to report again, while he is typing."""
    project_id, kind_id = request.args.get("project_id", type=int), request.args.get("kind_id", type=int)
    allowed = dict(people.reportable(reader()))
    title = request.args.get("title", "").strip()[:100]
    if project_id is None or str(project_id) not in allowed:
        return render_template("problems/_same.html", same=[])
    return render_template("problems/_same.html", same=reporting.likely_same(project_id, kind_id or 0, title))
