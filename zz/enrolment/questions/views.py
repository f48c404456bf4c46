"""`/enrolment/questions`: what is often asked, asking, answering, publishing."""

from typing import Any

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from zz import clock
from zz.access import Permission, requires
from zz.db import locked, writing
from zz.enrolment.desks import of_enterprise
from zz.enrolment.loading import desk, reader
from zz.enrolment.questions import access, export, operations, page, queries
from zz.enrolment.questions.flow import QUESTIONS
from zz.enrolment.questions.forms import AnswerForm, QuestionForm
from zz.enrolment.questions.models import Question
from zz.enrolment.questions.operations import PATH
from zz.enrolment.questions.vocabulary import QuestionAction, Topic
from zz.enrolment.rules import step_days
from zz.web import page_or_part, redirect_to
from zz.web.errors import error_response

bp = Blueprint("enrolment_questions", __name__, url_prefix=PATH)
MOVED = "您打开后，这件咨询已有变化，刚才的操作没有生效。请刷新后核对。"


@bp.get("")
@requires(Permission.ENROLMENT_DESK_READ)
def index() -> ResponseReturnValue:
    """What is often asked, and the reader's own questions or those he answers."""
    found, topic = desk(), request.args.get("topic", "")
    chosen = next((t for t in Topic if t.value == topic), None)
    tab, q = request.args.get("tab", ""), request.args.get("q", "").strip()[:64]
    if request.args.get("format") == "xlsx" and tab in page.TABS:
        state = page.TABS[tab]
        rows = export.everything(reader(), state, q, chosen)
        return export.send(reader(), rows, state, at=clock.now())
    drawn = page.assemble(reader(), found, tab, q, chosen, clock.today())
    template = "enrolment/questions/_list.html"
    return page_or_part("enrolment/questions/index.html", template, list=drawn, topics=Topic.options(), desk=found)


@bp.get("/new")
@requires(Permission.ENROLMENT_FILE)
def new() -> str:
    """The form of a question."""
    return render_template("enrolment/questions/new.html", form=QuestionForm(), days=step_days("answer"))


@bp.post("/new")
@requires(Permission.ENROLMENT_FILE)
def ask() -> ResponseReturnValue:
    """Ask it."""
    form = QuestionForm()
    if not form.validate():
        return render_template("enrolment/questions/new.html", form=form, days=step_days("answer")), 422
    firm = next(unit for _scope, unit in reader().grants(Permission.ENROLMENT_FILE))
    park = of_enterprise(firm) or abort(404, description="您的企业所在的县还没有园区开设子女就学服务。")
    with writing():
        asked = operations.ask(
            park, firm, Topic(form.topic.data), form.text.data or "", by=reader(), at=clock.now()
        )  # fmt: skip
    day = asked.due_on
    return redirect_to(f"{PATH}/{asked.id}", f"已提交，工作组将在{day.month}月{day.day}日前答复")


def _question(question_id: int) -> Question:
    return queries.find(reader(), question_id) or abort(404)


def _shown(question: Question, form: AnswerForm | None = None) -> dict[str, Any]:
    user = reader()
    answers = access.answers(user, question)
    amends = QUESTIONS.can(question, QuestionAction.AMEND)
    if form is None and answers:
        form = AnswerForm(answer=question.answer)
        form.version.data = str(question.version)
    return {
        "question": question, "row": page.row_of(user, question, clock.today()), "form": form, "answers": answers,
        "names": access.names_shown(user, question), "amends": amends,
        "may_answer": answers and (amends or QUESTIONS.can(question, QuestionAction.ANSWER)),
        "may_withdraw": access.asks(user, question) and QUESTIONS.can(question, QuestionAction.WITHDRAW),
        "faq": queries.faq_of(question) if answers else None,
    }  # fmt: skip


@bp.get("/<int:question_id>")
@requires(Permission.ENROLMENT_FILE, Permission.ENROLMENT_ANSWER)
def show(question_id: int) -> str:
    """A question with its answer."""
    return render_template("enrolment/questions/show.html", **_shown(_question(question_id)))


@bp.post("/<int:question_id>/answer")
@requires(Permission.ENROLMENT_ANSWER)
def answer(question_id: int) -> ResponseReturnValue:
    """Answer it, or put the answer right."""
    question, form = _question(question_id), AnswerForm()
    if not access.answers(reader(), question):
        abort(403)
    if not form.validate():
        return render_template("enrolment/questions/show.html", **_shown(question, form)), 422
    with writing():
        held = locked(Question, question_id) or abort(404)
        if form.shown_version not in (None, held.version):
            return error_response(409, MOVED)
        change = operations.amend if QUESTIONS.can(held, QuestionAction.AMEND) else operations.answer
        change(held, form.answer.data or "", by=reader(), at=clock.now())
    return redirect_to(f"{PATH}/{question_id}", "已答复，企业会收到通知")


@bp.post("/<int:question_id>/withdrawal")
@requires(Permission.ENROLMENT_FILE)
def withdraw(question_id: int) -> ResponseReturnValue:
    """Take it back."""
    if not access.asks(reader(), _question(question_id)):
        abort(403)
    with writing():
        operations.withdraw(locked(Question, question_id) or abort(404), by=reader(), at=clock.now())
    return redirect_to(f"{PATH}/{question_id}", "已撤回，工作组不用再答复")
