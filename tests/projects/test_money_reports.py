"""Money of a month: filled, questioned, locked, confirmed or returned."""

from datetime import UTC
from decimal import Decimal

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.builders import make_user
from tests.conftest import MORNING
from tests.projects.reporting import LOCKED, Desk, SignIn, add_figure, count, money, text, verbs
from zz.accounts.roles import Role
from zz.journal.models import Event
from zz.projects.flow import FIGURES, FigureAction
from zz.projects.records import MonthLock, MonthlyFigure
from zz.projects.vocabulary import FigureState


def test_the_year_is_shown_before_it_is_sent(as_owner: FlaskClient, desk: Desk) -> None:
    add_figure(desk.project, 8, 7_200)
    add_figure(desk.project, 9, 400, state=FigureState.FILLED)
    assert "年累计将为 7,600 万元，占年计划 38.0%" in as_owner.get(desk.path).text


@pytest.mark.parametrize(
    ("invested", "words"),
    [
        ("300", "由 400 减为 300 万元，年累计将减少 100 万元"),
        ("60000", "开工至今累计将为 67,200 万元，超过总投资 50,000 万元"),
    ],
)
def test_a_doubtful_figure_is_questioned_not_refused(
    as_owner: FlaskClient, session: Session, desk: Desk, invested: str, words: str
) -> None:
    add_figure(desk.project, 8, 7_200)
    add_figure(desk.project, 9, 400, state=FigureState.FILLED)
    response = as_owner.post(desk.path, data=money(invested))
    assert response.status_code == 422
    assert words in response.text
    assert as_owner.post(desk.path, data=money(invested, confirmed="y")).status_code == 303
    figure = session.scalars(select(MonthlyFigure).where(MonthlyFigure.month == 9)).one()
    assert figure.invested == Decimal(invested)
    event = session.scalars(select(Event)).one()
    assert words in event.payload["doubts"][0]
    assert event.payload["before"] == "400"


def test_a_falling_figure_for_the_statistics_is_questioned(as_owner: FlaskClient, desk: Desk) -> None:
    add_figure(desk.project, 9, 400, statistical=Decimal(350))
    response = as_owner.post(desk.path, data=money("400"))
    assert response.status_code == 422
    assert "9月入统投资由 350 万元改为不填" in response.text


def test_money_is_asked_of_an_owner_and_nonsense_is_named(as_owner: FlaskClient, desk: Desk) -> None:
    assert "请填写当月累计完成投资" in as_owner.post(desk.path, data=money("")).text
    response = as_owner.post(desk.path, data=money("很多"))
    assert response.status_code == 422
    assert "不是金额" in response.text


def test_the_same_figure_again_changes_nothing(as_owner: FlaskClient, session: Session, desk: Desk) -> None:
    for _ in range(2):
        assert as_owner.post(desk.path, data=money()).status_code == 303
    assert verbs(session) == ["figure_filled"]


def test_a_new_figure_replaces_a_checked_one_and_waits_again(
    as_owner: FlaskClient, session: Session, desk: Desk
) -> None:
    add_figure(desk.project, 9, 100, checked_by_id=desk.bureau.id, checked_at=MORNING.astimezone(UTC))
    as_owner.post(desk.path, data=money())
    figure = session.scalars(select(MonthlyFigure)).one()
    assert (figure.invested, figure.state, figure.checked_by_id) == (Decimal(400), FigureState.FILLED, None)


def test_a_locked_month_is_refused_and_says_who_unlocks(as_owner: FlaskClient, session: Session, desk: Desk) -> None:
    centre = make_user(Role.CENTRE, desk.county, name="李清")
    session.add(MonthLock(ledger_id=desk.county.id, year=2023, month=8, locked_by_id=centre.id, locked_at=LOCKED))
    assert "改填2023年8月" not in as_owner.get(desk.path).text
    response = as_owner.post(desk.path, data=money(month="2023-08"))
    assert response.status_code == 422
    assert "2023年8月的数据已于9月5日由李清锁定" in response.text
    assert "请联系项目管理中心解锁" in response.text
    assert count(session, MonthlyFigure) == 0


def test_a_locked_month_is_not_checked(client: FlaskClient, session: Session, sign_in: SignIn, desk: Desk) -> None:
    figure = add_figure(desk.project, 8, 400, state=FigureState.FILLED)
    session.add(MonthLock(ledger_id=desk.county.id, year=2023, month=8, locked_by_id=None, locked_at=LOCKED))
    sign_in(client, desk.bureau.username)
    at = f"/projects/{desk.project.id}/figures/2023/8"
    assert client.post(f"{at}/check", data={"version": 1}).location == desk.path
    assert client.post(f"{at}/return", data={"version": 1, "reason": "不符"}).status_code == 422
    assert figure.state == FigureState.FILLED


@pytest.mark.parametrize("month", ["2023-10", "2023-07", "x", ""])
def test_only_this_month_and_the_last_are_filled(as_owner: FlaskClient, desk: Desk, month: str) -> None:
    response = as_owner.post(desk.path, data=money(month=month))
    assert response.status_code == 422
    assert "只能填报本月和上月" in response.text


def test_a_month_that_is_missing_or_returned_is_offered_first(as_owner: FlaskClient, desk: Desk) -> None:
    assert "8月累计完成投资" in as_owner.get(desk.path).text
    assert "9月累计完成投资" in as_owner.get(f"{desk.path}?month=2023-09").text
    figure = add_figure(desk.project, 8, 100, state=FigureState.FILLED)
    assert "9月累计完成投资" in as_owner.get(desk.path).text
    FIGURES.move(figure, FigureAction.SEND_BACK)
    assert "8月累计完成投资" in as_owner.get(desk.path).text


def test_who_only_checks_has_no_form(client: FlaskClient, sign_in: SignIn, desk: Desk) -> None:
    sign_in(client, desk.bureau.username)
    page = client.get(desk.path).text
    assert "没有待审核的投资填报" in page
    assert "report-form" not in page
    assert client.post(desk.path, data=text()).status_code == 403


def test_the_unit_confirms_or_returns(client: FlaskClient, session: Session, sign_in: SignIn, desk: Desk) -> None:
    figure = add_figure(desk.project, 9, 400, state=FigureState.FILLED, filled_by_id=desk.owner.id)
    at = f"/projects/{desk.project.id}/figures/2023/9"
    sign_in(client, desk.owner.username)
    assert client.post(f"{at}/check", data={"version": 1}).status_code == 403
    sign_in(client, desk.bureau.username)
    assert "审核通过" in client.get(desk.path).text
    assert client.post(f"{at}/return", data={"version": 1}).status_code == 422
    assert client.post(f"{at}/return", data={"version": 1, "reason": "与发票不符"}).status_code == 303
    assert (figure.state, figure.returned_reason) == (FigureState.RETURNED, "与发票不符")
    sign_in(client, desk.owner.username)
    assert "与发票不符" in client.get(desk.path).text
    client.post(desk.path, data=money("400"))
    sign_in(client, desk.bureau.username)
    assert client.post(f"{at}/check", data={"version": 1}).status_code == 409
    assert client.post(f"{at}/check", data={"version": figure.version}).status_code == 303
    assert (figure.state, figure.checked_by_id) == (FigureState.CHECKED, desk.bureau.id)
    assert client.post(f"{at}/check", data={"version": figure.version}).status_code == 409
    assert verbs(session) == ["figure_returned", "figure_filled", "figure_checked"]
