"""The page of an area: found by code or id, a day with its curve, a strip of days, every month."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal

from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from tests.builders import make_user
from tests.voltage.builders import DAY, days_before, make_area, make_daily, make_finding, make_rules, make_station
from tests.voltage.remediation import world as remediation_world
from zz.accounts.roles import Role
from zz.db import db
from zz.voltage.models import Area, Curve, pack
from zz.voltage.statistics import heat
from zz.voltage.statistics.periods import Period, months_before, read_day, read_month
from zz.voltage.statistics.wording import lasting, percent, share
from zz.voltage.vocabulary import DayState, PointKind

unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # two cores, many tests
SignIn = Callable[[FlaskClient, str], None]


def curve(area: Area, meter: str, phase: str, kind: PointKind, values: list[int | None]) -> None:
    db.session.add(Curve(day=DAY, area_id=area.id, meter=meter, phase=phase, kind=kind, packed=pack(values)))


def opened(client: FlaskClient, sign_in: SignIn, area: Area) -> Callable[[str], str]:
    make_user(Role.GRID_STATION, area.station, username="worker")
    sign_in(client, "worker")

    def page(query: str = "") -> str:
        response = client.get(f"/voltage/areas/{area.code}{query}")
        assert response.status_code == 200
        return response.text

    return page


def test_a_day_of_an_area_with_its_curve(client: FlaskClient, session: Session, sign_in: SignIn) -> None:
    make_rules()
    area = make_area(make_station(name="城区供电所"), name="谭家冲台区", code="1234", kva=200, tap=5, taps=5)
    assert area.id != 1234
    for day in days_before(DAY, 40):
        make_daily(area, day)
    bad = make_daily(make_area(code=str(area.id)), DAY)  # another's code is this one's id
    db.session.delete(bad)
    row = db.session.merge(
        make_daily(area, date(2023, 7, 1), state=DayState.ABNORMAL, customer_rate=97, lowest="184.9", lowest_point=50)
    )
    make_finding(area, day=row.day, customers=2, worst="184.9", point=50, meter="U-1", phase="A")
    curve(area, "CK", "A", PointKind.OUTLET, [22_500] * 96)
    curve(area, "U-1", "A", PointKind.CUSTOMER, [None, *[19_000 + i for i in range(95)]])
    curve(area, "U-2", "三相", PointKind.CUSTOMER, [38_000] * 96)
    page = opened(client, sign_in, area)
    newest = page()
    assert "9月13日：正常" in newest and "上限 235.4 V" in newest and "下限 198 V" in newest
    assert "0:15，出口A相 225.0 V，用户最低 U-1 A相 190.0 V，用户最高 U-2 三相 220.0 V" in newest  # 380 as 220
    assert "0:00，出口A相 225.0 V，用户最高" in newest  # the missing point is a gap
    assert len(re.findall("<polyline", newest.split("trend-title")[0])) == 3
    assert len(re.findall(r'class="zz-heat-0" href', newest)) == 40
    assert newest.count('aria-current="date"') == 1
    old = page("?day=2023-07-01")
    assert "用户低电压" in old and "第 1 版规则" in old and "2 户" in old and "没有保存 96 点曲线" in old
    assert "12:15" in old
    assert "没有收到" in page("?day=2023-07-02")
    assert client.get(f"/voltage/areas/{area.id}").status_code == 200
    assert client.get("/voltage/areas/nothing").status_code == 404
    assert client.get("/voltage/areas/" + "9" * 40).status_code == 404


def test_an_area_names_its_faults_and_what_is_done_about_them(
    client: FlaskClient, session: Session, sign_in: SignIn
) -> None:
    w = remediation_world.world()
    found = remediation_world.planned(w)
    session.commit()
    sign_in(client, w["station"].username)
    page = client.get(f"/voltage/areas/{w.area.code}").text
    assert f'href="/voltage/problems/{w.entry.id}"' in page and "8月26日—9月4日触发 10 天" in page
    assert f'href="/voltage/remediation/{found.id}">{found.number} 已立计划' in page
    assert "异常和治理" not in client.get(f"/voltage/areas/{w.beside.code}").text


def test_an_area_without_data_says_so(client: FlaskClient, session: Session, sign_in: SignIn) -> None:
    make_rules()
    page = opened(client, sign_in, make_area(code="T1"))
    assert "还没有电压数据" in page() and "判定依据" in page()


@unhurried
@given(st.integers(date(2001, 1, 1).toordinal(), date(2090, 1, 1).toordinal()), st.integers(-40, 40))
def test_months_come_and_go(ordinal: int, by: int) -> None:
    day = date.fromordinal(ordinal)
    month = Period(day.replace(day=1), monthly=True)
    moved = month.moved(by)
    assert moved.moved(-by) == month and moved.start.day == 1
    assert moved.start == months_before(month.start, -by)
    assert Period(month.end).moved(1).start == month.moved(1).start
    assert read_month(f"{day:%Y-%m}") == month.start and read_day(day.isoformat()) == day


@unhurried
@given(st.integers(0, 10**6), st.integers(1, 10**6))
def test_a_rate_is_all_only_where_all_points_are_qualified(qualified: int, more: int) -> None:
    whole = qualified + more
    assert percent(share(qualified, whole)) != "100%"
    assert percent(share(whole, whole)) == "100%"
    assert Decimal(percent(share(qualified, whole)).rstrip("%")) * whole <= qualified * 100


def test_words_and_levels() -> None:
    assert [lasting(m) for m in (0, 45, 120, 450, 6_000)] == ["", "45 分钟", "2 小时", "7.5 小时", "100 小时"]
    rates = [None, "100", "99.999", "99.5", "99.4", "97.9", "94.9"]
    assert [heat.level(Decimal(r) if r else None) for r in rates] == ["none", "0", "1", "1", "2", "3", "4"]
