"""What the pages of questions draw: the list under its tabs, and one question."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from zz import clock
from zz.accounts.models import User
from zz.accounts.roles import Permission as P
from zz.enrolment.desks import Desk
from zz.enrolment.questions import access, queries
from zz.enrolment.questions.models import Faq, Question
from zz.enrolment.questions.operations import PATH
from zz.enrolment.questions.vocabulary import QuestionState, Topic
from zz.enrolment.wording import day_words
from zz.web import Page, paginate

FAQ = "faq"
TABS = {
    "asked": QuestionState.ASKED, "answered": QuestionState.ANSWERED, "withdrawn": QuestionState.WITHDRAWN,
}  # fmt: skip
SHORT = 60


@dataclass(frozen=True)
class Tab:
    """One of the tabs."""

    label: str
    url: str
    current: bool
    count: int


@dataclass(frozen=True)
class Row:
    """One question in two lines."""

    question: Question
    url: str
    text: str
    enterprise: str
    when: str
    late: bool
    asked: str
    answered: str


@dataclass(frozen=True)
class QuestionList:
    """Everything the list's template draws; `rows` under a tab of questions, `faqs` under 常见问题."""

    tab: str
    tabs: list[Tab]
    q: str
    topic: Topic | None
    rows: Sequence[Row]
    faqs: Sequence[Faq]
    page: Page[Any]
    may_ask: bool
    answers: bool
    export_url: str
    clear_url: str


def short(text: str) -> str:
    """Return the beginning of a text."""
    line = " ".join(text.split())
    return line if len(line) <= SHORT else line[: SHORT - 1] + "…"


def _url(tab: str, q: str = "", topic: Topic | None = None, **more: str) -> str:
    pairs = {"tab": tab if tab != FAQ else "", "q": q, "topic": topic.value if topic else "", **more}
    kept = {key: value for key, value in pairs.items() if value}
    return PATH + ("?" + urlencode(kept) if kept else "")


def _day(at: datetime | None, today: date) -> str:
    return day_words(clock.local(at).date(), today) if at else ""


def row_of(user: User, question: Question, today: date) -> Row:
    """Return a line of the list: the enterprise's name only for whom it is meant."""
    waits = question.state == QuestionState.ASKED
    when = f"应于{day_words(question.due_on, today)}前答复" if waits else question.state.label
    name = question.enterprise.label if access.names_shown(user, question) else "园区企业"
    return Row(
        question, f"{PATH}/{question.id}", short(question.text), name, when, waits and question.due_on < today,
        _day(question.asked_at, today), _day(question.answered_at, today),
    )  # fmt: skip


def assemble(user: User, desk: Desk, asked: str, q: str, topic: Topic | None, today: date) -> QuestionList:
    """Return the page that the address asks for; who may not ask or answer finds 常见问题 alone."""
    answers = access.answers_for(user, desk.park_id)
    sees_questions = answers or user.has(P.ENROLMENT_FILE)
    tab = asked if asked in TABS and sees_questions else FAQ
    tabs = [Tab("常见问题", _url(FAQ), tab == FAQ, queries.count_published(desk.park_id))]
    if sees_questions:
        counts = queries.counts(user)
        tabs += [Tab(s.label, _url(key), tab == key, counts[s]) for key, s in TABS.items()]
    page: Page[Any] = paginate(
        queries.published(desk.park_id, q, topic, hidden=answers)
        if tab == FAQ
        else queries.listed(user, TABS[tab], q, topic)
    )
    rows = [] if tab == FAQ else [row_of(user, question, today) for question in page.items]
    return QuestionList(
        tab, tabs, q, topic, rows, page.items if tab == FAQ else [], page, user.has(P.ENROLMENT_FILE), answers,
        _url(tab, q, topic, format="xlsx"), _url(tab),
    )  # fmt: skip
