"""Papers of a request: uploading photos and PDF kind by kind, and taking one away."""

from typing import Any

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from zz import clock
from zz.access import requires
from zz.db import writing
from zz.enrolment.models import DocumentKind
from zz.enrolment.requests import access, filing, form_page, papers
from zz.enrolment.requests.forms import RequestForm
from zz.enrolment.requests.loading import held, mine_or_404, private, reader, schools_for, to_fill
from zz.enrolment.requests.models import EnrolmentRequest
from zz.enrolment.requests.views import WHO
from zz.files.operations import PreparedFile, UploadError, discard, forget, prepare_sealed
from zz.web import is_part, redirect_to, toast

bp = Blueprint("enrolment_papers", __name__, url_prefix="/enrolment/requests/<int:request_id>/documents")

FULL = f"每种材料最多 {papers.MOST} 份，请删去重复的再上传"


@bp.post("")
@requires(*WHO)
def upload(request_id: int) -> ResponseReturnValue:
    """Take photos or PDF of one kind of paper."""
    found = to_fill(request_id)
    kind = kind_or_404(request.form.get("kind", ""))
    sent = [file for file in request.files.getlist("files") if file.filename]
    try:
        prepared = stored(found, kind, sent)
    except UploadError as error:
        return _answer(request_id, (kind.id, error.text))
    with writing():
        locked_one = _held(request_id)
        for file in prepared:
            papers.add(locked_one, kind, file, by=reader(), at=clock.now())
    return _answer(request_id)


def kind_or_404(typed: str) -> DocumentKind:
    """Return the kind of paper that was chosen."""
    return next((kind for kind in papers.kinds() if str(kind.id) == typed), None) or abort(404)


def stored(found: EnrolmentRequest, kind: DocumentKind, sent: list[Any]) -> list[PreparedFile]:
    """Check and store uploads, encrypted; UploadError says which rule one breaks, and then none is kept."""
    if not sent:
        raise UploadError("请选择要上传的照片或 PDF")
    if len(sent) + sum(d.kind_id == kind.id for d in found.documents) > papers.MOST:
        raise UploadError(FULL)
    done: list[PreparedFile] = []
    try:
        for file in sent:
            done.append(prepare_sealed(file, kind.name))
    except UploadError:
        for one in done:
            discard(one)
        raise
    return done


@bp.post("/<int:document_id>/removal")
@requires(*WHO)
def remove(request_id: int, document_id: int) -> ResponseReturnValue:
    """Delete a paper for good."""
    to_fill(request_id)
    with writing():
        found = _held(request_id)
        document = next((d for d in found.documents if d.id == document_id), None) or abort(404)
        keys = papers.take_away(found, document, by=reader(), at=clock.now())
    forget(keys)
    return _answer(request_id)


def _held(request_id: int) -> EnrolmentRequest:
    found = held(request_id)
    if not (access.files_for(reader(), found) and filing.may_fill(found)):
        abort(404)
    return found


def _answer(request_id: int, error: tuple[int, str] | None = None) -> ResponseReturnValue:
    """Show the papers again: the part, or the whole page without JavaScript."""
    if not is_part():
        if error:
            toast(error[1])
        return redirect_to(f"/enrolment/requests/{request_id}/edit")
    found = mine_or_404(request_id)
    page = form_page.build(found, RequestForm(formdata=None), schools_for(found))
    return private(
        render_template("enrolment/requests/_papers_answer.html", page=page, case=found, error=error),
        422 if error else 200,
    )
