"""A meeting from its agenda to what became of it: the centre arranges, a unit signs, it decides and looks."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, LiveServer
from tests.browser.quality import inaccessible

OpenAs = Callable[..., Page]
TITLE, WORDS = "9月份用地专题会商", "一周内完成二期用地组卷报批"


def confirm(page: Page) -> None:
    page.get_by_role("dialog").get_by_role("button", name="确定").click()


def test_a_meeting_and_what_became_of_it(demo_server: LiveServer, open_as: OpenAs) -> None:
    centre = open_as("centre", "/meetings")
    centre.get_by_role("link", name="安排会议").click()
    centre.get_by_label("会议名称").fill(TITLE)
    centre.get_by_label("要素保障会商").check()
    centre.get_by_label("日期").fill("2023-09-14")
    centre.get_by_label("时间").fill("15:00")
    centre.get_by_label("地点").fill("三楼会议室")
    centre.get_by_label("主持人").select_option(label="陈国强")
    centre.get_by_role("button", name="保存").click()
    centre.get_by_role("link", name="列入议题").click()
    centre.get_by_label("土地报批进度滞后，影响10月开工").check()
    assert inaccessible(centre) == []
    centre.get_by_role("button", name="列入议题").click()
    centre.get_by_role("button", name="发出会议通知").click()
    confirm(centre)
    expect(centre.get_by_text("已发出会议通知")).to_be_visible()
    meeting = centre.url

    unit = open_as("bureau", "/inbox?box=to-sign", **PHONE)
    unit.get_by_role("link", name=f"会议通知：{TITLE}").click()
    assert inaccessible(unit) == []
    unit.get_by_role("button", name="签收会议通知").click()

    centre.goto(meeting)
    expect(centre.locator("#units")).to_contain_text("已签收")
    centre.get_by_role("link", name="开始会议").click()
    centre.get_by_role("button", name="开始会议").click()
    centre.get_by_role("link", name="登记决定").click()
    centre.get_by_label("会议要求").check()
    centre.get_by_label("决定内容").fill(WORDS)
    centre.get_by_label("期限", exact=False).first.fill("2023-09-21")
    centre.get_by_role("button", name="登记决定").click()
    expect(centre.locator("main")).to_contain_text("落实中")
    centre.get_by_role("button", name="印发会议纪要").click()
    confirm(centre)
    expect(centre.locator("#plan")).to_contain_text("醴项纪〔2023〕2号")
    assert inaccessible(centre) == []

    centre.get_by_role("link", name=WORDS).click()
    expect(centre.locator("#thread")).to_contain_text(WORDS)
    other = open_as("owner2", "/meetings?state=over")
    expect(other.locator("main")).not_to_contain_text(TITLE)
