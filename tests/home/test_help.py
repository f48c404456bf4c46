"""Every page with an entry in the menu and every main page says what it is for and what to do next."""

import re
from collections.abc import Callable

import pytest

from tests.walk.conftest import walker  # noqa: F401
from tests.walk.walking import Walker
from zz.home.help import NOTES

MAIN = {
    "centre": (
        "/", "/red", "/projects/planning", "/projects/preliminary", "/projects/under-construction",
        "/projects/completed", "/projects/{project_id}", "/projects/views", "/projects/import",
        "/projects/permit-template",
        "/problems", "/problems/{problem_id}", "/problems/kinds", "/deputies", "/enrolment/schools",
        "/enrolment/policies", "/enrolment/questions", "/enrolment/activities",
    ),
    "park": (
        "/enrolment/review", "/enrolment/terms", "/enrolment/reasons", "/enrolment/statistics", "/enrolment/quotas",
        "/enrolment/board", "/enrolment/order", "/enrolment/rounds", "/enrolment/publications", "/enrolment/objections",
    ),
    "auditor": ("/admin/audit/access", "/enrolment/privacy/readings", "/enrolment/privacy/retention"),
    "leader": ("/decisions",),
}  # fmt: skip
ACCOUNTS = ("centre", "leader", "commissioner", "bureau", "park", "owner", "hr", "edu", "school", "gridmgr", "station",
            "admin", "security", "auditor")  # fmt: skip
MENU = re.compile(r'<nav class="zz-nav".*?</nav>', re.DOTALL)


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_every_main_page_has_its_note(walker: Callable[[str], Walker]) -> None:  # noqa: F811
    without = set()
    asked = set()
    for account in ACCOUNTS:
        one = walker(account)
        ids = one.world.ids["first"]
        menu = MENU.search(one.client.get("/").text)
        assert menu is not None
        paths = {*re.findall(r'href="([^"]+)"', menu[0]), *(path.format(**ids) for path in MAIN.get(account, ()))}
        for path in paths - asked:
            page = one.client.get(path, follow_redirects=True)
            assert page.status_code == 200, path
            without |= set() if "zz-help" in page.text else {path}
        asked |= paths
    assert without == set()


def test_a_note_is_short_and_ends_its_sentences() -> None:
    for endpoint, note in NOTES.items():
        for text in note:
            assert 5 < len(text) < 90 and text.endswith("。") and ";" not in text and "," not in text, endpoint
