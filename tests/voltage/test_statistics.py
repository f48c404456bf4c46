"""The table of areas: who sees what, figures that open their rows and agree with them, queries that do not grow."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from html import unescape
from io import BytesIO

import openpyxl
import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.builders import make_unit, make_user
from tests.voltage.builders import DAY, make_area, make_daily, make_finding, make_rules, make_station
from zz.accounts.models import Unit
from zz.accounts.roles import Role, UnitKind
from zz.db import db
from zz.journal import AccessEntry, AccessKind
from zz.voltage.models import Area, DailyVoltage, MonthlyVoltage
from zz.voltage.statistics import rollup
from zz.voltage.statistics.models import StationDay
from zz.voltage.vocabulary import DayState, RuleKind

PATH = "/voltage/statistics"
K = RuleKind
SignIn = Callable[[FlaskClient, str], None]
Read = Callable[..., str]


@dataclass(frozen=True)
class Company:
    """A city company with two counties: `town` (areas a…e) and `hill` (area f) are stations of each."""

    town: Unit
    hill: Unit
    areas: dict[str, Area]


def low(area: Area, customers: int, day: date = DAY) -> None:
    make_daily(
        area, day, state=DayState.ABNORMAL, customer_qualified=560, customer_rate="97.222", low_customers=customers,
        low_minutes=customers * 60, lowest="185.5", lowest_point=78, lowest_meter="M-7", lowest_phase="B",
    )  # fmt: skip
    make_finding(area, K.CUSTOMER_UNDERVOLTAGE, day, customers=customers)


def high(area: Area, day: date = DAY) -> None:
    make_daily(
        area, day, state=DayState.ABNORMAL, outlet_qualified=200, outlet_rate="69.444", high_customers=2,
        high_minutes=30, highest="241.0", highest_point=10,
    )  # fmt: skip
    make_finding(area, K.OUTLET_OVERVOLTAGE, day)
    make_finding(area, K.CUSTOMER_OVERVOLTAGE, day, customers=2)


@pytest.fixture
def company(session: Session) -> Company:
    make_rules()
    city = make_unit(UnitKind.GRID, name="株洲供电")
    town = make_station(make_unit(UnitKind.GRID, city, name="城区公司"), name="城区供电所")
    hill = make_station(make_unit(UnitKind.GRID, city, name="山区公司"), name="山区供电所")
    areas = {name: make_area(town, name=f"{name}台区", code=f"T-{name}") for name in "abcde"}
    areas["f"] = make_area(hill, name="f台区", code="T-f")
    for area in areas.values():
        area.search = area.search.lower()
    low(areas["a"], 3)
    low(areas["b"], 9)
    high(areas["c"])
    make_daily(areas["d"], state=DayState.INSUFFICIENT, customer_valid=200, customer_qualified=200, completeness=56)
    make_daily(areas["f"])  # e sent nothing
    low(areas["a"], 4, DAY - timedelta(days=1))
    for username, role, unit in (("manager", Role.GRID_MANAGER, city), ("worker", Role.GRID_STATION, town),
                                 ("hillman", Role.GRID_STATION, hill), ("centre", Role.CENTRE, None)):  # fmt: skip
        make_user(role, unit, username=username)
    rollup.sum_up([DAY, DAY - timedelta(days=1)])
    month(areas)
    return Company(town, hill, areas)


def month(areas: dict[str, Area]) -> None:
    """Sum the days of each area up as its month."""
    for area in areas.values():
        rows = db.session.scalars(select(DailyVoltage).where(DailyVoltage.area_id == area.id)).all()
        if rows:
            names = ("outlet_expected", "outlet_valid", "outlet_qualified", "customer_expected", "customer_valid",
                     "customer_qualified", "low_minutes", "high_minutes")  # fmt: skip
            db.session.add(
                MonthlyVoltage(
                    month=DAY.replace(day=1), area_id=area.id, days=len(rows),
                    abnormal_days=sum(r.state == DayState.ABNORMAL for r in rows),
                    insufficient_days=sum(r.state == DayState.INSUFFICIENT for r in rows), completeness=99,
                    low_customers=max(r.low_customers for r in rows), low_days=sum(r.low_customers > 0 for r in rows),
                    high_customers=max(r.high_customers for r in rows),
                    high_days=sum(r.high_customers > 0 for r in rows),
                    **{name: sum(getattr(r, name) for r in rows) for name in names},
                )
            )  # fmt: skip
    db.session.flush()


@pytest.fixture
def read(client: FlaskClient, company: Company, sign_in: SignIn) -> Iterator[Read]:
    """Return a function that opens an address as somebody and gives the page."""
    signed: dict[str, FlaskClient] = {}

    def read(path: str = PATH, who: str = "manager", status: int = 200) -> str:
        if who not in signed:
            signed[who] = client.application.test_client()
            sign_in(signed[who], who)
        response = signed[who].get(path)
        assert response.status_code == status, response.text[:400]
        return response.text

    yield read


def listed(page: str) -> list[str]:
    """Return the names in the table, in order."""
    return re.findall(r'<td class="c-name"><a href="/voltage/areas/\d+">(\w+)台区</a>', page)


def counted(page: str) -> int:
    found = re.search(r"筛选出 (\d+) 个", page)
    return int(found[1]) if found else 0


def figures(page: str) -> dict[str, tuple[str, str]]:
    """Return value and address of the headline figures by label."""
    found = re.findall(r'<dt>([^<]+)</dt>\s*<dd><a class="zz-open" href="([^"]+)">([^<]+)</a>', page)
    return {label: (value, unescape(url)) for label, url, value in found}


def column(page: str, label: str) -> int:
    """Return the sum of a column over the rows of the page."""
    rows = page.split('<tr class="zz-sum">')[1].split("</tr>", 1)[1]
    return sum(int(value) for value in re.findall(rf'data-label="{label}">(\d+)', rows))


@pytest.mark.parametrize("query", ["", "?month=2023-09"])
def test_every_figure_opens_its_rows_and_agrees_with_them(read: Read, query: str) -> None:
    page = read(PATH + query)
    shown = figures(page)
    assert {label: value for label, (value, _) in shown.items()} == {
        "公变台区": "6", "用户电压合格率": shown["用户电压合格率"][0], "低电压用户": "12" if not query else "13",
        "过电压用户": "2", "异常台区": "3", "数据不足或无数据": "2",
    }  # fmt: skip
    for label in ("公变台区", "异常台区", "数据不足或无数据"):
        value, url = shown[label]
        opened = read(url)
        assert counted(opened) == len(listed(opened)) == int(value), label
    for label in ("低电压用户", "过电压用户"):
        value, url = shown[label]
        assert column(read(url), label) == int(value), label
    assert listed(read(shown["用户电压合格率"][1]))[0] in "ab"  # the worst first
    kinds = re.findall(r'<a class="zz-open" href="([^"]+rule=[^"]+)">(\d+)</a>', page)
    assert [int(count) for _, count in kinds] == [1, 0, 2, 1, 0]
    assert [len(listed(read(unescape(url)))) for url, _ in kinds] == [1, 0, 2, 1, 0]


def test_the_rates_are_of_points_and_the_trend_is_of_the_same_days(read: Read) -> None:
    page = read()
    valid, qualified = 576 * 4 + 200, 560 * 2 + 576 * 2 + 200
    assert figures(page)["用户电压合格率"][0] == f"{int(qualified * 10_000 / valid) / 100}%"
    days = dict(
        re.findall(r'day=([\d-]+)">[^<]+</a></td><td class="c-number c-keep" data-label="用户合格率">([^<]+)', page)
    )
    assert days[DAY.isoformat()] == figures(page)["用户电压合格率"][0]
    opened = read(f"{PATH}?day=2023-09-12")
    assert days["2023-09-12"] == figures(opened)["用户电压合格率"][0] == "97.22%"
    assert listed(opened)[0] == "a" and figures(opened)["数据不足或无数据"][0] == "5"


def test_a_station_sees_its_own_areas_and_nobody_elses(read: Read, company: Company) -> None:
    assert sorted(listed(read(who="worker"))) == list("abcde")
    assert listed(read(who="hillman")) == ["f"]
    assert sorted(listed(read())) == list("abcdef")
    assert "山区供电所" not in read(who="worker")
    mine, theirs = company.areas["f"], company.areas["a"]
    assert "f台区" in read(f"/voltage/areas/{mine.id}", "hillman")
    for key in (theirs.id, theirs.code):
        read(f"/voltage/areas/{key}", "hillman", status=404)
    assert listed(read(f"{PATH}?unit={company.town.id}", "hillman")) == []
    read(who="centre", status=403)


def test_filters(read: Read, company: Company) -> None:
    county = company.hill.parent_id
    for query, names in (
        (f"unit={county}", "f"), (f"unit={company.town.id}&state=abnormal", "bac"), ("state=missing", "e"),
        ("state=normal", "f"), ("state=insufficient&state=missing", "de"), ("q=t-b", "b"), ("q=%25", ""),
        ("rule=customer_undervoltage&fault=low", "ba"), ("rule=unbalance", ""), ("fault=high", "c"),
        ("state=nonsense&unit=x&sort=nonsense&page=9", "bacdfe"), ("sort=lowest", "abcdfe"), ("sort=-code", "fdcbae"),
        ("day=2023-09-12&state=abnormal", "a"), ("month=2023-08&state=missing", "abcdef"), ("day=1999-01-01", "bacdfe"),
    ):  # fmt: skip
        assert "".join(listed(read(f"{PATH}?{query}"))) == names, query


def test_a_month_counts_the_days(read: Read) -> None:
    page = read(f"{PATH}?month=2023-09&rule=customer_undervoltage")
    assert listed(page) == ["b", "a"]  # by minutes out of limits
    assert "用户低电压 2 天" in page and "2 天<span" in page


def test_the_workbook_has_the_rows_of_the_filter(
    client: FlaskClient, company: Company, sign_in: SignIn, session: Session
) -> None:
    sign_in(client, "manager")
    response = client.get(f"{PATH}?state=abnormal&format=xlsx")
    sheet = openpyxl.load_workbook(BytesIO(response.data)).active
    rows = list(sheet.iter_rows(min_row=3, values_only=True))
    assert [row[0] for row in rows] == ["台区编号", "T-b", "T-a", "T-c"]
    worst = dict(zip(rows[0], rows[1], strict=True))
    assert worst["用户电压合格率"] == pytest.approx(0.97222)
    assert (worst["最低电压（V）"], worst["最低电压时间"], worst["最低电压测点"]) == (185.5, "19:15", "M-7")
    assert sheet["A2"].value.startswith("筛选：状态：异常 · 3 个台区")
    assert openpyxl.load_workbook(BytesIO(client.get(f"{PATH}?month=2023-09&format=xlsx").data)).active["A4"].value
    logged = session.scalars(select(AccessEntry).where(AccessEntry.kind == AccessKind.EXPORTED)).all()
    assert [entry.detail for entry in logged] == ["3 个台区", "6 个台区"]
    assert client.get(f"{PATH}?format=pdf").status_code == 404


def test_the_number_of_queries_does_not_grow(
    client: FlaskClient, company: Company, sign_in: SignIn, statements: list[str]
) -> None:
    sign_in(client, "manager")

    def sent() -> int:
        client.get(PATH)
        statements.clear()
        client.get(PATH)
        return len([one for one in statements if one.startswith(("SELECT", "WITH"))])

    before = sent()
    for number in range(60):
        low(make_area(company.hill), number + 1)
    rollup.sum_up([DAY])
    assert sent() <= before <= 8  # the first page held areas that sent nothing, too


def test_every_area_stands_on_one_page(read: Read, company: Company) -> None:
    for number in range(44):
        low(make_area(company.hill, name=f"有{number}台区"), 1)
    for number in range(54):
        make_area(company.hill, name=f"无{number}台区")
    pages = [listed(read(f"{PATH}?page={number}")) for number in (1, 2, 3)]
    assert [len(page) for page in pages] == [50, 50, 4]
    assert len({name for page in pages for name in page}) == 104
    assert pages[0][-1] in ("e", "无0") and all(name[0] in "无e" for name in pages[1] + pages[2])
    assert counted(read()) == 104


def test_a_day_judged_again_is_summed_up_anew(session: Session, company: Company) -> None:
    def row() -> StationDay:
        session.expire_all()
        return session.scalars(
            select(StationDay).where(StationDay.day == DAY, StationDay.station_id == company.town.id)
        ).one()

    assert (row().areas, row().abnormal, row().insufficient, row().low_customers) == (4, 3, 1, 12)
    again = session.scalars(select(DailyVoltage).where(DailyVoltage.area_id == company.areas["b"].id)).one()
    session.delete(again)
    session.flush()
    rollup.sum_up([DAY])
    assert (row().areas, row().abnormal, row().low_customers) == (3, 2, 3)


def test_nothing_yet_and_only_a_part(client: FlaskClient, session: Session, sign_in: SignIn) -> None:
    make_user(Role.GRID_STATION, make_station(), username="new")
    sign_in(client, "new")
    assert "还没有电压数据" in client.get(PATH).text
    assert client.get(f"{PATH}?format=xlsx").status_code == 404
    assert "<html" not in client.get(f"{PATH}?day=2023-09-13", headers={"HX-Request": "true"}).text
