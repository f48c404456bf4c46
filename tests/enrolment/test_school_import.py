"""Schools and seats from a workbook: recognised, previewed, refused, written, taken back."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.enrolment.world import World, world
from zz.db import db
from zz.enrolment.models import School, SeatPlan, Term
from zz.imports.models import ImportBatch, ImportRow
from zz.jobs.runner import run_pending

SignIn = Callable[[FlaskClient, str], None]
# As the public list of a district of Hengyang is headed (衡阳珠晖区, 珠教文体通〔2015〕52号); its first lines.
PUBLIC = (
    "学校,学段,毕业班数,计划招生班数,计划招生人数,人均班额(换算),地区,文号/日期,来源\n"
    "马路口小学,小学,3,3,144,48.0,湖南省衡阳市珠晖区,2015-06-24,http://example.org\n"
    "粤汉小学,小学,2,2,90,45.0,湖南省衡阳市珠晖区,2015-06-24,http://example.org\n"
)
OWN = (
    "学校,学段,年级,班数,班额,在读人数,预留学位,办学性质\n"
    "城北小学,小学,一年级,3,45,80,4,公办\n"
    "城北小学,小学,二年级,2,45,60,0,公办\n"
    "城北小学,小学,二年级,2,45,60,0,公办\n"
    "拥挤小学,小学,一年级,1,60,50,0,公办\n"
    "错位小学,小学,七年级,1,45,0,0,公办\n"
    "明德学校,,一年级,2,40,10,0,民办\n"
    "明德学校,,七年级,2,45,20,0,民办\n"
)


@pytest.fixture
def w(session: object, client: FlaskClient, sign_in: SignIn) -> World:
    made = world()
    sign_in(client, made["park"].username)
    return made


def upload(client: FlaskClient, text: str) -> ImportBatch:
    """Upload a list and accept the columns as recognised."""
    file = {"file": (io.BytesIO(text.encode("utf-8-sig")), "学校.csv")}
    assert client.post("/enrolment/schools/import", data=file).status_code == 303
    batch = db.session.query(ImportBatch).order_by(ImportBatch.id.desc()).first()
    columns = {f"c-0-{index}": key for key, index in batch.layout[0]["columns"].items()}
    assert client.post(f"/enrolment/schools/import/{batch.id}/columns", data=columns).status_code == 303
    return batch


def act(client: FlaskClient, batch: ImportBatch, action: str) -> None:
    """Commit or undo a batch, and let the worker do it."""
    assert client.post(f"/enrolment/schools/import/{batch.id}/{action}").status_code == 303
    run_pending()
    db.session.expire_all()


def test_a_public_list_is_read_as_it_is(w: World, client: FlaskClient) -> None:
    batch = upload(client, PUBLIC)
    assert batch.counts == {"skip": 1, "create": 2}
    page = client.get(f"/enrolment/schools/import/{batch.id}").text
    assert "班额 48 人，超过标准 45 人" in page and "马路口小学 一年级" in page
    act(client, batch, "commit")
    plan = db.session.query(SeatPlan).join(School).filter(School.name == "马路口小学").one()
    assert (plan.grade, plan.classes, plan.class_size, plan.seats, plan.term_id) == (1, 3, 48, 144, w.term.id)
    assert plan.school.root_id == w.root.id and plan.school.address == "湖南省衡阳市珠晖区"
    assert client.get(f"/enrolment/schools/seats/{plan.id}").location.startswith("/enrolment/schools/")


def test_wrong_rows_come_back_and_a_batch_can_be_undone(w: World, client: FlaskClient) -> None:
    before = db.session.query(School).count()
    batch = upload(client, OWN)
    assert batch.counts == {"skip": 1, "update": 1, "create": 3, "reject": 3}
    reasons = {row.title: row.reasons[0][1] for row in db.session.query(ImportRow) if row.outcome == "reject"}
    assert "出现了两次" in reasons["城北小学 二年级"] and "达到上限 56 人" in reasons["拥挤小学"]
    assert "七年级不属于小学" in reasons["错位小学"]
    assert client.get(f"/enrolment/schools/import/{batch.id}/rejected.xlsx").status_code == 200
    act(client, batch, "commit")
    both = db.session.query(School).filter_by(name="明德学校").one()
    assert (both.first_grade, both.last_grade, both.ownership.label) == (1, 9, "民办")
    seats = {p.grade: p for p in db.session.query(SeatPlan).filter_by(school_id=w.north.id)}
    assert (seats[1].classes, seats[2].enrolled) == (3, 60)
    seats[2].enrolled = 61  # somebody goes on with it
    db.session.commit()
    act(client, batch, "undo")
    seats = {p.grade: p for p in db.session.query(SeatPlan).filter_by(school_id=w.north.id)}
    assert (seats[1].classes, seats[2].enrolled) == (2, 61)
    assert db.session.query(School).count() == before
    assert "已有人改动" in client.get(f"/enrolment/schools/import/{batch.id}").text


def test_only_the_work_group_imports(w: World, client: FlaskClient, sign_in: SignIn) -> None:
    batch = upload(client, PUBLIC)
    for who, status in (("edu", 403), ("school", 403), ("hr", 403), ("other_park", 404)):
        sign_in(client, w[who].username)
        assert client.get(f"/enrolment/schools/import/{batch.id}").status_code == status, who


def test_the_real_list_has_no_wrong_row(w: World, client: FlaskClient) -> None:
    found = Path(__file__).parent.parent / "data" / "schools_zhuhui2015_primary.csv"
    batch = upload(client, found.read_text(encoding="utf-8-sig"))
    assert batch.counts == {"skip": 1, "create": 24}


def test_without_a_term_every_row_says_so(w: World, client: FlaskClient, sign_in: SignIn) -> None:
    db.session.query(SeatPlan).delete()
    db.session.query(Term).delete()
    sign_in(client, w["park"].username)
    batch = upload(client, PUBLIC)
    assert batch.counts == {"skip": 1, "reject": 2}
    assert "请先在“学期和关键日期”里新增学期" in client.get(f"/enrolment/schools/import/{batch.id}").text
    assert "设定学期" in client.get("/enrolment").text
