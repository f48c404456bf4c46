"""The gates between the four tables, and stopping and resuming a project."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from zz import clock
from zz.access import Permission, requires
from zz.approvals.appliers import Refused
from zz.approvals.operations import ask as ask_for
from zz.approvals.uploads import discarded
from zz.approvals.vocabulary import ApprovalKind
from zz.db import StaleVersion, writing
from zz.files import operations as files
from zz.files.models import Attachment, AttachmentKind
from zz.projects import gates, loading, operations, page, policy, requests, wording
from zz.projects.flow import StageAction
from zz.projects.loading import found_or_404, locked_project, reader
from zz.projects.models import Project
from zz.projects.plan_forms import ActivityForm, GateForm
from zz.web import redirect_to
from zz.web.choices import choices as select_choices

bp = Blueprint("gates", __name__, url_prefix="/projects")

CANDIDATES = 50


def _action() -> StageAction:
    return StageAction.RETREAT if request.args.get("to") == "back" else StageAction.ADVANCE


def _back(action: StageAction) -> str:
    return "?to=back" if action == StageAction.RETREAT else ""


def _gate(project: Project, action: StageAction) -> gates.Gate:
    held = page.files_of(project.id, photos=False, limit=CANDIDATES)
    photos = page.files_of(project.id, photos=True, limit=CANDIDATES)
    return gates.gate_of(project, action, held, photos) or abort(404)


def _offered(form: GateForm, gate: gates.Gate) -> GateForm:
    def choices(rows: Sequence[Attachment]) -> list[Any]:
        return select_choices([("", "不选用"), *((str(f.id), _described(f)) for f in rows)])

    form.kind.choices = select_choices([(kind.value, kind.label) for kind in gate.kinds])
    form.existing.choices = choices(gate.files)
    form.photo_existing.choices = choices(gate.photos)
    form.on_day.label.text = gate.day_label or "日期"
    return form


def _described(file: Attachment) -> str:
    taken = f"，摄于{wording.day(clock.local(file.taken_at).date())}" if file.taken_at else ""
    return f"{file.kind.label}：{file.filename}{taken}"


def _page(found: page.Found, form: GateForm, gate: gates.Gate, **context: Any) -> str:
    action = _action()
    may = policy.can_move(found.project, found.powers, action)
    asks = policy.can_ask_to_move(found.project, found.powers, action)
    url = f"/projects/{found.project.id}/stage{'/request' if asks else ''}{_back(action)}"
    return render_template(
        "projects/gate.html", project=found.project, powers=found.powers, form=form, gate=gate, action=action,
        may=may or asks, asks=asks, url=url,
        held={kind.value: text for kind, text in gate.held.items()},
        gate_note=policy.why_not_move(found.project, found.powers), **context,
    )  # fmt: skip


@bp.get("/<int:project_id>/stage")
@requires(Permission.PROJECT_READ)
def stage(project_id: int) -> str:
    """What the gate asks for; the form for whoever may confirm."""
    found = found_or_404(project_id)
    gate = _gate(found.project, _action())
    form = _offered(GateForm(), gate)
    form.version.data = str(found.project.version)
    form.kind.data = next((kind.value for kind in gate.kinds if gate.held[kind]), None)
    return _page(found, form, gate)


@bp.post("/<int:project_id>/stage")
@requires(Permission.PROJECT_STAGE)
def move(project_id: int) -> ResponseReturnValue:
    """Move the project through the gate, or say what is missing."""
    found = found_or_404(project_id)
    if not policy.confirms(found.powers, policy.KIND_OF[_action()]):
        abort(403)
    gate = _gate(found.project, _action())
    form = _offered(GateForm(), gate)
    if not form.validate():
        return _page(found, form, gate), 422
    try:
        uploads = _prepared(form)
    except files.UploadError:
        return _page(found, form, gate), 422
    try:
        say = _moved(project_id, _action(), form, gate, uploads)
    except gates.GateRefused as refused:
        _discard(uploads)
        _say(refused, form)
        return _page(found, form, gate), 422
    except StaleVersion:
        _discard(uploads)
        fresh = found_or_404(project_id)
        form.version.data, form.version.raw_data = str(fresh.project.version), None
        return _page(fresh, form, _gate(fresh.project, _action()), notice=loading.CHANGED_MEANWHILE), 409
    return redirect_to(f"/projects/{project_id}", say)


def _say(refused: gates.GateRefused, form: GateForm) -> None:
    for one in refused.refusals:
        field = form[one.field] if one.field else None
        if field is not None:
            field.errors = [*field.errors, one.text]
        else:
            form.form_errors.append(one.text)


@bp.post("/<int:project_id>/stage/request")
@requires(Permission.PROJECT_REQUEST)
def ask(project_id: int) -> ResponseReturnValue:
    """Ask for the move, with the gate's evidence, where the reader may not confirm it."""
    found = found_or_404(project_id)
    if not policy.asks(found.powers, policy.KIND_OF[_action()]):
        abort(403)
    gate = _gate(found.project, _action())
    form = _offered(GateForm(), gate)
    if not (form.validate() & form.has_reason()):
        return _page(found, form, gate), 422
    try:
        uploads = _prepared(form)
    except files.UploadError:
        return _page(found, form, gate), 422
    try:
        with discarded(uploads), writing():
            on_day = form.on_day.data if gate.day_label else None
            wanted = requests.move(found.project, _action(), form, on_day, uploads)
            approval_id = ask_for(wanted, by=reader(), at=clock.now()).id
    except gates.GateRefused as refused:
        _say(refused, form)
        return _page(found_or_404(project_id), form, gate), 422
    except Refused as refused:
        form.form_errors.extend(refused.sentences)
        return _page(found_or_404(project_id), form, gate), 422
    return redirect_to(f"/approvals/{approval_id}", "已提交申请，审批通过后自动转段")


Uploads = dict[str, files.PreparedFile]


def _prepared(form: GateForm) -> Uploads:
    """Check and store what was sent, before the transaction; the form gets the words of a refusal."""
    found: Uploads = {}
    wanted = ((form.upload, files.ALL), (form.photo, frozenset({files.Family.IMAGE})))
    for field, families in wanted:
        if not field.data:
            continue
        try:
            found["file" if field is form.upload else "photo"] = files.prepare_upload(field.data, families)
        except files.UploadError as error:
            field.errors = [error.text]
            _discard(found)
            raise
    return found


def _discard(uploads: Uploads) -> None:
    for prepared in uploads.values():
        files.discard(prepared)


def _moved(project_id: int, action: StageAction, form: GateForm, gate: gates.Gate, uploads: Uploads) -> str:
    """Attach, move and record in one transaction; return what to say."""
    by, at = reader(), clock.now()
    with writing():
        project = locked_project(project_id, form.shown_version)
        evidence = None
        if action == StageAction.ADVANCE:
            file = _file(project, form.existing.data, uploads.get("file"), AttachmentKind.EVIDENCE)
            photo = _file(project, form.photo_existing.data, uploads.get("photo"), AttachmentKind.PHOTO)
            evidence = gates.evidence_of(project, form.evidence_kind, file, photo, form.photo_on.data)
        on_day = form.on_day.data if gate.day_label else None
        after = operations.move_stage(
            project, action, evidence=evidence, on_day=on_day, reason=form.reason.data or "", by=by, at=at
        )
    done = f"，{gate.day_label}{wording.day(on_day, clock.today())}" if gate.day_label and on_day else ""
    return f"{'已退回' if action == StageAction.RETREAT else '已转入'}{after.label}表{done}"


def _file(
    project: Project, chosen: int | None, prepared: files.PreparedFile | None, kind: AttachmentKind
) -> Attachment | None:
    if prepared:
        return files.attach(prepared, project, kind, by=reader(), at=clock.now())
    return page.file_of(project.id, chosen) if chosen else None


@bp.get("/<int:project_id>/activity")
@requires(Permission.PROJECT_STAGE)
def activity(project_id: int) -> str:
    """The form that suspends, terminates or resumes."""
    found, form = found_or_404(project_id), ActivityForm()
    if not policy.confirms(found.powers, ApprovalKind.ACTIVITY):
        abort(403)
    form.version.data = str(found.project.version)
    return _activity_page(found, form)


def _activity_page(found: page.Found, form: ActivityForm, **context: Any) -> str:
    actions = policy.activity_actions(found.project, found.powers)
    form.action.choices = select_choices([(action.value, action.label) for action in actions])
    if len(actions) == 1:
        form.action.data = actions[0].value
    return render_template("projects/activity.html", project=found.project, form=form, **context)


@bp.post("/<int:project_id>/activity")
@requires(Permission.PROJECT_STAGE)
def change_activity(project_id: int) -> ResponseReturnValue:
    """Suspend, terminate or resume, with a reason and, where there is one, a file."""
    found, form = found_or_404(project_id), ActivityForm()
    if not policy.confirms(found.powers, ApprovalKind.ACTIVITY):
        abort(403)
    valid, chosen = form.validate(), form.chosen
    if chosen is None:
        form.action.errors = ["请选择要办理的操作"]
    if not valid or chosen is None:
        return _activity_page(found, form), 422
    try:
        prepared = files.prepare_upload(form.upload.data) if form.upload.data else None
    except files.UploadError as error:
        form.upload.errors = [error.text]
        return _activity_page(found, form), 422
    try:
        with writing():
            project = locked_project(project_id, form.shown_version)
            if prepared:
                files.attach(prepared, project, AttachmentKind.EVIDENCE, by=reader(), at=clock.now())
            after = operations.change_activity(
                project, chosen, reason=form.reason.data or "", by=reader(), at=clock.now()
            )
    except StaleVersion:
        if prepared:
            files.discard(prepared)
        fresh = found_or_404(project_id)
        form.version.data, form.version.raw_data = str(fresh.project.version), None
        return _activity_page(fresh, form, notice=loading.CHANGED_MEANWHILE), 409
    return redirect_to(f"/projects/{project_id}", f"项目已{chosen.label}，当前状态：{after.label}")
