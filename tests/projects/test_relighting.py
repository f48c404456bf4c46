from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.builders import make_project, make_user
from tests.conftest import MORNING
from zz import clock, jobs, rules
from zz.jobs import Job
from zz.projects.models import Project, ProjectYear
from zz.projects.records import MonthlyFigure
from zz.projects.relighting import RELIGHT
from zz.projects.vocabulary import FigureState, Light, Stage, YearCategory


@pytest.fixture
def behind(session: Session) -> Project:
    """Make a project at 46.7 of 66.7 per cent, 20 points behind: yellow by the preset."""
    project = make_project(Stage.UNDER_CONSTRUCTION, actual_start=date(2023, 1, 1))
    year = ProjectYear(project=project, year=2023, category=YearCategory.CONTINUED, annual_plan=Decimal(300))
    session.add(year)
    figure = MonthlyFigure(project_id=project.id, year=2023, month=8, invested=Decimal(140), state=FigureState.CHECKED)
    session.add(figure)
    session.flush()
    return project


def asked(session: Session) -> int:
    return len(session.scalars(select(Job).where(Job.kind == RELIGHT)).all())


def test_once_a_day_every_light_is_judged_anew(session: Session, behind: Project) -> None:
    jobs.tick(MORNING)
    jobs.tick(MORNING + timedelta(hours=2))
    assert asked(session) == 1
    jobs.run_pending()
    assert (behind.light, behind.light_reason) == (Light.YELLOW, "滞后序时 20.0 个百分点")
    with clock.frozen(MORNING + timedelta(days=30)):  # September ought to be done by now: 28.3 points
        jobs.tick(clock.now())
        jobs.run_pending()
    assert (asked(session), behind.light_reason) == (2, "滞后序时 28.3 个百分点")


def test_a_changed_rule_turns_the_lights(session: Session, behind: Project) -> None:
    jobs.tick(MORNING)
    jobs.run_pending()
    user = make_user()
    rules.change_rule("light.red_over", Decimal(15), by=user, at=MORNING, reason="从严")
    rules.change_rule("light.yellow_from", Decimal(5), by=user, at=MORNING, reason="从严")
    assert asked(session) == 2, "the second change finds a job waiting"
    jobs.run_pending()
    assert behind.light == Light.RED
    job = session.scalars(select(Job).order_by(Job.id.desc())).first()
    assert job is not None
    assert (job.owner_id, job.text) == (user.id, "已重新判定 1 个项目，其中 1 个亮灯有变化。")


def test_nothing_is_written_where_nothing_has_changed(session: Session, behind: Project) -> None:
    jobs.tick(MORNING)
    jobs.run_pending()
    version = behind.version
    rules.change_rule("report.due_day", 4, by=None, at=MORNING, reason="推迟一天")
    jobs.run_pending()
    assert behind.version == version
