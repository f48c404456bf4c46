import io
from collections.abc import Callable
from datetime import timedelta

import openpyxl
import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.builders import make_user
from tests.conftest import MORNING
from zz import calendar, jobs, journal, rules
from zz.access import Role
from zz.accounts.founding import FOUNDED
from zz.admin.audit_words import lines
from zz.journal import AccessEntry, AccessKind, Event
from zz.rules.operations import RULE_CHANGED

SignIn = Callable[[FlaskClient, str], None]


@pytest.fixture
def auditor(client: FlaskClient, session: Session, sign_in: SignIn) -> FlaskClient:
    sign_in(client, make_user(Role.AUDITOR, username="auditor").username)
    return client


def test_a_change_reads_as_before_and_after(auditor: FlaskClient) -> None:
    user = make_user(name="李清")
    rules.change_rule("report.due_day", 5, by=user, at=MORNING, reason="月报提前")
    calendar.set_day(MORNING.date(), False, by=user, at=MORNING, reason="防汛")
    page = auditor.get("/admin/audit").text
    assert "规则 每月几日前报送上月进度" in page and "3 日 → 5 日；生效日期：2023-09-14；理由：月报提前" in page
    assert "工作日历 2023-09-14" in page and "工作日 → 休息日；" in page
    assert "李清" in page and "日志尚未封存" in page


def test_a_deputy_is_named_with_whom_he_stood_in_for(auditor: FlaskClient, session: Session) -> None:
    deputy, absent = make_user(name="李华"), make_user(name="王强")
    journal.record(RULE_CHANGED, rules.Rule(id=1), by=deputy, at=MORNING, on_behalf_of=absent, key="x")
    assert "李华（代王强）" in auditor.get("/admin/audit").text


def test_edited_columns_read_one_by_one(session: Session) -> None:
    event = Event(
        subject_type="project", payload={"changes": {"total_investment": ["1200", None], "stage": ["planning", "x"]}}
    )
    assert lines(event) == ["总投资（万元）：1200 → （空）", "阶段：谋划在谈 → x"]


def test_the_filter_narrows_by_person_kind_and_day(auditor: FlaskClient) -> None:
    user = make_user(name="李清")
    rules.change_rule("report.due_day", 5, by=user, at=MORNING, reason="甲理由")
    rules.change_rule("report.due_day", 6, by=None, at=MORNING + timedelta(days=3), reason="乙理由")
    for query, found in (
        ("q=李清", "甲"), ("since=2023-09-16", "乙"), ("until=2023-09-15", "甲"), ("what=rule_changed&q=系统", "乙"),
    ):  # fmt: skip
        page = auditor.get(f"/admin/audit?{query}").text
        assert [word in page for word in ("甲理由", "乙理由")] == [found == "甲", found == "乙"], query
    assert "没有符合条件的记录" in auditor.get("/admin/audit?q=nobody").text
    assert auditor.get("/admin/audit?since=x&before=y&page=z").status_code == 200


def test_a_long_journal_is_read_page_by_page_without_counting(auditor: FlaskClient, statements: list[str]) -> None:
    users = [make_user(name=f"第{i}人") for i in range(60)]
    for user in users:
        journal.record(FOUNDED, user, by=user, at=MORNING)
    first = auditor.get("/admin/audit").text
    assert "第59人" in first and "第10人" in first and "第9人" not in first
    last_shown = users[10]
    event = journal.timeline([("user", last_shown.id)])[0].event
    second = auditor.get(f"/admin/audit?before={event.id}&page=2", headers={"HX-Request": "true"}).text
    assert "第9人" in second and "第10人" not in second and "第 2 页" in second and "下一页" not in second
    assert not any("count(" in s.lower() for s in statements)


def test_the_other_tab_shows_who_came_and_who_was_refused(auditor: FlaskClient, session: Session) -> None:
    journal.log_access(AccessKind.DENIED, target="GET /admin/users", username="hr2")
    session.flush()
    page = auditor.get("/admin/audit/access?what=denied").text
    assert "越权被拒" in page and "GET /admin/users" in page and "hr2" in page


def test_an_export_holds_what_is_shown_and_is_logged(auditor: FlaskClient, session: Session) -> None:
    rules.change_rule("report.due_day", 5, by=None, at=MORNING, reason="甲理由")
    answer = auditor.get("/admin/audit?format=xlsx&what=rule_changed")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.data)).active
    assert sheet is not None
    text = "".join(str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell)
    assert "调整规则" in text and "甲理由" in text
    (entry,) = session.scalars(select(AccessEntry).where(AccessEntry.kind == AccessKind.EXPORTED))
    assert (entry.username, entry.target, entry.detail) == ("auditor", "/admin/audit", "what=rule_changed")


def test_the_chain_is_verified_as_a_job(auditor: FlaskClient, session: Session) -> None:
    rules.change_rule("security.lock_minutes", 20, by=None, at=MORNING, reason="甲理由")
    answer = auditor.post("/admin/audit/verification")
    assert answer.status_code == 303
    assert jobs.run_pending() == 1
    assert "已封存的 0 条全部完好，另有 1 条等待封存" in auditor.get(answer.location).text


def test_it_is_for_the_auditor_alone(client: FlaskClient, session: Session, sign_in: SignIn) -> None:
    sign_in(client, make_user(Role.ADMIN).username)
    for path in ("/admin/audit", "/admin/audit/access"):
        assert client.get(path).status_code == 403
    assert client.post("/admin/audit/verification").status_code == 403
