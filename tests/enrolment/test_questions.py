"""Questions: one enterprise never sees another's, the work group answers in time, nothing published names anybody."""

import io
from collections.abc import Callable
from datetime import date

import pytest
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook

from tests.enrolment.world import World, world
from zz import clock
from zz.assignments.models import Assignment
from zz.assignments.vocabulary import AssignmentState
from zz.db import db
from zz.enrolment.questions import names, operations
from zz.enrolment.questions.flow import QUESTIONS
from zz.enrolment.questions.models import Faq, Question
from zz.enrolment.questions.vocabulary import QuestionAction, QuestionState, Topic
from zz.journal import Event
from zz.notices.models import Notice
from zz.workflow import InvalidTransition

SignIn = Callable[[FlaskClient, str], None]
PATH = "/enrolment/questions"
TEXT = "湖南贝森的员工刘芳想让孩子转学，社保断过一个月，算不算连续？"


@pytest.fixture
def w(session: object) -> World:
    return world()


def asked(w: World, who: str = "hr", text: str = TEXT) -> Question:
    firm = w[who].memberships[0].unit
    return operations.ask(w.park, firm, Topic.TRANSFER, text, by=w[who], at=clock.now())


def test_every_state_allows_what_the_flow_says(w: World) -> None:
    allowed = {
        QuestionState.ASKED: {QuestionAction.ANSWER, QuestionAction.WITHDRAW},
        QuestionState.ANSWERED: {QuestionAction.AMEND},
        QuestionState.WITHDRAWN: set(),
    }
    for state, actions in allowed.items():
        question = Question(state=state)
        assert {a for a in QuestionAction if QUESTIONS.can(question, a)} == actions


def test_a_question_is_a_duty_of_the_work_group_by_working_days(w: World, client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(client, w["hr"].username)
    response = client.post(f"{PATH}/new", data={"topic": "transfer", "text": TEXT})
    question = db.session.query(Question).one()
    assert response.location == f"{PATH}/{question.id}"
    assert question.due_on == date(2023, 9, 19)  # Thursday and three working days
    duty = db.session.get_one(Assignment, question.assignment_id)
    assert (duty.holder, duty.due_on, duty.state) == (
        f"u{w.park.id}:park",
        question.due_on,
        AssignmentState.IN_PROGRESS,
    )
    told = {n.user_id for n in db.session.query(Notice)}
    assert told == {w["park"].id, w["member"].id}
    sign_in(client, w["park"].username)
    inbox = client.get("/inbox").text
    assert f"答复企业咨询：转学插班（第 {question.id} 号）" in inbox and "贝森" not in inbox
    assert "1 件企业咨询待答复" in client.get("/enrolment").text
    reply = client.post(f"/assignments/{duty.id}/reply", data={"text": "在别处答复"})
    assert reply.status_code == 409  # the answer is written on the question's own page
    for event in db.session.query(Event):
        assert "社保" not in str(event.payload) and "刘芳" not in str(event.payload)


def test_nobody_else_sees_a_question(w: World, client: FlaskClient, sign_in: SignIn) -> None:
    question = asked(w)
    expected = {
        "hr": 200, "colleague": 200, "park": 200, "member": 200, "rival": 404, "edu": 403, "school": 403,
        "other_park": 404, "auditor": 403,
    }  # fmt: skip
    for who, status in expected.items():
        sign_in(client, w[who].username)
        page = client.get(f"{PATH}/{question.id}")
        assert page.status_code == status, who
        assert ("社保断过" in client.get(f"{PATH}?tab=asked").text) == (status == 200), who
        if who == "member":
            assert "湖南贝森" not in page.text.replace(TEXT, "") and "园区企业" in page.text
        if who == "park":
            assert "湖南贝森" in page.text.replace(TEXT, "")
    sign_in(client, w["rival"].username)
    assert client.post(f"{PATH}/{question.id}/withdrawal").status_code == 404
    sign_in(client, w["other_park"].username)
    assert client.post(f"{PATH}/{question.id}/answer", data={"answer": "x"}).status_code == 404


def test_the_answer_ends_the_duty_and_tells_the_enterprise(w: World, client: FlaskClient, sign_in: SignIn) -> None:
    question = asked(w)
    db.session.query(Notice).delete()
    sign_in(client, w["hr"].username)
    assert client.post(f"{PATH}/{question.id}/answer", data={"answer": "x"}).status_code == 403
    sign_in(client, w["member"].username)
    assert client.post(f"{PATH}/{question.id}/answer", data={"answer": ""}).status_code == 422
    leak = client.post(f"{PATH}/{question.id}/answer", data={"answer": "请核对 11010519491231002X"})
    assert leak.status_code == 422 and "请不要写身份证号" in leak.text
    page = {"version": str(question.version), "answer": "补缴后算连续。"}
    assert client.post(f"{PATH}/{question.id}/answer", data=page).status_code == 303
    assert client.post(f"{PATH}/{question.id}/answer", data=page).status_code == 409
    db.session.refresh(question)
    assert question.state == QuestionState.ANSWERED and question.answered_by_id == w["member"].id
    assert db.session.get_one(Assignment, question.assignment_id).state == AssignmentState.DISCHARGED
    assert {n.user_id for n in db.session.query(Notice)} == {w["hr"].id, w["colleague"].id}
    again = {"version": str(question.version), "answer": "补缴后三个月内算连续。"}
    assert client.post(f"{PATH}/{question.id}/answer", data=again).status_code == 303
    sign_in(client, w["colleague"].username)
    page_text = client.get(f"{PATH}/{question.id}").text
    assert "三个月内算连续" in page_text and "陈秋月" not in page_text
    with pytest.raises(InvalidTransition):
        operations.withdraw(question, by=w["hr"], at=clock.now())


def test_an_enterprise_takes_its_question_back(w: World, client: FlaskClient, sign_in: SignIn) -> None:
    question = asked(w)
    sign_in(client, w["hr"].username)
    assert client.post(f"{PATH}/{question.id}/withdrawal").status_code == 303
    db.session.refresh(question)
    assert question.state == QuestionState.WITHDRAWN
    assert db.session.get_one(Assignment, question.assignment_id).state == AssignmentState.WITHDRAWN
    assert client.post(f"{PATH}/{question.id}/withdrawal").status_code == 409


def test_a_good_answer_is_published_without_names(w: World, client: FlaskClient, sign_in: SignIn) -> None:
    question = asked(w)
    operations.answer(question, "刘芳您好，湖南贝森补缴后算连续。", by=w["park"], at=clock.now())
    sign_in(client, w["hr"].username)
    assert client.get(f"{PATH}/{question.id}/publication").status_code == 403
    sign_in(client, w["park"].username)
    draft = client.get(f"{PATH}/{question.id}/publication").text
    assert "某企业的员工某员工" in draft and "湖南贝森" not in draft and "刘芳" not in draft
    typed = {"topic": "transfer", "question": TEXT, "answer": "补缴后算连续。"}
    refused = client.post(f"{PATH}/{question.id}/publication", data={**typed, "checked": "y"})
    assert refused.status_code == 422 and "不能公开：湖南贝森、刘芳" in refused.text
    typed["question"] = "社保断过一个月算连续吗？"
    unread = client.post(f"{PATH}/{question.id}/publication", data=typed)
    assert unread.status_code == 422 and "请核对后勾选" in unread.text
    assert client.post(f"{PATH}/{question.id}/publication", data={**typed, "checked": "y"}).status_code == 303
    assert client.post(f"{PATH}/{question.id}/publication", data={**typed, "checked": "y"}).status_code == 303
    faq = db.session.query(Faq).one()
    for who in ("rival", "edu", "auditor", "school"):
        sign_in(client, w[who].username)
        assert "社保断过一个月算连续吗" in client.get(f"{PATH}?q=连续").text, who
        assert "没有找到" in client.get(f"{PATH}?q=户口").text
        assert client.get(f"{PATH}/faq/{faq.id}").status_code == 403
    sign_in(client, w["park"].username)
    down = {**typed, "checked": "y", "version": str(faq.version)}
    assert client.post(f"{PATH}/faq/{faq.id}", data=down).status_code == 303
    assert client.post(f"{PATH}/faq/{faq.id}", data=down).status_code == 409
    assert "已撤下" in client.get(PATH).text
    sign_in(client, w["rival"].username)
    assert "算连续吗" not in client.get(PATH).text


def test_numbers_of_persons_are_found_however_they_are_written(w: World) -> None:
    for text in ("身份证11010519491231002X。", "G11010519491231002X", "１３８００１３８０００", "138-0013-8000"):
        assert names.numbers_in(text), text
    assert names.numbers_in("第 12345678 号文件，2023年9月") == []


def test_the_workbook_holds_the_tab_without_names_for_members(w: World, client: FlaskClient, sign_in: SignIn) -> None:
    asked(w, text="第一件")
    asked(w, "rival", "第二件")
    found = {}
    for who in ("park", "member", "hr"):
        sign_in(client, w[who].username)
        data = client.get(f"{PATH}?tab=asked&format=xlsx").data
        rows = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()
        found[who] = {(row[2], row[3]) for row in rows if row[2] in ("第一件", "第二件")}
    assert found["park"] == {("第一件", "湖南贝森"), ("第二件", "明瑞电子")}
    assert found["member"] == {("第一件", "—"), ("第二件", "—")}
    assert found["hr"] == {("第一件", "湖南贝森")}


def test_the_list_pages_with_a_fixed_number_of_queries(
    w: World, client: FlaskClient, sign_in: SignIn, statements: list[str]
) -> None:
    asked(w)
    sign_in(client, w["park"].username)
    client.get(f"{PATH}?tab=asked")
    statements.clear()
    client.get(f"{PATH}?tab=asked")
    few = len(statements)
    firms = [w[who].memberships[0].unit for who in ("hr", "rival")]
    for number in range(51):
        db.session.add(
            Question(
                park_id=w.park.id, enterprise_id=firms[number % 2].id, asked_by_id=w["hr"].id, asked_at=clock.now(),
                topic=Topic.OTHER, text=f"问题{number}", state=QuestionState.ASKED, due_on=date(2023, 9, 20),
            )
        )  # fmt: skip
    db.session.commit()
    statements.clear()
    page = client.get(f"{PATH}?tab=asked").text
    assert len(statements) == few and "第 1 页，共 2 页" in page
    assert "问题50" in client.get(f"{PATH}?tab=asked&page=2").text
