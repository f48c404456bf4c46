"""The board: seats and all that takes them add up, each figure opens its children, eight statements at most."""

import io
import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook

from tests.builders import make_school, make_seats, make_unit, make_user
from tests.enrolment.requests.world import World, make_world
from tests.enrolment.review.steps import seated, submitted, taken_to
from zz import clock
from zz.accounts.models import Membership
from zz.accounts.roles import Role, UnitKind
from zz.db import db
from zz.enrolment.models import SeatPlan
from zz.enrolment.placement import quota_operations
from zz.enrolment.placement.models import PlacementEntry, PlacementOrder, PlacementRound
from zz.enrolment.placement.vocabulary import RoundState
from zz.enrolment.requests.models import EnrolmentRequest
from zz.enrolment.requests.vocabulary import RequestState as S
from zz.enrolment.review import operations as review

SignIn = Callable[[FlaskClient, str], None]
PATH = "/enrolment/board"


@pytest.fixture
def w(session: object) -> World:
    """Two schools with 6 seats left in the first grade each; the bureau gives 5 of the first and 3 of the second."""
    found = make_world()
    seated(found)
    sheet = quota_operations.begin(found.park, found.term, by=found.worker, at=clock.now())
    wanted = {(found.school.id, 1): 5, (found.second.id, 1): 3}
    quota_operations.draft(sheet, wanted, by=found.worker, at=clock.now())
    quota_operations.propose(sheet, by=found.worker, at=clock.now())
    quota_operations.confirm(sheet, by=found.clerk, at=clock.now())
    return found


def plan_of(w: World) -> SeatPlan:
    return db.session.query(SeatPlan).filter_by(school_id=w.school.id).one()


def child(w: World, number: int, state: S) -> EnrolmentRequest:
    return taken_to(w, state, submitted(w, f"入学〔2023〕{number}号", child_name=f"孩子{number}"))


def drafted(w: World, request: EnrolmentRequest, state: RoundState = RoundState.RUN) -> PlacementEntry:
    """Let a round have a draft of the first school for a child."""
    order = PlacementOrder(
        park_id=w.park.id, number=1, valid_from=clock.today(), criteria=[], reason="", written_at=clock.now()
    )
    db.session.add(order)
    db.session.flush()
    found = PlacementRound(
        park_id=w.park.id, term_id=w.term.id, number=1, state=state, order_id=order.id, created_at=clock.now()
    )
    db.session.add(found)
    db.session.flush()
    entry = PlacementEntry(
        round_id=found.id, request_id=request.id, grade=1, input={"wishes": []}, school_id=w.school.id,
        draft_school_id=w.school.id,
    )  # fmt: skip
    db.session.add(entry)
    db.session.flush()
    return entry


def figures(text: str, school: str) -> list[int]:
    """Return 学位, 在读, 预留, 名额, 已确认, 拟安排, (草案,) 剩余 of a school's line."""
    row = next(part for part in text.split("<tr ")[1:] if school in part)
    cells = re.findall(r'<td class="c-number[^>]*>(.*?)</td>', row, re.DOTALL)
    return [int(re.sub(r"<span.*|<[^>]+>", "", cell).strip()) for cell in cells[1:]]


def lines(client: FlaskClient, url: str) -> str:
    """Return the lines of the board."""
    return client.get(url).text.split("<tbody>")[1].split("</tbody>")[0]


def test_figures_add_up_and_open_their_children(w: World, client: FlaskClient, sign_in: SignIn) -> None:
    child(w, 1, S.ARRIVED)
    child(w, 2, S.CONFIRMED)
    child(w, 3, S.PLACED)
    drafted(w, child(w, 4, S.QUEUED))
    plan_id = plan_of(w).id
    for who in (w.worker, w.clerk):
        sign_in(client, who.username)
        page = client.get(PATH).text
        seats, enrolled, reserved, quota, sure, planned, draft, left = figures(page, w.school.name)
        assert (seats, enrolled, reserved, quota, sure, planned, draft) == (90, 80, 4, 5, 2, 1, 1)
        assert left == seats - enrolled - reserved - sure - planned - draft
        assert figures(page, w.second.name) == [90, 80, 4, 3, 0, 0, 0, 6]
        links = re.findall(rf'href="({PATH}/{plan_id}\?part=\w+)">(\d+)<', page)
        assert {url.split("=")[1]: int(number) for url, number in links} == {"confirmed": 2, "planned": 1, "draft": 1}
        for url, number in links:
            assert client.get(url).text.count("<tr data-href") == int(number), url
        assert client.get(f"{PATH}/{plan_id}").text.count("<tr data-href") == 4
        book = client.get(f"{PATH}?format=xlsx").data
        rows = CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_index(0).to_python()
        line = next(row for row in rows if row[0] == w.school.name)
        assert line[5:13] == [seats, enrolled, reserved, quota, sure, planned, draft, left]


def test_who_works_for_two_counties_sees_the_one_with_his_desk(w: World, client: FlaskClient, sign_in: SignIn) -> None:
    both = make_user(Role.PARK, make_unit(UnitKind.PARK, make_unit(UnitKind.CITY)))
    both.memberships.append(Membership(unit=w.park, role=Role.PARK))
    db.session.flush()
    sign_in(client, both.username)
    assert w.school.name in lines(client, PATH)


def test_only_a_draft_that_stands_is_counted(w: World, client: FlaskClient, sign_in: SignIn) -> None:
    waits = child(w, 1, S.QUEUED)
    entry = drafted(w, waits)
    sign_in(client, w.worker.username)
    assert figures(client.get(PATH).text, w.school.name)[-2:] == [1, 5]
    review.place(waits, w.second.id, "", by=w.clerk, at=clock.now())
    page = client.get(PATH).text
    assert figures(page, w.school.name)[-2:] == [0, 6] and figures(page, w.second.name)[-3:] == [1, 0, 5]
    review.take_back(waits, "", by=w.clerk, at=clock.now())
    entry.round.state = RoundState.ABANDONED
    assert figures(client.get(PATH).text, w.school.name)[-2:] == [0, 6]


def test_a_school_sees_its_own_children_and_no_draft(w: World, client: FlaskClient, sign_in: SignIn) -> None:
    child(w, 1, S.PLACED)
    drafted(w, child(w, 2, S.QUEUED))
    plan = plan_of(w)
    sign_in(client, w.teacher.username)
    page = client.get(PATH).text
    assert figures(page, w.school.name) == [90, 80, 4, 5, 0, 1, 5] and w.second.name not in page
    cell = client.get(f"{PATH}/{plan.id}?part=draft").text
    assert "孩子2" not in cell and "草案" not in page
    assert client.get(f"{PATH}/{plan.id}").text.count("<tr data-href") == 1
    sign_in(client, w.teacher2.username)
    assert client.get(f"{PATH}/{plan.id}").status_code == 404
    sign_in(client, w.hr.username)
    assert client.get(PATH).status_code == 403 and client.get(f"{PATH}/{plan.id}").status_code == 403


def test_another_parks_children_are_counted_and_not_named(w: World, client: FlaskClient, sign_in: SignIn) -> None:
    child(w, 1, S.PLACED)
    park = make_unit(UnitKind.PARK, w.root)
    worker, plan = make_user(Role.PARK, park), plan_of(w)
    sign_in(client, worker.username)
    assert figures(client.get(PATH).text, w.school.name) == [90, 80, 4, 0, 0, 1, 0, 5]
    cell = client.get(f"{PATH}/{plan.id}?part=planned").text
    assert "另有 1 名由其他园区安排" in cell and "孩子1" not in cell
    stranger = make_user(Role.PARK, make_unit(UnitKind.PARK, make_unit(UnitKind.CITY)))
    sign_in(client, stranger.username)
    assert client.get(f"{PATH}/{plan.id}").status_code == 404


def test_full_and_over_the_size_are_said(w: World, client: FlaskClient, sign_in: SignIn) -> None:
    plan = plan_of(w)
    plan.enrolled = 88
    request = child(w, 1, S.QUEUED)
    review.place(request, w.school.id, "学校同意增补", by=w.clerk, at=clock.now())
    sign_in(client, w.worker.username)
    over = lines(client, f"{PATH}?show=over")
    assert w.school.name in over and w.second.name not in over and "超班额 3 人" in over and "不得再安排" not in over
    assert "超班额安排" in client.get(f"{PATH}/{plan.id}").text
    db.session.get_one(SeatPlan, plan.id).enrolled = 105  # 110 children in two classes: one more makes 56
    full = lines(client, f"{PATH}?show=full")
    assert w.school.name in full and "不得再安排" in full and w.second.name not in full
    free = lines(client, f"{PATH}?show=free")
    assert w.school.name not in free and w.second.name in free
    assert "没有符合条件" in client.get(f"{PATH}?grade=7").text and "没有符合条件" in client.get(f"{PATH}?q=zzz").text
    assert w.second.name in client.get(f"{PATH}?stage=primary&show=park&term=x").text


def test_sixty_schools_take_eight_statements(
    w: World, client: FlaskClient, sign_in: SignIn, statements: list[str]
) -> None:  # fmt: skip
    for number in range(58):
        school = make_school(w.root, name=f"新学校{number:02d}")
        for grade in range(1, 7):
            make_seats(school, w.term, grade)
    child(w, 1, S.PLACED)
    for who, user in (("work group", w.worker), ("bureau", w.clerk), ("school", w.teacher)):
        sign_in(client, user.username)
        client.get(PATH)
        statements.clear()
        page = client.get(PATH).text
        sent = [one for one in statements if not one.startswith("BEGIN")]
        assert len(sent) <= 8, (who, sent)
        assert ("第 1 页，共 7 页，350 行" in page) == (who != "school")
    sign_in(client, w.clerk.username)
    assert "新学校57" in client.get(f"{PATH}?page=7").text
