"""Reporting from a site by phone: with a signal, without one, and after the session has ended."""

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

import pytest
from PIL import Image
from playwright.sync_api import FilePayload, Page, expect
from sqlalchemy import func, select

from tests.browser.conftest import DESKTOP, PHONE, Devices, LiveServer
from tests.browser.quality import inaccessible
from tests.builders import make_project, make_unit, make_user
from zz.accounts.models import AuthSession
from zz.accounts.roles import Role, UnitKind
from zz.db import db
from zz.files.models import Attachment
from zz.projects.models import ProjectYear
from zz.projects.records import MonthlyFigure, ReportDraft, Visit
from zz.projects.vocabulary import FigureState, Light, YearCategory

TAKEN = "2023:09:14 09:41:00"


@dataclass(frozen=True)
class Site:
    """A project whose owner has no account, and its commissioner's name."""

    path: str
    username: str


def photo(name: str = "site.jpg", side: int = 400, quality: int = 85, noise: bool = False) -> FilePayload:
    picture = (
        Image.effect_noise((side, side), 90).convert("RGB") if noise else Image.new("RGB", (side, side), "#7a8a95")
    )
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0x9003] = TAKEN
    stream = io.BytesIO()
    picture.save(stream, "JPEG", quality=quality, exif=exif)
    return {"name": name, "mimeType": "image/jpeg", "buffer": stream.getvalue()}


@pytest.fixture
def site(live_server: LiveServer) -> Iterator[Site]:
    with live_server.installation.app.app_context():
        county = make_unit(UnitKind.CITY)
        commissioner = make_user(Role.COMMISSIONER, county, name="袁永军")
        project = make_project(
            name="醴陵（船湾）服饰产业园", ledger_id=county.id, commissioner_id=commissioner.id, light=Light.RED,
            light_reason="滞后序时 31.7 个百分点", total_investment=Decimal(50_000), physical_progress="地基完成 11 栋",
            last_visit_on=datetime(2023, 9, 1).date(),
        )  # fmt: skip
        year = ProjectYear(
            project_id=project.id, year=2023, category=YearCategory.CONTINUED, annual_plan=Decimal(20_000)
        )
        august = MonthlyFigure(
            project_id=project.id, year=2023, month=8, invested=Decimal(7_200), state=FigureState.CHECKED
        )
        first = Visit(
            project_id=project.id, on_day=datetime(2023, 9, 1).date(), reported_by_id=commissioner.id,
            reported_at=datetime.fromisoformat("2023-09-01T10:00+08:00"), physical_progress="地基完成 11 栋",
            workers=150, next_step="塔吊进场", client_key="0",
        )  # fmt: skip
        db.session.add_all([year, august, first])
        db.session.commit()
        yield Site(f"/projects/{project.id}/report", commissioner.username)
        db.session.remove()


def count(model: type) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def wait_until_kept(page: Page) -> None:
    """Wait until the phone keeps the page: the worker is in charge, and has seen it once more."""
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")
    page.reload()
    page.wait_for_function("async (path) => Boolean(await caches.match(path))", arg=page.evaluate("location.pathname"))


def fill(page: Page) -> None:
    page.get_by_label("形象进度").fill("13 栋厂房地基完成，塔吊 4 台进场")
    page.get_by_label("当日施工人数").fill("180")
    page.get_by_label("9月累计完成投资（万元）").fill("400")


def test_commissioner_reports_with_a_photo(site: Site, open_as: Callable[..., Page]) -> None:
    page = open_as(site.username, site.path, **PHONE)
    expect(page.get_by_text("上次 9月1日：地基完成 11 栋")).to_be_visible()
    fill(page)
    expect(page.get_by_text("年累计将为 7,600 万元，占年计划 38.0%")).to_be_visible()
    page.locator("#photos-input").set_input_files(photo())
    expect(page.get_by_text("待上传")).to_be_visible()
    expect(page.get_by_text("草稿已存本机 · 离线可填")).to_be_visible()
    page.get_by_role("button", name="上报").click()
    page.wait_for_url("**/projects/report")
    expect(page.get_by_text("走访已上报")).to_be_visible()
    found = db.session.scalars(select(Attachment)).one()
    assert found.subject_type == "visit"
    assert found.taken_at is not None
    assert "没有位置" in found.hint
    assert count(ReportDraft) == 0


def test_the_form_works_without_javascript(site: Site, open_as: Callable[..., Page]) -> None:
    page = open_as(site.username, site.path, **PHONE, java_script_enabled=False)
    fill(page)
    page.get_by_label("拍照").set_input_files(photo())
    page.get_by_role("button", name="上报").click()
    page.wait_for_url("**/projects/report")
    expect(page.get_by_text("走访已上报")).to_be_visible()
    assert count(Attachment) == 1


def test_a_failed_photo_waits_for_a_tap(site: Site, open_as: Callable[..., Page], devices: Devices) -> None:
    page = open_as(site.username, site.path, **PHONE)
    page.clock.install()
    page.route("**/report/photos", lambda route: route.abort())
    fill(page)
    page.locator("#photos-input").set_input_files(photo())
    expect(page.get_by_text("待上传")).to_be_visible()
    page.get_by_role("button", name="上报", exact=True).click()
    given_up = page.get_by_text("文字已上报，照片没有传完")
    for _ in range(60):
        page.clock.fast_forward(1_000)
        if given_up.is_visible():
            break
    expect(given_up).to_be_visible()
    assert (count(Visit), count(Attachment)) == (2, 0)
    page.unroute("**/report/photos")
    page.get_by_role("button", name="失败，点此重试").click()
    page.clock.fast_forward(1_000)
    page.wait_for_url("**/projects/report")
    assert (count(Visit), count(Attachment)) == (2, 1)
    devices.troubles.clear()


def test_the_pages_are_accessible(site: Site, open_as: Callable[..., Page]) -> None:
    for path in (site.path, "/projects/report", f"{site.path}s"):
        assert inaccessible(open_as(site.username, path, **PHONE)) == []


def test_a_large_photo_is_made_small_and_keeps_its_time(site: Site, open_as: Callable[..., Page]) -> None:
    page = open_as(site.username, site.path, **PHONE)
    large = photo(side=3000, quality=95, noise=True)
    assert len(large["buffer"]) > 3_000_000
    sent: list[int] = []
    page.on("request", lambda r: r.url.endswith("/photos") and sent.append(int(r.headers.get("content-length", 0))))
    page.locator("#photos-input").set_input_files(large)
    expect(page.get_by_text("待上传")).to_be_visible()
    fill(page)
    page.get_by_role("button", name="上报").click()
    page.wait_for_url("**/projects/report")
    found = db.session.scalars(select(Attachment)).one()
    assert found.taken_at is not None
    assert found.taken_at.isoformat() == "2023-09-14T01:41:00+00:00"


def test_report_without_a_signal_is_sent_once_when_it_returns(
    site: Site, open_as: Callable[..., Page], devices: Devices
) -> None:
    page = open_as(site.username, site.path, **PHONE)
    wait_until_kept(page)
    page.context.set_offline(True)
    page.reload()
    fill(page)
    page.locator("#photos-input").set_input_files(photo())
    expect(page.get_by_text("待上传")).to_be_visible()
    page.get_by_role("button", name="上报").click()
    expect(page.get_by_text("有信号后自动上报")).to_be_visible()
    assert count(Visit) == 1
    page.context.set_offline(False)
    page.wait_for_url("**/projects/report")
    assert count(Visit) == 2
    assert count(Attachment) == 1
    assert all("ERR_INTERNET_DISCONNECTED" in trouble for trouble in devices.troubles)
    devices.troubles.clear()


def test_a_report_is_tried_again_without_being_told_of_a_signal(
    site: Site, open_as: Callable[..., Page], devices: Devices
) -> None:
    page = open_as(site.username, site.path, **PHONE)
    page.clock.install()
    page.reload()
    page.route("**/report/token", lambda route: route.abort())
    fill(page)
    page.get_by_role("button", name="上报").click()
    expect(page.get_by_text("有信号后自动上报")).to_be_visible()
    page.unroute("**/report/token")
    page.clock.fast_forward(20_000)
    page.wait_for_url("**/projects/report")
    assert count(Visit) == 2
    devices.troubles.clear()


def test_a_draft_outlives_the_session(site: Site, open_as: Callable[..., Page], live_server: LiveServer) -> None:
    page = open_as(site.username, site.path, **PHONE)
    fill(page)
    page.locator("#photos-input").set_input_files(photo())
    expect(page.get_by_text("待上传")).to_be_visible()
    db.session.query(AuthSession).update({"ended_at": datetime.fromisoformat("2023-09-14T09:00+08:00")})
    db.session.commit()
    page.get_by_role("button", name="上报").click()
    expect(page.get_by_text("登录已结束，填写的内容都在本机")).to_be_visible()
    page.context.add_cookies([live_server.cookie(site.username)])
    page.goto(site.path)
    page.wait_for_url("**/projects/report")
    assert db.session.scalars(select(Visit).order_by(Visit.id.desc())).first().workers == 180
    assert count(Attachment) == 1


def test_kept_pages_are_forgotten_at_sign_out(site: Site, open_as: Callable[..., Page]) -> None:
    page = open_as(site.username, "/projects/report", **DESKTOP)
    wait_until_kept(page)
    page.locator("details.zz-user summary").click()
    page.get_by_role("button", name="退出").click()
    page.wait_for_url("**/login")
    page.wait_for_function("async () => !(await caches.match('/projects/report'))")


def test_kept_pages_are_forgotten_when_somebody_signs_in(site: Site, open_as: Callable[..., Page]) -> None:
    page = open_as(site.username, site.path, **PHONE)
    wait_until_kept(page)
    page.evaluate("fetch('/login', {method: 'POST'})")
    page.wait_for_function("async () => !(await caches.match(location.pathname))")


def test_a_doubt_is_asked_and_confirmed(site: Site, open_as: Callable[..., Page]) -> None:
    page = open_as(site.username, site.path, **DESKTOP)
    fill(page)
    page.get_by_label("9月累计完成投资（万元）").fill("60000")
    page.get_by_role("button", name="上报").click()
    expect(page.get_by_text("超过总投资 50,000 万元")).to_be_visible()
    assert count(Visit) == 1
    page.get_by_label("数据无误，确认提交").check()
    page.get_by_role("button", name="上报").click()
    page.wait_for_url("**/projects/report")
    assert count(Visit) == 2
