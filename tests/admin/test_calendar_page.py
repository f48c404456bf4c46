from collections.abc import Callable
from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.builders import make_user
from tests.conftest import MORNING
from zz import calendar
from zz.access import Role

SignIn = Callable[[FlaskClient, str], None]


@pytest.fixture
def centre(client: FlaskClient, session: Session, sign_in: SignIn) -> FlaskClient:
    calendar.seed(at=MORNING)
    sign_in(client, make_user(Role.CENTRE).username)
    return client


def test_a_year_shows_holidays_by_name_and_how_many_days_are_worked(centre: FlaskClient) -> None:
    page = centre.get("/admin/calendar").text
    assert "2023年工作日历" in page and 'title="中秋节"' in page and 'title="国庆节调休上班"' in page
    assert "9月<span" in page and "20 个工作日" in page
    assert "放假安排只到" not in page


def test_where_the_table_ends_the_administrator_is_warned(centre: FlaskClient) -> None:
    assert "放假安排只到2026年12月31日" in centre.get("/admin/calendar?year=2027").text
    assert centre.get("/admin/calendar?year=1900").status_code == 404


def test_a_day_that_was_clicked_stands_in_the_form_as_its_opposite(centre: FlaskClient) -> None:
    page = centre.get("/admin/calendar?year=2023&day=2023-09-15").text
    assert 'value="2023-09-15"' in page
    assert centre.get("/admin/calendar?year=2023&day=nonsense").status_code == 200


def test_a_day_is_changed_with_a_reason(centre: FlaskClient) -> None:
    fields = {"day": "2023-09-15", "working": "0", "reason": "防汛应急放假"}
    answer = centre.post("/admin/calendar?year=2023", data=fields)
    assert answer.status_code == 303
    page = centre.get(answer.location).text
    assert "2023年9月15日已设为休息日" in page and 'title="防汛应急放假"' in page
    assert calendar.is_working_day(date(2023, 9, 15)) is False


def test_without_a_reason_it_is_not(centre: FlaskClient) -> None:
    answer = centre.post("/admin/calendar?year=2023", data={"day": "2023-09-15", "working": "0", "reason": " "})
    assert answer.status_code == 422 and "请写明依据" in answer.text
    assert calendar.is_working_day(date(2023, 9, 15)) is True


def test_it_is_for_those_who_keep_it(client: FlaskClient, session: Session, sign_in: SignIn) -> None:
    sign_in(client, make_user(Role.BUREAU).username)
    assert client.get("/admin/calendar").status_code == 403
