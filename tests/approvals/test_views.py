"""The pages of requests: who sees what, the decision, stale clicks, and what moved meanwhile."""

import io
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.approvals.people import MORNING, ask, county, decide, duties, make_work, set_rule
from tests.projects.people import SignIn
from zz.approvals.models import Approval
from zz.approvals.vocabulary import ApprovalKind, ApprovalState
from zz.assignments.vocabulary import AssignmentState
from zz.sheets.read import read_table

PART = {"HX-Request": "true"}


def decision(approval: Approval, text: str, page: str = "", **typed: str) -> dict[str, str]:
    return {"version": str(approval.version), "decision": text, "reason": "", "seen": page, **typed}


def test_the_approver_finds_it_and_agrees(session: Session, client: FlaskClient, sign_in: SignIn) -> None:
    place = county()
    approval = ask(place, place.owner)
    sign_in(client, place.bureau.username)
    page = client.get("/approvals").text
    assert "待我审批 <b>1</b>" in page
    assert "计划工期调整：计划竣工2023年12月31日→2024年6月30日" in page
    assert "9月19日前审批" in page
    assert "审批" in client.get("/inbox?box=to-approve").text
    page = client.get(f"/approvals/{approval.id}").text
    assert "征地滞后" in page and "提交审批意见" in page and "责任单位" in page
    answer = client.post(f"/approvals/{approval.id}/decision", data=decision(approval, "agree"))
    assert answer.status_code == 303
    assert "已同意，流转到下一环节" in client.get(answer.location).text
    sign_in(client, place.centre.username)
    session.refresh(approval)
    answer = client.post(f"/approvals/{approval.id}/decision", data=decision(approval, "agree"))
    assert "已同意，申请已同意" in client.get(answer.location).text
    session.refresh(place.project)
    assert place.project.planned_finish == date(2024, 6, 30)
    assert "已办结 <b>1</b>" in client.get("/approvals?tab=ended").text


def test_a_no_needs_its_reason(session: Session, client: FlaskClient, sign_in: SignIn) -> None:
    place = county()
    approval = ask(place, place.bureau)
    sign_in(client, place.centre.username)
    url = f"/approvals/{approval.id}/decision"
    for typed in ("refuse", "send_back"):
        answer = client.post(url, data=decision(approval, typed))
        assert answer.status_code == 422
        assert "须写明理由" in answer.text
    assert client.post(url, data=decision(approval, "")).status_code == 422
    assert client.post(url, data=decision(approval, "refuse", reason="不妥")).status_code == 303
    session.refresh(approval)
    assert approval.state == ApprovalState.REFUSED


@pytest.mark.parametrize("who", ["owner", "commissioner", "leader", "bureau"])
def test_who_sees_it_and_has_no_part_decides_nothing(
    session: Session, client: FlaskClient, sign_in: SignIn, who: str
) -> None:
    place = county()
    approval = ask(place, place.bureau)
    sign_in(client, getattr(place, who).username)
    page = client.get(f"/approvals/{approval.id}")
    assert page.status_code == 200
    assert "提交审批意见" not in page.text
    assert client.post(f"/approvals/{approval.id}/decision", data=decision(approval, "agree")).status_code == 403
    if who != "bureau":
        data = {"version": approval.version}
        assert client.post(f"/approvals/{approval.id}/withdrawal", data=data).status_code == 403
        assert client.get(f"/approvals/{approval.id}/resubmission").status_code == 403


def test_strangers_find_nothing(session: Session, client: FlaskClient, sign_in: SignIn) -> None:
    place = county()
    approval = ask(place, place.owner)
    for stranger in place.strangers:
        sign_in(client, stranger.username)
        assert client.get(f"/approvals/{approval.id}").status_code == 404
        for action in ("decision", "withdrawal", "resubmission"):
            answer = client.post(f"/approvals/{approval.id}/{action}", data=decision(approval, "agree"))
            assert answer.status_code == 404
        for tab in ("mine", "asked", "running", "ended"):
            assert "计划工期调整：" not in client.get(f"/approvals?tab={tab}").text


def test_a_stale_click_says_what_happened(session: Session, client: FlaskClient, sign_in: SignIn) -> None:
    place = county()
    approval = ask(place, place.bureau)
    session.commit()
    seen = decision(approval, "agree")
    decide(approval, place.centre)
    sign_in(client, place.centre.username)
    answer = client.post(f"/approvals/{approval.id}/decision", data=seen)
    assert answer.status_code == 409
    assert "刚才的操作没有生效" in answer.text
    assert "已同意" in answer.text


def test_what_moved_is_shown_with_both_values_and_may_be_decided(
    session: Session, client: FlaskClient, sign_in: SignIn
) -> None:
    place = county()
    approval = ask(place, place.bureau)
    sign_in(client, place.centre.username)
    first = client.get(f"/approvals/{approval.id}").text
    place.project.planned_finish = date(2024, 3, 31)
    session.flush()
    data = decision(approval, "agree", _seen(first), reason="同意调整")
    answer = client.post(f"/approvals/{approval.id}/decision", data=data)
    assert answer.status_code == 409
    for said in ("2023年12月31日", "2024年3月31日", "2024年6月30日", "请核对现状与申请内容", "同意调整"):
        assert said in answer.text
    answer = client.post(f"/approvals/{approval.id}/decision", data=data | {"seen": _seen(answer.text)})
    assert answer.status_code == 303
    session.refresh(place.project)
    assert place.project.planned_finish == date(2024, 6, 30)


def _seen(page: str) -> str:
    mark = page.split('name="seen"')[1]
    return mark.split('value="')[1].split('"')[0]


def test_the_applicant_withdraws(session: Session, client: FlaskClient, sign_in: SignIn) -> None:
    place = county()
    approval = ask(place, place.bureau)
    sign_in(client, place.bureau.username)
    data = {"version": approval.version, "reason": "改期再报"}
    answer = client.post(f"/approvals/{approval.id}/withdrawal", data=data)
    assert "已撤回申请" in client.get(answer.location).text
    assert client.post(f"/approvals/{approval.id}/withdrawal", data=data).status_code == 409


def test_the_applicant_sends_it_again(session: Session, client: FlaskClient, sign_in: SignIn) -> None:
    place = county()
    approval = ask(place, place.bureau)
    sign_in(client, place.bureau.username)
    url = f"/approvals/{approval.id}/resubmission"
    assert client.get(url).status_code == 409
    sign_in(client, place.centre.username)
    client.post(f"/approvals/{approval.id}/decision", data=decision(approval, "send_back", reason="缺会议纪要"))
    sign_in(client, place.bureau.username)
    session.refresh(approval)
    assert "缺会议纪要" in client.get(url).text
    data = {"version": approval.version, "planned_finish": "2024-05-31", "reason": ""}
    assert client.post(url, data=data).status_code == 422
    data["reason"] = "已附纪要"
    data["files"] = (io.BytesIO(b"%PDF-1.7"), "纪要.pdf")
    answer = client.post(url, data=data, content_type="multipart/form-data")
    assert answer.status_code == 303, answer.text
    page = client.get(answer.location).text
    assert "2024年5月31日" in page and "纪要.pdf" in page
    session.refresh(approval)
    assert (approval.state, approval.round) == (ApprovalState.WAITING, 2)


def test_the_list_is_a_fragment_filtered_and_a_workbook(session: Session, client: FlaskClient, sign_in: SignIn) -> None:
    place = county()
    ask(place, place.bureau)
    sign_in(client, place.centre.username)
    part = client.get("/approvals?tab=mine", headers=PART).text
    assert "<html" not in part and "计划工期调整" in part
    assert "没有符合条件的申请" in client.get("/approvals?tab=mine&q=查无此项").text
    assert "没有符合条件的申请" in client.get("/approvals?tab=mine&kind=stage").text
    assert "计划工期调整：" in client.get("/approvals?tab=mine&kind=dates&kind=stage").text
    answer = client.get("/approvals?tab=mine&format=xlsx")
    cells = str(read_table(io.BytesIO(answer.data).getvalue(), "a.xlsx"))
    assert "征地滞后" in cells


def test_the_number_of_queries_does_not_grow_with_rows(
    session: Session, client: FlaskClient, sign_in: SignIn, statements: list[str]
) -> None:
    places = [county() for _ in range(4)]
    centre = places[0].centre
    for place in places:
        place.project.ledger_id = places[0].root.id
    sign_in(client, centre.username)
    numbers = []
    for place in places[:1], places[1:]:
        for one in place:
            ask(one, one.owner)
        session.commit()
        client.get("/approvals?tab=running")
        statements.clear()
        client.get("/approvals?tab=running")
        numbers.append(len(statements))
    assert numbers[0] == numbers[1] <= 14


def test_an_extension_is_asked_for_and_granted(session: Session, client: FlaskClient, sign_in: SignIn) -> None:
    place = county()
    work = make_work(place)
    url = f"/assignments/{work.id}/extension"
    sign_in(client, place.centre.username)
    assert client.get(url).status_code == 404
    sign_in(client, place.bureau.username)
    assert "申请延至" in client.get(url).text
    assert client.post(url, data={}).status_code == 422
    assert "应晚于" in client.post(url, data={"due_on": "2023-09-15", "reason": "材料不齐"}).text
    answer = client.post(url, data={"due_on": "2023-09-28", "reason": "材料不齐"})
    assert answer.status_code == 303, answer.text
    assert "审批期间暂停督办" in client.get(answer.location).text
    approval = session.get_one(Approval, int(answer.location.rpartition("/")[2]))
    assert approval.kind == ApprovalKind.EXTENSION
    sign_in(client, place.centre.username)
    page = client.get(answer.location).text
    assert "原定期限" in page and 'value="2023-09-28"' in page
    data = decision(approval, "agree", _seen(page), granted="2023-09-26")
    assert client.post(f"{answer.location}/decision", data=data).status_code == 303
    session.refresh(work)
    assert (work.due_on, work.original_due_on, work.paused) == (date(2023, 9, 26), date(2023, 9, 21), False)


def test_a_suspension_is_asked_for_with_its_paper(session: Session, client: FlaskClient, sign_in: SignIn) -> None:
    place = county()
    work = make_work(place)
    url = f"/assignments/{work.id}/suspension"
    sign_in(client, place.bureau.username)
    typed = {"review_on": (MORNING + timedelta(days=30)).date().isoformat(), "reason": "等省厅批复"}
    assert "须附依据材料" in client.post(url, data=typed).text
    paper = {"files": (io.BytesIO(b"%PDF-1.7"), "受理通知.pdf")}
    answer = client.post(url, data=typed | paper, content_type="multipart/form-data")
    assert answer.status_code == 303, answer.text
    session.refresh(work)
    assert (work.state, work.paused) == (AssignmentState.IN_PROGRESS, True)


@pytest.mark.parametrize("action", ["reply", "suspend", "send-back", "progress", "sign"])
def test_a_duty_to_approve_is_only_done_on_the_requests_page(
    session: Session, client: FlaskClient, sign_in: SignIn, action: str
) -> None:
    place = county()
    ask(place, place.bureau)
    duty = duties(place.centre)[0]
    sign_in(client, place.centre.username)
    assert client.get(f"/assignments/{duty.id}/{action}").status_code == 403
    typed = {"text": "好", "reason": "好", "review_on": "2023-12-01"}
    assert client.post(f"/assignments/{duty.id}/{action}", data=typed).status_code in (403, 422)
    session.refresh(duty)
    assert duty.state == AssignmentState.IN_PROGRESS


def test_a_unit_suspends_itself_only_where_the_rule_says_so(
    session: Session, client: FlaskClient, sign_in: SignIn
) -> None:
    place = county()
    work = make_work(place)
    sign_in(client, place.bureau.username)
    assert client.get(f"/assignments/{work.id}/suspend").status_code == 403
    set_rule("assignment.suspension_approved", False)
    assert client.get(f"/assignments/{work.id}/suspend").status_code == 200
