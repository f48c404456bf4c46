"""The story of the voltage statistics: from a figure to its areas, to the curve of a day, and to the units."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, LiveServer

OpenAs = Callable[..., Page]
AREA = "示例台区04"


def test_the_manager_goes_from_a_figure_to_the_curve_of_a_day_and_to_the_units(
    demo_server: LiveServer, open_as: OpenAs
) -> None:
    page = open_as("gridmgr", "/voltage/statistics")
    figure = page.get_by_role("definition").filter(has=page.locator('a[href*="fault=low"]'))
    low = figure.get_by_role("link").inner_text()
    figure.get_by_role("link").click()
    expect(page).to_have_url(re.compile("fault=low"))
    total = page.locator("tr.zz-sum").locator("[data-label=低电压用户]")
    expect(total).to_have_text(low)

    page.get_by_role("search", name="筛选").get_by_text("单位 全部", exact=True).click()
    page.get_by_role("radio", name="城区供电所").check()
    expect(page.get_by_role("link", name="取消筛选：单位")).to_be_visible()
    assert "unit=" in page.url and "fault=low" in page.url
    page.get_by_role("link", name=AREA, exact=True).click()

    expect(page.get_by_role("heading", name=AREA, level=1)).to_be_visible()
    expect(page.get_by_text("上限 235.4 V")).to_be_visible()
    page.get_by_role("link", name="9月8日 合格率").click()
    expect(page.get_by_text("9月8日：用户低电压。")).to_be_visible()
    page.get_by_role("link", name="9月10日 合格率").click()
    expect(page.get_by_text("下限 198 V")).to_be_visible()  # a sound day, drawn from the files beside the database

    page.get_by_role("link", name="单位统计").click()
    expect(page.locator("tr.zz-sum")).to_contain_text("603")
    expect(page.locator("tr.zz-sum")).to_contain_text("53.39%")
    page.get_by_role("link", name="县公司").click()
    expect(page.get_by_role("link", name="渌口公司")).to_be_visible()
    expect(page.get_by_role("row", name="炎陵公司")).to_contain_text("不排名")


def test_a_station_looks_at_its_own_areas_on_a_phone(demo_server: LiveServer, open_as: OpenAs) -> None:
    phone = open_as("station2", "/voltage/statistics", **PHONE)
    phone.get_by_placeholder("台区名称、编号、拼音首字母").fill("示例")
    expect(phone.get_by_text("筛选出 10 个")).to_be_visible()
    expect(phone.get_by_role("link", name="示例台区21", exact=True)).to_be_visible()
    expect(phone.get_by_role("link", name=AREA, exact=True)).to_have_count(0)
    phone.goto("/voltage/areas/TJ0318")
    expect(phone.get_by_text("没有找到")).to_be_visible()
