"""The demonstration with one of everything that an address can name, for two unrelated groups of accounts.

`first` is what belongs to the accounts without a number (the farm of `owner`), `second` what belongs to the unrelated
ones (the factory of `owner2`).
"""

import io
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.datastructures import FileStorage

from tests import demonstration
from tests.conftest import MORNING, Installation, start_session
from tests.projects.test_blank_forms import blank
from zz.accounts.models import Deputy, User
from zz.approvals.models import Approval
from zz.assignments.models import Assignment, Card
from zz.db import db
from zz.demo.county import accounts
from zz.demo.telling import PDF, picture
from zz.enrolment import desks
from zz.enrolment.activities.models import SignUp
from zz.enrolment.models import Policy, School, SeatPlan, Term
from zz.enrolment.placement.models import PlacementEntry, PlacementOrder, PlacementRound
from zz.enrolment.placement.quota_models import QuotaSheet
from zz.enrolment.questions.models import Faq, Question
from zz.enrolment.requests import duties
from zz.enrolment.requests.models import EnrolmentRequest
from zz.enrolment.requests.vocabulary import RequestState
from zz.files.models import Attachment, AttachmentKind
from zz.files.operations import attach, prepare_upload
from zz.imports.models import BlankForm, ImportBatch
from zz.jobs import enqueue
from zz.jobs.models import Job
from zz.meetings import operations as meetings
from zz.meetings.models import Meeting, MeetingItem
from zz.meetings.proposals import Proposal
from zz.meetings.vocabulary import Ground, MeetingKind, MeetingLevel
from zz.notices.models import Notice
from zz.problems.models import Instruction, Problem, ProblemKind
from zz.projects.models import Project
from zz.projects.records import Milestone, Permit, PermitItem, SavedView, TeamMember, Visit
from zz.voltage.models import Area, ReadingBatch, RuleTrial, VoltageRule
from zz.voltage.operations import begin
from zz.voltage.remediation.models import Remediation, VoltageProblem
from zz.voltage.ruling import scopes
from zz.voltage.ruling.operations import adopt, begin_trial
from zz.voltage.ruling.scopes import RuleScope
from zz.voltage.ruling.values import RuleValues
from zz.voltage.vocabulary import ReadingSource, RuleKind

FIRST, SECOND = "first", "second"
PROJECTS = {FIRST: "醴陵现代化农业产业园项目", SECOND: "年产5万吨高性能锂离子电池负极材料产业化项目"}
SCHOOLS = {FIRST: "城北小学", SECOND: "下东中学"}  # of the accounts `school` and `school2`
ENTERPRISES = {FIRST: "hr", SECOND: "hr2"}
CLERKS = {FIRST: "centre", SECOND: "centre2"}
OWNERS = {FIRST: "owner", SECOND: "owner2"}
STATIONS = {FIRST: "station", SECOND: "station2"}
FAMILIES = {FIRST: ("hr", "school"), SECOND: ("hr2", "school2")}
STRANGER = "stranger"
ROLES = (STRANGER, *(row["username"] for row in accounts()))
# What an address calls `row_id` depends on the word before it.
ROWS: dict[str, Any] = {"permit_id": Permit, "milestones": Milestone, "permits": Permit, "team": TeamMember}
FIXED = {
    "year": 2023,
    "month": 8,
    "number": 8,
    "rule_kind": "customer_undervoltage",
    "key": "light.red_over",
    "filename": "zz.css",
    "sealed_key": "0" * 32,
    "token": "0" * 32,
    "line_id": 1,
    "document_id": 1,
    "round_id": 1,
    "objection_id": 1,
    "offer_id": 1,
}
LEDGER = "项目名称,总投资（万元）,年度计划投资（万元）\n走查新增项目,5000,1200\n"


@dataclass(frozen=True)
class World:
    """`ids[group][name]` is what stands in an address in place of `name`; `cookies` hold a session for each account."""

    ids: dict[str, dict[str, Any]]
    cookies: dict[str, str]


def client_of(installation: Installation, cookie: str | None) -> FlaskClient:
    """Return a client that sends a session's cookie, or a stranger's."""
    client = installation.app.test_client()
    if cookie:
        client.set_cookie("session", cookie)
    return client


def build(installation: Installation, shared: Path, snapshot: str) -> World:
    """Load the demonstration, add what it lacks, sign everybody in, and keep that under a name.

    `shared` is where the demonstration lies, once somebody has made it.
    """
    demonstration.load(installation, shared)
    installation.app.extensions["zz_demo"] = True
    cookies = {name: _cookie(installation, name) for name in ROLES if name != STRANGER}
    for group in (FIRST, SECOND):
        _act(client_of(installation, cookies[CLERKS[group]]), group)
    with installation.app.app_context():
        for group in (FIRST, SECOND):
            _add(group)
        _draft_round()
        db.session.commit()
        ids = {group: _ids(group) for group in (FIRST, SECOND)}
    installation.keep(snapshot)
    return World(ids, cookies)


def _cookie(installation: Installation, username: str) -> str:
    client = installation.app.test_client()
    start_session(client, username)
    cookie = client.get_cookie("session")
    assert cookie is not None
    return str(cookie.value)


def _act(clerk: FlaskClient, group: str) -> None:
    """Let a clerk upload a ledger and a superior's empty form, and save a view."""
    file = (io.BytesIO(LEDGER.encode("utf-8-sig")), "走查.csv")
    assert clerk.post("/projects/import", data={"file": file}).status_code == 303
    form = {"file": (io.BytesIO(blank()), "省表.xlsx")}
    assert clerk.post("/projects/forms", data=form).status_code == 303
    view = {"stage": "planning", "query": "q=x", "name": f"走查 {group}"}
    assert clerk.post("/projects/views", data=view).status_code == 303


def _add(group: str) -> None:
    """Add a job of the clerk's, a photo of a visit and a document of the project."""
    clerk, owner, project = _user(CLERKS[group]), _user(OWNERS[group]), _project(group)
    at = project.created_at
    enqueue("import.preview", {"batch_id": 0}, by=clerk, at=at)
    visit = db.session.scalars(select(Visit).where(Visit.project_id == project.id).order_by(Visit.id)).first()
    shot = prepare_upload(FileStorage(io.BytesIO(picture(len(group))), filename="现场.jpg"))
    plan = prepare_upload(FileStorage(io.BytesIO(PDF + group.encode()), filename="实施方案.pdf"))
    attach(shot, visit, AttachmentKind.PHOTO, by=owner, at=at)
    attach(plan, project, AttachmentKind.PLAN, by=owner, at=at)
    ended = Deputy(user_id=owner.id, deputy_id=clerk.id, from_day=at.date(), to_day=at.date())  # long over
    db.session.add(ended)
    begin(f"电压{group}.csv", 1, ReadingSource.PAGE, by=_user("gridmgr"), at=at)
    _try_rule(group, at)
    _place_child(group, at)
    _call_meeting(group, project)


def _call_meeting(group: str, project: Project) -> None:
    """Call the owner's unit to a meeting about the group's project."""
    centre, owner = _user("centre"), _user(OWNERS[group])
    values = {
        "level": MeetingLevel.CITY, "host_id": None, "kind": MeetingKind.ON_SITE, "title": f"走查会议{group}",
        "starts_at": MORNING, "place": "现场", "chair_id": centre.id,
    }  # fmt: skip
    units = [owner.memberships[0].unit_id]
    meeting = meetings.save(None, values, units, ledger_id=project.ledger_id, by=centre, at=MORNING)
    meetings.set_agenda(meeting, [Proposal(Ground.YELLOW, project, None, "走查")], by=centre, at=MORNING)
    meetings.call(meeting, by=centre, at=MORNING)


def _place_child(group: str, at: datetime) -> None:
    """Add a request of the group's HR for a child who is placed with the group's school."""
    hr, teacher = (_user(name) for name in FAMILIES[group])
    firm = hr.memberships[0].unit
    school = db.session.scalars(select(School).where(School.unit_id == teacher.memberships[0].unit_id)).one()
    term = db.session.scalars(select(Term).where(Term.root_id == firm.root_id, Term.current)).one()
    park = desks.of_enterprise(firm)
    assert park is not None
    request = EnrolmentRequest(
        park_id=park.id, enterprise_id=firm.id, term_id=term.id, school_id=school.id, grade=school.first_grade,
        number=f"入学〔2023〕走查{group}", state=RequestState.PLACED, child_name="走查", created_at=at, submitted_at=at,
        accepted_at=at,
    )  # fmt: skip
    db.session.add(request)
    db.session.flush()
    duties.enter(request, by=hr, at=at)


def _draft_round() -> None:
    """Add a round that has a draft for the first group's child."""
    query = select(EnrolmentRequest).where(EnrolmentRequest.number == f"入学〔2023〕走查{FIRST}")
    request = db.session.scalars(query).one()
    at, park = request.created_at, request.park_id
    order = PlacementOrder(park_id=park, number=99, valid_from=at.date(), criteria=[], reason="走查", written_at=at)
    db.session.add(order)
    db.session.flush()
    found = PlacementRound(
        park_id=park, term_id=request.term_id, number=99, order_id=order.id, state="run", quotas=[], created_at=at
    )  # fmt: skip
    db.session.add(found)
    db.session.flush()
    entry = PlacementEntry(round_id=found.id, request_id=request.id, grade=request.grade, input={"wishes": []}, lot=1)
    db.session.add(entry)


def _try_rule(group: str, at: datetime) -> None:
    """Let the group's station try a rule, and have one of its own."""
    station = _user(STATIONS[group])
    scope = RuleScope(station.memberships[0].unit)
    values = RuleValues.of(scopes.in_force(scope, RuleKind.CUSTOMER_UNDERVOLTAGE, at.date()))
    for adopted in (True, False):
        trial, _ = begin_trial(
            scope, RuleKind.CUSTOMER_UNDERVOLTAGE, values, valid_from=at.date(), reason="走查", by=station, at=at
        )
        trial.result = {"days": 0, "first": None, "last": None, "appears": 0, "vanishes": 0, "stations": []}
        if adopted:
            adopt(trial, by=station, at=at, today=at.date())


def _user(username: str) -> User:
    return db.session.scalars(select(User).where(User.username == username)).one()


def _project(group: str) -> Project:
    return db.session.scalars(select(Project).where(Project.name == PROJECTS[group])).one()


def _one(query: Any) -> int:
    """Return the first id of a query."""
    found = db.session.scalars(query.limit(1)).first()
    assert found is not None, query
    return int(found)


def _waited_for() -> Any:
    return select(SignUp.activity_id).where(SignUp.state == "waiting")


def _ids(group: str) -> dict[str, Any]:
    project, clerk, owner = _project(group), _user(CLERKS[group]), _user(OWNERS[group])
    problem = _one(select(Problem.id).where(Problem.project_id == project.id, Problem.reported_by_id == owner.id))
    work = (Assignment.subject_type == "problem", Assignment.subject_id == problem, Assignment.kind == "handle")
    visits = select(Visit.id).where(Visit.project_id == project.id)
    photo = (Attachment.subject_type == "visit", Attachment.subject_id.in_(visits))
    plan = (Attachment.subject_type == "project", Attachment.subject_id == project.id, Attachment.kind == "plan")
    station = _user(STATIONS[group]).memberships[0].unit_id
    areas = select(Area.id).where(Area.station_id == station).order_by(Area.id)
    queries = {
        "visit_id": visits.order_by(Visit.id),
        "problem_id": select(Problem.id).where(Problem.id == problem),
        "approval_id": select(Approval.id).where(Approval.asked_by_id == owner.id).order_by(Approval.id),
        "assignment_id": select(Assignment.id).where(*work).order_by(Assignment.id),
        "instruction_id": select(Instruction.id).order_by(Instruction.id),
        "card_id": select(Card.id).order_by(Card.id.desc() if group == FIRST else Card.id),
        "attachment_id": select(Attachment.id).where(*photo).order_by(Attachment.id),
        "file_id": select(Attachment.id).where(*plan),
        "job_id": select(Job.id).where(Job.owner_id == clerk.id).order_by(Job.id.desc()),
        "batch_id": select(ImportBatch.id).where(ImportBatch.created_by_id == clerk.id),
        "form_id": select(BlankForm.id).where(BlankForm.created_by_id == clerk.id),
        "deputy_id": select(Deputy.id).where(Deputy.user_id == owner.id),
        "view_id": select(SavedView.id).where(SavedView.user_id == clerk.id),
        "notice_id": select(Notice.id).where(Notice.user_id == owner.id).order_by(Notice.id),
        "request_id": select(EnrolmentRequest.id).where(EnrolmentRequest.number == f"入学〔2023〕走查{group}"),
        "trial_id": select(RuleTrial.id)
        .where(RuleTrial.by_id == _user(STATIONS[group]).id)
        .order_by(RuleTrial.id.desc()),
        "version_id": select(VoltageRule.id).where(VoltageRule.by_id == _user(STATIONS[group]).id),
        "reading_id": select(ReadingBatch.id).where(ReadingBatch.filename == f"电压{group}.csv"),
        "meeting_id": select(Meeting.id).where(Meeting.title == f"走查会议{group}"),
        "matter_id": select(MeetingItem.id).join(Meeting).where(Meeting.title == f"走查会议{group}"),
        "kind_id": select(ProblemKind.id).order_by(ProblemKind.id),
        "item_id": select(PermitItem.id).order_by(PermitItem.id),
        "area_key": areas,
        "term_id": select(Term.id).where(Term.current),
        "school_id": select(School.id).where(School.name == SCHOOLS[group]),
        "policy_id": select(Policy.id).order_by(Policy.id),
        "question_id": select(Question.id)
        .join(User, User.id == Question.asked_by_id)
        .where(User.username == ENTERPRISES[group])
        .order_by(Question.id),
        "activity_id": _waited_for(),
        "sign_up_id": select(SignUp.id)
        .join(User, User.id == SignUp.signed_up_by_id)
        .where(User.username == ENTERPRISES[group], SignUp.activity_id.in_(_waited_for()))
        .order_by(SignUp.id),
        "faq_id": select(Faq.id).order_by(Faq.id),
        "plan_id": select(SeatPlan.id).order_by(SeatPlan.id),
        "sheet_id": select(QuotaSheet.id).order_by(QuotaSheet.id.desc()),  # the one that waits for the bureau
        "round_id": select(PlacementRound.id).where(PlacementRound.number == 99),
        "child_id": select(PlacementEntry.id).join(PlacementEntry.round).where(PlacementRound.number == 99),
        "entry_id": select(VoltageProblem.id).where(VoltageProblem.state == "open", VoltageProblem.area_id.in_(areas)),
        "remediation_id": select(Remediation.id).where(
            Remediation.state == "planned", Remediation.station_id == station
        ),
    }
    for name, model in ROWS.items():
        queries[name] = select(model.id).where(model.project_id == project.id).order_by(model.id)
    found = {name: _one(query) for name, query in queries.items()}
    return {**FIXED, **found, "project_id": project.id, "user_id": owner.id, "unit_id": owner.memberships[0].unit_id}
