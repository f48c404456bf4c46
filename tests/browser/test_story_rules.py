"""The story of a light rule: the centre tries it, sees what would change, changes it, and takes it back."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.conftest import LiveServer

OpenAs = Callable[..., Page]
RULE = "滞后序时超过多少亮红灯"
POTTERY = "醴陵市陶瓷新材料园"


def relit(server: LiveServer) -> None:
    """Let the worker judge the lights anew."""
    for _ in range(2):
        result = server.installation.app.test_cli_runner().invoke(args=["tick"])
        assert result.exit_code == 0, result.output


def light(page: Page) -> str:
    page.goto(f"/projects/under-construction?q={POTTERY}")
    row = page.get_by_role("row").filter(has=page.get_by_role("link", name=POTTERY, exact=True))
    return row.locator("td.c-light").inner_text().strip()


def test_the_centre_tries_a_light_rule_changes_it_and_takes_it_back(demo_server: LiveServer, open_as: OpenAs) -> None:
    page = open_as("centre", "/admin/rules?group=亮灯")
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("link", name=RULE).click()
    page.get_by_label("超过多少亮红灯").fill("14")
    page.get_by_role("button", name="先看变化").click()
    trial = page.locator("#trial")
    expect(trial.get_by_role("status")).to_contain_text("现在还没有生效")
    expect(trial.get_by_role("row", name="红灯")).to_contain_text("2")
    expect(trial.get_by_role("listitem").filter(has_text=POTTERY)).to_contain_text("黄 → 红")
    relit(demo_server)
    assert light(open_as("centre")) == "黄"  # nothing was changed by looking

    page.get_by_label("调整理由").fill("市政府专题会议纪要〔2023〕9号")
    page.get_by_role("button", name="保存调整").click()
    expect(page.get_by_text("自9月14日起为14 个百分点")).to_be_visible()
    relit(demo_server)
    assert light(open_as("centre")) == "红"

    page.get_by_role("link", name=RULE).click()
    page.get_by_role("button", name="收回最近一次调整").click()
    page.get_by_role("button", name="确定").click()
    expect(page.get_by_text(f"已收回，“{RULE}”恢复为30 个百分点")).to_be_visible()
    relit(demo_server)
    assert light(open_as("centre")) == "黄"
