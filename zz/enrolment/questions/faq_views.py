"""Publishing a question and its answer for everybody, with names removed."""

from typing import Any

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from zz import clock
from zz.access import Permission, requires
from zz.db import StaleVersion, locked, writing
from zz.enrolment.desks import Desk
from zz.enrolment.loading import desk, reader
from zz.enrolment.questions import access, names, operations, queries
from zz.enrolment.questions.forms import FaqForm
from zz.enrolment.questions.models import Faq, Question
from zz.enrolment.questions.operations import PATH
from zz.enrolment.questions.vocabulary import Topic
from zz.web import redirect_to

bp = Blueprint("enrolment_faq", __name__, url_prefix=PATH)


def _desk() -> Desk:
    found = desk()
    return found if access.answers_for(reader(), found.park_id) else abort(403)


def _answered(question_id: int) -> Question:
    question = queries.find(reader(), question_id) or abort(404)
    return question if question.answer and access.answers(reader(), question) else abort(403)


def _page(form: FaqForm, faq: Faq | None, question: Question | None, **more: Any) -> str:
    return render_template("enrolment/questions/faq.html", form=form, faq=faq, question=question, **more)


def _without_names(form: FaqForm, root_id: int, question: Question | None) -> bool:
    """Tell whether what was typed may be published; what must not be stands beside its field."""
    good = True
    for field in (form.question, form.answer):
        if found := names.found_in(field.data or "", root_id, question):
            field.errors, good = [*field.errors, f"不能公开：{'、'.join(found)}"], False
    return good


@bp.get("/<int:question_id>/publication")
@requires(Permission.ENROLMENT_ANSWER)
def draft(question_id: int) -> str:
    """The form, filled with the question and its answer as far as names could be taken out."""
    found, question = _desk(), _answered(question_id)
    form = FaqForm()
    form.topic.data = question.topic.value
    form.question.data = names.without_names(question.text, found.root_id, question)[:300]
    form.answer.data = names.without_names(question.answer, found.root_id, question)
    return _page(form, None, question)


@bp.post("/<int:question_id>/publication")
@requires(Permission.ENROLMENT_ANSWER)
def publish(question_id: int) -> ResponseReturnValue:
    """Publish it."""
    question = _answered(question_id)
    if queries.faq_of(question):
        return redirect_to(PATH, "这件咨询已经发布过")
    return _published(question)


@bp.get("/faq/new")
@requires(Permission.ENROLMENT_ANSWER)
def new() -> str:
    """The form of an entry that nobody has asked."""
    _desk()
    return _page(FaqForm(), None, None)


@bp.post("/faq/new")
@requires(Permission.ENROLMENT_ANSWER)
def create() -> ResponseReturnValue:
    """Publish an entry that nobody has asked."""
    return _published(None)


def _published(question: Question | None) -> ResponseReturnValue:
    found, form = _desk(), FaqForm()
    valid = form.validate()
    if not _without_names(form, found.root_id, question) or not valid:
        return _page(form, None, question), 422
    words = Topic(form.topic.data), form.question.data or "", form.answer.data or ""
    with writing():
        operations.publish(found.park_id, *words, question, by=reader(), at=clock.now())
    return redirect_to(PATH, "已发布到常见问题")


def _faq(found: Desk, faq_id: int) -> Faq:
    return queries.find_faq(found.park_id, faq_id) or abort(404)


@bp.get("/faq/<int:faq_id>")
@requires(Permission.ENROLMENT_ANSWER)
def edit(faq_id: int) -> str:
    """The form of an entry."""
    faq = _faq(_desk(), faq_id)
    form = FaqForm(obj=faq)
    form.topic.data, form.version.data = faq.topic.value, str(faq.version)
    return _page(form, faq, None)


@bp.post("/faq/<int:faq_id>")
@requires(Permission.ENROLMENT_ANSWER)
def update(faq_id: int) -> ResponseReturnValue:
    """Change an entry, or take it down."""
    found, form = _desk(), FaqForm()
    faq = _faq(found, faq_id)
    valid = form.validate()
    if not _without_names(form, found.root_id, None) or not valid:
        return _page(form, faq, None), 422
    words = Topic(form.topic.data), form.question.data or "", form.answer.data or ""
    try:
        with writing():
            held = locked(Faq, faq_id, form.shown_version) or abort(404)
            operations.edit(held, *words, bool(form.active.data), by=reader(), at=clock.now())
    except StaleVersion:
        return _page(form, faq, None, stale=True), 409
    return redirect_to(PATH, "已保存" if form.active.data else "已撤下，不再公开显示")
