"""Many children at once: rows refused with a sentence, mended in place or in the returned workbook, encrypted."""

import io
import re
from collections.abc import Callable
from datetime import date
from typing import Any

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from tests.conftest import start_session
from tests.enrolment.requests.test_filing import TEXTS
from tests.enrolment.requests.world import World, make_world
from zz.accounts.models import User
from zz.db import db
from zz.demo.children import id_number
from zz.enrolment.requests.import_kind import COLUMNS, template
from zz.enrolment.requests.models import EnrolmentRequest
from zz.enrolment.requests.vocabulary import RequestState as S
from zz.enrolment.requests.vocabulary import Sex
from zz.imports.models import ImportBatch, ImportRow
from zz.imports.vocabulary import Outcome
from zz.jobs import runner

PATH = "/enrolment/requests/import"
Login = Callable[[User], FlaskClient]


@pytest.fixture
def world(session: Session) -> World:
    return make_world()


@pytest.fixture
def login(app: Flask) -> Login:
    def login(user: User) -> FlaskClient:
        db.session.commit()
        client = app.test_client()
        start_session(client, user.username)
        return client

    return login


def child(order: int, **texts: Any) -> dict[str, Any]:
    born = date(2017, 1 + order % 8, 1 + order)
    return {
        **TEXTS, "child_name": f"虚构{order}", "id_number": id_number(born, order, Sex.MALE), "birth_date": born,
        "employee_name": f"员工{order}", "consented": "是", **texts,
    }  # fmt: skip


def workbook(rows: list[dict[str, Any]]) -> io.BytesIO:
    """Fill the empty workbook that zz gives out."""
    book = openpyxl.load_workbook(io.BytesIO(template()))
    sheet = book.active
    head = next(row for row in sheet.iter_rows() if any(c.value == "孩子姓名" for c in row))
    places = {str(c.value): c.column for c in head}
    for n, row in enumerate(rows, head[0].row + 1):
        for field in COLUMNS:
            sheet.cell(n, places[field.label]).value = row.get(field.key)
    stream = io.BytesIO()
    book.save(stream)
    stream.seek(0)
    return stream


def uploaded(client: FlaskClient, rows: list[dict[str, Any]]) -> str:
    """Upload, take the columns as they are recognised, return the address of the batch."""
    answer = client.post(PATH, data={"file": (workbook(rows), "谭小明等.xlsx")})
    assert answer.status_code == 303, answer.text
    page = client.get(answer.location).text
    chosen = dict(re.findall(r'<select[^>]*name="(c-[^"]+)".*?<option value="([^"]*)" selected', page, re.S))
    done = client.post(answer.location, data=chosen)
    assert done.status_code == 303, done.text
    return str(done.location)


def test_twelve_children_two_mended_in_place(world: World, login: Login) -> None:
    client = login(world.hr)
    rows = [child(n) for n in range(12)]
    rows[3]["id_number"] = rows[3]["id_number"][:-1] + ("1" if rows[3]["id_number"][-1] != "1" else "2")
    rows[7]["id_number"] = int(rows[7]["id_number"][:17] + "0")
    address = uploaded(client, rows)
    page = client.get(f"{address}?show=reject").text
    assert "校验不通过" in page and "数字格式" in page and "改好这一行" in page
    everything = str(db.session.execute(text("SELECT * FROM import_batch")).all()) + str(
        db.session.execute(text("SELECT * FROM import_row")).all()
    )
    for row in rows:
        assert str(row["id_number"]) not in everything and row["child_name"] not in everything
    assert "谭小明" not in everything, "neither does the name of the file tell"
    first = db.session.scalars(select(ImportRow).where(ImportRow.outcome == Outcome.REJECT)).first()
    assert first is not None
    again = client.post(f"{address}/rows/{first.id}", data={"id_number": "123"})
    assert again.location == f"{address}?show=reject" and "填的是 3 位" in client.get(again.location).text
    for n in (3, 7):
        wrong = db.session.scalars(select(ImportRow).where(ImportRow.outcome == Outcome.REJECT)).first()
        assert wrong is not None
        mended = client.post(f"{address}/rows/{wrong.id}", data={"id_number": child(n)["id_number"]})
        assert mended.status_code == 303
    batch = db.session.scalars(select(ImportBatch)).one()
    assert batch.numbers["create"] == 12 and batch.numbers["reject"] == 0
    assert client.post(f"{address}/commit").status_code == 303
    runner.run_pending()
    assert len(list(db.session.scalars(select(EnrolmentRequest)))) == 12
    assert "谭建军" not in client.get(address).text
    done = client.post("/enrolment/requests/submission")
    assert done.status_code == 303
    states = list(db.session.scalars(select(EnrolmentRequest.state)))
    assert states == [S.PARK_REVIEW] * 12
    again = uploaded(client, [child(n) for n in range(12)])
    assert "这个孩子本学期已有申请" in client.get(again).text


def test_refused_rows_come_back_and_a_batch_is_undone(world: World, login: Login) -> None:
    client = login(world.hr)
    address = uploaded(client, [child(0), child(1, grade="八年级"), child(2, guardian_phone="12"), child(0)])
    page = client.get(f"{address}?show=reject").text
    assert "与第" in page and "请填写学籍号" in page and "11 位手机号" in page
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"{address}/rejected.xlsx").data))
    returned = [[c.value for c in row] for row in book.active.iter_rows()]
    assert any("请填写学籍号" in str(row[-1]) for row in returned)
    client.post(f"{address}/commit")
    runner.run_pending()
    (made,) = db.session.scalars(select(EnrolmentRequest)).all()
    assert (made.state, made.child_name, made.consent is not None) == (S.DRAFT, "虚构0", True)
    other = login(world.hr2)
    for path in ("", "/columns", "/rejected.xlsx"):
        assert other.get(f"{address}{path}").status_code == 404
    for path in ("/commit", "/undo", "/discard", "/rows/1"):
        assert other.post(f"{address}{path}").status_code == 404
    assert client.post(f"{address}/undo").status_code == 303
    runner.run_pending()
    assert db.session.scalars(select(EnrolmentRequest)).all() == []


def test_a_draft_that_was_gone_on_with_survives_an_undo(world: World, login: Login) -> None:
    client = login(world.hr)
    address = uploaded(client, [child(0), child(1)])
    client.post(f"{address}/commit")
    runner.run_pending()
    first = db.session.scalars(select(EnrolmentRequest).order_by(EnrolmentRequest.id)).first()
    assert first is not None
    client.post(f"/enrolment/requests/{first.id}/draft", data={**TEXTS, "child_name": "改过", "version": first.version})
    client.post(f"{address}/undo")
    runner.run_pending()
    assert [r.child_name for r in db.session.scalars(select(EnrolmentRequest))] == ["改过"]
    assert "没有撤销" in client.get(address).text
