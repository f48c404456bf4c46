"""The pages of filing: autosave, refusals beside the field, papers, handing in, and nothing of it for anybody else."""

import io
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.conftest import start_session
from tests.enrolment.requests.test_filing import TEXTS
from tests.enrolment.requests.world import CHILD_ID, GUARDIAN_ID, World, make_world
from tests.files.pictures import picture
from zz import clock
from zz.accounts.models import User
from zz.db import db
from zz.enrolment.requests import consent, papers
from zz.enrolment.requests.models import Correction, EnrolmentRequest, RequestDocument
from zz.enrolment.requests.vocabulary import RequestState as S
from zz.enrolment.requests.vocabulary import Review
from zz.files.models import Attachment
from zz.journal.models import Event

HTMX = {"HX-Request": "true"}
SECRETS = (CHILD_ID, GUARDIAN_ID, "13900000001", "13900000002", "虚构路1号")
SENT = {**TEXTS, "grade": "1", "sex": "male", "relation": "mother", "staff_group": "ordinary", "accept_any": "y",
        "birth_date": "2017-05-12"}  # fmt: skip


@pytest.fixture
def world(session: Session) -> World:
    return make_world()


@pytest.fixture
def login(app: Flask) -> Callable[[User], FlaskClient]:
    def login(user: User) -> FlaskClient:
        db.session.commit()
        client = app.test_client()
        start_session(client, user.username)
        return client

    return login


Login = Callable[[User], FlaskClient]


def begun(client: FlaskClient) -> int:
    answer = client.post("/enrolment/requests", data={})
    assert answer.status_code == 303, answer.text
    return int(answer.location.split("/")[-2])


def one(request_id: int) -> EnrolmentRequest:
    db.session.expire_all()
    return db.session.get_one(EnrolmentRequest, request_id)


def test_a_request_is_typed_kept_refused_mended_and_handed_in(world: World, login: Login) -> None:
    client = login(world.hr)
    assert "本学期还没有申请" in client.get("/enrolment/requests").text
    assert "开始填写" in client.get("/enrolment/requests/new").text
    rid = begun(client)
    page = client.get(f"/enrolment/requests/{rid}/edit")
    assert page.headers["Cache-Control"] == "no-store" and "请填写孩子姓名" not in page.text
    wrong = {**SENT, "id_number": CHILD_ID[:-1] + "0", "version": str(one(rid).version)}
    kept = client.post(f"/enrolment/requests/{rid}/draft", data=wrong, headers=HTMX)
    assert kept.status_code == 200 and "已自动保存" in kept.text and "校验不通过" in kept.text
    assert client.post(f"/enrolment/requests/{rid}/draft", data=wrong, headers=HTMX).status_code == 409, "stale"
    page = client.get(f"/enrolment/requests/{rid}/edit").text
    assert wrong["id_number"] in page, "what is wrong is shown to be mended"
    assert "1390" not in page.replace("139****", "") and "139****0002" in page
    right = {**SENT, "employee_phone": "", "guardian_id": "", "guardian_phone": "", "address": "", "act": "submit"}
    refused = client.post(f"/enrolment/requests/{rid}/edit", data=right)
    assert refused.status_code == 422 and "监护人同意后才能提交" in refused.text
    assert not any(secret in refused.text for secret in SECRETS)
    done = client.post(f"/enrolment/requests/{rid}/edit", data={**right, "consented": "y"})
    assert done.status_code == 303
    found = one(rid)
    assert (found.state, found.id_number, found.guardian_phone) == (S.PARK_REVIEW, CHILD_ID, "13900000002")
    listed = client.get("/enrolment/requests").text
    assert "谭小明" in listed and "入学〔2023〕1号" in listed and "园区预审中" in listed
    assert not any(secret in listed for secret in SECRETS)
    assert client.get(f"/enrolment/requests/{rid}/edit").status_code == 409, "it is with the review now"
    assert client.get("/enrolment/requests?state=ended").status_code == 200
    events = str([e.payload for e in db.session.query(Event)])
    assert not any(secret in events for secret in (*SECRETS, "谭小明", "李晓红", "谭建军"))


def test_papers_come_as_photos_are_missed_and_can_be_taken_away(world: World, login: Login) -> None:
    client = login(world.hr)
    rid = begun(client)
    client.post(f"/enrolment/requests/{rid}/edit", data={**SENT, "act": "save"})
    page = client.get(f"/enrolment/requests/{rid}/edit").text
    asked = papers.required(one(rid), clock.today())
    assert f"缺 {len(asked)} 种材料" in page and asked[0].name in page
    sent = {"kind": str(asked[0].id), "files": [(io.BytesIO(picture()), "谭小明户口.jpg")]}
    part = client.post(f"/enrolment/requests/{rid}/documents", data=sent, headers=HTMX)
    assert part.status_code == 200 and f"缺 {len(asked) - 1} 种材料" in part.text
    document = db.session.scalars(select(RequestDocument)).one()
    assert document.attachment.filename == f"{asked[0].name}.jpg" and document.attachment.sealed
    bad = {"kind": str(asked[1].id), "files": [(io.BytesIO(b"x"), "a.exe")]}
    assert client.post(f"/enrolment/requests/{rid}/documents", data=bad, headers=HTMX).status_code == 422
    removal = f"/enrolment/requests/{rid}/documents/{document.id}/removal"
    assert login(world.hr2).post(removal).status_code == 404
    assert client.post(removal, headers=HTMX).status_code == 200
    assert db.session.scalars(select(RequestDocument)).all() == []
    assert client.get(db.session.scalars(select(Attachment)).one().address).status_code == 404


def test_a_correction_is_answered_and_the_family_can_end_the_case(world: World, login: Login) -> None:
    client = login(world.hr)
    rid = begun(client)
    client.post(f"/enrolment/requests/{rid}/edit", data={**SENT, "act": "submit", "consented": "y"})
    from zz.enrolment.requests import duties
    from zz.enrolment.requests.flow import REQUESTS
    from zz.enrolment.requests.vocabulary import RequestAction as A

    found = one(rid)
    REQUESTS.move(found, A.ASK_CORRECTION)
    items = ["paper:household_register", "field:current_school"]
    db.session.add(Correction(request=found, review=Review.PARK, items=items, note="看不清", asked_at=clock.now()))
    duties.enter(found, by=world.worker, at=clock.now())
    db.session.commit()
    page = client.get(f"/enrolment/requests/{rid}/edit").text
    assert "园区预审要求补正" in page and "户口簿" in page and "看不清" in page
    listed = client.get("/enrolment/requests?state=correcting").text
    assert "2 项" in listed and "户口簿、现就读学校" in listed and "谭建军（孩子谭*" in listed
    again = client.post(f"/enrolment/requests/{rid}/edit", data={**SENT, "act": "submit"})
    assert again.status_code == 303 and one(rid).state == S.PARK_REVIEW
    assert client.post(f"/enrolment/requests/{rid}/withdrawal", data={"reason": "编的"}).status_code == 422
    assert "员工已离职" in client.get(f"/enrolment/requests/{rid}/withdrawal").text
    assert client.post(f"/enrolment/requests/{rid}/consent-withdrawal", data={}).status_code == 422
    ended = client.post(f"/enrolment/requests/{rid}/consent-withdrawal", data={"sure": "y"})
    assert ended.status_code == 303 and one(rid).state == S.CONSENT_WITHDRAWN
    assert client.post(f"/enrolment/requests/{rid}/withdrawal", data={"reason": "员工已离职"}).status_code == 409


def test_next_year_goes_on_from_this_year_with_copies_of_the_papers(world: World, login: Login) -> None:
    client = login(world.hr)
    rid = begun(client)
    client.post(f"/enrolment/requests/{rid}/edit", data={**SENT, "act": "save"})
    kind = papers.required(one(rid), clock.today())[0]
    files = [(io.BytesIO(picture()), "a.jpg")]
    client.post(f"/enrolment/requests/{rid}/documents", data={"kind": str(kind.id), "files": files})
    assert "为兄弟姐妹申请" in client.get("/enrolment/requests/new").text
    sibling = client.post("/enrolment/requests", data={"source": str(rid)})
    carried = client.post("/enrolment/requests", data={"source": str(rid), "carry": "1"})
    first, second = (one(int(a.location.split("/")[-2])) for a in (sibling, carried))
    assert (first.child_name, first.guardian_id, first.documents) == ("", GUARDIAN_ID, [])
    assert (second.child_name, second.id_number, second.carried_from_id) == ("谭小明", CHILD_ID, rid)
    assert [d.carried for d in second.documents] == [True]
    assert second.documents[0].attachment_id != one(rid).documents[0].attachment_id
    assert login(world.hr2).post("/enrolment/requests", data={"source": str(rid)}).status_code == 404
    gone = client.post(f"/enrolment/requests/{second.id}/discarding")
    assert gone.status_code == 303 and len(list(db.session.scalars(select(EnrolmentRequest)))) == 2
    assert one(rid).documents[0].attachment.deleted_at is None


def test_another_enterprise_the_school_and_the_bureau_find_nothing(world: World, login: Login) -> None:
    client = login(world.hr)
    rid = begun(client)
    client.post(f"/enrolment/requests/{rid}/edit", data={**SENT, "act": "save"})
    for user, code in ((world.hr2, 404), (world.worker, 404), (world.clerk, 403), (world.teacher, 403)):
        other = login(user)
        for path in ("edit", "withdrawal", "consent-withdrawal", "consent"):
            assert other.get(f"/enrolment/requests/{rid}/{path}").status_code == code, (user.roles, path)
        for path in ("edit", "draft", "documents", "discarding", "withdrawal", "consent-withdrawal"):
            assert other.post(f"/enrolment/requests/{rid}/{path}", data=SENT).status_code == code, (user.roles, path)
    for user in (world.hr2, world.worker):
        assert "谭小明" not in login(user).get("/enrolment/requests?term=0").text
    assert one(rid).state == S.DRAFT


def test_the_work_group_enters_a_case_from_paper_and_revises_the_consent(world: World, login: Login) -> None:
    client = login(world.worker)
    filed = world.request(submitted_at=clock.now(), state=S.PARK_REVIEW)
    page = client.get("/enrolment/requests/new").text
    assert "纸质申请代录" in page and filed.child_name not in page, "an enterprise's own case is not to go on from"
    begun_for = client.post("/enrolment/requests", data={"enterprise_id": str(world.other.id)})
    rid = int(begun_for.location.split("/")[-2])
    assert one(rid).paper and one(rid).enterprise_id == world.other.id
    assert login(world.hr2).get(f"/enrolment/requests/{rid}/edit").status_code == 404, "not before it is handed in"
    done = client.post(f"/enrolment/requests/{rid}/edit", data={**SENT, "act": "submit", "consented": "y"})
    assert done.status_code == 303 and "纸质" in client.get("/enrolment/requests").text
    assert "用途" in client.get(f"/enrolment/requests/{rid}/consent").text
    assert client.post("/enrolment/consent", data={"body": " "}).status_code == 422
    assert client.post("/enrolment/consent", data={"body": "新文本"}).status_code == 303
    assert "第 2 版（现行）" in client.get("/enrolment/consent").text
    assert one(rid).consent is not None and consent.wording(world.park.id)[0] == 2


def test_the_list_asks_a_fixed_number_of_queries(world: World, login: Login, statements: list[str]) -> None:
    client = login(world.hr)
    asked = []
    for number in (3, 40):
        for n in range(number):
            world.request(child_name=f"虚构{n}", grade=1 + n % 6)
        db.session.commit()
        statements.clear()
        assert client.get("/enrolment/requests").status_code == 200
        asked.append(len(statements))
    assert asked[0] == asked[1] < 30, asked
