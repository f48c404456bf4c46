"""Fixtures for tests in a real browser: a server with a database of its own, pages as people would hold them.

A page that logs an error, breaks the content-security policy, meets a 5xx or asks another host fails its test.
"""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright
from waitress.server import create_server

from tests import demonstration
from tests.browser.chromium import ARGUMENTS, chromium
from tests.conftest import Installation, install, missing, start_session
from tests.databases import SqliteStore

RESULTS = Path(__file__).resolve().parents[2] / "test-results"
DEMO = "demo"
DESKTOP: dict[str, Any] = {"viewport": {"width": 1440, "height": 900}}
PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
}
FAILED = pytest.StashKey[bool]()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what lies in this folder."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("browser")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[Any]:
    """Remember that a test failed, so that its pages are kept as pictures."""
    report = yield
    item.stash[FAILED] = item.stash.get(FAILED, False) or report.failed
    return report


@dataclass(frozen=True)
class LiveServer:
    """A server that listens; `installation` is what it serves, for looking into the database."""

    url: str
    installation: Installation

    def cookie(self, username: str) -> dict[str, str]:
        """Start a session for a user and return its cookie in playwright's form."""
        client = self.installation.app.test_client()
        start_session(client, username)
        cookie = client.get_cookie("session")
        assert cookie is not None
        return {"name": cookie.key, "value": cookie.value, "url": self.url}


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """Serve one installation for all tests of the process; `live_server` and `demo_server` reset its database."""
    folder = tmp_path_factory.mktemp("live")
    installation = install(SqliteStore(folder), folder / "instance", TESTING=False, WTF_CSRF_ENABLED=True)
    waitress = create_server(installation.app, host="127.0.0.1", port=0, threads=4)
    thread = threading.Thread(target=waitress.run, name="live server")
    thread.start()
    yield LiveServer(f"http://127.0.0.1:{waitress.effective_port}", installation)
    waitress.close()
    thread.join()


@pytest.fixture
def live_server(server: LiveServer, frozen: datetime) -> LiveServer:
    """Serve an empty database."""
    server.installation.reset()
    return server


@pytest.fixture(scope="session")
def demo(server: LiveServer, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Load the demonstration once and keep it."""
    demonstration.load(server.installation, demonstration.shared_folder(tmp_path_factory))
    server.installation.keep(DEMO)
    return DEMO


@pytest.fixture
def demo_server(server: LiveServer, demo: str, frozen: datetime) -> LiveServer:
    """Serve the demonstration county, fresh for each test."""
    server.installation.reset(demo)
    return server


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = chromium()
    if path is None:
        missing("no Chromium was found: set CHROMIUM=/path/to/it")
    nowhere = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=[*ARGUMENTS, nowhere])
        yield browser
        browser.close()


@dataclass
class Devices:
    """Opens contexts and watches what goes wrong in them."""

    browser: Browser
    troubles: list[str]
    contexts: list[BrowserContext]

    def open(self, **options: Any) -> BrowserContext:
        context = self.browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai", **options)
        context.set_default_timeout(10_000)
        context.on("console", self._console)
        context.on("weberror", lambda error: self.troubles.append(f"exception: {error.error}"))
        context.on("response", self._response)
        self.contexts.append(context)
        return context

    def _console(self, message: ConsoleMessage) -> None:
        # The browser reports every refusal (401…429) as an error; what the page makes of it is for the test.
        refused = message.text.startswith("Failed to load resource: the server responded with a status of 4")
        if message.type == "error" and not refused:
            self.troubles.append(f"console: {message.text} ({message.location.get('url')})")

    def _response(self, response: Any) -> None:
        if response.status >= 500:
            self.troubles.append(f"{response.status}: {response.request.method} {response.url}")


@pytest.fixture
def devices(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Devices]:
    devices = Devices(browser, [], [])
    yield devices
    pages = [page for context in devices.contexts for page in context.pages]
    if request.node.stash.get(FAILED, False) or devices.troubles:
        RESULTS.mkdir(exist_ok=True)
        for number, page in enumerate(pages):
            page.screenshot(path=RESULTS / f"{request.node.name}-{number}.png", full_page=True)
    for context in devices.contexts:
        context.close()
    assert devices.troubles == []


@pytest.fixture
def page(devices: Devices) -> Page:
    """A window of a desktop, nobody signed in."""
    return devices.open(**DESKTOP).new_page()


@pytest.fixture
def phone(devices: Devices) -> Page:
    """A phone of 390 × 844 with a touch screen, nobody signed in."""
    return devices.open(**PHONE).new_page()


@pytest.fixture
def open_as(devices: Devices, server: LiveServer) -> Callable[..., Page]:
    """Return `open_as("username", "/path", **DESKTOP or PHONE)`: a page of somebody who is signed in."""

    def open_as(username: str, path: str = "/", **device: Any) -> Page:
        context = devices.open(base_url=server.url, **(device or DESKTOP))
        context.add_cookies([server.cookie(username)])
        page = context.new_page()
        page.goto(path)
        return page

    return open_as
