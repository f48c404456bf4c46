"""Jump anywhere: by Chinese, pinyin, initials and number; nobody finds what he may not see."""

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from tests.walk.conftest import walker  # noqa: F401
from tests.walk.walking import Walker

Client = Callable[[str], FlaskClient]


@pytest.fixture
def county(walker: Callable[[str], Walker]) -> Client:  # noqa: F811
    return lambda account: walker(account).client


def hits(client: FlaskClient, q: str) -> dict[str, str]:
    """Search; return the addresses of what was found by its name."""
    answer = client.get("/search", query_string={"q": q})
    assert answer.status_code == 200
    found = answer.text[answer.text.index('id="found"') :]
    return {name: url for url, name in re.findall(r'<li><a href="([^"]+)"><b>([^<]+)</b>', found)}


def test_everybody_finds_his_own_and_opens_it(county: Client) -> None:
    centre = county("centre")
    for q, name in (
        ("现代化农业产业园", "现代化农业产业园"), ("xiandaihuanongye", "现代化农业产业园"),
        ("XDHNY", "现代化农业产业园"),
        ("月报", "月报"), ("yb", "月报"), ("何新宇", "何新宇"), ("城北小学", "城北小学"),
    ):  # fmt: skip
        found = hits(centre, q)
        assert any(name in title for title in found), q
        for url in found.values():
            assert centre.get(url, follow_redirects=True).status_code == 200, url
    assert any("TQ0007" in url for url in hits(county("gridmgr"), "TQ0007").values())
    assert any(url.startswith("/admin/users/") for url in hits(county("admin"), "hr2").values())


@pytest.mark.parametrize(
    ("account", "q"),
    [("owner2", "现代化农业产业园"), ("centre2", "现代化农业产业园"), ("hr", "现代化农业产业园"),
     ("station2", "TQ0007"), ("centre", "TQ0007"), ("bureau", "hr2"), ("hr", "gridmgr")],
)  # fmt: skip
def test_what_is_not_theirs_is_not_found(county: Client, account: str, q: str) -> None:
    assert hits(county(account), q) == {}


def test_a_child_is_never_found(county: Client) -> None:
    """Not even by who may open the case: the list of requests has a search of its own, which is written down."""
    client = county("hr")
    schools = client.get("/enrolment/schools").text
    found = re.findall(r"[\u4e00-\u9fff]{2,4}（虚构）", client.get("/enrolment/requests").text)
    names = [name for name in found if name not in schools]
    assert len(set(names)) > 10
    for name in dict.fromkeys(names):
        assert hits(client, name.removesuffix("（虚构）")) == {}


def test_each_kind_is_one_query_and_nonsense_is_no_error(county: Client, statements: list[str]) -> None:
    client = county("centre")
    for q in ("", " ", "%", "_", "\\", "'", "x" * 500, "\x00", "a b c d e f g h", "<script>"):
        assert client.get("/search", query_string={"q": q}).status_code == 200
    statements.clear()
    part = client.get("/search?q=ly", headers={"HX-Request": "true"}).text
    assert "<html" not in part and "zz-found" in part
    kinds = 5  # projects, units, commissioners, problems, schools
    assert len(statements) <= kinds + 5, statements  # BEGIN, the session, the menu's bubbles, rules
