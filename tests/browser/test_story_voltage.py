"""The story of one area: its days come in, the fault appears, the tap is changed, it is compared and closed."""

import io
import os
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import FilePayload, Page, expect

from tests.browser.conftest import LiveServer
from tests.voltage.remediation import world as w
from zz import clock
from zz.db import db
from zz.jobs.worker import Worker

OpenAs = Callable[..., Page]
BEFORE = [date(2023, 9, 7) + timedelta(days=i) for i in range(7)]
AFTER = [date(2023, 9, 15) + timedelta(days=i) for i in range(7)]
NAME = "谭家冲台区"


@pytest.fixture
def company(live_server: LiveServer) -> Iterator[w.World]:
    app = live_server.installation.app
    with app.app_context():
        found = w.world(faulty=())
        db.session.commit()
        worker = Worker(app)
        worker.start()
        yield found
        worker.stop()
        db.session.remove()


def curves(company: w.World, days: list[date], evening: str) -> bytes:
    """Return a file of both areas: twelve customers of the first stand at `evening` volts from 18:15 to 21:30."""
    lines = ["台区编号,测点编号,测点类型,相别,日期," + ",".join(f"U{i}" for i in range(1, 97))]
    low = [evening if 74 <= i <= 86 else "221.0" for i in range(1, 97)]
    for day in days:
        for area, values in ((company.area, low), (company.beside, ["222.0"] * 96)):
            for phase in "ABC":
                lines.append(f"{area.code},{area.code}-CK,出口,{phase},{day}," + ",".join(["226.0"] * 96))
            for meter in range(1, 15):
                own = values if meter <= 12 else ["220.0"] * 96
                lines.append(f"{area.code},{area.code}-{meter:02},用户,A,{day}," + ",".join(own))
    return "\n".join(lines).encode()


def photo() -> FilePayload:
    stream = io.BytesIO()
    Image.new("RGB", (400, 300), "#7a8a95").save(stream, "JPEG")
    return {"name": "分接开关.jpg", "mimeType": "image/jpeg", "buffer": stream.getvalue()}


def tick(server: LiveServer, at: datetime) -> None:
    clock._frozen = at  # the fixture that stopped the clock sets it going again
    result = server.installation.app.test_cli_runner().invoke(args=["tick"])
    assert result.exit_code == 0, result.output


def drop(server: LiveServer, data: bytes) -> None:
    """Put a file into the watched folder, as the collecting system does, a while ago."""
    folder = Path(server.installation.app.config["INSTANCE"]) / "voltage" / "inbox"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "一周.csv").write_bytes(data)
    long_ago = clock.real_now().timestamp() - 3600
    os.utime(folder / "一周.csv", (long_ago, long_ago))


def closure(page: Page) -> str:
    """Return the closure rate of the first station, as the page of units has it."""
    page.goto("/voltage/units")
    row = page.get_by_role("row").filter(has_text="城区供电所").first
    return row.locator("[data-label=闭环率]").inner_text().strip()


def test_a_fault_is_found_dispatched_mended_compared_and_closed(
    company: w.World, live_server: LiveServer, open_as: OpenAs, frozen: datetime
) -> None:
    who = {name: user.username for name, user in company.people.items()}
    before, after = curves(company, BEFORE, "188.0"), curves(company, AFTER, "206.0")

    manager = open_as(who["manager"], "/voltage/readings")
    manager.locator("main input[type=file]").set_input_files(
        {"name": "电压.csv", "mimeType": "text/csv", "buffer": before}
    )
    manager.get_by_role("button", name="报送并判定").click()
    expect(manager.get_by_role("heading", name="判定结果")).to_be_visible(timeout=60_000)

    manager.goto("/voltage/problems")
    manager.get_by_role("link", name=NAME).click()
    expect(manager.get_by_text("疑似负荷或线路")).to_be_visible()
    manager.get_by_role("link", name="派发治理").click()
    manager.get_by_label("治理要求").fill("请尽快核实档位")
    manager.get_by_role("button", name="派发", exact=True).click()
    expect(manager.get_by_text("已派发 1 个台区").first).to_be_visible()

    station = open_as(who["station"], "/inbox?box=to-sign")
    station.get_by_role("link", name=f"{NAME} 用户低电压：立治理计划").click()
    station.locator("main").get_by_role("link", name="立治理计划").first.click()
    station.get_by_label("治理措施").select_option(label="调档")
    station.get_by_label("治理方案").fill("分接开关由3档调到5档")
    station.get_by_label("治理人员").fill("罗勇、文斌")
    station.get_by_role("button", name="保存计划").click()
    expect(station.get_by_text("已立计划，请于9月19日前完成").first).to_be_visible()
    station.locator("main").get_by_role("link", name="登记治理情况").first.click()
    station.get_by_label("现档位").fill("5")
    station.get_by_label("治理情况").fill("停电20分钟，已调到5档")
    station.get_by_label("现场照片").set_input_files(photo())
    station.get_by_role("button", name="登记", exact=True).click()
    expect(station.get_by_text("3 档 → 5 档").first).to_be_visible()
    station.locator("main").get_by_role("link", name="申请闭环").first.click()
    station.get_by_role("button", name="申请闭环").click()
    expect(station.get_by_text("治理前后各满 7 个有效日后自动比对")).to_be_visible()
    url = station.url

    other = open_as(who["second"], "/voltage/remediation?state=plans")
    expect(other.get_by_text("没有全部计划的治理单")).to_be_visible()

    drop(live_server, after)
    tick(live_server, w.shanghai(9, 22))
    assert closure(manager) == "0.00%", "planned, and not closed"
    manager.goto("/inbox?box=to-verify")
    manager.get_by_role("link", name=f"{NAME} 用户低电压：验证").click()
    expect(manager.get_by_text("治理后 7 个有效日均未触发").first).to_be_visible()
    expect(manager.get_by_text(f"对照台区：{company.beside.name}")).to_be_visible()
    manager.locator("main").get_by_role("link", name="验证", exact=True).click()
    manager.get_by_label("验证通过", exact=True).check()
    manager.get_by_label("验证意见").fill("同意，通过验证。")
    manager.get_by_role("button", name="提交验证结论").click()
    expect(manager.get_by_text("验证通过，已闭环").first).to_be_visible()
    station.goto(url)
    expect(station.locator("main").get_by_text("已验证").first).to_be_visible()
    manager.goto("/voltage/remediation?state=verified")
    expect(manager.get_by_role("link", name=NAME)).to_be_visible()
    assert closure(manager) == "100%"
