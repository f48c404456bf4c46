"""The story of four children and three seats: sealed, run, checked, published, objected to, a free seat offered on."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from tests.browser.conftest import LiveServer
from tests.browser.test_story_enrolment import Story, sure
from tests.builders import make_user
from tests.conftest import start_session
from tests.enrolment.placement.world import child, confirm_seats, placement_world
from tests.enrolment.requests.world import World
from zz import clock
from zz.accounts.roles import Role
from zz.db import db
from zz.enrolment.placement.models import PlacementEntry
from zz.enrolment.publication import offering
from zz.enrolment.requests.models import EnrolmentRequest

CLERK = "clerk-of-another-desk"
OpenAs = Callable[..., Page]
ROUND, LIST = "/enrolment/rounds/1", "/enrolment/publications/1"


@pytest.fixture
def world(live_server: LiveServer) -> Iterator[World]:
    with live_server.installation.app.app_context():
        found = placement_world()
        make_user(Role.BUREAU, found.bureau, username=CLERK)
        confirm_seats(found, {(found.school.id, 1): 2, (found.second.id, 1): 1})
        for number in range(1, 5):
            of = {} if number < 3 else {"filed_by_id": found.hr2.id}
            case = child(found, number, [found.school, found.second], **of)
            if of:
                case.enterprise_id = found.other.id
        db.session.commit()
        yield found
        db.session.remove()


def conduct(story: Story, world: World) -> None:
    """Seal with a number drawn before witnesses, run, check, confirm, publish."""
    page = story.open(world.worker.username, "/enrolment/rounds")
    page.get_by_role("button", name="发起新一轮").click()
    page.get_by_role("link", name="去封存").click()
    page.get_by_label("现场摇号，有见证人").check()
    page.locator("[name=drawn]").fill("07-23-15-31")
    page.locator("[name=witnesses]").fill("教育局张三")
    page.get_by_role("button", name="封存", exact=True).click()
    page.get_by_role("button", name="生成草案").click()
    sure(page)
    page.get_by_role("link", name="重算核对").click()
    expect(page.get_by_text("完全一致。")).to_be_visible()
    page.go_back()
    page.get_by_role("button", name="确认安排").click()
    sure(page)
    page.get_by_role("link", name="去公示").click()
    page.get_by_role("button", name="公示", exact=True).click()
    expect(page.get_by_text("待统筹，教育局继续安排")).to_have_count(1)


def by_lot(world: World) -> list[EnrolmentRequest]:
    """Return the cases as their lots came: two at the first school, one at the second, one without."""
    db.session.rollback()
    db.session.expire_all()
    entries = db.session.scalars(select(PlacementEntry).order_by(PlacementEntry.lot)).all()
    found = [entry.request for entry in entries]
    assert [r.school_id for r in found] == [world.school.id, world.school.id, world.second.id, None]
    return found


def test_four_children_and_three_seats(world: World, open_as: OpenAs, live_server: LiveServer) -> None:
    story = Story(open_as)
    conduct(story, world)
    first, _second, third, last = by_lot(world)
    files = {r.id: (world.hr if r.enterprise_id == world.firm.id else world.hr2).username for r in (first, third, last)}
    urls = {r.id: f"/enrolment/requests/{r.id}" for r in (first, third, last)}

    page = story.open(files[last.id], LIST)
    expect(page.get_by_text("秘*")).to_have_count(4)
    assert "秘密" not in page.inner_text("main")
    page.get_by_role("row", name=last.number or "").get_by_role("link", name="提出异议").click()
    page.locator("[name=text]").fill("姐姐在这所学校，请核对排序条件")
    page.get_by_role("button", name="提交异议").click()
    objection = page.url.partition("/enrolment")[1] + page.url.partition("/enrolment")[2]
    page = story.open(world.worker.username, objection)
    page.locator("[name=answer]").fill("经核对属实")
    page.locator("[name=school]").select_option(str(world.second.id))
    page.get_by_role("button", name="异议成立，更正安排").click()
    sure(page)
    expect(page.get_by_text("异议成立，安排已更正").first).to_be_visible()

    page = story.open(world.teacher.username, urls[first.id])
    page.get_by_role("link", name="退回教育局").first.click()
    page.locator("[name=reason]").select_option("孩子已在其他学校就读")
    page.get_by_role("button", name="退回教育局").click()
    expect(page.get_by_text("由教育局重新安排").first).to_be_visible()

    page = story.open(world.worker.username, f"{LIST}/vacancies")
    expect(page.locator("#free")).to_contain_text(third.number or "")
    page.get_by_role("button", name="递补给下一位").click()
    sure(page)
    expect(page.get_by_text("待家长答复").first).to_be_visible()
    offering.attend(clock.now() + timedelta(days=7))
    page = story.open(files[third.id], "/enrolment/offers/1")
    expect(page.get_by_text("逾期未答复，再次询问").first).to_be_visible()
    page.get_by_role("button", name="接受", exact=True).click()
    sure(page)
    expect(page.get_by_text("已接受，等待学校确认").first).to_be_visible()

    story.press(world.teacher.username, urls[third.id], "确认接收", "已确认接收")
    story.press(files[third.id], urls[third.id], "确认入学", "已确认入学")
    story.press(world.teacher.username, urls[third.id], "登记到校", "已登记到校")
    page = story.open(world.worker.username, "/enrolment/statistics")
    arrived = page.locator("#spans").get_by_role("row").nth(1).get_by_role("link").nth(4)
    expect(arrived).to_have_text("1")
    arrived.click()
    expect(page.get_by_text("共 1 件")).to_be_visible()
    expect(page.get_by_role("link", name=third.number or "")).to_be_visible()
    nothing_leaks(live_server, world, files[last.id], files[third.id], third.id, objection)


def nothing_leaks(server: LiveServer, world: World, objector: str, offered: str, case_id: int, objection: str) -> None:
    """Ask as everybody else; without windows, which would each hold connections of the server."""
    others = [world.teacher2.username, CLERK]
    families = [world.hr.username, world.hr2.username]
    db.session.rollback()

    def status(user: str, path: str) -> int:
        client = server.installation.app.test_client()
        start_session(client, user)
        return client.get(path).status_code

    for user in (*others, *(one for one in families if one != objector)):
        assert status(user, objection) in (403, 404), user
        assert status(user, ROUND) == status(user, f"{LIST}/vacancies") == 403, user
    for user in (*others, *(one for one in families if one != offered)):
        assert status(user, "/enrolment/offers/1") in (403, 404), user
        assert status(user, f"/enrolment/requests/{case_id}") in (403, 404), user
