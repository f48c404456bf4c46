"""The analysis over the demonstration: the newspaper's figures, and every figure opens as many rows as it says."""

import html
import io
import re
from collections.abc import Callable
from decimal import Decimal

import pytest
from docx import Document
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.builders import make_user
from tests.walk.conftest import walker  # noqa: F401
from tests.walk.walking import Walker
from zz.accounts.roles import Role
from zz.sheets.read import read_table

LINK = re.compile(r'<a class="zz-open" href="(/analysis/[^"]+)">([^<]+)</a>')
Client = Callable[[str], FlaskClient]


@pytest.fixture
def county(walker: Callable[[str], Walker]) -> Client:  # noqa: F811
    return lambda account: walker(account).client


def links(page: str) -> list[tuple[str, str]]:
    return [(html.unescape(url), text) for url, text in LINK.findall(page)]


def total(page: str) -> int:
    found = re.search(r"，共 (\d+) 行", page)
    assert found is not None
    return int(found[1])


def test_the_newspaper_is_right(county: Client) -> None:
    """January to July: 74 projects, 49 started and 12 completed, both above plan."""
    page = county("centre").get("/analysis?period=2023-07").text
    figures = dict(re.findall(r"<dt>([^<]+)</dt>\s*<dd>(?:<a[^>]*>)?([^<]+)", page))
    assert (figures["铺排项目"], figures["开工"], figures["竣工"]) == ("74", "49", "12")
    assert "计划 46，超 3 个" in page and "计划 10，超 2 个" in page
    assert "占全年铺排 74 个" in page and "占计划应开工 46 个" in page


@pytest.mark.parametrize("account", ["centre", "leader", "bureau"])
def test_every_number_opens_as_many_rows(county: Client, account: str) -> None:
    client = county(account)
    seen = 0
    for asked in ("?period=2023-07&by=industry", "?by=unit", "?by=category"):
        for url, text in dict.fromkeys(links(client.get(f"/analysis{asked}").text)):
            answer = client.get(url)
            assert answer.status_code == 200, url
            if text.isdecimal() and "set=money" not in url:
                assert total(answer.text) == int(text), (url, text)
                seen += 1
    assert seen > 20


def test_parts_add_up_to_the_whole(county: Client) -> None:
    client = county("centre")
    whole = total(client.get("/analysis/projects?period=2023-07&set=listed").text)
    for dimension in ("unit", "township", "park", "industry", "leader", "category"):
        page = client.get(f"/analysis?period=2023-07&by={dimension}").text
        wanted = f"set=listed&by={dimension}&"
        assert sum(int(text) for url, text in links(page) if wanted in url) == whole, dimension


def test_money_adds_up_to_its_rows(county: Client) -> None:
    """Plan and completed money of each industry are the sums of the rows that they open (no child is listed twice)."""
    client = county("centre")
    money = [(url, text) for url, text in links(client.get("/analysis?period=2023-07&by=industry").text)
             if "set=money&by=" in url]  # fmt: skip
    for url in dict.fromkeys(url for url, _ in money):
        shown = [text for link, text in money if link == url]
        [sheet] = read_table(client.get(f"{url}&format=xlsx").data, "a.xlsx")
        start = next(i for i, row in enumerate(sheet.rows) if row[0] == "项目") + 1
        sums = [sum(Decimal(str(row[column] or 0)) for row in sheet.rows[start:]) for column in (7, 8)]
        assert [f"{one:,.0f}" for one in sums] == shown, url


def test_what_a_reader_does_not_see_is_not_counted(county: Client) -> None:
    """Another county's centre and another bureau count their own."""
    assert total(county("centre2").get("/analysis/projects?set=listed").text) == 0
    mine = total(county("bureau").get("/analysis/projects?period=2023-07&set=listed").text)
    assert 0 < mine < 74
    assert county("owner").get("/analysis").status_code == 403


def test_a_list_is_exported_as_it_is_shown(county: Client) -> None:
    client = county("centre")
    [sheet] = read_table(client.get("/analysis/projects?period=2023-07&set=finished&format=xlsx").data, "a.xlsx")
    heads = next(row for row in sheet.rows if row[0] == "项目")
    assert len(sheet.rows) - sheet.rows.index(heads) - 1 == 12 and heads[6] == "实际竣工"


def test_the_monthly_brief_says_what_the_page_says(county: Client) -> None:
    document = Document(io.BytesIO(county("centre").get("/analysis/brief.docx?period=2023-07").data))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "2023年1—7月重点项目进展情况" in text and "开工：49（计划 46，超 3 个）" in text
    assert "{" not in text
    first = document.tables[0]
    assert sum(int(row.cells[1].text) for row in first.rows[1:]) == 74


def test_nonsense_in_an_address_is_no_error(county: Client) -> None:
    client = county("centre")
    for address, status in (
        ("?period=9999-99&by=x&view=y", 200), ("/projects?set=nothing", 404), ("/projects?set=started&month=77", 200),
        ("/projects?by=unit&value=abc", 200), ("/projects?by=category&value=zz", 200), ("/projects?page=999", 200),
        ("/handling?set=x&unit=99999999999", 200), ("/problems?kind=-1", 200), ("/permits?bureau=%00", 200),
    ):  # fmt: skip
        assert client.get(f"/analysis{address}").status_code == status, address


def test_an_empty_county_says_so(
    client: FlaskClient, session: Session, sign_in: Callable[[FlaskClient, str], None]
) -> None:
    sign_in(client, make_user(Role.CENTRE).username)
    page = client.get("/analysis").text
    assert "这一年的清单里还没有项目" in page and "本期没有交办问题" in page
