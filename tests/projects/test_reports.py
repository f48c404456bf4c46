"""Reports from a site: who sees and writes what, once, with questions and locked months."""

import io
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from tests.builders import make_project, make_unit, make_user
from tests.conftest import MORNING, start_session
from zz import clock
from zz.accounts.models import AuthSession, Unit, User
from zz.accounts.roles import Role, UnitKind
from zz.db import db
from zz.files.models import Attachment
from zz.files.storage import store
from zz.journal.models import Event
from zz.projects.flow import FIGURES, FigureAction
from zz.projects.models import Project, ProjectYear
from zz.projects.records import MonthLock, MonthlyFigure, ReportDraft, Visit
from zz.projects.vocabulary import Activity, FigureState, YearCategory

LOCKED = datetime(2023, 9, 5, 2, tzinfo=UTC)
KEY = "0123456789abcdef0123456789abcdef"
SignIn = Callable[[FlaskClient, str], None]


@dataclass(frozen=True)
class Desk:
    """A project of a county with everybody who reports on it."""

    project: Project
    county: Unit
    commissioner: User
    owner: User
    bureau: User

    @property
    def path(self) -> str:
        return f"/projects/{self.project.id}/report"


@pytest.fixture
def desk(session: Session) -> Desk:
    county = make_unit(UnitKind.CITY)
    bureau, enterprise = make_unit(UnitKind.BUREAU, county), make_unit(UnitKind.ENTERPRISE, county)
    commissioner = make_user(Role.COMMISSIONER, county)
    project = make_project(
        ledger_id=county.id, commissioner_id=commissioner.id, responsible_unit_id=bureau.id,
        owner_unit_id=enterprise.id, total_investment=Decimal(50_000), physical_progress="已清表",
        next_step="打桩",
    )  # fmt: skip
    add_year(project, Decimal(20_000))
    people = make_user(Role.ENTERPRISE_OWNER, enterprise), make_user(Role.BUREAU, bureau)
    return Desk(project, county, commissioner, *people)


def add_year(project: Project, plan: Decimal) -> None:
    db.session.add(ProjectYear(project_id=project.id, year=2023, category=YearCategory.CONTINUED, annual_plan=plan))
    db.session.flush()


def add_figure(project: Project, month: int, invested: int, **columns: Any) -> MonthlyFigure:
    state = columns.pop("state", FigureState.CHECKED)
    figure = MonthlyFigure(
        project_id=project.id, year=2023, month=month, invested=Decimal(invested), state=state, **columns
    )
    db.session.add(figure)
    db.session.flush()
    return figure


def text(**fields: str) -> dict[str, str]:
    return {"client_key": KEY, "physical_progress": "主体封顶", "workers": "180", "next_step": "装修", **fields}


def money(invested: str = "400", **fields: str) -> dict[str, str]:
    return {"client_key": KEY, "month": "2023-09", "invested": invested, **fields}


def picture(taken: str | None = "2023:09:14 08:30:00", colour: str = "#456") -> bytes:
    exif = Image.Exif()
    if taken:
        exif.get_ifd(0x8769)[0x9003] = taken
        exif[0x0110] = "SECRET-CAMERA"
        exif.get_ifd(0x8825).update({1: "N", 2: (27.0, 39.0, 0.0), 3: "E", 4: (113.0, 29.0, 0.0)})
    stream = io.BytesIO()
    Image.new("RGB", (64, 48), colour).save(stream, "JPEG", exif=exif)
    return stream.getvalue()


def upload(client: FlaskClient, desk: Desk, content: bytes, **fields: Any) -> TestResponse:
    data = {"client_key": KEY, "photo": (io.BytesIO(content), "site.jpg"), **fields}
    return client.post(f"{desk.path}/photos", data=data)


def count(session: Session, model: Any) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


def verbs(session: Session) -> list[str]:
    return list(session.scalars(select(Event.verb).order_by(Event.id)))


# The visit.


def test_a_visit_brings_the_project_up_to_date(
    client: FlaskClient, session: Session, sign_in: SignIn, desk: Desk
) -> None:
    sign_in(client, desk.commissioner.username)
    response = client.post(desk.path, data=text(problems="缺电\n缺水"))
    assert response.status_code == 303
    assert response.location == "/projects/report"
    visit = session.scalars(select(Visit)).one()
    assert (visit.on_day, visit.workers, visit.problems) == (date(2023, 9, 14), 180, "缺电\n缺水")
    project = desk.project
    assert (project.physical_progress, project.next_step, project.last_visit_on) == ("主体封顶", "装修", visit.on_day)
    assert verbs(session) == ["visit_reported"]


def test_the_same_report_twice_is_one(client: FlaskClient, session: Session, sign_in: SignIn, desk: Desk) -> None:
    sign_in(client, desk.commissioner.username)
    for progress in ("主体封顶", "别的内容"):
        assert client.post(desk.path, data=text(physical_progress=progress)).status_code == 303
    assert session.scalars(select(Visit.physical_progress)).all() == ["主体封顶"]
    assert verbs(session) == ["visit_reported"]


def test_the_same_report_at_once_is_one(client: FlaskClient, session: Session, sign_in: SignIn, desk: Desk) -> None:
    sign_in(client, desk.commissioner.username)
    clients = [client.application.test_client() for _ in range(4)]
    for each in clients:
        start_session(each, desk.commissioner.username)
    codes: list[int] = []
    threads = [
        threading.Thread(target=lambda c=each: codes.append(c.post(desk.path, data=text()).status_code))
        for each in clients
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert codes == [303] * 4
    assert count(session, Visit) == 1


@pytest.mark.parametrize(
    ("age", "day"), [("50400.7", date(2023, 9, 13)), ("x", date(2023, 9, 14)), ("9999999", date(2023, 9, 7))]
)
def test_a_report_that_lay_on_the_phone_counts_on_its_day(
    client: FlaskClient, session: Session, sign_in: SignIn, desk: Desk, age: str, day: date
) -> None:
    sign_in(client, desk.commissioner.username)
    client.post(desk.path, data=text(age=age))
    assert session.scalars(select(Visit.on_day)).one() == day
    assert desk.project.last_visit_on == day


def test_a_report_that_comes_late_does_not_hide_a_newer_one(client: FlaskClient, sign_in: SignIn, desk: Desk) -> None:
    sign_in(client, desk.commissioner.username)
    client.post(desk.path, data=text())
    client.post(desk.path, data=text(client_key="a" * 32, physical_progress="前天的进度", age="172800"))
    assert (desk.project.physical_progress, desk.project.last_visit_on) == ("主体封顶", date(2023, 9, 14))


def test_a_key_is_its_owners_alone(client: FlaskClient, session: Session, sign_in: SignIn, desk: Desk) -> None:
    other = make_project(ledger_id=desk.county.id, commissioner_id=desk.commissioner.id)
    sign_in(client, desk.commissioner.username)
    client.post(desk.path, data=text())
    client.post(f"/projects/{other.id}/report", data=text())
    assert count(session, Visit) == 2


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"physical_progress": " \n "}, "请写明现场形象进度"),
        ({"workers": "一百"}, "请填写整数"),
        ({"workers": "-3"}, "请填写 0 到 50000"),
        ({"client_key": "<x>"}, "页面已过期"),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_is_kept(
    client: FlaskClient, session: Session, sign_in: SignIn, desk: Desk, fields: dict[str, str], words: str
) -> None:
    sign_in(client, desk.commissioner.username)
    response = client.post(desk.path, data=text(next_step="装修与绿化", **fields))
    assert response.status_code == 422
    assert words in response.text
    assert "装修与绿化" in response.text
    assert count(session, Visit) == 0


def test_the_form_starts_from_the_last_report(client: FlaskClient, sign_in: SignIn, desk: Desk) -> None:
    sign_in(client, desk.commissioner.username)
    assert "已清表" in client.get(desk.path).text
    client.post(desk.path, data=text())
    page = client.get(desk.path).text
    assert "上次 9月14日：主体封顶" in page
    assert 'value="180"' in page


# Each sees only his fields.


def test_each_sees_only_his_fields(client: FlaskClient, sign_in: SignIn, desk: Desk) -> None:
    def fields(user: User) -> set[str]:
        sign_in(client, user.username)
        page = client.get(desk.path).text
        return {name for name in ("physical_progress", "invested", "statistical") if f'name="{name}"' in page}

    assert fields(desk.commissioner) == {"physical_progress"}
    assert fields(desk.owner) == {"invested", "statistical"}
    assert fields(desk.bureau) == set()


def test_the_commissioner_does_not_write_money_where_the_owner_does(
    client: FlaskClient, session: Session, sign_in: SignIn, desk: Desk
) -> None:
    sign_in(client, desk.commissioner.username)
    assert client.post(desk.path, data=text(**money())).status_code == 303
    assert count(session, MonthlyFigure) == 0


def test_the_owner_does_not_write_progress(client: FlaskClient, session: Session, sign_in: SignIn, desk: Desk) -> None:
    sign_in(client, desk.owner.username)
    assert client.post(desk.path, data=text(**money())).status_code == 303
    assert count(session, Visit) == 0
    assert desk.project.physical_progress == "已清表"


def test_the_commissioner_stands_in_for_an_owner_without_account(
    client: FlaskClient, session: Session, sign_in: SignIn, desk: Desk
) -> None:
    desk.owner.active = False
    sign_in(client, desk.commissioner.username)
    assert "业主没有账号，由专员代填" in client.get(desk.path).text
    client.post(desk.path, data=text(**money("1,200.5")))
    assert session.scalars(select(MonthlyFigure.invested)).one() == Decimal("1200.5")
    assert verbs(session) == ["visit_reported", "figure_filled"]
    assert desk.project.year_to_date == Decimal("1200.5")


@pytest.mark.parametrize("path", ["", "/token", "s"])
def test_another_countys_project_is_not_there(client: FlaskClient, sign_in: SignIn, desk: Desk, path: str) -> None:
    stranger = make_user(Role.COMMISSIONER)
    sign_in(client, stranger.username)
    assert client.get(desk.path + path).status_code == 404
    assert client.post(desk.path, data=text()).status_code == 404
    assert upload(client, desk, picture()).status_code == 404
    assert client.post(f"{desk.path}/draft", data=text()).status_code == 404


def test_the_centre_reads_reports_and_makes_none(client: FlaskClient, sign_in: SignIn, desk: Desk) -> None:
    centre = make_user(Role.CENTRE, desk.county)
    sign_in(client, centre.username)
    assert client.get(desk.path).status_code == 403
    assert client.post(desk.path, data=text()).status_code == 403
    assert client.get(f"{desk.path}s").status_code == 200


def test_a_suspended_project_is_not_reported(client: FlaskClient, sign_in: SignIn, desk: Desk) -> None:
    desk.project.activity = Activity.SUSPENDED
    sign_in(client, desk.commissioner.username)
    assert client.post(desk.path, data=text()).status_code == 403


# Money.


@pytest.fixture
def as_owner(client: FlaskClient, sign_in: SignIn, desk: Desk) -> FlaskClient:
    sign_in(client, desk.owner.username)
    return client


def test_the_year_is_shown_before_it_is_sent(as_owner: FlaskClient, desk: Desk) -> None:
    add_figure(desk.project, 8, 7_200)
    add_figure(desk.project, 9, 400, state=FigureState.FILLED)
    assert "年累计将为 7,600 万元，占年计划 38.0%" in as_owner.get(desk.path).text


@pytest.mark.parametrize(
    ("invested", "words"),
    [
        ("300", "由 400 减为 300 万元，年累计将减少 100 万元"),
        ("60000", "开工至今累计将为 67,200 万元，超过总投资 50,000 万元"),
    ],
)
def test_a_doubtful_figure_is_questioned_not_refused(
    as_owner: FlaskClient, session: Session, desk: Desk, invested: str, words: str
) -> None:
    add_figure(desk.project, 8, 7_200)
    add_figure(desk.project, 9, 400, state=FigureState.FILLED)
    response = as_owner.post(desk.path, data=money(invested))
    assert response.status_code == 422
    assert words in response.text
    assert as_owner.post(desk.path, data=money(invested, confirmed="y")).status_code == 303
    figure = session.scalars(select(MonthlyFigure).where(MonthlyFigure.month == 9)).one()
    assert figure.invested == Decimal(invested)
    event = session.scalars(select(Event)).one()
    assert words in event.payload["doubts"][0]
    assert event.payload["before"] == "400"


def test_a_falling_figure_for_the_statistics_is_questioned(as_owner: FlaskClient, desk: Desk) -> None:
    add_figure(desk.project, 9, 400, statistical=Decimal(350))
    response = as_owner.post(desk.path, data=money("400"))
    assert response.status_code == 422
    assert "9月入统投资由 350 万元改为不填" in response.text


def test_money_is_asked_of_an_owner_and_nonsense_is_named(as_owner: FlaskClient, desk: Desk) -> None:
    assert "请填写当月累计完成投资" in as_owner.post(desk.path, data=money("")).text
    response = as_owner.post(desk.path, data=money("很多"))
    assert response.status_code == 422
    assert "不是金额" in response.text


def test_the_same_figure_again_changes_nothing(as_owner: FlaskClient, session: Session, desk: Desk) -> None:
    for _ in range(2):
        assert as_owner.post(desk.path, data=money()).status_code == 303
    assert verbs(session) == ["figure_filled"]


def test_a_new_figure_replaces_a_checked_one_and_waits_again(
    as_owner: FlaskClient, session: Session, desk: Desk
) -> None:
    add_figure(desk.project, 9, 100, checked_by_id=desk.bureau.id, checked_at=MORNING.astimezone(UTC))
    as_owner.post(desk.path, data=money())
    figure = session.scalars(select(MonthlyFigure)).one()
    assert (figure.invested, figure.state, figure.checked_by_id) == (Decimal(400), FigureState.FILLED, None)


def test_a_locked_month_is_refused_and_says_who_unlocks(as_owner: FlaskClient, session: Session, desk: Desk) -> None:
    centre = make_user(Role.CENTRE, desk.county, name="李清")
    session.add(MonthLock(ledger_id=desk.county.id, year=2023, month=8, locked_by_id=centre.id, locked_at=LOCKED))
    assert "改填2023年8月" not in as_owner.get(desk.path).text
    response = as_owner.post(desk.path, data=money(month="2023-08"))
    assert response.status_code == 422
    assert "2023年8月的数据已于9月5日由李清锁定" in response.text
    assert "请联系项目管理中心解锁" in response.text
    assert count(session, MonthlyFigure) == 0


def test_a_locked_month_is_not_checked(client: FlaskClient, session: Session, sign_in: SignIn, desk: Desk) -> None:
    figure = add_figure(desk.project, 8, 400, state=FigureState.FILLED)
    session.add(MonthLock(ledger_id=desk.county.id, year=2023, month=8, locked_by_id=None, locked_at=LOCKED))
    sign_in(client, desk.bureau.username)
    at = f"/projects/{desk.project.id}/figures/2023/8"
    assert client.post(f"{at}/check", data={"version": 1}).location == desk.path
    assert client.post(f"{at}/return", data={"version": 1, "reason": "不符"}).status_code == 422
    assert figure.state == FigureState.FILLED


@pytest.mark.parametrize("month", ["2023-10", "2023-07", "x", ""])
def test_only_this_month_and_the_last_are_filled(as_owner: FlaskClient, desk: Desk, month: str) -> None:
    response = as_owner.post(desk.path, data=money(month=month))
    assert response.status_code == 422
    assert "只能填报本月和上月" in response.text


def test_a_month_that_is_missing_or_returned_is_offered_first(as_owner: FlaskClient, desk: Desk) -> None:
    assert "8月累计完成投资" in as_owner.get(desk.path).text
    assert "9月累计完成投资" in as_owner.get(f"{desk.path}?month=2023-09").text
    figure = add_figure(desk.project, 8, 100, state=FigureState.FILLED)
    assert "9月累计完成投资" in as_owner.get(desk.path).text
    FIGURES.move(figure, FigureAction.SEND_BACK)
    assert "8月累计完成投资" in as_owner.get(desk.path).text


def test_who_only_checks_has_no_form(client: FlaskClient, sign_in: SignIn, desk: Desk) -> None:
    sign_in(client, desk.bureau.username)
    page = client.get(desk.path).text
    assert "没有待审核的投资填报" in page
    assert "report-form" not in page
    assert client.post(desk.path, data=text()).status_code == 403


def test_the_unit_confirms_or_returns(client: FlaskClient, session: Session, sign_in: SignIn, desk: Desk) -> None:
    figure = add_figure(desk.project, 9, 400, state=FigureState.FILLED, filled_by_id=desk.owner.id)
    at = f"/projects/{desk.project.id}/figures/2023/9"
    sign_in(client, desk.owner.username)
    assert client.post(f"{at}/check", data={"version": 1}).status_code == 403
    sign_in(client, desk.bureau.username)
    assert "审核通过" in client.get(desk.path).text
    assert client.post(f"{at}/return", data={"version": 1}).status_code == 422
    assert client.post(f"{at}/return", data={"version": 1, "reason": "与发票不符"}).status_code == 303
    assert (figure.state, figure.returned_reason) == (FigureState.RETURNED, "与发票不符")
    sign_in(client, desk.owner.username)
    assert "与发票不符" in client.get(desk.path).text
    client.post(desk.path, data=money("400"))
    sign_in(client, desk.bureau.username)
    assert client.post(f"{at}/check", data={"version": 1}).status_code == 409
    assert client.post(f"{at}/check", data={"version": figure.version}).status_code == 303
    assert (figure.state, figure.checked_by_id) == (FigureState.CHECKED, desk.bureau.id)
    assert client.post(f"{at}/check", data={"version": figure.version}).status_code == 409
    assert verbs(session) == ["figure_returned", "figure_filled", "figure_checked"]


# Photos.


def test_a_photo_tells_its_time_and_is_stripped(
    client: FlaskClient, session: Session, sign_in: SignIn, desk: Desk
) -> None:
    sign_in(client, desk.commissioner.username)
    client.post(desk.path, data=text())
    response = upload(client, desk, picture("2023:09:10 08:30:00"))
    assert response.status_code == 201
    assert "照片早于本次走访（摄于9月10日）" in response.text
    photo = session.scalars(select(Attachment)).one()
    assert (photo.taken_at, photo.latitude, photo.longitude) == (
        datetime(2023, 9, 10, 0, 30, tzinfo=UTC), pytest.approx(27.65), pytest.approx(113.483333),
    )  # fmt: skip
    assert b"SECRET-CAMERA" not in store().get(photo.storage_key)
    assert "照片早于本次走访" in client.get(f"{desk.path}s").text


def test_the_same_photo_twice_is_one(client: FlaskClient, session: Session, sign_in: SignIn, desk: Desk) -> None:
    sign_in(client, desk.commissioner.username)
    client.post(desk.path, data=text())
    assert [upload(client, desk, picture()).status_code for _ in range(2)] == [201, 201]
    upload(client, desk, picture(colour="#987"))
    assert count(session, Attachment) == 2


def test_a_photo_made_small_on_the_phone_keeps_its_time(
    client: FlaskClient, session: Session, sign_in: SignIn, desk: Desk
) -> None:
    sign_in(client, desk.commissioner.username)
    client.post(desk.path, data=text())
    head = (io.BytesIO(picture("2023:09:14 08:30:00")[:600]), "head")
    upload(client, desk, picture(None), head=head)
    assert session.scalars(select(Attachment.taken_at)).one() == datetime(2023, 9, 14, 0, 30, tzinfo=UTC)


def test_photos_come_with_the_form_where_there_is_no_script(
    client: FlaskClient, session: Session, sign_in: SignIn, desk: Desk
) -> None:
    sign_in(client, desk.commissioner.username)
    photos = [(io.BytesIO(picture(colour=c)), f"{c}.jpg") for c in ("#111", "#222")]
    assert client.post(desk.path, data={**text(), "photos": photos}).status_code == 303
    assert session.scalars(select(Attachment.subject_type)).all() == ["visit", "visit"]
    response = client.post(desk.path, data={**text(client_key="a" * 32), "photos": [(io.BytesIO(b"<svg/>"), "x.svg")]})
    assert response.status_code == 422
    assert "x.svg" in response.text
    assert count(session, Visit) == 1


def test_a_photo_without_its_report_is_refused(
    client: FlaskClient, session: Session, sign_in: SignIn, desk: Desk
) -> None:
    sign_in(client, desk.commissioner.username)
    assert upload(client, desk, picture()).status_code == 422
    assert count(session, Attachment) == 0


def test_an_owners_photo_belongs_to_his_figure(as_owner: FlaskClient, session: Session, desk: Desk) -> None:
    as_owner.post(desk.path, data=money())
    assert upload(as_owner, desk, picture(), month="2023-09").status_code == 201
    assert session.scalars(select(Attachment.subject_type)).one() == "monthly_figure"


# Drafts and tokens.


def test_a_draft_outlives_the_session(client: FlaskClient, session: Session, sign_in: SignIn, desk: Desk) -> None:
    sign_in(client, desk.commissioner.username)
    kept = text(physical_progress="打桩 30 根", at="1694653200000")
    assert client.post(f"{desk.path}/draft", data=kept).status_code == 303
    session.query(AuthSession).delete()
    assert client.get(desk.path).status_code == 303
    sign_in(client, desk.commissioner.username)
    page = client.get(desk.path).text
    assert "打桩 30 根" in page
    assert 'data-saved="1694653200000"' in page
    assert "打桩 30 根" not in client.get(f"{desk.path}?from=last").text
    client.post(desk.path, data=text())
    assert count(session, ReportDraft) == 0


def test_a_draft_holds_only_ones_own_fields(as_owner: FlaskClient, session: Session, desk: Desk) -> None:
    as_owner.post(f"{desk.path}/draft", data={**text(), **money()})
    assert set(session.scalars(select(ReportDraft)).one().fields) == {"month", "invested", "statistical", "note", "at"}


def test_a_draft_that_arrives_after_its_report_is_dropped(
    client: FlaskClient, session: Session, sign_in: SignIn, desk: Desk
) -> None:
    sign_in(client, desk.commissioner.username)
    client.post(desk.path, data=text())
    client.post(f"{desk.path}/draft", data=text())
    assert count(session, ReportDraft) == 0


def test_a_kept_page_gets_a_fresh_token(client: FlaskClient, sign_in: SignIn, desk: Desk) -> None:
    client.application.config["WTF_CSRF_ENABLED"] = True
    sign_in(client, desk.commissioner.username)
    assert client.post(desk.path, data=text()).status_code == 400
    found = client.get(f"{desk.path}/token").json
    assert found is not None
    assert found["user"] == desk.commissioner.id
    response = client.post(desk.path, data=text(), headers={"X-CSRFToken": found["token"], "HX-Request": "true"})
    assert (response.status_code, response.headers["HX-Redirect"]) == (204, "/projects/report")


def test_a_stranger_is_asked_to_sign_in(client: FlaskClient, desk: Desk) -> None:
    assert client.get(f"{desk.path}/token", headers={"HX-Request": "true"}).status_code == 401
    assert client.post(desk.path, data=text(), headers={"HX-Request": "true"}).status_code == 401


# What was reported.


def later(hours: float) -> Any:
    return clock.frozen(MORNING + timedelta(hours=hours))


def test_ones_own_visit_is_corrected_on_its_day(
    client: FlaskClient, session: Session, sign_in: SignIn, desk: Desk
) -> None:
    sign_in(client, desk.commissioner.username)
    client.post(desk.path, data=text())
    visit = session.scalars(select(Visit)).one()
    at = f"{desk.path}s/{visit.id}"
    with later(3):
        assert client.get(f"{at}/edit").status_code == 200
        assert client.post(f"{at}/edit", data={"physical_progress": "主体二层"}).status_code == 303
    assert (visit.physical_progress, desk.project.physical_progress) == ("主体二层", "主体二层")
    changes = session.scalars(select(Event).where(Event.verb == "visit_corrected")).one().payload["changes"]
    assert changes["physical_progress"] == ["主体封顶", "主体二层"]
    with later(24):
        assert client.post(f"{at}/edit", data={"physical_progress": "晚了"}).status_code == 403


def test_a_withdrawn_visit_leaves_the_project_as_it_was(
    client: FlaskClient, session: Session, sign_in: SignIn, desk: Desk
) -> None:
    sign_in(client, desk.commissioner.username)
    with later(1):
        client.post(desk.path, data=text())
        visit = session.scalars(select(Visit)).one()
        assert client.post(f"{desk.path}s/{visit.id}/withdrawal").status_code == 303
    assert count(session, Visit) == 0
    project = desk.project
    assert (project.physical_progress, project.next_step, project.last_visit_on) == ("已清表", "打桩", None)
    assert verbs(session)[-1] == "visit_withdrawn"


def test_anothers_visit_is_not_changed(client: FlaskClient, session: Session, sign_in: SignIn, desk: Desk) -> None:
    sign_in(client, desk.commissioner.username)
    client.post(desk.path, data=text())
    visit_id = session.scalars(select(Visit.id)).one()
    successor = make_user(Role.COMMISSIONER, desk.county)
    desk.project.commissioner_id = successor.id
    sign_in(client, successor.username)
    assert client.post(f"{desk.path}s/{visit_id}/withdrawal").status_code == 403
    assert client.post(f"{desk.path}s/999/withdrawal").status_code == 404


# The start page.


def test_the_start_page_says_who_is_due(client: FlaskClient, sign_in: SignIn, desk: Desk) -> None:
    def page(user: User) -> str:
        sign_in(client, user.username)
        return client.get("/projects/report").text

    assert "尚未走访" in page(desk.commissioner)
    desk.project.last_visit_on = date(2023, 9, 8)
    assert "本周待走访" in page(desk.commissioner)
    desk.project.last_visit_on = date(2023, 9, 12)
    assert "本周的上报都已完成" in page(desk.commissioner)
    assert "8月投资未填报" in page(desk.owner)
    assert "没有需要上报的项目" in page(desk.bureau)
    add_figure(desk.project, 8, 100, state=FigureState.FILLED)
    assert "投资已填报，待审核" in page(desk.bureau)
    assert "9月投资待填报" in page(desk.owner)
