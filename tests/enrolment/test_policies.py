"""Policies in versions, and the policy card."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.enrolment.world import World, world
from zz import clock
from zz.db import db
from zz.enrolment import announcing, card, delivered, policies
from zz.enrolment.desks import Desk
from zz.enrolment.models import DocumentKind, Policy
from zz.enrolment.policies import AskedDocument, Households, Wording
from zz.enrolment.vocabulary import Admission, Residence, StaffGroup, Stage
from zz.journal import Event
from zz.notices.models import Notice

SignIn = Callable[[FlaskClient, str], None]
NOBODY = {"group": "ordinary", "birth": "", "grade": "", "residence": "neither"}


@pytest.fixture
def w(session: object) -> World:
    made = world()
    delivered.seed_policies(made.park, date(2023, 3, 20), by=made["park"], at=clock.now())
    return made


def policy_of(w: World, group: StaffGroup = StaffGroup.ORDINARY, stage: Stage = Stage.PRIMARY) -> Policy:
    return next(p for p in policies.of_park(w.park.id) if (p.staff_group, p.stage) == (group, stage))


def wording(valid_from: date, *asked: AskedDocument, qualifies: str = "在岗满一年") -> Wording:
    return Wording(valid_from, qualifies, "先来先办", "", "缩短年限", asked)


def test_a_new_version_ends_the_one_before(w: World) -> None:
    policy, kinds = policy_of(w), policies.kinds()
    asked = AskedDocument(kinds[0]), AskedDocument(kinds[3], Households.NO_REGISTER, Admission.TRANSFER)
    policies.revise(policy, wording(date(2023, 10, 1), *asked), shown=1, by=w["park"], at=clock.now())
    found = policies.find(w.park.id, policy.id)
    assert found is not None
    first, second = found.versions
    assert (first.valid_to, second.number, second.valid_to) == (date(2023, 10, 1), 2, None)
    assert (
        policies.in_force(found, date(2023, 9, 30)) is first and policies.in_force(found, date(2023, 10, 1)) is second
    )
    assert [k.name for k in second.required(Residence.HOME, Admission.TRANSFER)] == ["户口簿", "居住证"]
    assert [k.name for k in second.required(Residence.REGISTER, Admission.TRANSFER)] == ["户口簿"]
    event = db.session.query(Event).filter_by(verb="enrolment_policy_revised").one()
    assert event.payload["changes"]["适用条件"][1] == "在岗满一年" and event.payload["reason"] == "缩短年限"
    # one that had not begun never comes into force
    policies.revise(found, wording(date(2023, 9, 20), qualifies="无"), shown=2, by=w["park"], at=clock.now())
    found = policies.find(w.park.id, policy.id)
    assert found is not None
    held = {day: policies.in_force(found, day) for day in (date(2023, 9, 19), date(2023, 9, 20), date(2023, 10, 2))}
    assert [v.number for v in held.values() if v] == [1, 3, 3]
    assert policies.count_in_force(w.park.id, date(2023, 10, 2)) == 16


def told(w: World, who: str = "hr") -> list[str]:
    found = db.session.scalars(select(Notice).where(Notice.user_id == w[who].id).order_by(Notice.id))
    return [notice.text for notice in found]


def test_enterprises_of_the_park_are_told_when_a_version_is_written_and_when_it_begins(w: World) -> None:
    assert told(w) == []
    one = replace(wording(date(2023, 10, 9)), days=[(date(2023, 10, 12), "人才证书复核")])
    policies.revise(policy_of(w), one, shown=1, by=w["park"], at=clock.now())
    assert told(w) == ["就学政策有修订，10月9日起施行：普通员工子女 · 小学（缩短年限）"]
    db.session.commit()
    for day in (8, 9, 9, 10):
        announcing.announce_what_begins(clock.midnight(date(2023, 10, day)) + timedelta(hours=9))
    assert told(w)[1:] == ["就学政策已施行新的一版：普通员工子女 · 小学（缩短年限）"], "once"
    assert told(w, "rival") == told(w) and told(w, "other_park") == told(w, "edu") == []
    desk, group = Desk(w.park), StaffGroup.ORDINARY
    drawn = card.draw(desk, group, None, 3, Residence.HOME, (), date(2023, 10, 10))
    assert drawn is not None and drawn.next_date == (date(2023, 10, 12), "人才证书复核")
    other = card.draw(desk, StaffGroup.TALENT, None, 3, Residence.HOME, (), date(2023, 10, 10))
    assert other is not None and other.next_date != drawn.next_date


def revision(client: FlaskClient, path: str, **changes: str) -> dict[str, str]:
    """Return what the form of a revision holds, with some things changed."""
    page = client.get(path).text
    found = dict(re.findall(r'<input[^>]* name="(documents-\d+-kind_id)"[^>]* value="(\d+)"', page))
    ticked = re.findall(r'<input[^>]*checked[^>]* name="(documents-\d+-asked)"', page)
    version = re.search(r'name="version"[^>]* value="(\d+)"', page)
    assert version is not None and ticked
    typed = {"valid_from": "2023-10-01", "qualifies": "在岗", "priority": "先来先办", "reason": "年度修订"}
    return {**found, **dict.fromkeys(ticked, "y"), "version": version[1], **typed, **changes}


def test_the_work_group_revises_by_a_new_version(w: World, client: FlaskClient, sign_in: SignIn) -> None:
    path = f"/enrolment/policies/{policy_of(w).id}"
    sign_in(client, w["member"].username)
    assert client.get(f"{path}/revision").status_code == 403 and "/revision" not in client.get(path).text
    sign_in(client, w["park"].username)
    typed = revision(client, f"{path}/revision", new_document="园区就业证明", new_hint="企业盖章")
    early = client.post(f"{path}/revision", data={**typed, "valid_from": "2023-09-01"})
    assert early.status_code == 422 and "不能早于今天" in early.text
    half = client.post(f"{path}/revision", data={**typed, "days-0-on": "2023-10-20", "days-1-what": "面审"})
    assert half.status_code == 422 and "请写明这一天办什么" in half.text and "请填写日期" in half.text
    typed |= {"days-0-on": "2023-10-20", "days-0-what": "面审"}
    assert client.post(f"{path}/revision", data=typed).status_code == 303
    assert "<b>10月20日</b> 面审" in client.get(f"{path}?version=2").text
    assert client.post(f"{path}/revision", data={**typed, "new_document": ""}).status_code == 409
    page = client.get(f"{path}?version=2").text
    assert "园区就业证明" in page and "年度修订" in page and "这不是现行的一版" in page
    assert db.session.query(DocumentKind).filter_by(name="园区就业证明").count() == 1
    bare = {k: v for k, v in revision(client, f"{path}/revision").items() if not k.endswith("-asked")}
    assert "请至少要求一种材料" in client.post(f"{path}/revision", data=bare).text


def test_a_park_without_policies_takes_the_delivered_ones(w: World, client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(client, w["other_park"].username)
    assert "装入默认政策" in client.get("/enrolment/policies").text
    assert client.post("/enrolment/policies/delivered").status_code == 303
    assert client.get("/enrolment/policies").text.count("第 1 版") == 16
    assert client.get(f"/enrolment/policies/{policy_of(w).id}").status_code == 404  # another park's
    sign_in(client, w["hr"].username)
    assert client.post("/enrolment/policies/delivered").status_code == 403


def test_everyone_reads_policies_and_draws_cards(w: World, client: FlaskClient, sign_in: SignIn) -> None:
    for user in w.people.values():
        sign_in(client, user.username)
        assert client.get("/enrolment/policies").status_code == 200
        assert client.get("/enrolment/policies/card").status_code == 200


def test_the_card_finds_policy_documents_schools_and_date(w: World, client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(client, w["hr"].username)
    page = client.post("/enrolment/policies/card", data={**NOBODY, "birth": "2017-08-31"}).text
    assert "普通员工子女 · 一年级 · 起始年级入学" in page and "2023年秋季应读一年级" in page
    assert "还缺 7 种" in page and "租赁合同" in page and "不动产权证" not in page and "学籍证明" not in page
    assert page.index("城北小学") < page.index("金星学校") and "9月22日" in page
    some = {**NOBODY, "grade": "2", "have": ["household_register", "lease"], "group": "talent"}
    page = client.post("/enrolment/policies/card", data=some, headers={"HX-Request": "true"}).text
    assert page.startswith("<form") and "转学插班" in page and "人才认定证书" in page and "学籍证明" in page
    assert "暂无公布的剩余学位" in page and "还缺 5 种" in page
    young = client.post("/enrolment/policies/card", data={**NOBODY, "birth": "2017-09-01", "grade": "1"}).text
    assert "还没到入学年龄" in young and "2017年8月31日（含）" in young and "应读幼儿园大班" in young


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({}, "请选择申请年级，或填写孩子出生日期"),
        ({"birth": "1990-01-01"}, "出生日期请核对"),
        ({"birth": "2023-01-01"}, "请直接选择年级"),
        ({"birth": "yesterday"}, "日期格式应为"),
    ],
)
def test_a_card_that_cannot_be_drawn_says_why(
    w: World, client: FlaskClient, sign_in: SignIn, typed: dict[str, str], words: str
) -> None:
    sign_in(client, w["hr"].username)
    response = client.post("/enrolment/policies/card", data={**NOBODY, **typed})
    assert response.status_code == 422 and words in response.text


def test_drawing_a_card_writes_nothing(w: World, client: FlaskClient, sign_in: SignIn, statements: list[str]) -> None:
    sign_in(client, w["hr"].username)
    client.get("/enrolment")
    statements.clear()
    client.post("/enrolment/policies/card", data={**NOBODY, "birth": "2017-05-06"})
    assert not [s for s in statements if s.startswith(("INSERT", "UPDATE", "DELETE"))]
