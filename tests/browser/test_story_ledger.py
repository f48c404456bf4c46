"""The story of the ledger on the demonstration county, in the browsers of the people who live it."""

import io
from collections.abc import Callable

from openpyxl import load_workbook
from PIL import Image
from playwright.sync_api import FilePayload, Page, expect

from tests.browser.conftest import PHONE, LiveServer

OpenAs = Callable[..., Page]

CLOTHES = "醴陵(船湾)服饰产业园"
LITHIUM = "年产5万吨高性能锂离子电池负极材料产业化项目"
PRINTING = "白兔潭烟花包装印刷产业园（虚构）"
LATE = "滞后序时 30.7 个百分点"
NEARER = "滞后序时 28.7 个百分点"
PICTURE = "现场照片"


def photo(taken: str) -> FilePayload:
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0x9003] = taken
    stream = io.BytesIO()
    Image.new("RGB", (640, 480), "#7a8a95").save(stream, "JPEG", exif=exif)
    return {"name": "现场.jpg", "mimeType": "image/jpeg", "buffer": stream.getvalue()}


PERMIT: FilePayload = {
    "name": "施工许可证.pdf",
    "mimeType": "application/pdf",
    "buffer": b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n",
}


def find(page: Page, name: str) -> None:
    """Open a project through the search of the table of those under construction."""
    page.goto("/projects/under-construction")
    page.get_by_role("main").get_by_role("searchbox").fill(name)
    page.wait_for_url("**?*q=*")  # a click would cut the search off
    page.get_by_role("link", name=name, exact=True).click()
    expect(page.get_by_role("heading", name=name, level=1)).to_be_visible()


def test_clerk_filters_saves_a_view_and_moves_a_project_through_its_gate(
    demo_server: LiveServer, open_as: OpenAs
) -> None:
    page = open_as("centre", "/projects/preliminary")
    page.get_by_role("search", name="筛选").get_by_text("行业 全部").click()
    page.get_by_role("checkbox", name="烟花爆竹").check()
    expect(page.get_by_role("link", name="县域充电基础设施项目（虚构）")).to_have_count(0)
    expect(page.get_by_role("link", name=PRINTING, exact=True)).to_be_visible()
    assert "industry=" in page.url

    page.get_by_text("视图", exact=True).click()
    page.get_by_role("link", name="保存当前筛选").click()
    dialog = page.get_by_role("dialog", name="保存视图")
    dialog.get_by_label("名称").fill("烟花前期")
    dialog.get_by_role("button", name="保存视图").click()
    expect(dialog).to_be_hidden()
    page.goto("/projects/preliminary")
    page.get_by_text("视图", exact=True).click()
    page.get_by_role("link", name="烟花前期").click()
    expect(page.get_by_text("筛选出 2 个")).to_be_visible()
    page.get_by_role("link", name=PRINTING, exact=True).click()

    page.get_by_role("link", name="转入在建").click()
    page.get_by_role("button", name="转入在建").click()
    expect(page.get_by_text("还不能转段")).to_be_visible()
    page.get_by_role("radio", name="施工许可证", exact=True).check()
    page.get_by_label("或上传文件").set_input_files(PERMIT)
    page.get_by_label("或上传现场照片").set_input_files(photo("2023:09:13 09:30:00"))
    page.get_by_label("实际开工").fill("2023-09-12")
    page.get_by_role("button", name="转入在建").click()
    expect(page.get_by_text("已转入在建表")).to_be_visible()
    find(page, PRINTING)


def test_commissioner_reports_the_light_turns_and_the_leaders_see_it(demo_server: LiveServer, open_as: OpenAs) -> None:
    leader = open_as("leader")
    find(leader, CLOTHES)
    expect(leader.get_by_text("红灯", exact=True)).to_be_visible()
    expect(leader.get_by_text(LATE).last).to_be_visible()

    phone = open_as("commissioner", "/projects/report", **PHONE)
    phone.get_by_role("link", name=CLOTHES).last.click()
    phone.get_by_label("形象进度").fill("13 栋厂房地基完成，塔吊 4 台进场")
    phone.get_by_label("当日施工人数").fill("180")
    phone.get_by_label("9月累计完成投资（万元）").fill("400")
    phone.get_by_label("拍照").set_input_files(photo("2023:09:14 08:41:00"))
    expect(phone.get_by_text("待上传")).to_be_visible()
    phone.get_by_role("button", name="上报", exact=True).click()
    phone.wait_for_url("**/projects/report")
    expect(phone.get_by_text("走访已上报")).to_be_visible()

    for page in (leader, open_as("mayor")):
        find(page, CLOTHES)
        expect(page.get_by_text("黄灯", exact=True)).to_be_visible()
        expect(page.get_by_text(NEARER).last).to_be_visible()
        expect(page.get_by_text(LATE)).to_have_count(0)
        expect(page.get_by_text("13 栋厂房地基完成，塔吊 4 台进场").first).to_be_visible()
        expect(page.get_by_role("img", name=PICTURE).first).to_be_visible()


def test_an_enterprise_sees_only_its_own_project(demo_server: LiveServer, open_as: OpenAs) -> None:
    centre = open_as("centre")
    find(centre, CLOTHES)
    theirs = centre.url.partition("?")[0]
    picture = centre.get_by_role("region", name=PICTURE).get_by_role("link").filter(has=centre.get_by_role("img")).first
    address = picture.get_attribute("href")

    owner = open_as("owner2", "/projects/under-construction")
    expect(owner.get_by_role("link", name=LITHIUM, exact=True)).to_be_visible()
    expect(owner.get_by_text(CLOTHES)).to_have_count(0)
    for path in (theirs, f"{address}", f"{address}/thumbnail", f"{theirs}/report", f"{theirs}/reports"):
        answer = owner.goto(path)
        assert answer is not None
        assert answer.status == 404, path
        assert CLOTHES not in owner.content()
    for path in (theirs, f"{address}", f"{address}/thumbnail"):
        assert centre.request.get(path).ok, path
    export = owner.request.get("/projects/under-construction?format=xlsx")
    cells = [str(cell) for row in load_workbook(io.BytesIO(export.body())).active.values for cell in row if cell]
    assert any(LITHIUM in cell for cell in cells)
    assert not any(CLOTHES in cell for cell in cells)
