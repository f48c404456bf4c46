"""Issuing cards: the centre sends what the system prepared, or decides against it with a reason."""

from flask import Blueprint, Flask, abort, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response
from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length

from zz import clock
from zz.access import Permission, requires
from zz.assignments import cards, policy
from zz.assignments.forms import ActForm
from zz.assignments.locking import hold_card
from zz.assignments.models import Card
from zz.assignments.subjects import kind_of
from zz.assignments.vocabulary import CardState
from zz.db import db, writing
from zz.web import form_error, redirect_to

bp = Blueprint("cards", __name__)


class DropForm(ActForm):
    """不予发出."""

    reason = TextAreaField(
        "理由", [InputRequired("请写明不予发出的理由。"), Length(max=200, message="最多 200 个字。")]
    )


def _found(card_id: int) -> Card:
    """Return a card that is the reader's to issue; else 404."""
    card = db.session.get(Card, card_id)
    if card is None or not policy.issued(current_user, card.assignment, clock.today()):
        abort(404)
    return card


@bp.post("/cards/<int:card_id>/issue")
@requires(Permission.CARD_ISSUE)
def issue(card_id: int) -> Response | tuple[str, int]:
    """发出: number it and show it to the unit."""
    _found(card_id)
    form = ActForm()
    if not form.validate_on_submit():
        abort(400)
    with writing():
        card = hold_card(card_id, form.opened_version)
        if card is None:
            abort(404)
        cards.issue_card(card, by=current_user, at=clock.now())
        said = f"已发出{card.severity.label}：{card.number}"
        url = kind_of(card.assignment.subject_type).url(card.assignment.subject_id)
    back = url if request.form.get("next") == "subject" else url_for("assignments.inbox")
    return redirect_to(back, said)


@bp.get("/cards/<int:card_id>/drop")
@requires(Permission.CARD_ISSUE)
def drop_form(card_id: int) -> str:
    """Ask why a card is not issued."""
    card = _found(card_id)
    if card.state != CardState.PREPARED:
        abort(409)
    return render_template("assignments/drop.html", card=card, form=DropForm(version=str(card.version)))


@bp.post("/cards/<int:card_id>/drop")
@requires(Permission.CARD_ISSUE)
def drop(card_id: int) -> Response | tuple[str, int]:
    """不予发出, with the reason."""
    found, form = _found(card_id), DropForm()
    if not form.validate_on_submit():
        return form_error("assignments/drop.html", card=found, form=form)
    with writing():
        card = hold_card(card_id, form.opened_version)
        if card is None:
            abort(404)
        cards.drop(card, (form.reason.data or "").strip(), by=current_user, at=clock.now())
    return redirect_to(url_for("assignments.inbox"), "已记录，不予发出")


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(bp)
