"""The ranking of units: per thousand, with a least number of areas; counts add up; workbook and report say the same."""

import re
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from html import unescape
from io import BytesIO

import docx
import openpyxl
import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from tests.builders import make_unit, make_user
from tests.voltage.builders import DAY, make_area, make_daily, make_rules, make_station
from tests.voltage.remediation.world import shanghai
from zz.accounts.models import Unit
from zz.accounts.roles import Role, UnitKind
from zz.db import db
from zz.rules.operations import change_rule
from zz.voltage.models import Area
from zz.voltage.readings.writing import roll_up
from zz.voltage.remediation.models import Remediation, VoltageProblem
from zz.voltage.remediation.vocabulary import EntryState, RemediationState
from zz.voltage.statistics import rollup
from zz.voltage.statistics.rules import RANK_MIN
from zz.voltage.statistics.units import Ranked, Tally, ranked
from zz.voltage.vocabulary import DayState, RuleKind

unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # two cores, many tests
PATH = "/voltage/units"
LOW = RuleKind.CUSTOMER_UNDERVOLTAGE
S = RemediationState
SignIn = Callable[[FlaskClient, str], None]


def areas(station: Unit, count: int, abnormal: int, short: int = 0) -> list[Area]:
    """Make the areas of a station: the first `abnormal` out of limits, then `short` with too little data."""
    made = []
    for number in range(count):
        area = make_area(station)
        bad, lacks = number < abnormal, abnormal <= number < abnormal + short
        state = DayState.ABNORMAL if bad else DayState.INSUFFICIENT if lacks else DayState.NORMAL
        make_daily(
            area, state=state, customer_qualified=500 if bad else 576, low_customers=2 if bad else 0,
            customer_valid=576, completeness=50 if lacks else 100,
        )  # fmt: skip
        made.append(area)
    return made


def remedied(area: Area, state: S, *, days: int = 0, relapses: int = 0) -> None:
    """Make a plan for an area as it stands; verified `days` days after it was dispatched."""
    at, rule = shanghai(8, 1), make_rules()[LOW]
    problem = VoltageProblem(
        area_id=area.id, kind=LOW, state=EntryState.OPEN, first_day=DAY, last_day=DAY, days=1, window_days=1, weight=0,
        customers=1, rule_id=rule.id, entered_at=at,
    )  # fmt: skip
    db.session.add(problem)
    db.session.flush()
    db.session.add(
        Remediation(
            problem_id=problem.id, area_id=area.id, kind=LOW, station_id=area.station_id, number=f"N{problem.id}",
            state=state, dispatched_at=at, planned_at=at, customers=1, relapses=relapses,
            verified_at=at + timedelta(days=days) if days else None,
        )
    )  # fmt: skip
    db.session.flush()


@pytest.fixture
def company(session: Session) -> dict[str, Unit]:
    make_rules()
    city = make_unit(UnitKind.GRID, name="株洲供电")
    county, other = (make_unit(UnitKind.GRID, city, name=name) for name in ("城区公司", "山区公司"))
    units = {
        "好所": make_station(county, name="好所"), "差所": make_station(county, name="差所"),
        "小所": make_station(other, name="小所"),
    }  # fmt: skip
    good = areas(units["好所"], 25, 1)
    bad = areas(units["差所"], 30, 6, short=2)
    tiny = areas(units["小所"], 4, 2)
    make_area(units["差所"])  # sends nothing
    remedied(good[0], S.VERIFIED, days=4)
    remedied(bad[0], S.VERIFIED, days=10)
    remedied(bad[1], S.IN_PROGRESS, relapses=1)
    remedied(bad[2], S.PLANNED)
    remedied(tiny[0], S.FOUND)  # dispatched, but no plan yet
    roll_up(DAY.replace(day=1), [area.id for area in (*good, *bad, *tiny)])
    rollup.sum_up([DAY])
    make_user(Role.GRID_MANAGER, city, username="manager")
    make_user(Role.GRID_STATION, units["差所"], username="worker")
    return units


@pytest.fixture
def read(client: FlaskClient, company: dict[str, Unit], sign_in: SignIn) -> Callable[..., str]:
    sign_in(client, "manager")

    def read(path: str = PATH) -> str:
        response = client.get(path)
        assert response.status_code == 200
        return response.text

    return read


def rows(page: str) -> list[list[str]]:
    """Return the cells of the ranking, the sums first, without what stands in the second lines."""
    body = page.split("zz-dense-notes")[1].split("<tbody>")[1].split("</tbody>")[0]
    plain = re.sub(r'<span class="zz-sub">.*?</span>|<svg.*?</svg>', "", body, flags=re.S)
    cells = (re.findall(r"<td[^>]*>(.*?)</td>", row, re.S) for row in plain.split("<tr")[1:])
    return [[re.sub(r"<[^>]+>", "", cell).strip() for cell in row] for row in cells]


def test_the_ranking_and_its_sums(read: Callable[..., str]) -> None:
    found = rows(read())
    assert [row[:6] for row in found] == [
        ["合计 3 个供电所", "", "60", "9", "157.9", "97.98%"],
        ["好所", "第 1 名", "25", "1", "40.0", "99.47%"],
        ["差所", "第 2 名", "31", "6", "214.3", "97.36%"],
        ["小所", "不排名", "4", "2", "500.0", "93.40%"],
    ]
    # without data, plans, verified, closure, days, relapses
    assert [row[8:14] for row in found] == [
        ["3", "4", "2", "50.00%", "7.0", "1"],
        ["0", "1", "1", "100%", "4.0", "0"],
        ["3", "3", "1", "33.33%", "10.0", "1"],
        ["0", "0", "0", "—", "—", "0"],
    ]
    counties = rows(read(f"{PATH}?level=county"))
    assert [(row[0], row[1], row[2], row[3]) for row in counties] == [
        ("合计 2 个县公司", "", "60", "9"), ("城区公司", "第 1 名", "56", "7"), ("山区公司", "不排名", "4", "2")
    ]  # fmt: skip


def test_every_figure_opens_its_rows(read: Callable[..., str]) -> None:
    page = read()
    links = re.findall(r'<a class="zz-open" href="([^"]+)">([\d,]+)</a>', page)
    assert len(links) > 15
    for url, value in links:
        opened = read(unescape(url))
        found = re.search(r"筛选出 (\d+) 个|共 \d+ 页，(\d+) 张", opened)
        assert found is not None, url
        assert next(group for group in found.groups() if group) == value, url


def test_a_rule_says_who_is_ranked(read: Callable[..., str], session: Session) -> None:
    with_four = change_rule(RANK_MIN, 4, by=None, at=shanghai(9, 14), reason="试行")
    assert with_four.id
    page = read()
    assert [row[1] for row in rows(page)] == ["", "第 1 名", "第 2 名", "第 3 名"] and "不足 4 个的单位不排名" in page


def test_a_station_sees_itself_alone(client: FlaskClient, company: dict[str, Unit], sign_in: SignIn) -> None:
    sign_in(client, "worker")
    page = client.get(PATH).text
    assert [row[0] for row in rows(page)] == ["合计 1 个供电所", "差所"] and "好所" not in page
    made = docx.Document(BytesIO(client.get(f"{PATH}/report.docx").data))
    assert "好所" not in "".join(cell.text for table in made.tables for row in table.rows for cell in row.cells)


def test_workbook_and_report_say_what_the_page_says(
    client: FlaskClient, company: dict[str, Unit], sign_in: SignIn
) -> None:
    sign_in(client, "manager")
    sheet = openpyxl.load_workbook(BytesIO(client.get(f"{PATH}?format=xlsx").data)).active
    heads, *body = list(sheet.iter_rows(min_row=3, values_only=True))
    assert [(row[0], row[1], row[5]) for row in body] == [
        (1, "好所", 1),
        (2, "差所", 6),
        ("不排名", "小所", 2),
        ("合计", None, 9),
    ]
    worst = dict(zip(heads, body[1], strict=True))
    assert (worst["每千台区异常"], worst["闭环率"], worst["平均闭环天数"]) == (214.3, pytest.approx(1 / 3), 10)
    document = docx.Document(BytesIO(client.get(f"{PATH}/report.docx?month=2023-09").data))
    text = "\n".join(p.text for p in document.paragraphs)
    assert "2023年9月电压质量月报" in text and "治理计划 4 条，通过验证 2 条，闭环率 50.00%" in text
    assert "最多的供电所：差所（214.3）" in text and "{" not in text
    counties, stations = document.tables
    assert [row.cells[1].text for row in stations.rows] == ["单位", "好所", "差所", "小所"]
    assert [cell.text for cell in counties.rows[1].cells[:5]] == ["1", "城区公司", "56", "7", "132.1"]
    assert client.get(f"{PATH}?format=pdf").status_code == 404


def test_another_month_has_its_own_figures(read: Callable[..., str]) -> None:
    page = read(f"{PATH}?month=2023-07")
    assert [row[2:5] for row in rows(page)][0] == ["60", "0", "—"]
    assert "下一月" in page and "下一月" not in read()


def test_nothing_yet(client: FlaskClient, session: Session, sign_in: SignIn) -> None:
    make_user(Role.GRID_STATION, make_station(), username="new")
    sign_in(client, "new")
    assert "还没有电压数据" in client.get(PATH).text
    assert {client.get(f"{PATH}{end}").status_code for end in ("?format=xlsx", "/report.docx")} == {404}


tallies = st.tuples(st.integers(0, 60), st.integers(0, 60)).map(lambda pair: Tally(measured=pair[0], abnormal=pair[1]))


@unhurried
@given(st.lists(tallies, max_size=12), st.integers(1, 40))
def test_ranks_follow_the_figures(found: list[Tally], least: int) -> None:
    units = [Ranked(Unit(id=number), tally) for number, tally in enumerate(found, 1)]
    made = ranked(units, least)
    assert {row.unit.id for row in made} == {row.unit.id for row in units}
    big = [row for row in made if row.rank is not None]
    assert all((row.rank is not None) == (row.tally.measured >= least) for row in made)
    for number, row in enumerate(big):
        better = [other for other in big if (other.tally.per_thousand or 0) < (row.tally.per_thousand or 0)]
        assert row.rank == len(better) + 1, number
    assert made[: len(big)] == big


@unhurried
@given(st.lists(tallies, max_size=6))
def test_sums_are_sums(found: list[Tally]) -> None:
    whole = Tally()
    for tally in found:
        whole.add(tally)
    assert (whole.measured, whole.abnormal) == (sum(t.measured for t in found), sum(t.abnormal for t in found))
    if whole.measured:
        assert whole.per_thousand == Decimal(whole.abnormal) * 1000 / whole.measured
