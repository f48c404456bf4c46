"""Rules are tried, adopted as versions, never laxer below; what is found carries the version that found it."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.builders import make_unit, make_user
from tests.conftest import MORNING
from tests.voltage import shared
from tests.voltage.builders import DAY, make_area, make_rules, make_station
from tests.voltage.files import HEAD, POINTS, with_currents, write_csv
from zz.accounts.models import Unit, User
from zz.accounts.roles import Role, UnitKind
from zz.jobs import run_pending
from zz.journal import Event
from zz.voltage import rulebook, verbs
from zz.voltage.models import Finding, RuleTrial, VoltageRule
from zz.voltage.ruling.values import LABELS, RuleValues, faults, laxer, plain
from zz.voltage.vocabulary import RuleKind

LOW, HIGH = RuleKind.CUSTOMER_UNDERVOLTAGE, RuleKind.OUTLET_OVERVOLTAGE
TODAY = MORNING.date()
SignIn = Callable[[FlaskClient, str], None]


@pytest.fixture
def company(session: Session) -> Unit:
    make_rules()
    return make_unit(UnitKind.GRID, name="电力公司")


def form(kind: RuleKind = LOW, **changes: object) -> dict[str, str]:
    values = RuleValues.of(rulebook.general(kind, rulebook.in_force(TODAY)))
    shown = {name: plain(value) for name in LABELS if (value := getattr(values, name)) is not None}
    typed = {name: str(value) for name, value in changes.items()}
    return {**shown, "valid_from": TODAY.isoformat(), "reason": "城区供电所夏季保供要求", **typed}


def try_it(client: FlaskClient, address: str, data: dict[str, str]) -> str:
    response = client.post(address, data=data)
    assert response.status_code == 303, response.text
    assert run_pending() == 1
    return response.location


def adopt(client: FlaskClient, address: str, data: dict[str, str]) -> None:
    assert client.post(f"{try_it(client, address, data)}/adoption").status_code == 303


def in_force(session: Session, **scope: int | None) -> list[VoltageRule]:
    wanted = {"unit_id": None, "area_id": None, **scope}
    return [r for r in rulebook.in_force(TODAY) if (r.unit_id, r.area_id) == tuple(wanted.values()) and r.kind == LOW]


def test_a_trial_tells_what_would_come_and_go(
    session: Session, client: FlaskClient, sign_in: SignIn, company: Unit, tmp_path: Path
) -> None:
    areas = shared.make_areas(make_station(company, name="城区供电所"))
    shared.bring(shared.curves(tmp_path))
    manager = make_user(Role.GRID_MANAGER, company)
    sign_in(client, manager.username)
    assert client.get("/voltage/rules").text.count("第 1 版") == len(RuleKind)
    address = try_it(client, f"/voltage/rules/{LOW}", form(threshold="190", consecutive=8, line_threshold="345"))
    trial = session.scalars(select(RuleTrial)).one()
    result = trial.result
    assert result is not None

    def firing(threshold: Decimal, length: int) -> set[str]:
        from tests.voltage import slow

        return {
            code
            for code, meters in slow.read().items()
            if any(
                slow.standing(m, day, threshold, False, length)[1]
                for m in meters if not m.outlet for day in m.days
            )
        }  # fmt: skip

    before, after = firing(Decimal(198), 4), firing(Decimal(190), 8)
    assert (result["before"], result["after"], result["days"]) == (len(before), len(after), 14)
    assert result["vanishes"] == len(before - after) > 0
    assert result["stations"][0]["vanishing"] == sorted(before - after)
    assert "TQ0021" in areas
    page = client.get(address).text
    assert "城区供电所" in page
    assert f"{len(before)} → {len(after)}" in page
    findings = len(session.scalars(select(Finding)).all())

    assert client.post(f"{address}/adoption").status_code == 303
    session.expire_all()
    new = in_force(session)
    assert [(r.number, r.threshold, r.consecutive, r.by_name, r.valid_from) for r in new] == [
        (2, Decimal("190"), 8, manager.name, TODAY),
    ]  # fmt: skip
    old = session.scalars(select(VoltageRule).where(VoltageRule.kind == LOW, VoltageRule.number == 1)).one()
    assert old.valid_to == TODAY
    assert rulebook.general(LOW, rulebook.in_force(TODAY - timedelta(days=1))) is old
    assert len(session.scalars(select(Finding)).all()) == findings  # what was judged stays
    event = session.scalars(select(Event).where(Event.verb == verbs.RULE_CHANGED.name)).one()
    assert (event.payload["before"]["threshold"], event.payload["after"]["threshold"]) == ("198", "190")
    assert event.payload["trial"] == {"days": 14, "appears": 0, "vanishes": result["vanishes"]}
    again = client.post(f"{address}/adoption")
    assert again.status_code == 409
    assert "已经生效过了" in again.text
    bring_today = shared.bring(
        write_csv(tmp_path / "今天.csv", "TQ0001", TODAY, {"U1 A": dict.fromkeys(range(1, 9), 189)})
    )
    assert bring_today.found == 1
    finding = session.scalars(select(Finding).where(Finding.day == TODAY)).one()
    assert finding.rule_id == new[0].id  # the anomaly carries the version that found it


def test_a_trial_of_unbalance_measures_the_currents_anew(
    session: Session, client: FlaskClient, sign_in: SignIn, company: Unit, tmp_path: Path
) -> None:
    area = make_area(make_station(company))
    path = tmp_path / "电流.csv"
    lines = [
        [*HEAD, *(f"U{p}" for p in POINTS), *(f"I{p}" for p in POINTS)],
        *with_currents(area.code, {"B": dict.fromkeys(range(40, 50), 100.0)}, 200.0),  # half the current, load 27.5 %
    ]
    path.write_text("\n".join(",".join(map(str, line)) for line in lines), encoding="utf-8")
    assert shared.bring(path).found == 0
    sign_in(client, make_user(Role.GRID_MANAGER, company).username)
    address = f"/voltage/rules/{RuleKind.UNBALANCE}"
    for load, after in (("30", 0), ("27", 1)):
        try_it(client, address, form(RuleKind.UNBALANCE, load=load))
        trial = session.scalars(select(RuleTrial).order_by(RuleTrial.id.desc())).first()
        assert trial is not None and trial.result is not None
        assert (trial.result["before"], trial.result["after"]) == (0, after)


def test_a_station_may_be_stricter_but_never_laxer(
    session: Session, client: FlaskClient, sign_in: SignIn, company: Unit
) -> None:
    station = make_station(company)
    area = make_area(station)
    other = make_station(company)
    sign_in(client, make_user(Role.GRID_STATION, station).username)
    assert "沿用通用规则" in client.get("/voltage/rules").text
    address = f"/voltage/rules/{LOW}?unit={station.id}"
    refused = client.post(address, data=form(threshold="197", consecutive=6, min_days=5))
    assert refused.status_code == 422
    assert refused.text.count("不能比上级规则宽") == 2 * 3  # beside the field and on top
    assert client.post(f"/voltage/rules/{LOW}?unit={other.id}", data=form(threshold="200")).status_code == 404
    assert client.post(f"/voltage/rules/{LOW}?area={make_area(other).id}", data=form()).status_code == 404
    adopt(client, address, form(threshold="200", recovery="202"))
    adopt(client, f"/voltage/rules/{LOW}?area={area.id}", form(threshold="205", recovery="206", line_threshold="354"))
    session.expire_all()
    assert [r.threshold for r in in_force(session, unit_id=station.id)] == [Decimal(200)]
    assert rulebook.of_area(area, TODAY)[LOW].threshold == Decimal(205)
    assert [r.threshold for r in in_force(session)] == [Decimal(198)]
    listed = client.get("/voltage/rules").text
    assert area.name in listed
    found = client.get(f"/voltage/rules?code={area.code}")
    assert found.location == f"/voltage/rules?area={area.id}"
    assert "请核对编号" in client.get("/voltage/rules?code=没有").text


def test_a_stricter_general_rule_overtakes_those_below(
    session: Session, client: FlaskClient, sign_in: SignIn, company: Unit
) -> None:
    station = make_station(company)
    manager = make_user(Role.GRID_MANAGER, company)
    sign_in(client, manager.username)
    address = f"/voltage/rules/{LOW}?unit={station.id}"
    adopt(client, address, form(threshold="200", recovery="202"))
    waiting = try_it(client, address, form(threshold="201", recovery="202"))
    adopt(client, f"/voltage/rules/{LOW}", form(threshold="203", recovery="204"))
    session.expire_all()
    assert in_force(session, unit_id=station.id) == []
    event = session.scalars(select(Event).where(Event.verb == verbs.RULE_ENDED.name)).one()
    assert event.payload["scope"] == station.label
    late = client.post(f"{waiting}/adoption")
    assert late.status_code == 409
    assert "已经更严" in late.text


def test_a_stricter_rule_can_be_ended_with_a_reason(
    session: Session, client: FlaskClient, sign_in: SignIn, company: Unit
) -> None:
    station = make_station(company)
    sign_in(client, make_user(Role.GRID_STATION, station).username)
    adopt(client, f"/voltage/rules/{LOW}?unit={station.id}", form(threshold="200", recovery="202"))
    rule = in_force(session, unit_id=station.id)[0]
    assert client.post(f"/voltage/rules/versions/{rule.id}/end", data={"why": ""}).status_code == 422
    assert client.post(f"/voltage/rules/versions/{in_force(session)[0].id}/end", data={"why": "x"}).status_code == 404
    assert client.post(f"/voltage/rules/versions/{rule.id}/end", data={"why": "夏季结束"}).status_code == 303
    session.expire_all()
    assert in_force(session, unit_id=station.id) == []
    assert len(in_force(session)) == 1
    assert client.post(f"/voltage/rules/versions/{rule.id}/end", data={"why": "再停"}).status_code == 404


MISTAKES = [
    ({"threshold": ""}, "请填写"),
    ({"threshold": "20"}, "合理范围"),
    ({"severe": "199"}, "应低于"),
    ({"recovery": "198"}, "恢复限值”应在限值以内"),
    ({"min_days": "31", "window_days": "30"}, "请填写 1 至 30 之间的整数"),
    ({"min_days": "10", "window_days": "7"}, "不能超过"),
    ({"consecutive": "5"}, "持续时间"),
    ({"valid_from": "2023-09-13"}, "不早于今天"),
    ({"reason": " "}, "请写明依据"),
]


def test_what_does_not_fit_stands_beside_its_field(
    client: FlaskClient, sign_in: SignIn, company: Unit, session: Session
) -> None:
    sign_in(client, make_user(Role.GRID_MANAGER, company).username)
    for changes, sentence in MISTAKES:
        response = client.post(f"/voltage/rules/{LOW}", data=form(**changes))
        assert response.status_code == 422
        assert sentence in response.text
    assert session.scalars(select(RuleTrial)).all() == []


def test_who_sees_which_rules(session: Session, client: FlaskClient, sign_in: SignIn, company: Unit) -> None:
    county = make_unit(UnitKind.GRID, company)
    station = make_station(county)
    manager = make_user(Role.GRID_MANAGER, company)
    sign_in(client, manager.username)
    trial = try_it(client, f"/voltage/rules/{LOW}", form(threshold="199"))
    people: list[tuple[User, int]] = [
        (make_user(Role.GRID_MANAGER, county), 404), (make_user(Role.GRID_STATION, station), 404),
        (make_user(Role.CENTRE), 403),
    ]  # fmt: skip
    for user, status in people:
        sign_in(client, user.username)
        assert client.get(trial).status_code == status
        assert client.post(f"{trial}/adoption").status_code == status
    sign_in(client, people[0][0].username)
    assert client.get("/voltage/rules").status_code == 200
    assert client.get("/voltage/rules/nothing").status_code == 404
    assert client.get(f"/voltage/rules/{HIGH}?unit={company.id}").status_code == 404
    assert client.get(f"/voltage/rules/{HIGH}?unit={station.id}").status_code == 200


def test_stricter_looks_at_the_sign_of_the_limit() -> None:
    low = RuleValues(
        Decimal(198), Decimal(187), Decimal(200), Decimal(353), None, None, 4, 30, 3, Decimal(80)
    )  # fmt: skip

    def changed(kind: RuleKind, **values: object) -> list[str]:
        return laxer(kind, RuleValues(**{**vars(low), **values}), low)

    assert changed(LOW, threshold=Decimal(200), severe=Decimal(190), consecutive=2, window_days=40, min_days=2) == []
    assert changed(HIGH, threshold=Decimal(200), severe=Decimal(190)) == ["threshold", "severe"]
    assert changed(LOW, consecutive=6, window_days=10, min_days=4, min_completeness=Decimal(90)) == [
        "consecutive", "window_days", "min_days", "min_completeness",
    ]  # fmt: skip
    assert set(faults(HIGH, low)) == {"severe", "recovery"}
    assert faults(LOW, low) == {}
    assert DAY < TODAY
