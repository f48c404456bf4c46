"""The pages of both lists: who gets which, what is refused, what a stale click is told, and that figures agree."""

import io
import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from python_calamine import CalamineWorkbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.conftest import start_session
from tests.voltage.builders import make_area, make_daily, make_finding
from tests.voltage.remediation import world as w
from zz.db import db
from zz.files.models import Attachment
from zz.voltage.remediation.models import Remediation, VoltageProblem
from zz.voltage.remediation.vocabulary import EntryState
from zz.voltage.remediation.vocabulary import RemediationState as S
from zz.voltage.vocabulary import RuleKind

HTMX = {"HX-Request": "true"}
Login = Callable[[str], FlaskClient]
ACTS = ("plan", "work", "closure", "verification", "dispatch", "withdrawal")


@pytest.fixture
def company(session: Session) -> w.World:
    return w.world()


@pytest.fixture
def login(app: Flask, company: w.World) -> Login:
    def login(who: str) -> FlaskClient:
        db.session.commit()
        client = app.test_client()
        start_session(client, company[who].username)
        return client

    return login


def photo() -> tuple[io.BytesIO, str]:
    stream = io.BytesIO()
    Image.new("RGB", (64, 48), (90, 120, 180)).save(stream, "JPEG")
    stream.seek(0)
    return stream, "分接开关.jpg"


def fresh(found: Remediation) -> Remediation:
    db.session.expire_all()
    return db.session.get_one(Remediation, found.id)


def test_another_station_and_another_company_find_none_of_it(company: w.World, login: Login) -> None:
    found = w.worked(company)
    one, fault = f"/voltage/remediation/{found.id}", f"/voltage/problems/{found.problem_id}"
    for who in ("second", "stranger"):
        client = login(who)
        for address in (one, fault, *(f"{one}/{slug}" for slug in ACTS), f"{fault}/dismissal"):
            allowed = (404,) if who == "stranger" or "dismissal" not in address else (403,)
            assert client.get(address).status_code in allowed, (who, address)
        assert client.post(f"{one}/start").status_code in (403, 404)
        assert client.post("/voltage/problems/dispatch", data={"ids": found.problem_id}).status_code in (403, 404)
        for address in ("/voltage/problems?state=under-way", "/voltage/remediation?state=plans"):
            assert company.area.name not in client.get(address).text
    for who in ("centre", "auditor"):
        assert login(who).get(one).status_code == 403
        assert login(who).get("/voltage/problems").status_code == 403


def test_the_loop_through_the_pages(company: w.World, login: Login) -> None:
    manager, station = login("manager"), login("station")
    entry = company.entry
    page = manager.get("/voltage/problems").text
    assert "谭家冲台区" in page and "派发勾选的台区" in page
    assert "派发勾选的台区" not in station.get("/voltage/problems").text
    assert station.post("/voltage/problems/dispatch", data={"ids": entry.id}).status_code == 403
    assert "疑似负荷或线路" in manager.get(f"/voltage/problems/{entry.id}").text
    sent = manager.post(
        "/voltage/problems/dispatch",
        data={"ids": entry.id, "demand": "尽快调档", "next": "entry"},
        follow_redirects=True,
    )
    assert "已派发 1 个台区（株电压治〔2023〕1号）" in sent.text
    found = db.session.scalars(select(Remediation)).one()
    one = f"/voltage/remediation/{found.id}"
    assert "立治理计划" in station.get("/inbox?box=to-sign").text
    assert "签收" in station.get(one).text
    form = {"version": found.version, "measure": "capacity", "text": "增容", "people": "罗勇"}
    late = station.post(f"{one}/plan", data=form)
    assert late.status_code == 422 and "请填写计划完成的年月" in late.text and "增容</textarea>" in late.text
    assert station.post(f"{one}/plan", data={"version": found.version}).status_code == 422
    form |= {"measure": "tap_adjustment", "text": "分接头由3档调到2档"}
    assert "已立计划，请于9月19日前完成" in station.post(f"{one}/plan", data=form, follow_redirects=True).text
    stale = station.post(f"{one}/plan", data=form)
    assert stale.status_code == 409 and "已有变化" in stale.text
    work = station.get(f"{one}/work").text
    assert re.search(r'name="tap_from"[^>]*value="3"', work), "the area's own position is proposed"
    done = {"version": fresh(found).version, "work_on": "2023-09-05", "tap_from": "3", "tap_to": "3", "text": "已调档"}
    assert "现档位与原档位相同" in station.post(f"{one}/work", data=done).text
    assert db.session.scalars(select(Attachment)).first() is None
    said = station.post(f"{one}/work", data=done | {"tap_to": "2", "photos": photo()}, follow_redirects=True)
    assert "3 档 → 2 档" in said.text and db.session.scalars(select(Attachment)).one().subject_id == found.id
    closure = station.get(f"{one}/closure").text
    assert "谭家冲台区已开展档位调整，12户用户低电压问题已解决，申请闭环。" in closure
    asked = station.post(f"{one}/closure", data={"version": fresh(found).version, "text": "申请闭环"})
    assert asked.status_code == 303
    assert station.get(f"{one}/verification").status_code == 403
    w.well(company, *w.AFTER[:6])
    w.judge(*w.AFTER[:6], at=w.shanghai(9, 13))
    verify = {"version": fresh(found).version, "result": "accept", "text": "同意，通过验证。"}
    early = manager.post(f"{one}/verification", data=verify)
    assert early.status_code == 422 and "治理后只有 6 个有效日" in early.text
    w.well(company, w.AFTER[6])
    w.judge(w.AFTER[6], at=w.shanghai(9, 13))
    page = manager.get(one).text
    assert "比对结果" in page and "柏树台区" in page and "平均合格率 93% → 100%" in page.replace(".00", "")
    done = manager.post(f"{one}/verification", data=verify | {"version": fresh(found).version}, follow_redirects=True)
    assert "验证通过，已闭环" in done.text and fresh(found).state == S.VERIFIED
    assert company.area.name in manager.get("/voltage/remediation?state=verified").text
    assert company.area.name in manager.get("/voltage/problems?state=recovered").text


@pytest.mark.parametrize(
    "stage", [w.dispatched, w.returned, w.planned, w.reserve, w.worked, w.asked, w.verified, w.withdrawn]
)
def test_the_page_opens_in_every_state(company: w.World, login: Login, stage: Callable[[w.World], Remediation]) -> None:
    found = stage(company)
    for who in ("manager", "station"):
        page = login(who).get(f"/voltage/remediation/{found.id}")
        assert page.status_code == 200
        assert company.area.name in page.text
        assert page.text.count("btn-primary") <= 2  # one of the page, one of the dialog that asks
        fault = login(who).get(f"/voltage/problems/{found.problem_id}")
        assert fault.status_code == 200


def test_a_rejection_wants_its_reason_and_a_date(company: w.World, login: Login) -> None:
    found = w.asked(company)
    manager, one = login("manager"), f"/voltage/remediation/{found.id}/verification"
    data = {"version": found.version, "result": "return", "text": "", "due_on": "2023-09-20"}
    assert "退回治理须写明理由" in manager.post(one, data=data).text
    assert "今天之后" in manager.post(one, data=data | {"text": "仍偏低", "due_on": "2023-09-14"}).text
    assert "请选择验证结论" in manager.post(one, data={"version": found.version}).text
    assert manager.post(one, data=data | {"text": "仍偏低"}).status_code == 303
    assert fresh(found).state == S.IN_PROGRESS
    back = login("station").get(f"/voltage/remediation/{found.id}").text
    assert "验证不通过 1 次" in back and "限9月20日前" in back


def test_decisions_on_a_fault(company: w.World, login: Login) -> None:
    entry, manager = company.entry, login("manager")
    one = f"/voltage/problems/{entry.id}"
    assert "请写明理由" in manager.post(f"{one}/suspension", data={"until": "2023-10-01"}).text
    late = manager.post(f"{one}/suspension", data={"until": "2024-06-01", "reason": "等停电计划"})
    assert late.status_code == 422 and "90 天以内" in late.text
    done = manager.post(
        f"{one}/suspension", data={"until": "2023-10-01", "reason": "等停电计划"}, follow_redirects=True
    )
    assert "已挂起，10月1日自动恢复在库" in done.text and "等停电计划" in done.text
    assert manager.post(f"{one}/suspension", data={"until": "2023-10-02", "reason": "再挂"}).status_code == 409
    assert manager.post(f"{one}/resumption", data={"reason": "停电计划已定"}).status_code == 303
    assert manager.post(f"{one}/dismissal", data={"reason": "采集终端故障"}).status_code == 303
    assert company.area.name in manager.get("/voltage/problems?state=dismissed").text
    refused = manager.post("/voltage/problems/dispatch", data={"ids": entry.id}, follow_redirects=True)
    assert "1 个未派发：“已排除”的台区不派发" in refused.text
    assert manager.post(f"{one}/restoration", data={"reason": "核实为真"}).status_code == 303
    db.session.expire_all()
    assert entry.state == EntryState.OPEN
    assert login("station").get(f"{one}/dismissal").status_code == 403


def several(company: w.World, number: int) -> None:
    """Add persistent faults of other areas, each heavier than the one before."""
    days = [date(2023, 9, 11) + timedelta(days=i) for i in range(3)]
    for i in range(number):
        area = make_area(company.station, name=f"试验台区{i:02}", customers=40)
        for day in days:
            make_daily(area, day, state="abnormal")
            make_finding(area, RuleKind.OUTLET_OVERVOLTAGE, day, minutes=60 + i, point=10)
    w.judge(*days, at=w.shanghai(9, 14))


def test_several_are_dispatched_at_once_and_the_rest_is_said(company: w.World, login: Login) -> None:
    several(company, 3)
    ids = [e.id for e in db.session.scalars(select(VoltageProblem).order_by(VoltageProblem.id))]
    client = login("manager")
    client.post("/voltage/problems/dispatch", data={"ids": ids[:1]})
    said = client.post("/voltage/problems/dispatch", data={"ids": ids}, follow_redirects=True).text
    assert "已派发 3 个台区" in said and "1 个未派发：已派发（株电压治〔2023〕1号，新发现）" in said
    assert "请先勾选" in client.post("/voltage/problems/dispatch", follow_redirects=True).text


def test_filters_orders_pages_and_export_agree(company: w.World, login: Login) -> None:
    several(company, 52)
    client = login("manager")
    page = client.get("/voltage/problems").text
    assert page.index("试验台区51") < page.index("试验台区50"), "the heaviest first"
    assert "下一页" in page and "试验台区51" not in client.get("/voltage/problems?page=2").text
    up = client.get("/voltage/problems?sort=weight", headers=HTMX).text
    assert "<html" not in up and up.index("试验台区00") < up.index("试验台区01")
    assert "谭家冲台区" not in client.get("/voltage/problems?kind=outlet_overvoltage").text
    assert "试验台区" not in client.get("/voltage/problems?q=谭家").text
    assert "试验台区" not in client.get(f"/voltage/problems?unit={company.second.id}").text
    assert "没有符合条件的异常台区" in client.get("/voltage/problems?severe=1").text
    sheet = client.get("/voltage/problems?format=xlsx&kind=outlet_overvoltage").data
    rows = CalamineWorkbook.from_filelike(io.BytesIO(sheet)).get_sheet_by_index(0).to_python()
    assert sum(str(row[0]).startswith("试验台区") for row in rows) == 52
    w.planned(company)
    sheet = login("manager").get("/voltage/remediation?format=xlsx").data
    rows = CalamineWorkbook.from_filelike(io.BytesIO(sheet)).get_sheet_by_index(0).to_python()
    assert any("谭家冲台区" in row and "调档" in row for row in rows)
    for address in ("/voltage/problems?format=pdf", "/voltage/remediation?format=pdf"):
        assert client.get(address).status_code == 404
    assert client.get("/voltage/problems?sort=nonsense&kind=x&unit=y&page=0").status_code == 200


def test_the_weight_of_a_row_is_the_sum_of_its_days(company: w.World, login: Login) -> None:
    entry = company.entry
    page = login("manager").get(f"/voltage/problems/{entry.id}").text
    assert entry.weight == len(w.FAULTY) * 2880
    assert f"{entry.weight:,}" in page
    assert page.count("2,880") == len(w.FAULTY)


def test_as_many_queries_for_fifty_rows_as_for_three(company: w.World, login: Login, statements: list[str]) -> None:
    client = login("manager")
    counts: dict[str, list[int]] = {}
    for more in (2, 40):
        db.session.rollback()
        several(company, more)
        ids = db.session.scalars(select(VoltageProblem.id).where(VoltageProblem.persistent)).all()[:more:2]
        db.session.commit()
        client.post("/voltage/problems/dispatch", data={"ids": ids})
        for address in ("/voltage/problems", "/voltage/problems?state=under-way", "/voltage/remediation"):
            client.get(address)
            statements.clear()
            assert client.get(address).status_code == 200
            counts.setdefault(address, []).append(len(statements))
    assert all(few == many for few, many in counts.values()), counts
