"""The ledger as of a day that is over: equal to what was recorded then, read only, for whoever sees it today."""

import io
import re
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.projects.people import County, SignIn, make_county
from tests.projects.test_import_ledgers import bring, ledger, undo
from zz import clock
from zz.analysis import page as analysis
from zz.analysis.dimensions import Dimension
from zz.analysis.period import Period
from zz.as_of import as_of
from zz.db import db, table_of
from zz.history import _tracked
from zz.problems import kinds, reporting
from zz.problems import operations as problems
from zz.problems.vocabulary import Source
from zz.projects import figure_operations, operations
from zz.projects import plan_operations as plan
from zz.projects.doubts import MonthMoney
from zz.projects.filters import ProjectFilter
from zz.projects.flow import ACTIVITIES, ActivityAction
from zz.projects.models import Project, ProjectYear
from zz.projects.page import load
from zz.projects.table_pages import assemble
from zz.projects.vocabulary import Stage, YearCategory

FIRST = date(2023, 9, 14)
DAYS = count()
Deed = Callable[[County, int], Any]


def told(county: County, today: date) -> Any:
    """Return what the table, the page of the project and the analysis say."""
    db.session.expire_all()
    centre = county.centre
    table = assemble(centre, ProjectFilter(Stage.UNDER_CONSTRUCTION, sort="-lag"), today, size=None)
    found = load(centre, county.project.id, today)
    assert found is not None
    whole = analysis.assemble(centre, Period(2023, 8), Dimension.UNIT, today)
    return (
        [tuple(row) for row in table.rows], table.totals, table.counts, table.more_sums,
        [(c.key, getattr(found.project, c.key)) for c in table_of(Project).columns if not c.key.endswith("ed_at")],
        found.money, found.goal, [(n.name, n.tone) for n in found.nodes], [line.text for line in found.lines],
        [(f.label, f.value) for f in whole.figures], [c.rows for c in whole.courses[:2]], whole.kinds.lines,
    )  # fmt: skip


def without_links(said: Any) -> str:
    return re.sub(r"url='[^']*'|url=None", "", str(said)).replace("当日", "当前")


def edit(county: County, n: int) -> None:
    values = {"total_investment": Decimal(n * 100), "remark": str(n)}
    year = operations.YearValues(2023, YearCategory.CONTINUED, Decimal(1000 + n), f"目标{n}")
    operations.edit_project(
        county.project, values, year, version=county.project.version, by=county.centre, at=clock.now()
    )


def fill(county: County, n: int) -> None:
    money = MonthMoney(2023, 1 + n % 9, Decimal(n), None, "")
    figure_operations.fill_figure(county.project, money, by=county.owner, at=clock.now())


def stop(county: County, n: int) -> None:
    project = county.project
    action = next(a for a in (ActivityAction.SUSPEND, ActivityAction.RESUME) if ACTIVITIES.can(project, a))
    operations.change_activity(project, action, reason="测试", by=county.centre, at=clock.now())


def node(county: County, n: int) -> None:
    values = {"name": f"节点{n}", "planned_on": date(2023, 10, 1), "done_on": None, "responsible": "", "note": ""}
    plan.add_milestone(county.project, values, by=county.centre, at=clock.now())


def trouble(county: County, n: int) -> None:
    kind = kinds.offered()[n % 3]
    draft = reporting.Draft(kind, f"问题{n}", "", Source.COMMISSIONER)
    made = reporting.report(county.project, draft, by=county.commissioner, at=clock.now())
    if n % 2:
        problems.withdraw(made, "不再需要", by=county.commissioner, at=clock.now())


DEEDS: list[Deed] = [edit, fill, stop, node, trouble]


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(st.tuples(st.sampled_from(DEEDS), st.integers(1, 60)), max_size=3), min_size=2, max_size=4))
def test_every_day_is_what_was_recorded_on_it(session: Session, days: list[list[tuple[Deed, int]]]) -> None:
    recorded: dict[date, Any] = {}
    county = None
    for deeds in days:
        today = FIRST + timedelta(days=next(DAYS))
        with clock.frozen(clock.midnight(today) + timedelta(hours=10)):
            if county is None:
                kinds.seed()
                county = make_county(list_year=2023)
            for deed, number in deeds:
                deed(county, number)
                session.commit()
            session.commit()
            recorded[today] = without_links(told(county, today))
    assert county is not None
    with clock.frozen(clock.midnight(today + timedelta(days=2))):
        for day, then in recorded.items():
            with as_of(day):
                assert without_links(told(county, day)) == then


def kept_as_they_stand() -> None:
    """Assert that the open versions of every tracked table are its rows."""
    for tracked in _tracked.values():
        names = [own for own, _ in tracked.pairs]
        rows = db.session.execute(select(*names).order_by(tracked.key[0])).all()
        open_ = select(*(kept for _, kept in tracked.pairs)).where(tracked.versions.c.valid_to.is_(None))
        assert rows == db.session.execute(open_.order_by(tracked.key[1])).all(), tracked.versions.name


def test_an_import_that_was_undone_is_in_the_days_between(session: Session, tmp_path: Path) -> None:
    county = make_county(name="原有项目")
    session.commit()
    facts = {"四表归类": "在建", "总投资（万元）": "100", "年度类别": "续建"}
    rows = [{"项目名称": name, **facts} for name in ("甲项目", "乙项目")]
    batch = bring(ledger(tmp_path, rows), county.root, year=2023)
    kept_as_they_stand()
    with clock.frozen(clock.now() + timedelta(days=2)):
        undo(batch)
        kept_as_they_stand()
        everything = select(Project.name).where(Project.ledger_id == county.root.id).order_by(Project.name)
        with as_of(FIRST):
            assert session.scalars(everything).all() == ["乙项目", "原有项目", "甲项目"]
            assert len(session.scalars(select(ProjectYear)).all()) == 2
        with as_of(FIRST - timedelta(days=1)):
            assert session.scalars(everything).all() == []
        assert session.scalars(everything).all() == ["原有项目"]


@pytest.fixture
def past(session: Session) -> County:
    """A county whose project was edited, and given to another bureau, on the day after FIRST."""
    county = make_county(total_investment=Decimal(32000), name="陶瓷新材料园")
    session.commit()
    other = county.strangers[1].memberships[0].unit_id
    with clock.frozen(clock.now() + timedelta(days=1)):
        values = {"total_investment": Decimal(45000), "responsible_unit_id": other}
        operations.edit_project(county.project, values, version=1, by=county.centre, at=clock.now())
        session.commit()
    return county


TABLE, ANALYSIS = "/projects/under-construction", "/analysis"


def test_pages_show_then_say_so_and_lead_on_to_then(past: County, client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(client, past.centre.username)
    project = f"/projects/{past.project.id}"
    with clock.frozen(clock.now() + timedelta(days=3)):
        for address in (TABLE, project, ANALYSIS):
            page = client.get(f"{address}?as_of={FIRST}").text
            assert "截至 2023年9月14日 的样子" in page and f'href="{address}">回到今天' in page
            main = page[page.index("<main") : page.index("</main>")]
            assert 'method="post"' not in main and "btn-primary" not in main and "data-hx-post" not in main
        table = client.get(f"{TABLE}?as_of={FIRST}&q=陶瓷").text
        assert "32,000" in table and "45,000" not in table
        assert f'data-href="{project}?as_of={FIRST}"' in table and f'name="as_of" value="{FIRST}"' in table
        assert "45,000" in client.get(TABLE).text and 'zz-past"' not in client.get(f"{TABLE}?as_of=2023-09-17").text
        rows = client.get(f"{ANALYSIS}/projects?set=listed&as_of={FIRST}&period=2023-08")
        assert rows.status_code == 200 and "截至 2023年9月14日 的样子" in rows.text
        book = client.get(f"{TABLE}?as_of={FIRST}&format=xlsx")
        cells = [str(c.value) for row in load_workbook(io.BytesIO(book.data)).active.iter_rows() for c in row]
        assert "32000" in cells and any("截至 2023年9月14日 的样子" in cell for cell in cells)


def test_who_sees_a_project_today_sees_its_past(past: County, client: FlaskClient, sign_in: SignIn) -> None:
    address = f"/projects/{past.project.id}?as_of={FIRST}"
    with clock.frozen(clock.now() + timedelta(days=3)):
        for user, seen in ((past.bureau, False), (past.strangers[1], True), (past.strangers[0], False)):
            sign_in(client, user.username)
            assert client.get(address).status_code == (200 if seen else 404)
            assert ("陶瓷新材料园" in client.get(f"{TABLE}?as_of={FIRST}").text) == seen


@pytest.mark.parametrize(
    ("day", "sentence"),
    [("2023-13-40", "不是日期"), ("昨天", "不是日期"), ("2030-01-01", "还没有到"), ("2020-01-01", "开始记录")],
)
def test_days_that_cannot_be_shown_are_refused(
    past: County, client: FlaskClient, sign_in: SignIn, day: str, sentence: str
) -> None:
    sign_in(client, past.centre.username)
    for address in (TABLE, f"/projects/{past.project.id}", ANALYSIS):
        answer = client.get(f"{address}?as_of={day}")
        assert answer.status_code == 400 and sentence in answer.text


def test_the_past_takes_as_many_queries_as_today(
    past: County, client: FlaskClient, sign_in: SignIn, statements: list[str]
) -> None:
    sign_in(client, past.centre.username)
    with clock.frozen(clock.now() + timedelta(days=3)):
        for address in (TABLE, ANALYSIS, f"/projects/{past.project.id}"):
            numbers = []
            for asked in (address, f"{address}?as_of={FIRST}"):
                client.get(asked)
                statements.clear()
                assert client.get(asked).status_code == 200
                numbers.append(len(statements))
            assert numbers[1] <= numbers[0] + 3, (address, numbers)
