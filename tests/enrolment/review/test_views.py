"""The pages of review: who sees what, one reason for full values, several at once, stale clicks, the last seat."""

import io
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage

from tests.builders import make_user
from tests.conftest import start_session
from tests.enrolment.requests.world import CHILD_ID, World, make_world
from tests.enrolment.review.steps import PATH, seated, submitted, taken_to, with_papers
from zz import clock
from zz.accounts.models import User
from zz.accounts.roles import Role
from zz.assignments import holders
from zz.db import db
from zz.enrolment.models import DocumentKind, SeatPlan
from zz.enrolment.privacy.models import Reading
from zz.enrolment.requests import access, papers
from zz.enrolment.requests.models import EnrolmentRequest
from zz.enrolment.requests.vocabulary import RequestState as S
from zz.enrolment.review import operations as do
from zz.enrolment.review import queue
from zz.enrolment.review.models import ReasonList
from zz.files.operations import prepare_sealed
from zz.journal import AccessEntry, AccessKind
from zz.sheets.read import read_table

FULL = (CHILD_ID, "13900000002", "虚构路1号", "2017年5月12日")
SignIn = Callable[..., None]


@pytest.fixture
def world(session: Session) -> World:
    found = make_world()
    seated(found)
    return found


def page(client: FlaskClient, sign_in: SignIn, user: User, url: str, code: int = 200) -> str:
    sign_in(client, user.username)
    answer = client.get(url)
    assert answer.status_code == code, (user.username, url, answer.status_code)
    return answer.get_data(as_text=True)


def test_each_sees_its_own_part_and_nobody_else_sees_anything(
    world: World, client: FlaskClient, sign_in: SignIn
) -> None:
    member = make_user(Role.WORK_GROUP, world.park)
    clerk2, owner = make_user(Role.BUREAU, world.bureau), make_user(Role.ENTERPRISE_OWNER, world.firm)
    leader = make_user(Role.LEADER, world.root)
    request = submitted(world)
    url = f"/enrolment/requests/{request.id}"
    seen = {"hr": world.hr, "worker": world.worker, "member": member}
    for state, more in (
        (S.PARK_REVIEW, {}),
        (S.EDUCATION_REVIEW, {"clerk": world.clerk}),
        (S.PLACED, {"teacher": world.teacher}),
    ):
        if state != S.PARK_REVIEW:
            request = taken_to(world, state, request) if state == S.EDUCATION_REVIEW else _placed(world, request)
        seen |= more
        for user in (world.clerk, world.teacher, *seen.values()):
            html = page(client, sign_in, user, url, 200 if user in seen.values() else 404)
            assert not any(secret in html for secret in FULL)
        for user in (world.hr2, world.teacher2):
            assert request.label not in page(client, sign_in, user, url, 404)
        for user in (clerk2, owner, leader):
            page(client, sign_in, user, url, 404)
    duty = request.current
    assert duty is not None
    duty.climbed_to = holders.of_person(leader.id)
    db.session.commit()
    html = page(client, sign_in, leader, url)
    assert "确认接收学生" in html and str(request.number) in html and "复制督促文字" in html
    assert not any(text in html for text in (*FULL, "谭", "李晓红", world.firm.label, request.grade_label))
    html = page(client, sign_in, member, url)
    assert "谭小明" not in html and "谭*" in html and world.firm.label not in html and world.hr.name not in html
    assert world.firm.label not in page(client, sign_in, world.teacher, url)
    assert world.firm.label in page(client, sign_in, world.worker, url)
    for user in (world.hr, world.worker, world.clerk, member):
        title = page(client, sign_in, user, url).partition("</title>")[0]
        assert "谭" not in title and request.label in title


def _placed(world: World, request: EnrolmentRequest) -> EnrolmentRequest:
    do.pass_(request, by=world.clerk, at=clock.now())
    do.place(request, world.school.id, "", by=world.clerk, at=clock.now())
    return request


def test_a_reason_opens_the_case_once_and_hr_reads_who_looked(
    world: World, client: FlaskClient, sign_in: SignIn
) -> None:
    request = submitted(world)
    kind = db.session.scalars(select(DocumentKind).where(DocumentKind.code == "lease")).one()
    scan = prepare_sealed(FileStorage(io.BytesIO(b"%PDF-1.7 lease"), "a.pdf"), kind.name)
    paper = papers.add(request, kind, scan, by=world.hr, at=clock.now())
    address, url = paper.attachment.address, f"/enrolment/requests/{request.id}"
    sign_in(client, world.worker.username)
    assert client.get(address).status_code == 404, "no reason yet"
    answer = client.post(f"{url}/opening", data={"reason": ""})
    assert answer.status_code == 422 and "请选择查看事由" in answer.get_data(as_text=True)
    assert client.post(f"{url}/opening", data={"reason": "好奇"}).status_code == 422
    assert db.session.scalar(select(func.count()).select_from(Reading)) == 0
    answer = client.post(f"{url}/opening", data={"reason": "核对申请材料"})
    html = answer.get_data(as_text=True)
    assert answer.status_code == 200 and all(secret in html for secret in FULL)
    assert answer.headers["Cache-Control"] == "no-store"
    assert not any(secret in client.get(url).get_data(as_text=True) for secret in FULL), "shown once"
    fetched = client.get(address)
    assert fetched.data == b"%PDF-1.7 lease" and fetched.headers["Cache-Control"] == "no-store"
    rows = db.session.scalars(select(Reading).order_by(Reading.id)).all()
    assert [row.field for row in rows] == [
        "孩子姓名", "身份证号", "出生日期", "监护人姓名", "监护人身份证号", "监护人电话", "住址", "员工姓名",
        "员工电话", "材料：租赁合同",
    ]  # fmt: skip
    assert {row.reason for row in rows} == {"核对申请材料"}
    logged = db.session.scalars(select(AccessEntry).where(AccessEntry.kind == AccessKind.READ)).all()
    assert len(logged) == len(rows) and {entry.user_id for entry in logged} == {world.worker.id}
    mine = page(client, sign_in, world.hr, url)
    assert "谁看过" in mine and world.worker.name in mine and "材料：租赁合同" in mine
    assert "谁看过" not in page(client, sign_in, world.worker, url)
    auditor = make_user(Role.AUDITOR)
    audit = page(client, sign_in, auditor, "/enrolment/privacy/readings")
    assert request.label in audit and "核对申请材料" in audit and not any(secret in audit for secret in FULL)
    book = read_table(client.get("/enrolment/privacy/readings?format=xlsx").data, "audit.xlsx")
    assert "住址" in str(book) and auditor.name in str(book)
    page(client, sign_in, auditor, url, 403)


def test_the_reason_holds_for_a_while_only(
    world: World, client: FlaskClient, sign_in: SignIn, session: Session
) -> None:
    request = submitted(world)
    kind = db.session.scalars(select(DocumentKind).where(DocumentKind.code == "lease")).one()
    scan = prepare_sealed(FileStorage(io.BytesIO(b"%PDF-1.7 lease"), "a.pdf"), kind.name)
    address = papers.add(request, kind, scan, by=world.hr, at=clock.now()).attachment.address
    sign_in(client, world.worker.username)
    client.post(f"/enrolment/requests/{request.id}/opening", data={"reason": "核对申请材料"})
    with clock.frozen(clock.now() + timedelta(minutes=31)):
        assert client.get(address).status_code == 404
    assert client.get(address).status_code == 200
    member = make_user(Role.WORK_GROUP, world.park)
    session.commit()
    sign_in(client, member.username)
    assert client.get(address).status_code == 404
    assert client.post(f"/enrolment/requests/{request.id}/opening", data={"reason": "核对申请材料"}).status_code == 403


def test_acts_by_forms_with_stale_clicks_and_errors_beside_the_field(
    world: World, client: FlaskClient, sign_in: SignIn
) -> None:
    request = submitted(world)
    url, version = f"/enrolment/requests/{request.id}", request.version
    html = page(client, sign_in, world.worker, f"{url}/correction")
    assert "租赁合同（未交）" in html and "孩子身份证号" in html
    answer = client.post(f"{url}/correction", data={"version": version})
    assert answer.status_code == 422 and "请勾选需要补正的项目" in answer.get_data(as_text=True)
    for user, slug, code in (
        (world.hr, "acceptance", 403),
        (world.hr2, "acceptance", 404),
        (world.worker, "approval", 403),
    ):
        sign_in(client, user.username)
        assert client.post(f"{url}/{slug}", data={"version": version}).status_code == code
    sign_in(client, world.worker.username)
    data = {"version": version, "items": ["paper:lease", "field:address", "nonsense"], "text": "租赁合同须在有效期内"}
    assert client.post(f"{url}/correction", data=data).status_code == 303
    answer = client.post(f"{url}/acceptance", data={"version": version})
    assert answer.status_code == 409 and "已有变化" in answer.get_data(as_text=True)
    mine = page(client, sign_in, world.hr, url)
    assert "需要补正" in mine and "租赁合同、现住址" in mine and "租赁合同须在有效期内" in mine
    assert "请申请企业" not in mine and f"{url}/edit" in mine
    reminder = page(client, sign_in, world.worker, url)
    assert f"入学申请 {request.label}" in reminder and "需补：租赁合同、现住址" in reminder


def test_placing_by_hand_says_what_stands_in_the_way(world: World, client: FlaskClient, sign_in: SignIn) -> None:
    plan = db.session.scalars(select(SeatPlan).where(SeatPlan.school_id == world.school.id)).one()
    plan.enrolled = 90
    request = taken_to(world, S.QUEUED)
    url = f"/enrolment/requests/{request.id}"
    html = page(client, sign_in, world.clerk, f"{url}/placement")
    assert "剩余学位 6 个" in html and "须写明理由" in html
    data = {"version": request.version, "school": world.school.id, "override": ""}
    answer = client.post(f"{url}/placement", data=data)
    assert answer.status_code == 422 and "已没有剩余学位" in answer.get_data(as_text=True)
    assert client.post(f"{url}/placement", data={**data, "school": ""}).status_code == 422
    assert client.post(f"{url}/placement", data={**data, "override": "双胞胎同校"}).status_code == 303
    assert "双胞胎同校" in page(client, sign_in, world.worker, url)
    for user in (world.hr, world.teacher):
        html = page(client, sign_in, user, url)
        assert "双胞胎同校" not in html and "超过标准班额" not in html
    sign_in(client, world.teacher.username)
    version = db.session.get_one(EnrolmentRequest, request.id).version
    answer = client.post(f"{url}/school-decline", data={"version": version, "reason": "该年级班额已满", "text": ""})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/enrolment/review"), "no longer theirs to see"
    html = page(client, sign_in, world.hr, url)
    assert "学校未能接收，重新安排学位" in html and "班额已满" not in html
    assert "该校曾退回" in page(client, sign_in, world.clerk, f"{url}/placement")


def test_two_clerks_cannot_give_the_last_seat_twice(app: Flask, world: World, session: Session) -> None:
    plan = db.session.scalars(select(SeatPlan).where(SeatPlan.school_id == world.school.id)).one()
    plan.enrolled, plan.reserved = 89, 0
    cases = [taken_to(world, S.QUEUED, submitted(world, f"入学〔2023〕{n}号")) for n in range(1, 4)]
    clerks = [world.clerk, *(make_user(Role.EDUCATION, world.bureau) for _ in range(2))]
    session.commit()
    posts = []
    for case, clerk in zip(cases, clerks, strict=True):
        client = app.test_client()
        start_session(client, clerk.username)
        data = {"version": case.version, "school": world.school.id, "override": ""}
        posts.append((client, f"/enrolment/requests/{case.id}/placement", data))
    moment, barrier = clock.now(), Barrier(len(posts))
    session.close()

    def run(post: tuple[FlaskClient, str, dict[str, object]]) -> int:
        barrier.wait(timeout=30)
        with clock.frozen(moment):
            return post[0].post(post[1], data=post[2]).status_code

    with ThreadPoolExecutor(len(posts)) as pool:
        assert sorted(pool.map(run, posts)) == [303, 422, 422]
    assert db.session.scalar(select(func.count()).where(EnrolmentRequest.school_id == world.school.id)) == 1


def test_the_queue_its_batch_search_and_export(
    world: World, client: FlaskClient, sign_in: SignIn, statements: list[str]
) -> None:
    cases = [submitted(world, f"入学〔2023〕{n}号") for n in range(1, 4)]
    for case in cases[:2]:
        with_papers(world, case)
    elsewhere = taken_to(world, S.EDUCATION_REVIEW, submitted(world, "入学〔2023〕9号"))
    html = page(client, sign_in, world.worker, "/enrolment/review")
    assert html.count('name="ids"') == 3 and "通过预审（勾选的）" in html and elsewhere.label not in html
    statements.clear()
    client.get("/enrolment/review")
    first = len(statements)
    for n in range(20, 40):
        submitted(world, f"入学〔2023〕{n}号")
    db.session.commit()
    statements.clear()
    client.get("/enrolment/review")
    assert len(statements) == first, "whatever the number of rows"
    ids = [case.id for case in (*cases, elsewhere)]
    answer = client.post("/enrolment/review/acceptance?q=2023", data={"ids": ids})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/enrolment/review?q=2023")
    assert "通过预审 2 件，另有 2 件材料不全或已有变化" in client.get("/enrolment/review").get_data(as_text=True)
    assert client.post("/enrolment/review/approval", data={"ids": ids}).status_code == 303
    states = [db.session.get_one(EnrolmentRequest, case.id).state for case in (*cases, elsewhere)]
    assert states == [S.EDUCATION_REVIEW, S.EDUCATION_REVIEW, S.PARK_REVIEW, S.EDUCATION_REVIEW]
    for text, found in (("谭小明", True), (CHILD_ID, True), ("20号", True), ("李四", False)):
        answer = client.post("/enrolment/review/search", data={"text": text})
        assert answer.status_code == 200 and ("没有找到" not in answer.get_data(as_text=True)) == found, text
    sign_in(client, world.hr2.username)
    assert "没有找到" in client.post("/enrolment/review/search", data={"text": CHILD_ID}).get_data(as_text=True)
    sign_in(client, world.worker.username)
    assert client.get("/enrolment/review?tab=underway&format=xlsx").headers["Location"] == (
        "/enrolment/review/export?tab=underway"
    )
    assert client.post("/enrolment/review/export?tab=underway", data={"reason": ""}).status_code == 422
    answer = client.post("/enrolment/review/export?tab=underway", data={"reason": "存档备查"})
    book = str(read_table(answer.data, "a.xlsx"))
    assert world.worker.name in book and "存档备查" in book and "4399**********001X" in book
    assert not any(secret in book for secret in FULL) and world.firm.label in book
    kept = db.session.scalars(select(Reading).where(Reading.request_id.is_(None))).one()
    assert kept.field == "导出入学申请办理中 24 行" and kept.user_id == world.worker.id


def test_the_work_group_revises_the_lists_of_reasons(world: World, client: FlaskClient, sign_in: SignIn) -> None:
    assert "监护人不在园区企业在职" in page(client, sign_in, world.worker, "/enrolment/reasons")
    url = "/enrolment/reasons/decline"
    assert client.post(url, data={"lines": "甲\n甲", "why": "修订"}).status_code == 422
    assert client.post(url, data={"lines": "甲", "why": ""}).status_code == 422
    assert client.post(url, data={"lines": "不在园区", "why": "会商修订"}).status_code == 303
    assert "会商修订" in client.get("/enrolment/reasons").get_data(as_text=True)
    request = submitted(world)
    html = client.get(f"/enrolment/requests/{request.id}/decline").get_data(as_text=True)
    assert "不在园区" in html and "监护人不在园区企业在职" not in html
    data = {"version": request.version, "reason": "监护人不在园区企业在职", "text": ""}
    answer = client.post(f"/enrolment/requests/{request.id}/decline", data=data)
    assert answer.status_code == 422 and "理由清单已修订" in answer.get_data(as_text=True)
    assert db.session.scalar(select(func.count()).select_from(ReasonList)) == 1
    page(client, sign_in, world.clerk, "/enrolment/reasons", 403)


def test_the_home_of_the_desk_leads_to_what_waits(world: World, client: FlaskClient, sign_in: SignIn) -> None:
    late = submitted(world)
    submitted(world, "入学〔2023〕2号")
    assert late.current is not None
    late.current.due_on = clock.today() - timedelta(days=1)
    html = page(client, sign_in, world.worker, "/enrolment")
    assert "2 件入学申请待预审" in html and "其中有已逾期的" in html and "2 件办理中" in html
    assert html.count("/enrolment/review?state=park_review") == 1
    shown = client.get("/enrolment/review?state=park_review").get_data(as_text=True)
    assert shown.count("<tr data-href") == 2, "the figure is its rows"
    assert client.get("/enrolment/review?state=park_review&overdue=1").text.count("<tr data-href") == 1
    assert "件入学申请" not in page(client, sign_in, world.hr2, "/enrolment")
    assert "就学信息查看记录" in page(client, sign_in, make_user(Role.AUDITOR, world.root), "/enrolment")


def test_the_queue_shows_what_may_be_seen_and_nothing_else(world: World) -> None:
    cases = [taken_to(world, state, submitted(world, f"入学〔2023〕{n}号")) for n, state in enumerate(PATH[1:], 1)]
    submitted(world, "入学〔2023〕9号")
    world.request()
    submitted(world, "入学〔2023〕10号", paper=True)
    member = make_user(Role.WORK_GROUP, world.park)
    no_draft = EnrolmentRequest.state != S.DRAFT
    numbers = []
    for user in (world.hr, world.hr2, world.worker, member, world.clerk, world.teacher, world.teacher2):
        query = select(EnrolmentRequest.id).where(no_draft).order_by(EnrolmentRequest.id)
        by_queue = db.session.scalars(query.where(queue.seen(user))).all()
        assert by_queue == db.session.scalars(query.where(access.visible_to(user))).all(), user.username
        numbers.append(len(by_queue))
    assert numbers == [8, 0, 8, 8, len(cases), 4, 0]


def test_the_same_child_twice_is_told_to_the_work_group_alone(
    world: World, client: FlaskClient, sign_in: SignIn
) -> None:
    mine = taken_to(world, S.EDUCATION_REVIEW)
    other = submitted(world, "入学〔2023〕2号")
    other.enterprise_id = world.other.id
    url = f"/enrolment/requests/{mine.id}"
    html = page(client, sign_in, world.worker, url)
    assert "同一孩子的其他申请" in html and other.label in html and world.other.label in html
    for user in (world.hr, world.clerk, make_user(Role.WORK_GROUP, world.park)):
        html = page(client, sign_in, user, url)
        assert "同一孩子的其他申请" not in html and world.other.label not in html
