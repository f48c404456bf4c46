"""The statistics: the newspaper's figures; every figure opens its rows; nobody sees another's."""

import html
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.builders import make_user
from tests.conftest import start_session
from tests.enrolment.requests.world import make_world
from tests.enrolment.review.steps import seated, submitted, taken_to
from tests.walk.conftest import walker  # noqa: F401
from tests.walk.walking import Walker
from zz import clock
from zz.accounts.models import Membership
from zz.accounts.roles import Role
from zz.enrolment.privacy import erasing
from zz.enrolment.requests.vocabulary import RequestState as S
from zz.enrolment.statistics import queries
from zz.enrolment.statistics.dimensions import Dimension
from zz.enrolment.statistics.sets import STATES, CaseSet
from zz.sheets.read import read_table

LINK = re.compile(r'<a class="zz-open" href="(/enrolment/statistics/rows[^"]+)">([^<]+)</a>')
PATH = "/enrolment/statistics"
WALKED = 2  # handed in by the walk itself, for employees who are there already
DAYS = "58"  # in the demonstration every child arrived so many days after the request
SQLITE = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)  # the SQL itself is tried on both engines below
Client = Callable[[str], FlaskClient]
SignIn = Callable[..., None]


@pytest.fixture
def county(walker: Callable[[str], Walker]) -> Client:  # noqa: F811
    return lambda account: walker(account).client


def links(page: str) -> list[tuple[str, str]]:
    return [(html.unescape(url), text) for url, text in LINK.findall(page)]


def total(page: str) -> int:
    found = re.search(r"共 (\d+) 件", page)
    assert found is not None
    return int(found[1])


def opens(page: str, url: str, text: str) -> bool:
    """Tell whether a figure is the number of its rows, or the days of those who arrived."""
    return total(page) == int(text) or (text == DAYS and "set=arrived" in url and total(page) > 0)


def headline(page: str) -> dict[str, str]:
    return dict(re.findall(r"<dt>([^<]+)</dt>\s*<dd>(?:<a[^>]*>)?([^<]+)", page))


def test_every_set_is_a_part_of_the_whole_and_the_parts_meet_nowhere() -> None:
    whole = (CaseSet.RESOLVED, CaseSet.COORDINATING, CaseSet.PENDING, CaseSet.GIVEN_UP, CaseSet.REFUSED)
    states = [state for key in (*whole, CaseSet.WITHDRAWN) for state in STATES[key]]
    assert sorted(states) == sorted(state for state in S if state != S.DRAFT)
    assert set(STATES[CaseSet.ARRIVED]) < set(STATES[CaseSet.RESOLVED])


@SQLITE
def test_the_newspaper_is_right_and_every_figure_opens_as_many_rows(county: Client) -> None:
    """This term 78 children's requests of 63 employees, near 500 since the beginning."""
    client = county("edu")
    start_session(client, "workgroup")
    figures = headline(client.get(PATH).text)
    shown = [int(figures[name]) for name in ("申请", "员工", "开办以来申请")]
    assert [shown[0] - WALKED, shown[1], shown[2] - WALKED] == [78, 63, 497]
    seen = 0
    for asked in (*(f"?by={one}" for one in Dimension), "?term=all&by=school"):
        for url, text in dict.fromkeys(links(client.get(PATH + asked).text)):
            answer = client.get(url)
            assert answer.status_code == 200, url
            assert opens(answer.text, url, text), (url, text)
            seen += 1
    assert seen > 150


@SQLITE
@pytest.mark.parametrize("account", ["edu", "hr", "school"])
def test_parts_add_up_and_stay_within_what_the_account_sees(county: Client, account: str) -> None:
    client = county(account)
    whole = int(headline(client.get(f"{PATH}?term=all").text)["申请"])
    assert 0 < whole < 497
    for by in ("grade", "school", "group", "term"):
        page = client.get(f"{PATH}?term=all&by={by}").text
        parts = [text for url, text in links(page) if f"by={by}&set=requests&value=" in url]
        assert sum(map(int, parts)) == whole, by
    for url, text in dict.fromkeys(links(client.get(PATH).text)):
        assert opens(client.get(url).text, url, text), (url, text)
    assert client.get(f"{PATH}?by=enterprise").status_code == (200 if account == "edu" else 404)
    assert client.get(f"{PATH}/rows?by=enterprise&value=3").status_code == (200 if account == "edu" else 404)


@SQLITE
def test_nonsense_in_an_address_is_no_page(county: Client) -> None:
    client = county("edu")
    for asked in ("?by=x", "/rows?set=x", "/rows?by=grade&value=x", "/rows?by=group&value=1", "/export?set=x"):
        assert client.get(f"{PATH}{asked}").status_code == 404, asked
    assert client.get(f"{PATH}?term=999999").status_code == 200
    assert total(client.get(f"{PATH}/rows?by=school&value=999999").text) == 0


def test_an_enterprise_learns_nothing_of_another(session: Session, client: FlaskClient, sign_in: SignIn) -> None:
    world = make_world()
    seated(world)
    taken_to(world, S.ARRIVED)
    theirs = submitted(world, "入学〔2023〕2号")
    theirs.enterprise_id = world.other.id
    world.request()  # a draft is nobody's figure yet
    member = make_user(Role.WORK_GROUP, world.park)
    session.add(Membership(user_id=member.id, unit_id=world.firm.id, role=Role.ENTERPRISE_HR))
    session.commit()
    for user, number in ((world.hr, 1), (world.hr2, 1), (world.worker, 2), (world.clerk, 1), (world.teacher, 1)):
        sign_in(client, user.username)
        assert headline(client.get(PATH).text)["申请"] == str(number), user.username
        rows = client.get(f"{PATH}/rows").text.split("<main")[1]
        assert ("入学〔2023〕2号" in rows) == (user in (world.hr2, world.worker))
        assert theirs.child_name not in rows and (world.other.name in rows) == (user is world.worker)
    sign_in(client, member.username)  # of an enterprise, and in the work group: cases without enterprises
    assert world.other.name not in client.get(f"{PATH}/rows").text.split("<main")[1]
    assert client.get(f"{PATH}?by=enterprise").status_code == 404
    sign_in(client, make_user(Role.ENTERPRISE_OWNER, world.firm).username)
    assert client.get(PATH).status_code == 403


def test_days_and_persons(session: Session) -> None:
    world = make_world()
    seated(world)
    first = taken_to(world, S.ARRIVED)
    first.closed_at = clock.now()
    first.submitted_at = first.closed_at - timedelta(days=10, hours=12)
    submitted(world, "入学〔2023〕2号")  # the same child and employee again
    session.flush()
    found = queries.whole(world.worker, world.term.id)
    assert found.days == 10.5
    assert (found.numbers[CaseSet.REQUESTS], found.numbers[CaseSet.CHILDREN]) == (2, 1)
    wanted = queries.Wanted(CaseSet.EMPLOYEES, world.term.id)
    assert found.numbers[CaseSet.EMPLOYEES] == queries.count(world.worker, wanted)
    erasing.anonymise(first, "", by=None, at=clock.now())
    after = queries.whole(world.worker, world.term.id)
    assert after.numbers[CaseSet.REQUESTS] == 2 and queries.erased(world.worker, None) == 1


def test_a_fixed_number_of_queries_and_workbooks(
    session: Session, client: FlaskClient, sign_in: SignIn, statements: list[str]
) -> None:
    world = make_world()
    seated(world)
    sign_in(client, world.worker.username)
    numbers = []
    for more in (1, 9):
        for n in range(more):
            submitted(world, f"入学〔2023〕{more}{n}号", grade=n % 6 + 1, employee_hash=f"{more}-{n}")
        session.commit()
        statements.clear()
        assert client.get(PATH).status_code == client.get(f"{PATH}/rows").status_code == 200
        numbers.append(len(statements))
    assert numbers[0] == numbers[1] < 45
    (table,) = read_table(client.get(f"{PATH}?format=xlsx").data, "a.xlsx")
    assert table.rows[-1][:2] == ["合计", 10]
    answer = client.get(f"{PATH}/rows?format=xlsx")
    assert answer.status_code == 303 and "/export" in answer.location
    assert client.post(f"{PATH}/export", data={}).status_code == 422
    (book,) = read_table(client.post(f"{PATH}/export", data={"reason": "存档备查"}).data, "a.xlsx")
    numbers = [row[0] for row in book.rows if str(row[0]).startswith("入学")]
    assert len(numbers) == 10 and "存档备查" in str(book.rows[-1])
