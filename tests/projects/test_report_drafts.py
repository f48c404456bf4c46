"""Drafts and tokens: what was typed outlives the session."""

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.projects.reporting import Desk, SignIn, count, money, text
from zz.accounts.models import AuthSession
from zz.projects.records import ReportDraft


def test_a_draft_outlives_the_session(client: FlaskClient, session: Session, sign_in: SignIn, desk: Desk) -> None:
    sign_in(client, desk.commissioner.username)
    kept = text(physical_progress="打桩 30 根", at="1694653200000")
    assert client.post(f"{desk.path}/draft", data=kept).status_code == 303
    session.query(AuthSession).delete()
    assert client.get(desk.path).status_code == 303
    sign_in(client, desk.commissioner.username)
    page = client.get(desk.path).text
    assert "打桩 30 根" in page
    assert 'data-saved="1694653200000"' in page
    assert "打桩 30 根" not in client.get(f"{desk.path}?from=last").text
    client.post(desk.path, data=text())
    assert count(session, ReportDraft) == 0


def test_a_draft_holds_only_ones_own_fields(as_owner: FlaskClient, session: Session, desk: Desk) -> None:
    as_owner.post(f"{desk.path}/draft", data={**text(), **money()})
    assert set(session.scalars(select(ReportDraft)).one().fields) == {"month", "invested", "statistical", "note", "at"}


def test_a_draft_that_arrives_after_its_report_is_dropped(
    client: FlaskClient, session: Session, sign_in: SignIn, desk: Desk
) -> None:
    sign_in(client, desk.commissioner.username)
    client.post(desk.path, data=text())
    client.post(f"{desk.path}/draft", data=text())
    assert count(session, ReportDraft) == 0


def test_a_kept_page_gets_a_fresh_token(client: FlaskClient, sign_in: SignIn, desk: Desk) -> None:
    client.application.config["WTF_CSRF_ENABLED"] = True
    sign_in(client, desk.commissioner.username)
    assert client.post(desk.path, data=text()).status_code == 400
    found = client.get(f"{desk.path}/token").json
    assert found is not None
    assert found["user"] == desk.commissioner.id
    response = client.post(desk.path, data=text(), headers={"X-CSRFToken": found["token"], "HX-Request": "true"})
    assert (response.status_code, response.headers["HX-Redirect"]) == (204, "/projects/report")


def test_a_stranger_is_asked_to_sign_in(client: FlaskClient, desk: Desk) -> None:
    assert client.get(f"{desk.path}/token", headers={"HX-Request": "true"}).status_code == 401
    assert client.post(desk.path, data=text(), headers={"HX-Request": "true"}).status_code == 401
