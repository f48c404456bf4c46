"""Free seats of a round and their offers: made by the work group, answered for the family; and the end of a round."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, make_response, render_template
from flask.typing import ResponseReturnValue

from zz import clock
from zz.access import Permission, requires
from zz.db import StaleVersion, db, locked, writing
from zz.enrolment.loading import reader
from zz.enrolment.placement import round_access
from zz.enrolment.placement.models import PlacementRound
from zz.enrolment.publication import access, offering, operations, queries, vacancies
from zz.enrolment.publication.flow import OFFERS, WAITING
from zz.enrolment.publication.forms import OfferForm, PlainForm
from zz.enrolment.publication.models import PlacementPublication, SeatOffer
from zz.enrolment.publication.views import KEEPERS, conducted, kept
from zz.enrolment.publication.vocabulary import OfferAction
from zz.enrolment.requests import access as requests
from zz.enrolment.requests.loading import private, stale
from zz.enrolment.requests.wording import due_words
from zz.enrolment.review.operations import Refused
from zz.enrolment.review.places import school_names
from zz.enrolment.vocabulary import grade_label
from zz.web import redirect_to
from zz.workflow import InvalidTransition

bp = Blueprint("placement_offers", __name__)

FAMILY = (Permission.ENROLMENT_FILE, Permission.ENROLMENT_MANAGE)


def _page(found: PlacementPublication, notice: str = "") -> str:
    free, made = vacancies.of_round(found.round), vacancies.offered(found.round_id)
    ids = {v.school_id for v in free} | {v.next.request.school_id for v in free if v.next}
    ids |= {one.school_id for one in made}
    return render_template(
        "enrolment/publication/vacancies.html", round=found.round, free=free, made=made, notice=notice,
        names=school_names(i for i in ids if i), grade_label=grade_label, waiting=WAITING,
        conducts=round_access.conducts(reader(), found.round.park_id),
        hindrance=operations.hindrance(found, clock.today()), ended=not queries.may_close(found.round),
    )  # fmt: skip


@bp.get(f"{access.PATH}/<int:round_id>/vacancies")
@requires(*KEEPERS)
def index(round_id: int) -> ResponseReturnValue:
    """The seats that have become free, who is next for each, and what has been offered."""
    return private(_page(kept(round_id)))


def _again(round_id: int, sentence: str) -> ResponseReturnValue:
    db.session.rollback()
    db.session.expire_all()
    return make_response(private(_page(kept(round_id), sentence), 409))


@bp.post(f"{access.PATH}/<int:round_id>/offers")
@requires(Permission.ENROLMENT_MANAGE)
def offer(round_id: int) -> ResponseReturnValue:
    """递补给下一位."""
    conducted(round_id)
    kept(round_id)
    form = OfferForm()
    if not form.validate():
        return _again(round_id, offering.NOBODY)
    try:
        with writing():
            found = locked(PlacementRound, round_id) or abort(404)
            made = offering.offer(found, form.school.data or 0, form.grade.data or 0, by=reader(), at=clock.now())
    except Refused as refused:
        return _again(round_id, refused.text)
    return redirect_to(f"{access.OFFERS}/{made.id}", "已通知申请企业，请等待家长答复")


@bp.post(f"{access.PATH}/<int:round_id>/closing")
@requires(Permission.ENROLMENT_MANAGE)
def close(round_id: int) -> ResponseReturnValue:
    """结束这一轮."""
    conducted(round_id)
    published, form = kept(round_id), PlainForm()
    if not form.validate():
        return _again(round_id, "请重试。")
    try:
        with writing():
            found = locked(PlacementRound, round_id, form.shown_version) or abort(404)
            left = operations.close(found, published, by=reader(), at=clock.now())
    except Refused as refused:
        return _again(round_id, refused.text)
    except (StaleVersion, InvalidTransition):
        return stale()
    rest = f"，{left} 个孩子待统筹，由教育局继续安排" if left else "，每个孩子都有学位"
    return redirect_to(f"{access.PATH}/{round_id}/vacancies", f"这一轮已结束{rest}")


def _found(offer_id: int) -> SeatOffer:
    return queries.offer(reader(), offer_id) or abort(404)


@bp.get(f"{access.OFFERS}/<int:offer_id>")
@requires(*FAMILY, Permission.ENROLMENT_REVIEW)
def show(offer_id: int) -> ResponseReturnValue:
    """One offer, with its two answers for whoever speaks for the family."""
    return private(_offer_page(_found(offer_id)))


def _offer_page(one: SeatOffer, notice: str = "") -> str:
    request = one.entry.request
    speaks = requests.files_for(reader(), request) and OFFERS.can(one, OfferAction.ACCEPT)
    return render_template(
        "enrolment/publication/offer.html", one=one, case=request, notice=notice, speaks=speaks,
        due=due_words(one.current, clock.today()), waiting=WAITING,
    )  # fmt: skip


def _answer(offer_id: int, act: Callable[[SeatOffer], Any], said: str) -> ResponseReturnValue:
    one, form = _found(offer_id), PlainForm()
    if not requests.files_for(reader(), one.entry.request):
        abort(403)
    if not form.validate():
        return stale()
    try:
        with writing():
            act(locked(SeatOffer, offer_id, form.shown_version) or abort(404))
    except Refused as refused:
        db.session.rollback()
        return make_response(private(_offer_page(_found(offer_id), refused.text), 409))
    except (StaleVersion, InvalidTransition):
        return stale()
    return redirect_to(f"{access.OFFERS}/{offer_id}", said)


@bp.post(f"{access.OFFERS}/<int:offer_id>/acceptance")
@requires(*FAMILY)
def accept(offer_id: int) -> ResponseReturnValue:
    """接受递补."""
    said = "已接受，等待学校确认"
    return _answer(offer_id, lambda one: offering.accept(one, by=reader(), at=clock.now()), said)


@bp.post(f"{access.OFFERS}/<int:offer_id>/declining")
@requires(*FAMILY)
def decline(offer_id: int) -> ResponseReturnValue:
    """不接受递补."""
    said = "已答复不接受，现在的安排不变"
    return _answer(offer_id, lambda one: offering.decline(one, by=reader(), at=clock.now()), said)
