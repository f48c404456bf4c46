"""The addresses of an attachment and its thumbnail; a sealed one has a random address and is kept by no browser."""

import io

from flask import Blueprint, Response, abort, send_file
from flask_login import current_user

from zz import sealed
from zz.access import signed_in
from zz.files.guard import note_served
from zz.files.models import Attachment
from zz.files.queries import sealed_attachment, visible_attachment
from zz.files.storage import store

bp = Blueprint("files", __name__, url_prefix="/files")

CSP = "sandbox; default-src 'none'"
DAY = 86_400


@bp.get("/<int:attachment_id>")
@signed_in
def show(attachment_id: int) -> Response:
    """Send the file: a picture to look at, anything else to save."""
    found = _found(attachment_id)
    response = _sent(found, found.storage_key, found.media_type)
    response.headers["Cache-Control"] = "private, no-cache"
    return response


@bp.get("/<int:attachment_id>/thumbnail")
@signed_in
def thumbnail(attachment_id: int) -> Response:
    """Send the small picture, which the browser may keep for a day."""
    found = _found(attachment_id)
    if found.thumbnail_key is None:
        abort(404)
    response = _sent(found, found.thumbnail_key, "image/jpeg")
    response.headers["Cache-Control"] = f"private, max-age={DAY}"
    return response


@bp.get("/sealed/<string:sealed_key>")
@signed_in
def show_sealed(sealed_key: str) -> Response:
    """Send a sealed file, which nobody on the way may keep."""
    found = sealed_attachment(current_user, sealed_key) or abort(404)
    response = _kept_nowhere(_sent(found, found.storage_key, found.media_type))
    note_served(current_user._get_current_object(), found)
    return response


@bp.get("/sealed/<string:sealed_key>/thumbnail")
@signed_in
def sealed_thumbnail(sealed_key: str) -> Response:
    """Send the small picture of a sealed file."""
    found = sealed_attachment(current_user, sealed_key) or abort(404)
    response = _kept_nowhere(_sent(found, found.thumbnail_key or abort(404), "image/jpeg"))
    note_served(current_user._get_current_object(), found)
    return response


def _kept_nowhere(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    response.headers.pop("ETag", None)
    return response


def _found(attachment_id: int) -> Attachment:
    return visible_attachment(current_user, attachment_id) or abort(404)


def _sent(attachment: Attachment, key: str, media_type: str) -> Response:
    try:
        data = store().get(key)
    except FileNotFoundError:
        abort(404)
    response = send_file(
        io.BytesIO(sealed.unseal(data) if attachment.sealed else data),
        mimetype=media_type,
        as_attachment=not attachment.is_image,
        download_name=attachment.filename,
        etag=f"{attachment.sha256[:32]}-{key[:8]}",
        last_modified=attachment.uploaded_at,
    )
    response.headers["Content-Security-Policy"] = CSP
    return response
