"""Permits are copied from the template by investment type, and say what is late."""

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.builders import make_project
from zz.calendar import add_working_days
from zz.projects import permits
from zz.projects.models import Project
from zz.projects.records import Permit, PermitItem
from zz.projects.vocabulary import InvestmentType, PermitState

TODAY = date(2023, 9, 14)


def copied(session: Session, kind: InvestmentType | None) -> dict[str, Permit]:
    permits.seed_template()
    project = make_project(investment_type=kind)
    permits.copy_template(project)
    return {p.number: p for p in session.scalars(select(Permit).where(Permit.project_id == project.id))}


def test_seeding_twice_keeps_what_the_centre_has_edited(session: Session) -> None:
    assert permits.seed_template() == 28
    row = session.scalars(select(PermitItem).where(PermitItem.number == "20")).one()
    row.committed_days = 3
    assert permits.seed_template() == 0
    assert row.committed_days == 3


@pytest.mark.parametrize(
    ("kind", "has", "lacks"),
    [
        (InvestmentType.GOVERNMENT, {"02", "05", "11", "17"}, {"06"}),
        (InvestmentType.ENTERPRISE, {"06"}, {"02", "05", "11", "17"}),
    ],
)
def test_the_investment_type_chooses(session: Session, kind: InvestmentType, has: set[str], lacks: set[str]) -> None:
    found = copied(session, kind)
    assert has <= set(found)
    assert not lacks & set(found)
    assert {"01", "20", "28"} <= set(found)


def test_conditional_items_wait_to_be_called_for(session: Session) -> None:
    enterprise = copied(session, InvestmentType.ENTERPRISE)
    assert not enterprise["03"].needed
    assert not enterprise["07"].needed
    assert enterprise["20"].needed
    assert copied(session, InvestmentType.GOVERNMENT)["03"].needed


def test_copying_again_adds_only_what_is_missing(session: Session) -> None:
    project = make_project(investment_type=InvestmentType.ENTERPRISE)
    permits.seed_template()
    count = permits.copy_template(project)
    assert permits.copy_template(project) == 0
    project.investment_type = InvestmentType.GOVERNMENT
    assert permits.copy_template(project) == 4
    assert count > 20


def standing(permit: Permit, project: Project) -> permits.Standing:
    return permits.standings(
        [permit], start=project.planned_start, finish=project.planned_finish, today=TODAY, working=add_working_days
    )[0]


def permit(**columns: object) -> Permit:
    return Permit(**{
        "number": "20", "name": "施工许可证", "phase": permits.PHASES[2], "bureau": "住建", "statutory_days": 7,
        "committed_days": None, "calendar_days": False, "after": [], "needed": True, **columns,
    })  # fmt: skip


@pytest.mark.parametrize(
    ("columns", "state", "late"),
    [
        ({}, PermitState.WAITING, "申报已晚 2 天"),
        ({"received_on": date(2023, 9, 13)}, PermitState.RECEIVED, ""),
        ({"accepted_on": date(2023, 9, 4)}, PermitState.ACCEPTED, "已超期 1 天"),
        ({"granted_on": date(2023, 9, 1)}, PermitState.GRANTED, ""),
        ({"needed": False}, PermitState.NOT_NEEDED, ""),
    ],
)
def test_states_and_lateness(session: Session, columns: dict[str, object], state: PermitState, late: str) -> None:
    found = standing(permit(**columns), make_project(planned_start=date(2023, 9, 21)))
    assert (found.state, found.late) == (state, late)


def test_the_first_phase_that_is_not_done_stands_open() -> None:
    rows = permits.standings(
        [permit(number="09", phase=permits.PHASES[0], granted_on=TODAY), permit()],
        start=None, finish=None, today=TODAY, working=add_working_days,
    )  # fmt: skip
    first, second = permits.phases(rows)
    assert (first.open, first.granted, first.needed) == (False, 1, 1)
    assert second.open
