"""The list of schools, a school's page, its seats, and who keeps what."""

import io
from collections.abc import Callable
from datetime import date

import pytest
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook

from tests.builders import make_school, make_seats
from tests.enrolment.world import World, world
from zz.db import db
from zz.enrolment.models import School, SeatPlan
from zz.enrolment.school_queries import SchoolFilter, rows
from zz.enrolment.terms import DATES
from zz.enrolment.vocabulary import Stage

SignIn = Callable[[FlaskClient, str], None]


@pytest.fixture
def w(session: object) -> World:
    return world()


def cells(data: bytes) -> list[list[object]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()


def test_the_list_counts_what_it_shows(w: World, client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(client, w["hr"].username)
    page = client.get("/enrolment/schools").text
    assert "筛选出 2 所" in page and "城北小学" in page and "2023年秋季" in page
    assert page.index("城北小学") < page.index("金星学校")  # more seats left
    first = rows(w.root.id, SchoolFilter(grade=1), w.term)
    assert [(r.school.name, r.seats.left) for r in first] == [("城北小学", 6), ("金星学校", 4)]
    second = rows(w.root.id, SchoolFilter(grade=2, free=True), w.term)
    assert [r.school.name for r in second] == []
    assert [r.school.name for r in rows(w.root.id, SchoolFilter(stage=(Stage.JUNIOR,)), w.term)] == ["金星学校"]
    assert "没有符合条件的学校" in client.get("/enrolment/schools?q=没有这所").text
    assert "金星学校" in client.get("/enrolment/schools?q=jxxx", headers={"HX-Request": "true"}).text
    assert client.get("/enrolment/schools?format=csv").status_code == 404


def test_the_number_of_queries_does_not_grow(
    w: World, client: FlaskClient, sign_in: SignIn, statements: list[str]
) -> None:
    sign_in(client, w["hr"].username)
    client.get("/enrolment/schools")
    statements.clear()
    client.get("/enrolment/schools")
    few = len(statements)
    for number in range(60):
        school = make_school(w.root, name=f"小学{number:02}")
        make_seats(school, w.term)
    db.session.commit()
    statements.clear()
    page = client.get("/enrolment/schools").text
    assert len(statements) == few and "第 1 页，共 2 页" in page
    assert "筛选出 62 所" in client.get("/enrolment/schools?page=2").text


def test_the_export_holds_a_row_a_grade_and_its_sums(w: World, client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(client, w["rival"].username)
    response = client.get("/enrolment/schools?format=xlsx")
    table = cells(response.data)
    heads = next(row for row in table if row[0] == "学校")
    lines = table[table.index(heads) + 1 :]
    left = heads.index("剩余学位")
    assert [(row[0], row[heads.index("年级")], row[left]) for row in lines[:-1]] == [
        ("城北小学", "一年级", 6),
        ("金星学校", "一年级", 4),
        ("金星学校", "二年级", 0),
    ]
    assert lines[-1][0] == "合计" and lines[-1][left] == 10
    assert (
        len(cells(client.get("/enrolment/schools?grade=2&format=xlsx").data)) == len(table) - 1
    )  # one grade of one, none of the other


def test_who_keeps_what(w: World, client: FlaskClient, sign_in: SignIn) -> None:
    north, south = (f"/enrolment/schools/{s.id}" for s in (w.north, w.south))
    allowed = {
        "park": (200, 200, 200, 200), "school": (200, 403, 200, 403), "edu": (403, 403, 200, 200),
        "hr": (403, 403, 403, 403), "member": (403, 403, 403, 403), "auditor": (403, 403, 403, 403),
    }  # fmt: skip
    for who, expected in allowed.items():
        one = client.application.test_client()
        sign_in(one, w[who].username)
        asked = (f"{north}/edit", f"{south}/edit", f"{north}/seats", f"{south}/seats")
        assert tuple(one.get(path).status_code for path in asked) == expected, who
        assert one.get(north).status_code == 200 and ("维护学位" in one.get(south).text) == (expected[3] == 200)
    sign_in(client, w["other_park"].username)
    assert client.get(north).status_code == 404 and client.get(f"{north}/edit").status_code == 404


def seats_form(client: FlaskClient, path: str, **changes: str) -> dict[str, str]:
    """Return what the form holds, with some things changed."""
    import re

    page = client.get(path).text
    found = dict(re.findall(r'<input[^>]* name="([^"]+)"[^>]* value="([^"]*)"', page))
    return found | {key.replace("__", "-"): value for key, value in changes.items()}


def test_a_school_keeps_its_own_seats(w: World, client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(client, w["school"].username)
    path = f"/enrolment/schools/{w.north.id}/seats"
    typed = seats_form(client, path, rows__0__enrolled="86", rows__1__classes="2", rows__1__enrolled="40")
    assert client.post(path, data=typed).status_code == 303
    plans = {p.grade: p for p in db.session.query(SeatPlan).filter_by(school_id=w.north.id)}
    assert (plans[1].enrolled, plans[1].left()) == (86, 0)
    assert (plans[2].classes, plans[2].class_size, plans[2].enrolled) == (2, 45, 40)
    assert set(plans) == {1, 2}  # a grade without classes has no row
    assert client.post(path, data=typed).status_code == 409  # the seats have moved on
    page = client.get(f"/enrolment/schools/{w.north.id}").text
    assert "维护学位 2023年秋季（一年级、二年级）" in page and "段老师" in page


def test_class_sizes_need_a_reason_and_stop_at_the_rule(w: World, client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(client, w["edu"].username)
    path = f"/enrolment/schools/{w.north.id}/seats"
    over = client.post(path, data=seats_form(client, path, rows__0__class_size="48"))
    assert over.status_code == 422 and "超过小学标准班额 45 人" in over.text
    reasoned = seats_form(client, path, rows__0__class_size="48", reason="新城区小区集中入住")
    assert client.post(path, data=reasoned).status_code == 303
    stopped = client.post(path, data=seats_form(client, path, rows__0__class_size="56", reason="再挤一挤"))
    assert stopped.status_code == 422 and "不得达到 56 人" in stopped.text
    empty = client.post(path, data=seats_form(client, path, rows__0__enrolled=""))
    assert empty.status_code == 422 and "请填写人数" in empty.text
    foreign = client.post(path, data=seats_form(client, path, rows__0__grade="9"))
    assert foreign.status_code == 422


def test_the_work_group_adds_and_a_school_edits_only_its_own_words(
    w: World, client: FlaskClient, sign_in: SignIn
) -> None:
    sign_in(client, w["park"].username)
    typed = {"name": "云阳小学", "ownership": "public", "first_grade": "1", "last_grade": "6", "active": "y"}
    assert client.post("/enrolment/schools/new", data=typed).status_code == 303
    assert client.post("/enrolment/schools/new", data=typed).status_code == 422  # the name is taken
    wrong = client.post("/enrolment/schools/new", data={**typed, "name": "x", "last_grade": "-2"})
    assert wrong.status_code == 422 and "不能低于最低年级" in wrong.text
    made = db.session.query(School).filter_by(name="云阳小学").one()
    assert made.root_id == w.root.id and "yyxx" in made.search
    sign_in(client, w["school"].username)
    path = f"/enrolment/schools/{w.north.id}/edit"
    kept = {"version": str(w.north.version), "name": "改名小学", "address": "城北路9号", "catchment": "城北社区"}
    assert client.post(path, data=kept).status_code == 303
    school = db.session.get_one(School, w.north.id)
    assert (school.name, school.address) == ("城北小学", "城北路9号")
    assert client.post(path, data=kept).status_code == 409


def test_terms_are_kept_by_the_work_group(w: World, client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(client, w["hr"].username)
    assert client.get("/enrolment/terms").status_code == 403
    sign_in(client, w["park"].username)
    days = [date(2024, 2, 19), date(2024, 7, 5), date(2023, 11, 6), date(2023, 12, 15), date(2024, 1, 12)]
    days += [date(2024, 1, 19), date(2024, 2, 17), date(2024, 2, 18)]
    typed = {**dict(zip(DATES, map(str, days), strict=True)), "year": "2024", "season": "spring", "current": "y"}
    wrong = client.post("/enrolment/terms/new", data={**typed, "collect_to": "2023-10-01"})
    assert wrong.status_code == 422 and "不能早于开始收集的日期" in wrong.text
    assert client.post("/enrolment/terms/new", data=typed).status_code == 303
    assert "已经有这个学期" in client.post("/enrolment/terms/new", data=typed).text
    assert "2024年春季" in client.get("/enrolment").text  # it is the current one now
    db.session.refresh(w.term)
    assert not w.term.current
    edited = client.post(f"/enrolment/terms/{w.term.id}", data={**typed, "year": "2023", "season": "autumn"})
    assert edited.status_code == 303


def test_home_tells_each_what_to_do(w: World, client: FlaskClient, sign_in: SignIn) -> None:
    for who in w.people:
        sign_in(client, w[who].username)
        page = client.get("/enrolment").text
        assert ("核对城北小学2023年秋季学位" in page) == (who == "school"), who
        assert "申请截止" in page
