"""What the views share: finding a row, refusing, storing files before the write, answering a stale click."""

from collections.abc import Callable, Sequence
from typing import Any

from flask import abort, make_response, render_template
from flask_login import current_user
from werkzeug.wrappers import Response

from zz import clock
from zz.accounts.models import User
from zz.db import StaleVersion, db, locked, writing
from zz.files import operations as files
from zz.files.models import Attachment, AttachmentKind
from zz.files.operations import PreparedFile, UploadError
from zz.voltage.remediation.acts import Act, Doing
from zz.voltage.remediation.handling import Refused
from zz.web import is_part, redirect_to
from zz.web.errors import error_response
from zz.workflow import InvalidTransition

STALE = "您打开后，这一件已有变化，刚才的操作没有生效。下面是最新情况，请核对后再操作。"


def reader() -> User:
    """Return the signed-in user himself, not the proxy."""
    return current_user._get_current_object()  # type: ignore[no-any-return]


def stale(show: Callable[[str], str]) -> Response:
    """Answer a stale click: 409, the page as it is now, and what happened meanwhile."""
    db.session.rollback()
    db.session.expire_all()
    return error_response(409, STALE) if is_part() else make_response(show(STALE), 409)


def act_page(act: Act, form: Any, subject: Any, url: str, crumbs: list[tuple[str, str | None]]) -> str:
    """Render the form of an act."""
    places = [*crumbs, (act.title, None)]
    says = act.says(subject)
    return render_template(
        "voltage/act.html", act=act, form=form, about=subject.title, says=says, url=url, crumbs=places
    )


def _prepared(uploads: Sequence[Any]) -> list[PreparedFile]:
    done: list[PreparedFile] = []
    try:
        done += [files.prepare_upload(upload, frozenset({files.Family.IMAGE})) for upload in uploads]
    except UploadError:
        for one in done:
            files.discard(one)
        raise
    return done


def _attached(prepared: Sequence[PreparedFile], subject: Any, by: User) -> list[Attachment]:
    return [files.attach(one, subject, AttachmentKind.PHOTO, by=by, at=clock.now()) for one in prepared]


def perform(act: Act, form: Any, model: type[Any], row_id: int, may: Callable[[Any], bool]) -> str | None:
    """Do an act on the locked row and say what happened; None where the form has to be shown again.

    Raises:
        StaleVersion, InvalidTransition: somebody was quicker.
    """
    if not form.validate():
        return None
    try:
        prepared = _prepared(form.uploads())
    except UploadError as error:
        form.photos.errors = [error.text]
        return None
    try:
        with writing():
            subject = locked(model, row_id, form.shown_version) or abort(404)
            if not may(subject):
                abort(403)
            attached = _attached(prepared, subject, reader())
            return act.run(Doing(subject, form, attached, reader(), clock.now()))
    except Refused as refused:
        _refuse(form, refused)
    except BaseException:
        for one in prepared:
            files.discard(one)
        raise
    for one in prepared:
        files.discard(one)
    return None


def _refuse(form: Any, refused: Refused) -> None:
    field = form._fields.get(refused.field)
    if field is None:
        form.form_errors.append(refused.text)
    else:
        field.errors = [*field.errors, refused.text]


def answered(
    act: Act, form: Any, model: type[Any], row_id: int, *, may: Callable[[Any], bool], url: str,
    again: Callable[[], str], show: Callable[[str], str],
) -> Response | tuple[str, int]:  # fmt: skip
    """Answer a post: on to the page with what happened, the form again (422), or the page as it is now (409)."""
    try:
        said = perform(act, form, model, row_id, may)
    except (StaleVersion, InvalidTransition):
        return stale(show)
    return redirect_to(url, said) if said else (again(), 422)
