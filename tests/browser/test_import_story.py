"""A clerk brings in the county's ledger, mends what came back, takes a batch back, and gets the same ledger out."""

import io
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import LiveServer
from zz.jobs.worker import Worker

LAYOUT_A = Path(__file__).resolve().parents[1] / "data" / "layout_A_two_level_header.xlsx"


@pytest.fixture
def worker(demo_server: LiveServer) -> Iterator[None]:
    """Have jobs done as an installation does."""
    worker = Worker(demo_server.installation.app)
    worker.start()
    yield
    worker.stop()


def upload(page: Page, data: bytes, name: str) -> None:
    page.goto("/projects/import")
    page.get_by_label("Excel 或 CSV 文件").set_input_files(
        {"name": name, "mimeType": "application/octet-stream", "buffer": data}
    )
    page.get_by_role("button", name="上传并核对列").click()


def bring(page: Page, data: bytes, name: str) -> None:
    upload(page, data, name)
    page.get_by_role("button", name="下一步：看差异").click()


def commit(page: Page) -> None:
    page.get_by_role("button", name="确认导入").click()
    expect(page.get_by_role("link", name="查看项目")).to_be_visible(timeout=20_000)


def csv(*rows: str) -> bytes:
    return "\n".join(["项目名称,四表归类,总投资（万元）", *rows]).encode()


def test_the_clerk_brings_the_ledger_in_and_gets_it_out(worker: None, open_as: Callable[..., Page]) -> None:
    page = open_as("centre", "/projects/import")
    upload(page, LAYOUT_A.read_bytes(), "layout_A.xlsx")
    page.get_by_label("“2024年投资计划·主要建设内容”导入为").select_option(label="形象进度")
    page.get_by_role("button", name="下一步：看差异").click()
    expect(page.get_by_role("navigation", name="按结果筛选")).to_contain_text("退回 0")
    commit(page)
    bring(page, LAYOUT_A.read_bytes(), "layout_A.xlsx")
    expect(page.get_by_text("完全一致")).to_be_visible()

    bring(page, csv("新一项目,在建,100", "新二项目,在建,2000万件", "新三项目,,5"), "新增.csv")
    expect(page.get_by_role("link", name="下载退回的 2 行")).to_be_visible()
    commit(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="下载退回的 2 行").click()
    book = openpyxl.load_workbook(io.BytesIO(Path(download.value.path()).read_bytes()))
    book.active["C2"], book.active["B3"] = 2000, "前期"
    mended = io.BytesIO()
    book.save(mended)
    bring(page, mended.getvalue(), "改好.xlsx")
    commit(page)
    batch = page.url
    bring(page, mended.getvalue(), "改好.xlsx")
    expect(page.get_by_text("完全一致")).to_be_visible()

    page.goto(batch)
    page.get_by_role("link", name="新二项目").click()
    page.goto(f"{page.url}/edit")
    page.get_by_label("项目业主").first.fill("后来改过的业主")
    page.get_by_role("button", name="保存").first.click()
    page.goto(batch)
    page.get_by_role("button", name="撤销本批").click()
    page.get_by_role("button", name="确定").click()
    expect(page.locator("#kept")).to_contain_text("新二项目", timeout=20_000)
    expect(page.locator("#kept")).not_to_contain_text("新三项目")

    page.goto("/projects/under-construction")
    with page.expect_download() as download:
        page.get_by_role("link", name="导出 Excel").click()
    exported = Path(download.value.path()).read_bytes()
    bring(page, exported, "导出.xlsx")
    expect(page.get_by_text("完全一致")).to_be_visible()
