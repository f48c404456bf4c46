"""The story of one problem from report to write-off, as its people live it in the browser."""

import io
from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
from PIL import Image
from playwright.sync_api import FilePayload, Page, expect

from tests.browser.conftest import LiveServer
from tests.problems import world as w
from zz import clock
from zz.db import db

OpenAs = Callable[..., Page]
TITLE = "土地报批进度滞后，影响10月开工"


@pytest.fixture
def county(live_server: LiveServer) -> Iterator[w.World]:
    with live_server.installation.app.app_context():
        found = w.world()
        db.session.commit()
        yield found
        db.session.remove()


class Story:
    """Opens windows for the people of the county, and moves the clock."""

    def __init__(self, county: w.World, server: LiveServer, open_as: OpenAs) -> None:
        self.names = {who: user.username for who, user in county.people.items()}
        self.server, self.open_as, self.project = server, open_as, county.project.id
        self.url = ""

    def open(self, who: str, path: str = "") -> Page:
        """Open a window of `who`; on the problem's page unless told otherwise."""
        page = self.open_as(self.names[who], path or self.url)
        page.on("dialog", lambda dialog: dialog.accept())
        return page

    def at(self, instant: datetime) -> None:
        """Let it be `instant`, and let the timer run."""
        clock._frozen = instant  # the fixture that stopped the clock sets it going again
        result = self.server.installation.app.test_cli_runner().invoke(args=["tick"])
        assert result.exit_code == 0, result.output

    def act(self, who: str, button: str, said: str, files: list[FilePayload] | None = None, **fields: str) -> Page:
        """Press a button of the problem's page, fill the form it leads to, and send it."""
        page = self.open(who)
        page.locator("main").get_by_role("link", name=button, exact=True).first.click()
        form = page.locator("main form")
        for label, text in fields.items():
            form.get_by_label(label, exact=False).first.fill(text)
        if files:
            form.locator("input[type=file]").set_input_files(files)
        form.locator("button.btn-primary").click()
        expect(page.get_by_text(said).first).to_be_visible()
        return page


@pytest.fixture
def story(county: w.World, live_server: LiveServer, open_as: OpenAs, frozen: datetime) -> Story:
    return Story(county, live_server, open_as)


def photo() -> FilePayload:
    stream = io.BytesIO()
    Image.new("RGB", (400, 300), "#7a8a95").save(stream, "JPEG")
    return {"name": "site.jpg", "mimeType": "image/jpeg", "buffer": stream.getvalue()}


def report(story: Story) -> None:
    page = story.open("owner", f"/problems/new?project={story.project}")
    page.get_by_label("问题类型").select_option(label="要素保障：用地")
    page.get_by_label("问题", exact=True).fill(TITLE)
    page.get_by_label("具体情况和诉求").fill("二期 120 亩用地未批")
    page.locator("main form button.btn-primary").click()
    expect(page.get_by_role("heading", name=TITLE)).to_be_visible()
    story.url = page.url


def assign(story: Story) -> None:
    page = story.open("centre", "/inbox")
    page.get_by_role("link", name="去交办").click()
    page.locator("main").get_by_role("link", name="交办", exact=True).last.click()
    page.get_by_label("主办单位").select_option(label="市自然资源局")
    page.get_by_text("其他单位").click()
    for unit in ("渌江集团", "板杉镇"):
        page.locator("#assisting").get_by_label(unit).check()
    page.locator("main form button.btn-primary").click()
    expect(page.get_by_text("已交办市自然资源局").first).to_be_visible()


def sign_in_the_inbox(story: Story, who: str) -> None:
    page = story.open(who, "/inbox?box=to-sign")
    page.get_by_role("button", name="签收", exact=True).click()
    expect(page.get_by_text("已签收，请于").first).to_be_visible()


def issue_card(story: Story, label: str) -> None:
    page = story.open("centre", "/inbox")
    expect(page.get_by_text("待发督办牌 1 张")).to_be_visible()
    page.get_by_role("button", name="发出", exact=True).click()
    expect(page.get_by_text(f"已发出{label}").first).to_be_visible()


def told_in_order(page: Page, words: list[str]) -> None:
    lines = page.locator(".zz-timeline").first.locator("li").all_inner_texts()[::-1]
    here = 0
    for wanted in words:
        found = next((i for i in range(here, len(lines)) if wanted in lines[i]), None)
        assert found is not None, (wanted, lines)
        here = found + 1


def test_from_report_to_write_off(story: Story) -> None:
    story.at(w.shanghai(8, 25, 17))
    report(story)
    story.at(w.shanghai(8, 28, 11))
    assign(story)
    for who in ("group", "town"):
        sign_in_the_inbox(story, who)
    story.at(w.shanghai(8, 30))
    expect(story.open("land").get_by_text("催办通知已送达市自然资源局").first).to_be_visible()
    for who in ("group", "town"):
        story.act(who, "提交办理结果", "已提交办理结果", 办理结果="已配合完成")
    story.at(w.shanghai(9, 1))
    issue_card(story, "黄牌")
    story.at(w.shanghai(9, 7))
    issue_card(story, "红牌")
    story.at(w.shanghai(9, 8))
    leader = story.open("leader", "/inbox")
    expect(leader.get_by_role("link", name=TITLE)).to_be_visible()
    story.act("leader", "批示", "批示", 批示内容="请自然资源局一周内办结")
    sign_in_the_inbox(story, "land")
    story.act("land", "提交办理结果", "已提交办理结果", 办理结果="已报省厅")
    page = story.open("centre")
    page.locator("main").get_by_role("link", name="核验", exact=True).first.click()
    page.get_by_label("退回重办").check()
    page.get_by_label("意见 （选填）").fill("请附批复文件")
    page.get_by_label("重新办结期限").fill("2023-09-15")
    page.locator("main form button.btn-primary").click()
    expect(page.get_by_text("请附批复文件").first).to_be_visible()
    story.at(w.shanghai(9, 12))
    story.act("land", "提交办理结果", "已提交办理结果", [photo()], 办理结果="批复已到，见附件")
    story.act("centre", "核验", "同意办结", **{"意见 （选填）": "属实"})
    story.at(w.shanghai(9, 14))
    story.act("commissioner", "现场销号", "销号须附现场核查照片", 现场核查情况="已动工")
    page = story.act("commissioner", "现场销号", "同意销号", [photo()], 现场核查情况="已动工")
    told_in_order(
        page,
        ["反映问题", "交办：主办市自然资源局", "签收", "签收", "催办通知已送达市自然资源局", "提交办理结果",
         "提交办理结果", "黄牌", "红牌", "批示：请自然资源局一周内办结", "签收", "提交办理结果：已报省厅", "退回重办",
         "提交办理结果：批复已到", "同意办结", "同意销号"],
    )  # fmt: skip
    rival = story.open("rival", "/problems")
    expect(rival.get_by_text(TITLE)).to_have_count(0)
    answer = rival.goto(story.url)
    assert answer is not None
    assert answer.status == 404
