"""The browser fixtures notice what they are there to notice."""

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Devices, LiveServer
from tests.browser.quality import inaccessible, invalid

PAGE = '<!doctype html><html lang="zh-CN"><head><title>t</title></head><body><main>{}</main></body></html>'


def test_the_server_answers(live_server: LiveServer, page: Page) -> None:
    response = page.goto(f"{live_server.url}/healthz")
    assert response is not None
    assert response.status == 200


@pytest.mark.parametrize(
    ("event", "script"),
    [
        ("console", "console.error('no')"),
        ("pageerror", "setTimeout(() => { throw new Error('no') })"),
        ("console", "fetch('http://example.org/').catch(() => {})"),
    ],
    ids=["logged error", "exception", "another host"],
)
def test_trouble_is_noticed(live_server: LiveServer, page: Page, devices: Devices, event: str, script: str) -> None:
    page.goto(f"{live_server.url}/healthz")
    with page.expect_event(event):
        page.evaluate(f"() => {{ {script} }}")
    assert devices.troubles
    devices.troubles.clear()


def test_a_breach_of_the_policy_is_noticed(live_server: LiveServer, page: Page, devices: Devices) -> None:
    page.goto(f"{live_server.url}/healthz")
    with page.expect_event("console"):
        page.evaluate("() => { document.body.innerHTML = '<p style=\"color: red\">x</p>' }")
    assert any("Content Security Policy" in trouble for trouble in devices.troubles)
    devices.troubles.clear()


def test_axe_finds_an_unlabelled_field(page: Page) -> None:
    page.set_content(PAGE.format("<input>"))
    assert any(finding.startswith("label ") for finding in inaccessible(page))
    page.set_content(PAGE.format("<label>名称 <input></label>"))
    assert inaccessible(page) == []


def test_the_checker_finds_invalid_html() -> None:
    found = invalid({"/good": PAGE.format("<p>好</p>"), "/bad": PAGE.format("<ul><p>坏</p></ul>")})
    assert len(found) == 1
    assert found[0].startswith("/bad:1: Element")
