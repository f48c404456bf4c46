"""A bureau works on the permits of its county: it sees the permit and the project's name, and its limits."""

import io
from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.builders import make_unit, make_user
from tests.projects.people import County, SignIn, make_county
from zz.accounts.models import User
from zz.accounts.roles import Role, UnitKind
from zz.files.models import Attachment
from zz.journal import Event
from zz.notices import Notice
from zz.projects import bureau_permits as desk
from zz.projects.permits import PHASES
from zz.projects.records import Permit

TODAY = date(2023, 9, 14)


def permit(place: County, number: str = "20", bureau: str = "住建", **columns: Any) -> Permit:
    row = Permit(
        project_id=place.project.id, number=number, name=f"事项{number}", phase=PHASES[2], bureau=bureau, after=[],
        **{"statutory_days": 10, "needed": True, **columns},
    )  # fmt: skip
    return row


def clerk(place: County, name: str = "某市住房和城乡建设局") -> User:
    return make_user(Role.BUREAU, make_unit(UnitKind.BUREAU, place.root, name=name + str(place.root.id)))


def test_a_clerk_records_his_bureaus_permit_and_does_not_see_the_project(
    session: Session, client: FlaskClient, sign_in: SignIn
) -> None:
    place = make_county()
    row = permit(place)
    session.add(row)
    housing = clerk(place)
    sign_in(client, housing.username)
    page = client.get("/permits?tab=waiting").text
    assert place.project.name in page and "事项20" in page
    assert client.get(f"/projects/{place.project.id}").status_code == 404
    page = client.get(f"/permits/{row.id}").text
    assert "保存登记" in page and "打开项目" not in page and "10 个工作日" in page
    data = {
        "version": row.version, "received_on": "2023-09-04", "accepted_on": "2023-09-05", "granted_on": "2023-09-13",
        "document_number": "430281202309130101", "upload": (io.BytesIO(b"%PDF-1.7"), "施工许可证.pdf"),
    }  # fmt: skip
    answer = client.post(f"/permits/{row.id}", data=data, content_type="multipart/form-data")
    assert answer.status_code == 303, answer.text
    assert "“事项20”已登记，2023年9月13日办结" in client.get(answer.location).text
    session.refresh(row)
    assert (row.accepted_on, row.granted_on) == (date(2023, 9, 5), date(2023, 9, 13))
    paper = session.scalars(select(Attachment)).one()
    assert client.get(f"/files/{paper.id}").status_code == 200
    event = session.scalars(select(Event).where(Event.verb == "permit_edited")).one()
    assert (event.subject_type, event.subject_id) == ("project", place.project.id)
    told = set(session.scalars(select(Notice.user_id)))
    assert told == {place.bureau.id, place.commissioner.id}
    sign_in(client, place.bureau.username)
    assert "430281202309130101" in client.get(f"/projects/{place.project.id}").text


def test_other_bureaus_counties_and_roles_find_nothing(session: Session, client: FlaskClient, sign_in: SignIn) -> None:
    place, elsewhere = make_county(), make_county()
    row = permit(place)
    session.add(row)
    session.flush()
    for user in (clerk(place, "某市水利局"), clerk(elsewhere), place.strangers[0]):
        sign_in(client, user.username)
        assert "事项20" not in client.get("/permits?tab=waiting").text
        assert client.get(f"/permits/{row.id}").status_code == 404
        assert client.post(f"/permits/{row.id}", data={"version": 1}).status_code == 404
    sign_in(client, clerk(place, "某市信访局").username)
    assert 'href="/permits"' not in client.get("/notices").text  # no empty entry where there is nothing to record
    sign_in(client, clerk(place).username)
    assert 'href="/permits"' in client.get("/notices").text
    for user in (place.commissioner, place.owner, place.leader):
        sign_in(client, user.username)
        assert client.get("/permits").status_code == 403
        assert client.get(f"/permits/{row.id}").status_code == 403
    sign_in(client, place.centre.username)
    assert "事项20" in client.get("/permits?tab=waiting").text


def test_an_item_of_several_bureaus_is_everybodys(session: Session, client: FlaskClient, sign_in: SignIn) -> None:
    place = make_county()
    session.add(permit(place, "16", "住建/林业/水利"))
    for name in ("某市住房和城乡建设局", "某市水利局"):
        sign_in(client, clerk(place, name).username)
        assert "事项16" in client.get("/permits?tab=waiting").text


@pytest.mark.parametrize(
    ("columns", "text", "tone"),
    [
        ({"accepted_on": date(2023, 9, 1)}, "", ""),
        ({"accepted_on": date(2023, 8, 29)}, "超法定时限 2 个工作日", "red"),
        ({"accepted_on": date(2023, 9, 4), "committed_days": 5}, "超承诺时限 3 个工作日", "amber"),
        ({"received_on": date(2023, 8, 1), "accepted_on": date(2023, 9, 8)}, "", ""),
        ({"received_on": date(2023, 8, 29)}, "超法定时限 2 个工作日", "red"),
        ({"accepted_on": date(2023, 8, 29), "calendar_days": True}, "超法定时限 6 天", "red"),
        ({"accepted_on": date(2023, 8, 1), "granted_on": date(2023, 8, 15)}, "", ""),
        ({"accepted_on": date(2023, 8, 1), "granted_on": date(2023, 8, 16)}, "超法定时限 1 个工作日", "red"),
        ({}, "", ""),
    ],
)
def test_what_is_over_its_limit(session: Session, columns: dict[str, Any], text: str, tone: str) -> None:
    late = desk.standing(permit(make_county(), **columns), TODAY)
    assert (late.text, late.tone) == (text, tone)


def test_the_figures_and_the_lists_agree(session: Session) -> None:
    place = make_county()
    session.add_all(
        [
            permit(place, "17", accepted_on=date(2023, 8, 1)),
            permit(place, "18", accepted_on=date(2023, 9, 8)),
            permit(place, "19", granted_on=date(2023, 8, 16), accepted_on=date(2023, 8, 1)),
            permit(place, "20", granted_on=date(2023, 8, 2), accepted_on=date(2023, 8, 1)),
            permit(place, "21"),
            permit(place, "24", needed=False),
            permit(place, "25", granted_on=date(2022, 8, 2), accepted_on=date(2022, 8, 1)),
        ]
    )
    user = clerk(place)
    session.flush()
    found = desk.figures(user, TODAY)
    rows = {tab: [r.permit.number for r in desk.lines(user, desk.PermitFilter(tab), TODAY)] for tab in desk.Tab}
    assert rows == {
        desk.Tab.OVERDUE: ["17"], desk.Tab.RUNNING: ["17", "18"], desk.Tab.WAITING: ["21"],
        desk.Tab.GRANTED: ["19", "20"],
    }  # fmt: skip
    assert found.counts == {tab: len(numbers) for tab, numbers in rows.items()}
    assert found.in_time == 50


def test_a_stale_form_and_a_wrong_date(session: Session, client: FlaskClient, sign_in: SignIn) -> None:
    place = make_county()
    row = permit(place)
    session.add(row)
    session.commit()
    seen = row.version
    sign_in(client, clerk(place).username)
    wrong = {"version": seen, "received_on": "2023-09-04", "granted_on": "2023-09-01"}
    assert "办结不能早于收件或受理" in client.post(f"/permits/{row.id}", data=wrong).text
    row.received_on = date(2023, 9, 1)
    session.commit()
    answer = client.post(f"/permits/{row.id}", data=wrong | {"granted_on": "2023-09-05"})
    assert answer.status_code == 409
    assert 'value="2023-09-01"' in answer.text


def test_the_queue_is_a_fragment_and_a_workbook(
    session: Session, client: FlaskClient, sign_in: SignIn, statements: list[str]
) -> None:
    place = make_county()
    user = clerk(place)
    sign_in(client, user.username)
    numbers = []
    for number in ("17", "18", "19"):
        session.add(permit(place, number, accepted_on=date(2023, 8, 1)))
        session.commit()
        client.get("/permits")
        statements.clear()
        client.get("/permits")
        numbers.append(len(statements))
    assert len(set(numbers)) == 1 and numbers[0] <= 18
    part = client.get("/permits?tab=overdue", headers={"HX-Request": "true"}).text
    assert "<html" not in part and "超法定时限" in part
    assert client.get("/permits?tab=overdue&format=xlsx").data[:2] == b"PK"
    assert client.get("/permits?format=csv").status_code == 404
