"""Saved views belong to their owner; columns are kept for each user and table."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.builders import make_project, make_unit, make_user
from zz.accounts.models import Unit
from zz.accounts.roles import Role, UnitKind
from zz.db import db
from zz.projects.columns import DEFAULTS
from zz.projects.records import ColumnChoice, SavedView
from zz.projects.saved_views import kept
from zz.projects.vocabulary import Stage

PATH = "/projects/under-construction"
FORM = {"stage": "under-construction", "query": "light=red&page=3&junk=1", "name": "本周重点"}


@pytest.fixture
def county(session: Session) -> Unit:
    return make_unit(UnitKind.CITY)


@pytest.fixture
def signed(
    county: Unit, client: FlaskClient, sign_in: Callable[[FlaskClient, str], None]
) -> Callable[[str], FlaskClient]:
    """Return a function that makes a centre's user of the county and signs him in."""

    def signed(name: str) -> FlaskClient:
        make_user(Role.CENTRE, county, username=name)
        db.session.commit()
        one = client.application.test_client()
        sign_in(one, name)
        return one

    return signed


def view() -> SavedView:
    return db.session.scalars(select(SavedView)).one()


def test_a_view_keeps_the_filter_and_nothing_else(signed: Callable[[str], FlaskClient]) -> None:
    client = signed("one")
    assert client.get("/projects/views/new?stage=planning&query=q%3Dx").status_code == 200
    assert client.post("/projects/views", data=FORM).status_code == 303
    assert (view().query, view().unit_id) == ("light=red", None)
    assert f'href="{PATH}?light=red"' in client.get(PATH).text


@pytest.mark.parametrize("name", ["", "  ", "长" * 33, "本周重点"])
def test_a_name_is_asked_for_and_is_the_only_one(signed: Callable[[str], FlaskClient], name: str) -> None:
    client = signed("one")
    client.post("/projects/views", data=FORM)
    response = client.post("/projects/views", data=FORM | {"name": name}, headers={"HX-Request": "true"})
    assert response.status_code == 422
    assert "<html" not in response.text
    assert 'aria-invalid="true"' in response.text
    assert db.session.scalars(select(SavedView)).all() == [view()]


def test_a_shared_view_is_seen_by_the_unit_and_changed_by_its_owner_alone(
    signed: Callable[[str], FlaskClient], client: FlaskClient, sign_in: Callable[[FlaskClient, str], None]
) -> None:
    owner, colleague = signed("one"), signed("two")
    owner.post("/projects/views", data=FORM | {"shared": "y"})
    make_user(Role.CENTRE, username="stranger")
    db.session.commit()
    sign_in(client, "stranger")
    assert "本周重点" in colleague.get(PATH).text
    assert "本周重点" not in client.get(PATH).text
    for other in (colleague, client):
        assert other.post(f"/projects/views/{view().id}/name", data={"name": "改名"}).status_code == 404
        assert other.post(f"/projects/views/{view().id}/deletion").status_code == 404
    assert owner.post(f"/projects/views/{view().id}/name", data={"name": ""}).status_code == 422
    assert owner.post(f"/projects/views/{view().id}/name", data={"name": "改名"}).status_code == 303
    assert (view().name, view().unit_id) == ("改名", None)
    assert "改名" not in colleague.get(PATH).text
    assert owner.post(f"/projects/views/{view().id}/deletion").status_code == 303
    assert db.session.scalars(select(SavedView)).all() == []


def test_columns_are_chosen_ordered_and_reset(signed: Callable[[str], FlaskClient], county: Unit) -> None:
    client = signed("one")
    make_project(ledger_id=county.id)
    data = {"stage": "under-construction", "query": "", "order": ["name", "industry", "light"]}
    shown = {"show": ["light", "industry"]}
    moved = client.post("/projects/columns", data=data | shown | {"up": "light"}, headers={"HX-Request": "true"})
    assert moved.status_code == 200
    assert moved.text.index('value="light"') < moved.text.index('value="industry"')
    assert db.session.scalars(select(ColumnChoice)).all() == []
    assert client.post("/projects/columns", data=data | shown | {"save": "1"}).status_code == 303
    assert db.session.scalars(select(ColumnChoice)).one().columns == ["name", "industry", "light"]
    html = client.get(PATH).text
    assert html.index("行业</th>") < html.index("亮灯</a>")
    assert "形象进度" not in html
    assert "形象进度" in client.get(f"{PATH}?cols=name,physical_progress").text
    client.post("/projects/columns", data=data | shown | {"reset": "1"})
    assert db.session.scalars(select(ColumnChoice)).all() == []
    assert "形象进度" in client.get(PATH).text


def test_nonsense_columns_are_left_out(signed: Callable[[str], FlaskClient]) -> None:
    client = signed("one")
    client.post("/projects/columns", data={"stage": "completed", "show": ["password"], "order": ["id"], "save": "1"})
    assert db.session.scalars(select(ColumnChoice)).one().columns == ["name"]
    assert client.get("/projects/completed?cols=nothing,,x").status_code == 200


def test_what_is_kept_is_read_in_one_query_on_both_engines(session: Session, county: Unit) -> None:
    user = make_user(Role.CENTRE, county)
    session.add(ColumnChoice(user_id=user.id, stage=Stage.PLANNING, columns=["name", "unit"]))
    session.flush()
    assert kept(user, Stage.PLANNING).columns == ["name", "unit"]
    assert kept(user, Stage.COMPLETED).columns is None
    assert all("name" in keys for keys in DEFAULTS.values())
