"""A year's list is carried over in one step, may be carried over again, and may be taken back."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.builders import make_project, make_user
from zz.accounts.models import User
from zz.accounts.roles import Role
from zz.db import db
from zz.journal import Event
from zz.projects import years
from zz.projects.models import Project, ProjectYear
from zz.projects.vocabulary import Activity, Stage, YearCategory

C = YearCategory
PATH = "/projects/years/2024/carry-over"


@pytest.fixture
def centre(session: Session) -> User:
    return make_user(Role.CENTRE, username="centre", name="李清")


@pytest.fixture
def signed(client: FlaskClient, centre: User, sign_in: Callable[[FlaskClient, str], None]) -> FlaskClient:
    db.session.commit()
    sign_in(client, "centre")
    return client


def listed(user: User, name: str, category: YearCategory, **columns: object) -> Project:
    assert user.unit
    project = make_project(name=name, ledger_id=user.unit.root_id, **columns)
    db.session.add(ProjectYear(project_id=project.id, year=2023, category=category, annual_plan=Decimal(10)))
    db.session.flush()
    return project


def lists() -> dict[tuple[str, int], YearCategory]:
    query = select(Project.name, ProjectYear.year, ProjectYear.category).join(ProjectYear.project)
    return {(name, year): category for name, year, category in db.session.execute(query)}


def test_what_goes_on_is_proposed(centre: User) -> None:
    listed(centre, "在建的", C.PLANNED_START)
    listed(centre, "前期已动工", C.PLANNED_START, stage=Stage.PRELIMINARY, actual_start=date(2023, 8, 1))
    listed(centre, "未开工", C.PLANNED_START, stage=Stage.PRELIMINARY)
    listed(centre, "预备的", C.RESERVE, stage=Stage.PLANNING)
    listed(centre, "暂停的", C.CONTINUED, activity=Activity.SUSPENDED)
    listed(centre, "竣工的", C.CONTINUED, stage=Stage.COMPLETED)
    listed(centre, "终止的", C.CONTINUED, activity=Activity.TERMINATED)
    listed(make_user(Role.CENTRE), "别县的", C.CONTINUED)
    found = years.preview(centre, 2024)
    assert {c.name: c.proposal for c in found.open} == {
        "在建的": C.CONTINUED, "前期已动工": C.CONTINUED, "未开工": C.PLANNED_START, "预备的": C.RESERVE,
        "暂停的": C.CONTINUED,
    }  # fmt: skip
    assert {c.name: c.ends for c in found.candidates if c.ends} == {"竣工的": "已竣工", "终止的": "已终止"}
    assert [c.name for c in found.open if not c.ticked] == ["暂停的"]


def test_it_is_carried_over_once_and_taken_back_unless_changed(centre: User, signed: FlaskClient) -> None:
    one, two = listed(centre, "甲", C.PLANNED_START), listed(centre, "乙", C.CONTINUED)
    ended = listed(centre, "丙", C.CONTINUED, stage=Stage.COMPLETED)
    form = {"carry": [one.id, two.id, ended.id, "x"]} | {f"category-{p.id}": C.CONTINUED for p in (one, two, ended)}
    assert signed.get(PATH).status_code == 200
    for _ in range(2):
        assert signed.post(PATH, data=form).status_code == 303
    assert {key: value for key, value in lists().items() if key[1] == 2024} == {
        ("甲", 2024): C.CONTINUED, ("乙", 2024): C.CONTINUED
    }  # fmt: skip
    verbs = list(db.session.scalars(select(Event.verb)))
    assert sorted(verbs) == ["project_listed", "project_listed", "year_carried_over"]
    assert "已列入 · 续建" in signed.get(PATH).text
    row = db.session.scalars(select(ProjectYear).where(ProjectYear.project_id == two.id, ProjectYear.year == 2024))
    row.one().annual_plan = Decimal(5)
    batch = years.last_batch(centre, 2024)
    assert batch
    assert signed.post(f"{PATH}/undo", data={"batch": batch.id}).status_code == 303
    assert {key for key in lists() if key[1] == 2024} == {("乙", 2024)}
    assert years.last_batch(centre, 2024) is None
    signed.post(f"{PATH}/undo", data={"batch": batch.id})
    assert ("乙", 2024) in lists()


@pytest.mark.parametrize("year", [1999, 2025])
def test_only_lists_that_can_be_made_now(signed: FlaskClient, year: int) -> None:
    assert signed.get(f"/projects/years/{year}/carry-over").status_code == 404
    assert signed.post(f"/projects/years/{year}/carry-over", data={"carry": "1"}).status_code == 404


def test_nothing_ticked_changes_nothing(centre: User, signed: FlaskClient) -> None:
    listed(centre, "甲", C.CONTINUED)
    assert signed.post(PATH, data={"carry": "9999999999"}).status_code == 303
    assert set(lists()) == {("甲", 2023)}


def test_another_county_and_other_roles_carry_nothing(
    centre: User, client: FlaskClient, sign_in: Callable[[FlaskClient, str], None]
) -> None:
    project = listed(centre, "甲", C.CONTINUED)
    make_user(Role.CENTRE, username="elsewhere")
    make_user(Role.BUREAU, username="bureau")
    db.session.commit()
    sign_in(client, "elsewhere")
    client.post(PATH, data={"carry": project.id, f"category-{project.id}": C.CONTINUED})
    assert set(lists()) == {("甲", 2023)}
    other = client.application.test_client()
    sign_in(other, "bureau")
    assert other.get(PATH).status_code == 403
