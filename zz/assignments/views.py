"""The inbox, and the acts of a holder."""

from typing import Any

from flask import Blueprint, Flask, abort, make_response, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from zz import clock
from zz.access import Permission, requires
from zz.accounts.models import User
from zz.assignments import inbox_pages, policy, queries
from zz.assignments.acts import Act, NotYours, guard, perform
from zz.assignments.export import send
from zz.assignments.forms import FORMS, TITLES, ActForm, SignForm
from zz.assignments.locking import hold
from zz.assignments.models import Assignment
from zz.assignments.rows import rows
from zz.assignments.subjects import kind_of
from zz.db import StaleVersion, db, writing
from zz.files.operations import PreparedFile, prepare_upload
from zz.files.uploads import UploadError
from zz.web import MenuEntry, form_error, is_part, menu, page_or_part, redirect_to
from zz.web.htmx import trigger
from zz.workflow import InvalidTransition

bp = Blueprint("assignments", __name__)
ACTIONS = "sign, 'pass-on', number, progress, reply, 'send-back', suspend, resume"


@bp.get("/inbox")
@requires(Permission.INBOX)
def inbox() -> Response | str:
    """Show what waits for the reader, or send it as a workbook."""
    if (form := request.args.get("format")) == "xlsx":
        return send(current_user, request.args, at=clock.now())
    if form:
        abort(404)
    page = inbox_pages.assemble(current_user, request.args, clock.today())
    return page_or_part("assignments/inbox.html", "assignments/_inbox.html", inbox=page)


@bp.post("/inbox/sign")
@requires(Permission.INBOX)
def sign_several() -> Response:
    """签收 everything that was ticked; what somebody else has signed meanwhile is counted and left."""
    ids = [int(text) for text in request.form.getlist("ids") if text.isdecimal()][:200]
    done = sum(_sign_one(i) for i in ids)
    left = len(ids) - done
    said = (
        f"已签收 {done} 件" + (f"，另有 {left} 件已被他人签收或撤回" if left else "") if ids else "请先勾选要签收的事项"
    )
    return redirect_to(url_for(".inbox", box="to-sign"), said)


def _sign_one(assignment_id: int) -> bool:
    try:
        with writing():
            assignment = hold(assignment_id)
            if assignment is None:
                return False
            perform(assignment, Act("sign", SignForm(meta={"csrf": False})), by=current_user, at=clock.now())
    except (InvalidTransition, NotYours):
        return False
    return True


def _seen(assignment_id: int) -> Assignment:
    """Return an assignment that the reader may know of; else 404."""
    found = db.session.get(Assignment, assignment_id)
    user: User = current_user
    keys = policy.keys(user, clock.today())
    if found is None or not (
        {found.holder, found.issuer, found.climbed_to} & set(keys)
        or kind_of(found.subject_type).sees(user, found.subject_id)
    ):
        abort(404)
    return found


@bp.get(f"/assignments/<int:assignment_id>/<any({ACTIONS}):action>")
@requires(Permission.INBOX)
def form(assignment_id: int, action: str) -> str:
    """Show the form of one act."""
    assignment = _seen(assignment_id)
    try:
        guard(current_user, assignment, action, clock.now())
    except NotYours:
        abort(403)
    return _page(assignment, action, FORMS[action](version=str(assignment.version)))


@bp.post(f"/assignments/<int:assignment_id>/<any({ACTIONS}):action>")
@requires(Permission.INBOX)
def act(assignment_id: int, action: str) -> Response | tuple[str, int]:
    """Do it, and go on to the subject's page, or give the inbox its row back."""
    assignment, wanted = _seen(assignment_id), FORMS[action]()
    if not wanted.validate_on_submit():
        return form_error("assignments/act.html", **_context(assignment, action, wanted))
    try:
        files = _prepared(wanted)
    except UploadError as error:
        wanted.files.errors = [error.text]
        return form_error("assignments/act.html", **_context(assignment, action, wanted))
    try:
        with writing():
            row = hold(assignment_id, wanted.opened_version)
            if row is None:
                abort(404)
            said = perform(row, Act(action, wanted, files), by=current_user, at=clock.now())
    except NotYours:
        abort(403)
    except (StaleVersion, InvalidTransition) as error:
        if not is_part():
            raise
        db.session.rollback()
        sentence = error.sentence if isinstance(error, InvalidTransition) else "您打开页面后，这一件已有变化。"
        return _row(assignment_id, sentence, 409)
    return _row(assignment_id, said, 200) if is_part() else redirect_to(_back(assignment), said)


def _prepared(wanted: ActForm) -> tuple[PreparedFile, ...]:
    field = getattr(wanted, "files", None)
    return tuple(prepare_upload(f) for f in (field.data or []) if f and f.filename) if field is not None else ()


def _back(assignment: Assignment) -> str:
    url = kind_of(assignment.subject_type).url(assignment.subject_id)
    return url_for(".inbox") if request.form.get("next") == "inbox" else url


def _context(assignment: Assignment, action: str, wanted: ActForm) -> dict[str, Any]:
    return {
        "form": wanted, "action": action, "title": TITLES[action],
        "row": rows([assignment], current_user, clock.today())[0],
    }  # fmt: skip


def _page(assignment: Assignment, action: str, wanted: ActForm) -> str:
    return render_template("assignments/act.html", **_context(assignment, action, wanted))


def _row(assignment_id: int, said: str, code: int) -> Response:
    """Give the inbox one row anew, and the counts with it."""
    today = clock.today()
    assignment = db.session.get_one(Assignment, assignment_id)
    db.session.refresh(assignment)
    row = rows([assignment], current_user, today)[0]
    count = queries.waiting_count(current_user, today)
    response = make_response(
        render_template("assignments/_row_and_counts.html", row=row, count=count, said=said, stale=code == 409), code
    )
    return trigger(response, said)


def init_app(app: Flask) -> None:
    """Register the inbox and its entry in the menu."""
    app.register_blueprint(bp)
    menu.register(
        app,
        MenuEntry(
            "交办", "assignments.inbox", "/inbox", (Permission.INBOX,), order=20,
            count=lambda user: queries.waiting(user, clock.today()),
        ),
    )  # fmt: skip
