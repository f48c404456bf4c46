"""`/admin/units`: the tree, and what is done to a unit."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.builders import make_unit, make_user
from zz.accounts.models import Unit, User
from zz.accounts.roles import Role, UnitKind
from zz.journal import Event

SignIn = Callable[[FlaskClient, str], None]


@pytest.fixture(autouse=True)
def admin(session: Session, client: FlaskClient, sign_in: SignIn) -> User:
    user = make_user(Role.ADMIN, make_unit(name="市政府"), username="root")
    sign_in(client, "root")
    return user


def fields(**changes: str) -> dict[str, str]:
    return {
        "name": "来龙门街道",
        "short_name": "",
        "kind": "township",
        "uscc": "",
        "leader": "0",
        "parent": "市政府",
        **changes,
    }


def test_others_may_not(client: FlaskClient, session: Session, sign_in: SignIn) -> None:
    make_user(Role.CENTRE, username="clerk")
    sign_in(client, "clerk")
    assert client.get("/admin/units").status_code == 403
    assert client.post("/admin/units/new", data=fields()).status_code == 403


def test_a_unit_is_made_shown_and_found(client: FlaskClient, session: Session) -> None:
    leader = make_user(Role.LEADER, name="陈市长")
    assert client.post("/admin/units/new", data=fields(leader=str(leader.id))).status_code == 303
    unit = session.scalars(select(Unit).where(Unit.name == "来龙门街道")).one()
    assert unit.path == f"{unit.parent.path}{unit.id}/" and unit.leader_id == leader.id
    page = client.get("/admin/units").text
    assert "来龙门街道" in page and "分管领导 陈市长" in page
    part = client.get("/admin/units?q=llm", headers={"HX-Request": "true"}).text
    assert "来龙门街道" in part and "隶属 市政府" in part and "<html" not in part
    assert "没有找到单位" in client.get("/admin/units?q=nowhere").text
    assert session.scalars(select(Event)).one().payload["parent"] == "市政府"


@pytest.mark.parametrize(
    ("changes", "code", "sentence"),
    [
        ({"name": ""}, 422, "请填写单位全称"),
        ({"name": "市政府"}, 409, "已被另一个单位使用"),
        ({"uscc": "91350100M000100Y44"}, 422, "统一社会信用代码不正确"),
        ({"parent": "没有的局"}, 422, "没有这个单位"),
        ({"kind": "x"}, 422, ""),
        ({"leader": "999"}, 422, ""),
    ],
)
def test_what_is_wrong_is_said(client: FlaskClient, changes: dict[str, str], code: int, sentence: str) -> None:
    answer = client.post("/admin/units/new", data=fields(**changes))
    assert (answer.status_code, sentence in answer.text) == (code, True)


def test_an_edit_is_saved_and_a_stale_one_refused(client: FlaskClient, session: Session) -> None:
    unit = make_unit(UnitKind.ENTERPRISE, name="渌江集团")
    data = fields(name="渌江投资集团", kind="enterprise", uscc="91350100m000100y43", version=str(unit.version))
    assert client.post(f"/admin/units/{unit.id}", data=data).status_code == 303
    assert session.get(Unit, unit.id).uscc == "91350100M000100Y43"
    answer = client.post(f"/admin/units/{unit.id}", data=data)
    assert (answer.status_code, "已被别人修改" in answer.text) == (409, True)


def test_a_kind_that_does_not_fit_the_roles_is_refused(client: FlaskClient, session: Session) -> None:
    unit = make_unit(UnitKind.ENTERPRISE, name="渌江集团")
    make_user(Role.ENTERPRISE_OWNER, unit)
    answer = client.post(
        f"/admin/units/{unit.id}", data=fields(name="渌江集团", kind="bureau", version=str(unit.version))
    )
    assert (answer.status_code, "请先调整本单位用户的角色" in answer.text) == (409, True)


def test_a_move_takes_everything_below_along(client: FlaskClient, session: Session) -> None:
    old, new = make_unit(name="甲"), make_unit(name="乙")
    middle = make_unit(UnitKind.BUREAU, old, name="丙")
    leaf = make_unit(UnitKind.BUREAU, middle, name="丁")
    beside = make_unit(UnitKind.BUREAU, old, name="戊")
    data = {"to-parent": "乙", "to-version": str(middle.version)}
    assert client.post(f"/admin/units/{middle.id}/parent", data=data).status_code == 303
    paths = {u.name: u.path for u in session.scalars(select(Unit))}
    assert paths["丙"] == f"/{new.id}/{middle.id}/"
    assert paths["丁"] == f"/{new.id}/{middle.id}/{leaf.id}/"
    assert paths["戊"] == f"/{old.id}/{beside.id}/"
    assert session.scalars(select(Event)).one().payload == {"name": "丙", "before": "甲", "after": "乙"}


def test_a_unit_cannot_hang_below_itself(client: FlaskClient, session: Session) -> None:
    top = make_unit(name="甲")
    make_unit(UnitKind.BUREAU, top, name="丙")
    answer = client.post(f"/admin/units/{top.id}/parent", data={"to-parent": "丙", "to-version": str(top.version)})
    assert (answer.status_code, "它的下级单位之下" in answer.text) == (409, True)


def test_a_unit_in_use_is_not_disabled(client: FlaskClient, session: Session) -> None:
    unit = make_unit(UnitKind.BUREAU, name="住建局")
    user, section = make_user(Role.BUREAU, unit), make_unit(UnitKind.BUREAU, unit, name="质监站")
    answer = client.post(f"/admin/units/{unit.id}/disablement")
    assert (answer.status_code, "1 个在用账号、1 个在用的下级单位" in answer.text) == (409, True)
    user.active = section.active = False
    session.commit()
    assert client.post(f"/admin/units/{unit.id}/disablement").status_code == 303
    assert "已停用" in client.get(f"/admin/units/{unit.id}").text
    assert client.post(f"/admin/units/{unit.id}/enablement").status_code == 303


def test_a_unit_that_is_not_there(client: FlaskClient) -> None:
    assert client.get("/admin/units/99999").status_code == 404
    assert client.post("/admin/units/99999/disablement").status_code == 404
