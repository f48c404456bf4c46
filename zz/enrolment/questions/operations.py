"""Asking, answering, withdrawing a question; publishing what is of use to all. Rows come locked, within `writing()`."""

from datetime import datetime

from zz.accounts.models import Unit, User
from zz.accounts.roles import Role
from zz.assignments import holders
from zz.assignments import operations as loop
from zz.assignments.flow import ASSIGNMENTS
from zz.assignments.models import Assignment
from zz.assignments.operations import Order, issue
from zz.assignments.subjects import Ref
from zz.assignments.vocabulary import AssignmentAction, AssignmentKind
from zz.db import db
from zz.enrolment.desks import work_group
from zz.enrolment.questions import verbs
from zz.enrolment.questions.flow import QUESTIONS
from zz.enrolment.questions.models import Faq, Question
from zz.enrolment.questions.vocabulary import QuestionAction as A
from zz.enrolment.questions.vocabulary import Topic
from zz.enrolment.rules import step_days
from zz.enrolment.wording import day_words
from zz.journal import record
from zz.notices import notify
from zz.spelling import search_lines
from zz.workflow import InvalidTransition

PATH = "/enrolment/questions"


def follow(assignment: Assignment, action: AssignmentAction, by: User, at: datetime) -> None:
    """Refuse what is done to the duty elsewhere: a question is answered on its own page, where the answer is written.

    Raises:
        InvalidTransition: always.
    """
    raise InvalidTransition(ASSIGNMENTS, assignment.state, action)


def ask(park: Unit, enterprise: Unit, topic: Topic, text: str, *, by: User, at: datetime) -> Question:
    """提出咨询: an enterprise asks; a duty to answer it, due by working days, goes to the work group."""
    question = Question(
        park_id=park.id, enterprise_id=enterprise.id, asked_by_id=by.id, asked_at=at, topic=topic, text=text,
        due_on=at.date(), search=search_lines(text),
    )  # fmt: skip
    db.session.add(question)
    db.session.flush()
    group, title = work_group(park), f"答复企业咨询：{topic.label}（第 {question.id} 号）"
    order = Order(
        AssignmentKind.ANSWER, Ref(Question.__tablename__, question.id), title, group, group,
        days=step_days("answer"), context="子女就学", search=search_lines(title), to_sign=False, unit_id=park.id,
    )  # fmt: skip
    duty = issue(order, by=by, at=at)
    question.assignment_id, question.due_on = duty.id, duty.due_on or question.due_on
    record(verbs.ASKED, question, by=by, at=at, topic=topic, due_on=question.due_on)
    said = f"企业咨询待答复：{topic.label}，请于{day_words(question.due_on)}前答复"
    people = [*holders.people(group), *holders.people(holders.of_unit(park.id, Role.WORK_GROUP))]
    notify(people, said, f"{PATH}/{question.id}", at=at, but=by)
    db.session.flush()
    return question


def answer(question: Question, text: str, *, by: User, at: datetime) -> None:
    """答复: the duty is done; the enterprise is told."""
    QUESTIONS.move(question, A.ANSWER)
    _written(question, text, by, at)
    duty = db.session.get_one(Assignment, question.assignment_id)
    loop.discharge(duty, by=by, at=at)
    record(verbs.ANSWERED, question, by=by, at=at, topic=question.topic)
    _tell(question, "咨询已有答复", by, at)


def amend(question: Question, text: str, *, by: User, at: datetime) -> None:
    """修改答复: what was answered is put right; the enterprise is told."""
    QUESTIONS.move(question, A.AMEND)
    _written(question, text, by, at)
    record(verbs.AMENDED, question, by=by, at=at, topic=question.topic)
    _tell(question, "咨询的答复有修改", by, at)


def _written(question: Question, text: str, by: User, at: datetime) -> None:
    question.answer, question.answered_by_id, question.answered_at = text, by.id, at
    question.search = search_lines(question.text, text)
    db.session.flush()


def _tell(question: Question, words: str, by: User, at: datetime) -> None:
    people = holders.people(holders.of_unit(question.enterprise_id, Role.ENTERPRISE_HR))
    notify(people, f"{words}：{question.topic.label}", f"{PATH}/{question.id}", at=at, but=by)


def withdraw(question: Question, *, by: User, at: datetime) -> None:
    """撤回: the enterprise no longer needs an answer."""
    QUESTIONS.move(question, A.WITHDRAW)
    loop.withdraw(db.session.get_one(Assignment, question.assignment_id), "企业已撤回", by=by, at=at)
    record(verbs.WITHDRAWN, question, by=by, at=at, topic=question.topic)


def publish(
    park_id: int, topic: Topic, asked: str, answered: str, question: Question | None = None, *, by: User, at: datetime
) -> Faq:
    """发布: put a question and its answer, without names, among those that everybody reads."""
    faq = Faq(
        park_id=park_id, question_id=question.id if question else None, topic=topic, question=asked, answer=answered,
        published_by_id=by.id, published_at=at, search=search_lines(asked, answered), active=True,
    )  # fmt: skip
    db.session.add(faq)
    db.session.flush()
    record(verbs.PUBLISHED, faq, by=by, at=at, topic=topic, question=asked)
    return faq


def edit(faq: Faq, topic: Topic, asked: str, answered: str, active: bool, *, by: User, at: datetime) -> None:
    """修改: change what is published, or take it down."""
    faq.topic, faq.question, faq.answer, faq.active = topic, asked, answered, active
    faq.search = search_lines(asked, answered)
    db.session.flush()
    record(verbs.EDITED, faq, by=by, at=at, topic=topic, question=asked, active=active)
