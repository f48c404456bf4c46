"""The story of a leader: he sees red, opens it, instructs with one tap, takes it back, prints one sheet."""

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, LiveServer
from tests.browser.quality import inaccessible

OpenAs = Callable[..., Page]
ROAD = "K12 段两户未签协议，桥梁桩基无法进场"


def test_the_leader_sees_red_opens_and_instructs(demo_server: LiveServer, open_as: OpenAs, tmp_path: Path) -> None:
    phone = open_as("leader", "/", **PHONE)
    reds = phone.get_by_role("region", name=re.compile("新变红"))
    reds.get_by_role("link", name="醴陵(船湾)服饰产业园").click()
    expect(phone.get_by_role("heading", name="醴陵(船湾)服饰产业园", level=1)).to_be_visible()

    phone.goto("/decisions")
    assert inaccessible(phone) == []
    matter = phone.get_by_role("region", name=ROAD)
    expect(matter).to_contain_text("建议由王仙镇书记包户")
    matter.get_by_role("button", name="请王仙镇阅处").click()
    expect(phone.get_by_text("送达承办单位；点错了可以撤回")).to_be_visible()
    expect(phone.get_by_role("region", name=ROAD)).to_have_count(0)
    given = phone.get_by_role("region", name="您的批示落实情况")
    expect(given.get_by_role("listitem").first).to_contain_text("9月14日批示：请王仙镇阅处。")

    town = open_as("wangxian", "/inbox?box=in-progress")
    row = town.get_by_role("row").filter(has=town.get_by_role("link", name=ROAD))
    expect(row).to_contain_text("批示")
    row.get_by_role("link", name=ROAD).click()
    expect(town.get_by_role("listitem").filter(has_text="批示：请王仙镇阅处").first).to_be_visible()

    given.get_by_role("button", name=f"撤回批示：{ROAD}").click()
    expect(phone.get_by_role("region", name=ROAD)).to_be_visible()
    paper = open_as("leader", "/decisions")
    pages = paper.pdf(path=tmp_path / "decisions.pdf", prefer_css_page_size=True).count(b"/Type /Page\n")
    assert pages == 1
    paper.goto("/")
    paper.get_by_role("button", name="1 项全部已阅").click()
    expect(paper.get_by_text("没有新变红的项目和事项")).to_be_visible()
    assert paper.evaluate("document.documentElement.scrollHeight <= window.innerHeight")
    paper.get_by_role("button", name="撤销上次的已阅").click()
    expect(paper.get_by_role("region", name=re.compile("新变红"))).to_contain_text("服饰产业园")


def test_the_first_page_of_each_role_is_one_screen(demo_server: LiveServer, open_as: OpenAs) -> None:
    for role in ("centre", "leader", "mayor", "commissioner", "bureau", "park", "owner", "hr", "edu", "school",
                 "gridmgr", "station", "admin", "security", "auditor"):  # fmt: skip
        page = open_as(role, "/")
        assert page.evaluate("document.documentElement.scrollHeight") <= 900, role
        page.set_viewport_size({"width": 390, "height": 844})
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, role
        for panel in page.locator("main section").all():
            box = panel.bounding_box()
            assert box is not None and box["width"] > 350, role  # one below the other
        page.close()
