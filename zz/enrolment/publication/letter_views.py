"""`/enrolment/letters/<entry>`: asks which paper and why, then sends it as .docx."""

import io

from flask import Blueprint, abort, render_template, send_file
from flask.typing import ResponseReturnValue

from zz import clock
from zz.access import Permission, requires
from zz.db import writing
from zz.documents import DOCX
from zz.enrolment.loading import reader
from zz.enrolment.placement.models import PlacementEntry
from zz.enrolment.privacy import fields
from zz.enrolment.publication import access, letters, queries
from zz.enrolment.publication.forms import LetterForm
from zz.enrolment.publication.letters import Letter
from zz.enrolment.requests.loading import private

bp = Blueprint("placement_letters", __name__, url_prefix=access.LETTERS)

WHO = (Permission.ENROLMENT_FILE, Permission.ENROLMENT_MANAGE, Permission.ENROLMENT_REVIEW)


def _entry(entry_id: int) -> PlacementEntry:
    """Return a child whose family the reader answers to; 404 where he has nothing to do with it, or it is erased."""
    found = queries.entry(reader(), entry_id) or abort(404)
    return found if found.request.erased_at is None and fields.opens(reader()) else abort(404)


def _page(entry: PlacementEntry, form: LetterForm) -> str:
    return render_template("enrolment/publication/letter.html", entry=entry, form=form)


@bp.get("/<int:entry_id>")
@requires(*WHO)
def ask(entry_id: int) -> ResponseReturnValue:
    """Which paper, and why."""
    return private(_page(_entry(entry_id), LetterForm(formdata=None)))


@bp.post("/<int:entry_id>")
@requires(*WHO)
def send(entry_id: int) -> ResponseReturnValue:
    """The paper."""
    entry, form = _entry(entry_id), LetterForm()
    if not form.validate():
        return private(_page(entry, form), 422)
    letter, at = Letter(form.letter.data), clock.now()
    with writing():
        data = letters.write(entry, queries.of_round(entry.round_id), letter, form.reason.data, by=reader(), at=at)
    name = f"{letter.label}-{entry.request.label}.docx"
    response = send_file(io.BytesIO(data), mimetype=DOCX, as_attachment=True, download_name=name)
    response.headers["Cache-Control"] = "no-store"
    return response
