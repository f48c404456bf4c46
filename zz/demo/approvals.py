"""Requests of the demo in every state, and permits that the bureaus are working on."""

import io
from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select
from werkzeug.datastructures import FileStorage

from zz import rules
from zz.accounts.models import User
from zz.approvals import operations, policy
from zz.approvals.models import Approval
from zz.approvals.operations import Request, Verdict
from zz.approvals.vocabulary import ApprovalKind, Decision
from zz.assignments.models import Assignment
from zz.assignments.timing import day
from zz.assignments.vocabulary import AssignmentState
from zz.calendar import add_working_days
from zz.db import db
from zz.demo.county import County
from zz.demo.telling import PDF, picture, when
from zz.files.operations import PreparedFile, prepare_upload
from zz.projects.models import Project
from zz.projects.permit_template import PHASES
from zz.projects.records import Permit
from zz.projects.vocabulary import Stage

K = ApprovalKind
FARM, ROAD = "醴陵现代化农业产业园项目", "G320国道城区段改线工程（虚构）"
RURAL, QUARRY = "农村公路提质改造工程（虚构）", "石亭镇建筑骨料绿色矿山（虚构）"
FLOOD = "场内积水排不出，基坑停工"
LITHIUM, GAS = "年产5万吨高性能锂离子电池负极材料产业化项目", "园区天然气管道接入滞后"
BEGUN = (date(2023, 7, 24), date(2023, 8, 8), date(2023, 8, 28), date(2023, 9, 1), date(2023, 9, 6), date(2023, 9, 8))


def load(county: County) -> None:
    """Tell the requests within the current transaction, each act at its minute."""
    users = county.users
    money = _ask(
        "9-4 10:20", users["owner2"], K.MONEY, LITHIUM, {"total_investment": "105000"}, "进口设备涨价，拟追加总投资。"
    )
    _decide("9-5 09:40", users["park"], money, Decision.REFUSE, "追加部分未经备案变更，请先办理变更后再申请。")
    dates = _ask(
        "9-5 15:02",
        users["bureau"],
        K.DATES,
        ROAD,
        {"planned_finish": "2025-12-31"},
        "跨铁路段方案调整，施工图重新报审。",
    )
    _decide("9-6 10:11", users["centre"], dates, Decision.AGREE, "同意，请同步调整倒排计划。")
    stop = _ask(
        "9-11 11:25", users["bureau"], K.ACTIVITY, QUARRY, {"activity": "suspended"}, "进矿道路权属纠纷，无法进场。"
    )
    _decide("9-12 09:05", users["centre"], stop, Decision.SEND_BACK, "请附镇政府的情况说明和拟复工时间。")
    farm = _ask(
        "9-12 10:30", users["owner"], K.DATES, FARM, {"planned_start": "2023-11-30"},
        "二期用地组卷尚未报批，原定开工节点无法实现。", {"file1": _paper("关于调整开工时间的报告.pdf")},
    )  # fmt: skip
    _decide("9-12 16:40", users["lujiang"], farm, Decision.AGREE, "情况属实。")
    plan = _ask(
        "9-12 14:15",
        users["bureau2"],
        K.MONEY,
        RURAL,
        {"annual_plan": "7000"},
        "新增车购税补助资金，年内可多完成 12 公里。",
    )
    _decide("9-13 09:20", users["centre"], plan, Decision.AGREE, "资金已落实，同意。")
    _running(users)
    _countersigned(users)
    _permits()


def _running(users: Mapping[str, User]) -> None:
    """The gate and the extension that wait on the demo's morning."""
    gate = {"stage": str(Stage.UNDER_CONSTRUCTION), "actual_start": "2023-09-10"}
    evidence = {"kind": "statutory_equal", "photo_on": "2023-09-11"}
    papers = {"file": _paper("公路工程施工许可.pdf"), "photo": _photo("桩基施工.jpg")}
    _ask("9-13 10:05", users["bureau"], K.STAGE, ROAD, gate, "桩机进场，首根桩已开钻。", papers, evidence)
    duties = select(Assignment).where(Assignment.title == GAS, Assignment.holder.like("u%")).order_by(Assignment.id)
    work = db.session.scalars(duties).first()
    if work is not None:
        reason = "燃气公司管材 9月20日到货，需顺延。"
        request = Request(K.EXTENSION, work.id, {"due_on": "2023-09-27"}, reason)
        operations.ask(request, by=users["zhujian"], at=when("9-13 15:30"))


def _countersigned(users: Mapping[str, User]) -> None:
    """审签: a bureau wants its head to see what leaves it; one of its replies waits for him."""
    rules.change_rule(
        "assignment.reply_approved_units", ["醴陵市住房和城乡建设局"], by=users["admin"], at=when("9-11 08:50"),
        reason="住建局来函：办理结果由分管副局长审签后报出。",
    )  # fmt: skip
    duties = select(Assignment).where(Assignment.title == FLOOD, Assignment.holder.like("u%")).order_by(Assignment.id)
    work = db.session.scalars(duties).first()
    if work is not None:
        reason = "出水口标高已降 40 厘米，9月13日暴雨后场内无积水，请审签。"
        request = Request(
            K.REPLY, work.id, {"state": str(AssignmentState.REPLIED)}, reason, uploads={"file": _paper("复测记录.pdf")}
        )
        operations.ask(request, by=users["zhujian"], at=when("9-13 17:20"))


def _paper(name: str) -> PreparedFile:
    return prepare_upload(FileStorage(io.BytesIO(PDF + name.encode()), filename=name))


def _photo(name: str) -> PreparedFile:
    return prepare_upload(FileStorage(io.BytesIO(picture(11)), filename=name))


def _ask(
    at: str,
    by: User,
    kind: ApprovalKind,
    project: str,
    after: Mapping[str, Any],
    reason: str,
    uploads: Mapping[str, PreparedFile] | None = None,
    details: Mapping[str, Any] | None = None,
) -> Approval:
    row = db.session.scalars(select(Project).where(Project.name == project)).one()
    return operations.ask(Request(kind, row.id, after, reason, details or {}, uploads or {}), by=by, at=when(at))


def _decide(at: str, by: User, approval: Approval, decision: Decision, reason: str) -> None:
    part = policy.part_of(by, approval, day(when(at)))
    if part is None:
        raise ValueError(f"{by.username} has no part in {approval.title}")
    operations.decide(approval, part, Verdict(decision, reason), by=by, at=when(at))


def _permits() -> None:
    """Let the next permits of some projects be under way, the first two past their limits."""
    projects = select(Project).where(Project.stage == Stage.PRELIMINARY).order_by(Project.id)
    starts = iter(BEGUN * 3)
    for project in db.session.scalars(projects).all():
        waiting = select(Permit).where(
            Permit.project_id == project.id, Permit.needed, Permit.granted_on.is_(None), Permit.phase != PHASES[-1]
        )
        row = db.session.scalars(waiting.order_by(Permit.number).limit(1)).first()
        start = next(starts, None)
        if row is not None and start is not None:
            row.received_on, row.accepted_on = start, add_working_days(start, 1)
            if project.id % 3 == 0:
                row.accepted_on, row.received_on = None, add_working_days(start, 1)
    db.session.flush()
