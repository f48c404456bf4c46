"""The main pages of each kind of user: free of serious findings of axe on desktop and phone, and valid HTML."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import DESKTOP, PHONE, LiveServer
from tests.browser.quality import inaccessible, invalid

OpenAs = Callable[..., Page]

# "{project}" is the first project that the user's table of those under construction lists, "{case}" the first request.
PAGES = {
    "centre": (
        "/", "/red",
        "/projects/planning", "/projects/preliminary", "/projects/under-construction", "/projects/completed",
        "{project}", "{project}/edit", "{project}/stage", "{project}/photos", "{project}/journal", "{project}/reports",
        "/projects/months", "/projects/views", "/projects/columns", "/projects/new", "/projects/import",
        "/projects/permit-template", "/projects/years/2024/carry-over", "/approvals", "/problems", "/notices",
        "/admin/rules", "/admin/calendar", "/problems/kinds", "/account",
    ),
    "leader": ("/", "/decisions", "/projects/under-construction", "{project}", "/problems", "/inbox", "/approvals"),
    "commissioner": (
        "/", "/projects/report", "{project}", "{project}/report", "{project}/reports", "/problems/new", "/problems",
    ),
    "bureau": ("/", "/inbox", "/permits", "/projects/report", "/approvals", "{project}"),
    "owner": ("/projects/report", "/projects", "/notices"),
    "admin": ("/admin/users", "/admin/users/new", "/admin/users/import", "/admin/units"),
    "security": ("/admin/administrators", "/admin/rules", "/account"),
    "auditor": ("/admin/audit", "/admin/audit/access", "/enrolment/privacy/readings", "/enrolment/privacy/retention"),
    "workgroup": (
        "/enrolment", "/enrolment/review", "{case}", "{case}/correction", "{case}/decline", "/enrolment/review/search",
        "/enrolment/review/export", "/enrolment/reasons", "/enrolment/reasons/decline",
    ),
    "edu": ("/enrolment/review?tab=underway", "/enrolment/review?state=queued", "{case}"),
    "school": ("/enrolment/review", "{case}"),
    "gridmgr": (
        "/", "/voltage/readings", "/voltage/readings/1", "/voltage/areas/import", "/voltage/rules",
        "/voltage/rules/customer_undervoltage",
    ),
    "hr": (
        "/", "/enrolment/requests", "/enrolment/requests/new", "{case}", "/enrolment/requests/1/edit",
        "/enrolment/requests/3/withdrawal", "/enrolment/requests/3/consent", "/enrolment/requests/import",
    ),
}  # fmt: skip


def addresses(page: Page, paths: tuple[str, ...]) -> list[str]:
    """Return the paths with the address of a project or request that the user sees in place of its name."""
    found = {}
    lists = {"project": "/projects/under-construction", "case": "/enrolment/review"}
    for name, address in lists.items():
        if any(f"{{{name}}}" in path for path in paths):
            page.goto(address)
            links = page.locator(f"td a[href^='{'/projects/' if name == 'project' else '/enrolment/requests/'}']")
            found[name] = links.first.get_attribute("href")
    return [path.format(**found) for path in paths]


def visit(page: Page, path: str) -> None:
    answer = page.goto(path)
    assert answer is not None
    assert answer.ok, f"{answer.status}: {path}"


@pytest.mark.parametrize("device", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("username", PAGES)
def test_pages_are_accessible(
    username: str, device: dict[str, object], demo_server: LiveServer, open_as: OpenAs
) -> None:
    page = open_as(username, **device)
    findings = []
    for path in addresses(page, PAGES[username]):
        visit(page, path)
        findings += [f"{path}: {finding}" for finding in inaccessible(page)]
    assert findings == []


def test_pages_are_valid_html(demo_server: LiveServer, open_as: OpenAs) -> None:
    sources = {}
    for username, paths in PAGES.items():
        page = open_as(username)
        for path in addresses(page, paths):
            answer = page.request.get(path)
            assert answer.ok, f"{answer.status}: {path} as {username}"
            sources[f"{username} {path}"] = answer.text()
    assert invalid(sources) == []
