"""Making, editing, moving and stopping a project: fields, figures, journal, and what is refused."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.projects.people import County, make_county
from zz import clock
from zz.accounts.models import User
from zz.journal import Event
from zz.projects import operations, permits
from zz.projects import plan_operations as plan
from zz.projects.flow import ActivityAction, StageAction
from zz.projects.gates import Evidence, GateRefused
from zz.projects.models import Project, ProjectVersion, ProjectYear
from zz.projects.records import Milestone, Permit
from zz.projects.vocabulary import (
    Activity,
    GateEvidence,
    InvestmentType,
    Light,
    Stage,
    TeamRole,
    YearCategory,
)
from zz.workflow import InvalidTransition


def last_event(session: Session, project: Project) -> Event:
    query = select(Event).where(Event.subject_type == "project", Event.subject_id == project.id)
    return session.scalars(query.order_by(Event.id.desc())).first() or pytest.fail("nothing was recorded")


def edit(project: Project, by: User, year: operations.YearValues | None = None, **values: Any) -> dict[str, Any]:
    return operations.edit_project(project, values, year, version=project.version, by=by, at=clock.now())


def test_a_new_project_is_spelled_listed_and_gets_its_permits(session: Session) -> None:
    county = make_county()
    permits.seed_template()
    values = {
        "name": "陶瓷新材料园",
        "code": None,
        "investment_type": InvestmentType.ENTERPRISE,
        "stage": Stage.PLANNING,
    }
    year = operations.YearValues(2023, YearCategory.PLANNED_START, Decimal(1200), "")
    made = operations.create_project(values, year, ledger_id=county.root.id, by=county.centre, at=clock.now())
    assert "taocixincailiaoyuan" in made.search
    assert (made.annual_plan, made.list_year, made.year_category) == (1200, 2023, YearCategory.PLANNED_START)
    assert session.scalar(select(Permit.name).where(Permit.project_id == made.id, Permit.number == "06"))
    assert last_event(session, made).payload["name"] == "陶瓷新材料园"


def test_an_edit_tells_before_and_after_and_nothing_else(session: Session) -> None:
    county = make_county(total_investment=Decimal(32000), industry="服饰")
    changes = edit(county.project, county.centre, total_investment=Decimal("35000.5"), industry="服饰")
    assert changes == {"total_investment": [Decimal(32000), Decimal("35000.5")]}
    assert last_event(session, county.project).payload == {"changes": {"total_investment": ["32000", "35000.5"]}}
    assert edit(county.project, county.centre, industry="服饰") == {}


def test_references_are_told_by_their_names(session: Session) -> None:
    county = make_county()
    changes = edit(county.project, county.centre, commissioner_id=None)
    assert changes["commissioner_id"] == [county.commissioner.name, None]


def test_an_edit_of_the_plan_turns_the_light(session: Session) -> None:
    county = make_county()
    year = operations.YearValues(2023, YearCategory.CONTINUED, Decimal(9000), "投产")
    assert set(edit(county.project, county.centre, year)) == {"year_category", "annual_plan", "goal"}
    assert county.project.light == Light.RED
    assert session.scalars(select(ProjectYear)).one().goal == "投产"


def test_what_is_computed_may_move_meanwhile_but_not_what_the_form_shows(session: Session) -> None:
    county = make_county(remark="甲")
    session.commit()
    seen = county.project.version
    county.project.lag = 1234
    session.commit()
    operations.edit_project(county.project, {"remark": "乙"}, version=seen, by=county.centre, at=clock.now())
    session.commit()
    with pytest.raises(operations.EditConflict) as conflict:
        operations.edit_project(county.project, {"remark": "丙"}, version=seen, by=county.centre, at=clock.now())
    assert conflict.value.moved == {"remark": ["甲", "乙"]}
    assert county.project.remark == "乙"


def test_a_version_is_written_with_every_change(session: Session) -> None:
    county = make_county()
    session.commit()
    edit(county.project, county.centre, remark="新")
    session.commit()
    query = select(ProjectVersion.remark).where(ProjectVersion.project_id == county.project.id)
    assert session.scalars(query.order_by(ProjectVersion.id)).all() == ["", "新"]


def permit_20(project: Project) -> Permit:
    return Permit(
        project_id=project.id, number="20", name="施工许可证", phase=permits.PHASES[2], bureau="住建", after=[],
        granted_on=date(2023, 9, 1), document_number="430281202309010101",
    )  # fmt: skip


def advance(county: County, **arguments: Any) -> Stage:
    return operations.move_stage(county.project, StageAction.ADVANCE, by=county.centre, at=clock.now(), **arguments)


def fields(refused: pytest.ExceptionInfo[GateRefused]) -> list[str]:
    return [refusal.field for refusal in refused.value.refusals]


def test_a_gate_without_evidence_says_the_rule_who_lifts_it_and_what_next(session: Session) -> None:
    county = make_county(Stage.PLANNING)
    with pytest.raises(GateRefused) as refused:
        advance(county)
    text = refused.value.refusals[0].text
    assert "谋划在谈转前期" in text
    assert "项目代码" in text
    assert "项目管理中心" in text
    assert county.project.stage == Stage.PLANNING


def test_a_code_opens_the_first_gate(session: Session) -> None:
    county = make_county(Stage.PLANNING, code="2301-430281-04-01-640233")
    assert advance(county, evidence=Evidence(GateEvidence.PROJECT_CODE)) == Stage.PRELIMINARY


def test_a_start_needs_permit_photo_and_day(session: Session) -> None:
    county = make_county(Stage.PRELIMINARY)
    permit = permit_20(county.project)
    kind = GateEvidence.CONSTRUCTION_PERMIT
    with pytest.raises(GateRefused) as refused:
        advance(county, evidence=Evidence(kind))
    assert fields(refused) == ["upload", "on_day", "photo"]
    photo: Any = permit  # any file will do: only its being there is asked
    with pytest.raises(GateRefused) as refused:
        advance(county, evidence=Evidence(kind, permit=permit, photo=photo), on_day=date(2023, 9, 15))
    assert fields(refused) == ["on_day", "photo_on"]
    early = Evidence(kind, permit=permit, photo=photo, photo_on=date(2023, 9, 1))
    with pytest.raises(GateRefused) as refused:
        advance(county, evidence=early, on_day=date(2023, 9, 10))
    assert fields(refused) == ["photo_on"]
    good = Evidence(kind, permit=permit, photo=photo, photo_on=date(2023, 9, 11))
    assert advance(county, evidence=good, on_day=date(2023, 9, 10)) == Stage.UNDER_CONSTRUCTION
    assert county.project.actual_start == date(2023, 9, 10)
    assert last_event(session, county.project).payload["evidence"]["kind"] == kind


def test_backwards_needs_a_reason_and_takes_the_day_back(session: Session) -> None:
    county = make_county(actual_start=date(2023, 3, 1))
    back = {"action": StageAction.RETREAT, "by": county.centre, "at": clock.now()}
    with pytest.raises(GateRefused) as refused:
        operations.move_stage(county.project, **back, reason=" ")
    assert fields(refused) == ["reason"]
    assert operations.move_stage(county.project, **back, reason="误报开工") == Stage.PRELIMINARY
    assert county.project.actual_start is None


def test_nothing_follows_completion_and_a_stopped_project_does_not_move(session: Session) -> None:
    done = make_county(Stage.COMPLETED)
    with pytest.raises(InvalidTransition):
        advance(done)
    stopped = make_county(Stage.PLANNING, activity=Activity.SUSPENDED)
    with pytest.raises(GateRefused) as refused:
        advance(stopped, evidence=Evidence(GateEvidence.PROJECT_CODE))
    assert "先恢复" in refused.value.refusals[0].text


def test_stopping_puts_the_light_out(session: Session) -> None:
    county = make_county(light=Light.RED)
    act = {"reason": "资金断裂", "by": county.centre, "at": clock.now()}
    assert operations.change_activity(county.project, ActivityAction.SUSPEND, **act) == Activity.SUSPENDED
    assert county.project.light == Light.GREEN
    assert last_event(session, county.project).payload["reason"] == "资金断裂"
    with pytest.raises(InvalidTransition):
        operations.change_activity(county.project, ActivityAction.SUSPEND, **act)


def test_plan_and_team_are_told_in_the_projects_journal(session: Session) -> None:
    county = make_county()
    project, act = county.project, {"by": county.bureau, "at": clock.now()}
    node = plan.add_milestone(project, {"name": "封顶", "planned_on": date(2023, 10, 1)}, **act)
    assert plan.edit_milestone(project, node, {"done_on": date(2023, 9, 10)}, **act) == {
        "done_on": [None, date(2023, 9, 10)]
    }
    assert last_event(session, project).payload["changes"] == {"done_on": [None, "2023-09-10"]}
    plan.remove_milestone(project, node, **act)
    assert session.scalars(select(Milestone)).all() == []
    member = plan.add_member(project, {"name": "易红", "role": TeamRole.HEAD}, **act)
    plan.edit_member(project, member, {"phone": "13800000000"}, **act)
    plan.remove_member(project, member, **act)
    assert last_event(session, project).payload == {"name": "易红", "role": "head"}
