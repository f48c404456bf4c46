"""The papers for a family: of one child alone, for those who answer to it, for a reason, marked and logged."""

import io
from collections.abc import Callable

import pytest
from docx import Document
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.builders import make_user
from tests.enrolment.publication.world import Published, confirmed
from zz import clock
from zz.accounts.roles import Role
from zz.enrolment.privacy.models import Reading
from zz.enrolment.publication import operations


@pytest.fixture
def made(session: Session) -> Published:
    return confirmed()


def words(data: bytes) -> str:
    return "\n".join(p.text for p in Document(io.BytesIO(data)).paragraphs)


def test_a_letter_says_why_and_what_next_and_names_no_other_child(
    made: Published, client: FlaskClient, sign_in: Callable[..., None], session: Session
) -> None:
    w = made.world
    operations.publish(made.round, operations.soonest(clock.today()), by=w.worker, at=clock.now())
    url = f"/enrolment/letters/{made.entries[1].id}"
    member = make_user(Role.WORK_GROUP, w.park)
    for user, code in ((w.hr, 404), (w.teacher, 403), (member, 403), (w.clerk, 200), (w.worker, 200), (w.hr2, 200)):
        sign_in(client, user.username)
        assert client.get(url).status_code == code, user.username
        data = {"letter": "answer", "reason": "存档备查"}
        assert client.post(url, data=data).status_code == code, user.username
    assert client.post(url, data={"letter": "notice"}).status_code == 422
    assert client.post(url, data={"letter": "x", "reason": "存档备查"}).status_code == 422
    notice = words(client.post(url, data={"letter": "notice", "reason": "存档备查"}).data)
    answer = words(client.post(url, data={"letter": "answer", "reason": "存档备查"}).data)
    for text in (notice, answer):
        assert "欧阳小红" in text and "待统筹" in text and "公示到" in text and "存档备查" in text
        assert w.hr2.name in text and "谭小明" not in text and "入学〔2023〕1号" not in text
        assert "{" not in text and "。。" not in text
    assert "按排序办法排第 2" in notice and "封存号 0000000000000000" in answer and "抽签号 2" in answer
    logged = [one.field for one in session.scalars(select(Reading).where(Reading.user_id == w.hr2.id))]
    assert logged.count("导出告知书 入学〔2023〕2号") == 1 and logged.count("导出答复家长说明 入学〔2023〕2号") == 2
    page = client.get(f"/enrolment/requests/{made.waiting.id}").text
    assert url in page and f"/objections/about/{made.entries[1].id}" in page
    sign_in(client, w.hr.username)
    assert f"/letters/{made.entries[0].id}" in client.get(f"/enrolment/requests/{made.seated.id}").text
