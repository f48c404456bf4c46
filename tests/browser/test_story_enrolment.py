"""The story of twelve children: uploaded, mended, one paper asked for, passed, placed by hand, hidden from others."""

import io
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from tests.browser.conftest import LiveServer
from tests.builders import make_user
from tests.enrolment.requests.test_import import child, workbook
from tests.enrolment.requests.world import World, make_world
from tests.enrolment.review.steps import seated, with_papers
from tests.files.pictures import picture
from zz.accounts.roles import Role
from zz.db import db, writing
from zz.enrolment.requests.models import EnrolmentRequest
from zz.enrolment.requests.vocabulary import RequestState
from zz.jobs.worker import Worker

OpenAs = Callable[..., Page]
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
PAPER = "户口簿"


@pytest.fixture
def world(live_server: LiveServer) -> Iterator[World]:
    worker = Worker(live_server.installation.app)
    with live_server.installation.app.app_context():
        found = make_world()
        seated(found)
        db.session.commit()
        worker.start()
        yield found
        worker.stop()
        db.session.remove()


def sure(page: Page) -> None:
    """Say yes to what is asked before an act."""
    page.get_by_role("button", name="确定").click()


class Story:
    """Opens windows for the people of the story."""

    def __init__(self, open_as: OpenAs) -> None:
        self.open_as = open_as

    def open(self, username: str, path: str, **device: object) -> Page:
        return self.open_as(username, path, **device)

    def press(self, username: str, path: str, button: str, said: str) -> Page:
        """Press a button of a case's page that does it at once."""
        page = self.open(username, path)
        page.locator(".zz-head").get_by_role("button", name=button, exact=True).click()
        sure(page)
        expect(page.get_by_text(said).first).to_be_visible()
        return page

    def status(self, username: str, path: str) -> int:
        page = self.open(username, "/account")
        return page.request.get(page.url.removesuffix("/account") + path).status


def upload(page: Page) -> None:
    """Bring twelve children in, two of them wrong, and mend those where they stand."""
    rows = [child(n) for n in range(12)]
    right = {n: rows[n]["id_number"] for n in (3, 7)}
    rows[3]["id_number"] = rows[3]["id_number"][:-1] + ("1" if rows[3]["id_number"][-1] != "1" else "2")
    rows[7]["id_number"] = rows[7]["id_number"][:-2]
    page.locator("input[type=file]").set_input_files(
        {"name": "名单.xlsx", "mimeType": "application/octet-stream", "buffer": workbook(rows).getvalue()}
    )
    page.get_by_role("button", name="上传并核对列").click()
    page.get_by_role("button", name="下一步：看差异").click()
    refused = page.get_by_role("navigation", name="按结果筛选").get_by_role("link", name="退回")
    refused.click()
    expect(refused).to_have_attribute("aria-current", "page")  # the rows are swapped in
    for number in right.values():
        form = page.locator("form.zz-mend").first
        form.get_by_role("textbox").first.fill(number)
        with page.expect_navigation():
            form.get_by_role("button", name="改好这一行").click()
    page.get_by_role("button", name="确认导入 12 行").click()
    page.get_by_role("link", name="去提交").click(timeout=20_000)
    page.get_by_role("button", name="提交已填齐的").click()
    sure(page)
    expect(page.get_by_text("已提交 12 ").first).to_be_visible()


def test_twelve_children_from_upload_to_a_seat(world: World, open_as: OpenAs, live_server: LiveServer) -> None:
    story = Story(open_as)
    upload(story.open(world.hr.username, "/enrolment/requests/import"))
    db.session.rollback()
    cases = db.session.scalars(select(EnrolmentRequest).order_by(EnrolmentRequest.id)).all()
    assert [case.state for case in cases] == [RequestState.PARK_REVIEW] * 12
    url = f"/enrolment/requests/{cases[0].id}"
    with writing():
        cases = db.session.scalars(select(EnrolmentRequest).order_by(EnrolmentRequest.id)).all()
        for case in cases:
            with_papers(world, case)
        cases[0].documents.remove(next(d for d in cases[0].documents if d.kind.name == PAPER))
        clerk2 = make_user(Role.BUREAU, world.bureau).username
    others = [world.hr2.username, world.teacher2.username, clerk2]

    page = story.open(world.worker.username, "/enrolment")
    page.get_by_role("link", name="去预审").first.click()
    page.get_by_role("link", name="虚构0", exact=True).click()
    expect(page.get_by_text("还缺材料：")).to_be_visible()
    page.get_by_role("link", name="退回补正").first.click()
    page.get_by_label(f"{PAPER}（未交）").check()
    page.get_by_role("button", name="退回补正").click()
    expect(page.get_by_text("已退回补正 1 项").first).to_be_visible()

    phone = story.open(world.hr.username, url, **PHONE)
    expect(phone.get_by_text("需要补正：")).to_be_visible()
    phone.get_by_role("link", name="去补正").click()
    phone.get_by_label(f"上传{PAPER}").set_input_files(
        {"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": io.BytesIO(picture()).getvalue()}
    )
    expect(phone.get_by_role("link", name=f"查看{PAPER}第 1 份")).to_be_visible()
    phone.get_by_role("button", name="重新提交").click()
    expect(phone.get_by_text("园区预审中").first).to_be_visible()

    page = story.open(world.worker.username, "/enrolment/review")
    for box in page.get_by_role("checkbox", name="勾选 ").all():
        box.check()
    page.get_by_role("button", name="通过预审（勾选的）").click()
    sure(page)
    expect(page.get_by_text("通过预审 12 件").first).to_be_visible()
    page = story.open(world.clerk.username, "/enrolment/review")
    for box in page.get_by_role("checkbox", name="勾选 ").all():
        box.check()
    page.get_by_role("button", name="审核通过（勾选的）").click()
    sure(page)
    expect(page.get_by_text("审核通过 12 件").first).to_be_visible()

    page.goto(page.url.partition("/enrolment")[0] + url)
    page.get_by_label("事由").select_option("核对申请材料")
    page.get_by_role("button", name="查看完整信息").click()
    expect(page.get_by_text(str(child(0)["id_number"]))).to_be_visible()
    page.get_by_role("link", name="安排学位").first.click()
    page.get_by_label("安排到").select_option(str(world.school.id))
    page.get_by_role("button", name="安排学位").click()
    expect(page.get_by_text("已安排学位，等待学校确认").first).to_be_visible()
    story.press(world.teacher.username, url, "确认接收", "已确认接收")
    page = story.press(world.hr.username, url, "确认入学", "已确认入学")
    expect(page.get_by_role("heading", name="谁看过")).to_be_visible()
    expect(page.locator("#seen")).to_contain_text(world.clerk.name)
    story.press(world.teacher.username, url, "登记到校", "已登记到校")
    assert [story.status(username, url) for username in others] == [404, 404, 404]
    assert story.status(world.worker.username, url) == 200
