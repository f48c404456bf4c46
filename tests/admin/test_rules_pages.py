from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.builders import make_user
from tests.conftest import MORNING
from zz import rules
from zz.access import Role
from zz.journal import timeline
from zz.rules import Column, Kind, definitions

SignIn = Callable[[FlaskClient, str], None]
URL = "/admin/rules/light.yellow_from"


@pytest.fixture
def centre(client: FlaskClient, session: Session, sign_in: SignIn) -> FlaskClient:
    sign_in(client, make_user(Role.CENTRE, name="李清").username)
    return client


@pytest.fixture
def probe() -> Iterator[rules.Definition]:
    """Declare a table rule for one test."""
    columns = Column("measure", "措施"), Column("days", "工作日", Kind.INT)
    default = [{"measure": "调档", "days": 3}]
    yield rules.define("probe.table", "办理时限", "试验", Kind.TABLE, default, columns=columns)
    del definitions._definitions["probe.table"]


def posted(**fields: Any) -> dict[str, Any]:
    return {"valid_from": "2023-09-14", "reason": "市里新规定", **fields}


def test_the_list_shows_what_holds_and_who_set_it(centre: FlaskClient) -> None:
    page = centre.get("/admin/rules?group=亮灯").text
    assert "滞后序时达到多少亮黄灯" in page and "10 个百分点" in page and "系统默认" in page
    assert "多久不操作自动退出" in centre.get("/admin/rules?group=登录与安全").text
    assert centre.get("/admin/rules?group=nonsense").status_code == 200


def test_a_change_holds_is_journalled_and_is_told(centre: FlaskClient, session: Session) -> None:
    answer = centre.post(URL, data=posted(value="12"))
    assert answer.status_code == 303
    page = centre.get(answer.location).text
    assert "“滞后序时达到多少亮黄灯”自9月14日起为12 个百分点" in page and "李清" in page
    assert rules.value("light.yellow_from") == Decimal(12)
    row = rules.history(["light.yellow_from"])["light.yellow_from"][0]
    assert timeline([("rule", row.id)])[0].payload["reason"] == "市里新规定"


def test_a_planned_change_is_announced_and_does_not_hold_yet(centre: FlaskClient) -> None:
    centre.post(URL, data=posted(value="12", valid_from="2023-10-01"))
    page = centre.get("/admin/rules?group=亮灯").text
    assert "10月1日起改为 12 个百分点" in page and "系统默认" in page


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"value": "many"}, "请填写数字"),
        ({"value": "12", "reason": ""}, "请写明依据"),
        ({"value": "12", "valid_from": "2023-09-13"}, "不能早于今天"),
        ({"value": "12", "valid_from": ""}, "请填写生效日期"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field_and_kept(
    centre: FlaskClient, session: Session, fields: dict[str, str], sentence: str
) -> None:
    answer = centre.post(URL, data=posted(**fields))
    assert answer.status_code == 422 and sentence in answer.text
    assert f'value="{fields["value"]}"' in answer.text
    assert rules.value("light.yellow_from") == Decimal(10)


@pytest.mark.parametrize(
    ("key", "fields", "value"),
    [
        ("report.money_filler", {"value": "commissioner"}, "commissioner"),
        ("gate.preliminary.under_construction.photo", {}, False),
        ("gate.under_construction.completed", {"value": ["production"]}, ["production"]),
    ],
)
def test_every_kind_of_rule_has_its_field(centre: FlaskClient, key: str, fields: Any, value: Any) -> None:
    assert centre.get(f"/admin/rules/{key}").status_code == 200
    assert centre.post(f"/admin/rules/{key}", data=posted(**fields)).status_code == 303
    assert rules.value(key) == value


@pytest.mark.usefixtures("probe")
def test_a_table_is_edited_as_rows(centre: FlaskClient) -> None:
    assert 'name="cell-3-days"' in centre.get("/admin/rules/probe.table").text
    cells = {"rows": "2", "cell-0-measure": "调档", "cell-0-days": "5", "cell-1-measure": "", "cell-1-days": ""}
    wrong = centre.post("/admin/rules/probe.table", data=posted(**{**cells, "cell-0-days": "x"}))
    assert wrong.status_code == 422 and "第 1 行“工作日”：请填写数字" in wrong.text
    assert centre.post("/admin/rules/probe.table", data=posted(**cells)).status_code == 303
    assert rules.value("probe.table") == [{"measure": "调档", "days": 5}]


def test_who_keeps_business_rules_does_not_keep_those_of_signing_in(centre: FlaskClient) -> None:
    url = "/admin/rules/security.lock_minutes"
    assert "须由具有“维护登录与安全规则”权限的人员办理" in centre.get(url).text
    assert centre.post(url, data=posted(value="30")).status_code == 403
    assert rules.value("security.lock_minutes") == 15


@pytest.mark.parametrize(
    ("role", "own"), [(Role.PARK, "enrolment.preferences"), (Role.GRID_MANAGER, "voltage.plan_days")]
)
def test_a_desk_keeps_its_own_rules_and_reads_the_others(
    client: FlaskClient, session: Session, sign_in: SignIn, role: Role, own: str
) -> None:
    sign_in(client, make_user(role).username)
    assert rules.definition(own).label in client.get("/admin/rules").text
    value = rules.value(own)
    assert client.post(f"/admin/rules/{own}", data=posted(value=value)).status_code == 303
    assert client.get(URL).status_code == 200
    assert client.post(URL, data=posted(value="12")).status_code == 403


def test_who_has_no_rules_is_kept_out_and_an_unknown_rule_is_not_found(
    client: FlaskClient, session: Session, sign_in: SignIn
) -> None:
    sign_in(client, make_user(Role.SECURITY).username)
    assert client.post("/admin/rules/security.lock_minutes", data=posted(value="30")).status_code == 303
    assert client.get("/admin/rules/no.such").status_code == 404
    sign_in(client, make_user(Role.BUREAU).username)
    assert client.get("/admin/rules").status_code == 403
    assert MORNING.year == 2023
