"""The pages of rounds and orders: the whole way by the work group, read by the bureau, closed to everybody else."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.builders import make_unit, make_user
from tests.enrolment.placement.world import child, confirm_seats, drafted, entry_of, placement_world
from tests.enrolment.requests.world import World
from zz.accounts.roles import Role, UnitKind
from zz.db import db
from zz.enrolment.placement import orders
from zz.enrolment.placement.models import PlacementRound
from zz.enrolment.placement.vocabulary import RoundState
from zz.enrolment.requests.vocabulary import RequestState as S
from zz.enrolment.vocabulary import Residence

ROUNDS = "/enrolment/rounds"
Login = Callable[..., None]
HIDDEN = ("hash", "哈希", "算法", "种子", "algorithm", "未录取")


@pytest.fixture
def world(session: Session) -> World:
    found = placement_world()
    confirm_seats(found, {(found.school.id, 1): 2, (found.second.id, 1): 1})
    return found


def html(client: FlaskClient, url: str, code: int = 200) -> str:
    answer = client.get(url)
    assert answer.status_code == code, (url, answer.status_code)
    text = answer.get_data(as_text=True)
    assert not [word for word in HIDDEN if word in text.lower()], url
    return text


def post(client: FlaskClient, url: str, code: int = 303, **data: Any) -> str:
    answer = client.post(url, data=data)
    assert answer.status_code == code, (url, answer.status_code)
    return answer.get_data(as_text=True)


def the_round() -> PlacementRound:
    db.session.expire_all()
    return db.session.scalars(select(PlacementRound).order_by(PlacementRound.id.desc())).first()  # type: ignore[return-value]


def hidden(text: str, name: str) -> str:
    return text.split(f'name="{name}"')[1].split('value="')[1].split('"')[0]


def test_a_work_group_takes_a_round_from_the_order_to_the_cases(
    world: World, client: FlaskClient, sign_in: Login
) -> None:
    requests = [child(world, n, (world.school, world.second)) for n in (1, 2, 3)]
    requests += [child(world, 4, (world.school,), residence=Residence.REGISTER)]
    sign_in(client, world.worker.username)
    assert "4 个孩子待安排学位，可以发起一轮" in html(client, "/enrolment")
    assert "还没有学位安排" in html(client, ROUNDS)
    post(client, ROUNDS)
    post(client, ROUNDS, 409)  # one at a time
    url = f"{ROUNDS}/{the_round().id}"
    assert "名单核对号" in html(client, url)
    form = html(client, f"{url}/seal")
    known = {"mark": hidden(form, "mark"), "version": hidden(form, "version")}
    refused = post(client, f"{url}/seal", 422, way="drawn", **known)
    assert "请填写现场摇出的号码" in refused and "请填写见证人" in refused
    requests.append(child(world, 5, (world.second,)))
    assert "有变化" in post(client, f"{url}/seal", 422, way="random", **known)
    form = html(client, f"{url}/seal")
    fresh = {"mark": hidden(form, "mark"), "version": hidden(form, "version")}
    post(client, f"{url}/seal", way="drawn", drawn="07-23-15", witnesses="教育局李四", **fresh)
    post(client, f"{url}/seal", 409, way="random", **fresh)
    sealed = html(client, url)
    assert the_round().seal[:16] in sealed and "07-23-15" not in sealed and "见证人：教育局李四" in sealed
    post(client, f"{url}/draft", version=the_round().version)
    page = html(client, url)
    assert "参加的孩子" in page and "入学〔2023〕4号" in page and "07-23-15" not in page
    assert html(client, f"{url}?outcome=none").count("data-href") == 2
    assert html(client, f"{url}?q=4号&grade=1").count("data-href") == 1
    assert "完全一致" in html(client, f"{url}/check")
    assert "没有可以调整的" in html(client, f"{url}/siblings")
    trial = html(client, f"{url}/trial?school={world.school.id}&grade=1&classes=1")
    assert "增加 1 个班" in trial and "+2" in trial
    assert "排序改为：高技术人才子女" in html(client, f"{url}/trial?criteria-0=talent")
    stale = the_round().version
    post(client, f"{url}/confirmation", version=stale)
    post(client, f"{url}/confirmation", 409, version=stale)
    assert "07-23-15" in html(client, url)  # open to be checked from now on
    db.session.expire_all()
    assert sorted(r.state for r in requests) == [S.PLACED] * 3 + [S.TO_COORDINATE] * 2
    assert "学位安排" in html(client, f"/enrolment/requests/{requests[0].id}")


def test_a_change_by_hand_asks_its_reason_and_can_be_taken_back(
    world: World, client: FlaskClient, sign_in: Login
) -> None:
    both = (world.school, world.second)
    requests = [child(world, n, both, residence=Residence.REGISTER) for n in (1, 2)] + [child(world, 3, both[:1])]
    found = drafted(world)
    last = entry_of(found, requests[2])
    url = f"{ROUNDS}/{found.id}/children/{last.id}"
    sign_in(client, world.worker.username)
    page = html(client, url)
    assert "按排序办法排第 3" in page and "没有落选" in page
    seen = {"seen": hidden(page, "seen"), "school": world.school.id}
    assert "请写明理由" in post(client, url, 422, **seen)
    assert "名额已排满" in post(client, url, 422, reason="教育局同意", **seen)
    assert "没有改动" in post(client, url, 422, reason="不变", seen=seen["seen"], school="")
    post(client, url, reason="教育局同意增加一名", over="1", **seen)
    post(client, url, 409, reason="晚了一步", over="1", **seen)
    assert "教育局同意增加一名" in html(client, url)
    assert "人工调整" in html(client, f"{ROUNDS}/{found.id}?edited=1")
    post(client, f"{url}/taking-back")
    assert "教育局同意增加一名" not in html(client, url)
    post(client, f"{url}/taking-back", 303)
    proposed = html(client, f"{url}?to={world.second.id}")
    assert f'<option selected value="{world.second.id}">' in proposed and "与兄弟姐妹同校" in proposed
    export = f"{ROUNDS}/{found.id}/export"
    assert client.get(f"{ROUNDS}/{found.id}?format=xlsx").status_code == 303
    html(client, export)
    post(client, export, 422)
    book = client.post(f"{export}?outcome=none", data={"reason": hidden_reason(html(client, export))})
    assert book.status_code == 200 and book.data[:2] == b"PK"
    assert "请写明为什么作废" in post(client, f"{ROUNDS}/{found.id}/abandonment", 422)
    post(client, f"{ROUNDS}/{found.id}/abandonment", reason="名额有误", version=the_round().version)
    assert the_round().state == RoundState.ABANDONED
    assert "作废理由：名额有误" in html(client, f"{ROUNDS}/{found.id}")


def hidden_reason(page: str) -> str:
    return page.split('<option value="')[2].split('"')[0]


def test_the_bureau_reads_and_everybody_else_finds_nothing(world: World, client: FlaskClient, sign_in: Login) -> None:
    request = child(world, 1, (world.school,))
    found = drafted(world)
    entry = entry_of(found, request)
    url, one = f"{ROUNDS}/{found.id}", f"{ROUNDS}/{found.id}/children/{entry.id}"
    pages = (url, one, f"{url}/check", f"{url}/export")
    elsewhere = make_unit(UnitKind.CITY)
    foreign = [
        make_user(Role.PARK, make_unit(UnitKind.PARK, elsewhere)),
        make_user(Role.EDUCATION, make_unit(UnitKind.BUREAU, elsewhere)),
    ]  # fmt: skip
    sign_in(client, world.clerk.username)
    for page in (ROUNDS, *pages):
        html(client, page)
    for act in ("seal", "trial", "siblings", "abandonment"):
        assert client.get(f"{url}/{act}").status_code == 403
    assert client.post(f"{url}/confirmation").status_code == client.post(one).status_code == 403
    for user in foreign:
        sign_in(client, user.username)
        assert {client.get(page).status_code for page in pages} == {404}
    member = make_user(Role.WORK_GROUP, world.park)
    for user in (world.hr, world.hr2, world.teacher, member, make_user(Role.LEADER, world.root)):
        sign_in(client, user.username)
        assert {client.get(page).status_code for page in (ROUNDS, *pages)} == {403}
        assert ROUNDS not in html(client, "/enrolment")
    sign_in(client, world.hr.username)
    assert "为什么" not in html(client, f"/enrolment/requests/{request.id}")


def test_the_order_is_read_by_all_and_revised_by_the_work_group(
    world: World, client: FlaskClient, sign_in: Login
) -> None:
    for user in (world.hr, world.teacher, world.clerk, make_user(Role.AUDITOR, world.bureau)):
        sign_in(client, user.username)
        page = html(client, "/enrolment/order")
        assert "兄弟姐妹已在该校就读" in page and "工作组会议纪要 1 号" in page
        assert client.get("/enrolment/order/revision").status_code == 403
    sign_in(client, world.worker.username)
    url = "/enrolment/order/revision"
    version = hidden(html(client, url), "version")
    typed = {"valid_from": "2023-09-14", "reason": "县政府令 5 号", "version": version}
    assert "请至少选择一项条件" in post(client, url, 422, **typed)
    assert "同一项条件只能选一次" in post(client, url, 422, **typed, **{"criteria-0": "home", "criteria-1": "home"})
    early = {**typed, "valid_from": "2023-09-01", "criteria-0": "home"}
    assert "施行日期不能早于今天" in post(client, url, 422, **early)
    post(client, url, **typed, **{"criteria-0": "home", "criteria-1": "talent"})
    post(client, url, 409, **typed, **{"criteria-0": "home"})
    (newest, oldest) = orders.versions(world.park.id)
    assert newest.criteria == ["home", "talent"] and oldest.number == 1
    assert "县政府令 5 号" in html(client, "/enrolment/order")
    sign_in(client, world.hr.username)
    assert "排序办法已公布第 2 版，9月14日起施行：家庭在本地有住房、高技术人才子女" in html(client, "/notices")


def test_the_page_asks_a_fixed_number_of_queries(
    world: World, client: FlaskClient, sign_in: Login, statements: list[str]
) -> None:
    asked = []
    for number in (1, 30):
        for n in range(number):
            child(world, number * 100 + n, (world.school, world.second))
        found = drafted(world)
        sign_in(client, world.worker.username)
        statements.clear()
        html(client, f"{ROUNDS}/{found.id}")
        asked.append(len(statements))
        found.state = RoundState.ABANDONED
    assert asked[0] == asked[1] <= 30, asked
