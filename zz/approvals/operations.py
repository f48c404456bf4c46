"""The verbs of a request: asked, decided step by step, sent again, withdrawn; the last agreement changes the subject.

They take the request locked after its subject (`access.hold`) within `writing()`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from zz.accounts.models import User
from zz.approvals import chain, routing, verbs
from zz.approvals.appliers import Applier, Refused, applier_of, changes
from zz.approvals.conflicts import Moved, Movement, fingerprint, moved_since
from zz.approvals.flow import APPROVALS, STEP_OF, STEPS
from zz.approvals.models import Approval
from zz.approvals.policy import Part
from zz.approvals.queries import open_of
from zz.approvals.vocabulary import ApprovalAction, ApprovalKind, Decision
from zz.assignments import holders
from zz.db import db
from zz.files.models import AttachmentKind
from zz.files.operations import PreparedFile, attach
from zz.journal import Verb, record
from zz.notices import notify

GONE = "申请针对的事项已不存在。"
NOTHING = "申请的内容与现状一致，没有需要审批的变化。"
ACTION_OF = {Decision.SEND_BACK: ApprovalAction.SEND_BACK, Decision.REFUSE: ApprovalAction.REFUSE}


@dataclass(frozen=True)
class Request:
    """What is asked for: the values that the fields shall have, why, and files by name (`file`, `photo`, …)."""

    kind: ApprovalKind
    subject_id: int
    after: Mapping[str, Any]
    reason: str
    details: Mapping[str, Any] = field(default_factory=dict)
    uploads: Mapping[str, PreparedFile] = field(default_factory=dict)
    asked_for: User | None = None


@dataclass(frozen=True)
class Verdict:
    """What an approver says. `seen` is the fingerprint of the values he had before him; `granted` replaces values."""

    decision: Decision
    reason: str = ""
    seen: str = ""
    granted: Mapping[str, Any] = field(default_factory=dict)


def _patch(applier: Applier, subject: Any, after: Mapping[str, Any]) -> dict[str, list[Any]]:
    before = applier.current(subject, after)
    patch = {name: [before[name], value] for name, value in after.items() if before[name] != value}
    if not patch:
        raise Refused(NOTHING)
    return patch


def _title(applier: Applier, kind: ApprovalKind, patch: Mapping[str, list[Any]]) -> str:
    """Say it in a line: 计划工期调整：计划竣工2023年12月31日→2024年6月30日."""
    said = []
    for name, (before, after) in patch.items():
        was = f"{applier.say(name, before)}→" if before is not None else ""
        said.append(f"{applier.brief(name)}{was}{applier.say(name, after)}")
    return f"{kind.label}：{'，'.join(said)}"[:200]


def _note(verb: Verb, approval: Approval, subject: Any, *, by: User | None, at: datetime, **payload: Any) -> None:
    """Record an event about what the request is about."""
    record(
        verb, applier_of(approval.kind).story(subject), by=by, at=at, on_behalf_of=payload.pop("acting_for", None),
        approval=approval.id, kind=approval.kind.label, **payload,
    )  # fmt: skip


def _said(applier: Applier, patch: Mapping[str, list[Any]]) -> dict[str, list[str]]:
    return {label: [before, after] for label, before, after in changes(applier, patch)}


def _attach(approval: Approval, uploads: Mapping[str, PreparedFile], by: User, at: datetime) -> None:
    """Attach files; those with a name of their own are noted in the details."""
    details = dict(approval.details)
    for name, prepared in uploads.items():
        kind = AttachmentKind.PHOTO if name == "photo" else AttachmentKind.EVIDENCE
        details[name] = attach(prepared, approval, kind, by=by, at=at).id
    approval.details = details


def _subject(approval: Approval) -> Any:
    subject = applier_of(approval.kind).lock(approval.subject_id)
    if subject is None:
        raise Refused(GONE)
    return subject


def ask(request: Request, *, by: User, at: datetime) -> Approval:
    """提出申请: store the patch, open the chain, tell the first approvers.

    Raises:
        Refused: nothing would change, a request of this kind is open already, or the subject forbids it.
    """
    applier = applier_of(request.kind)
    subject = applier.lock(request.subject_id)
    if subject is None:
        raise Refused(GONE)
    if (other := open_of(request.kind, applier.subject_type, request.subject_id)) is not None:
        raise Refused(
            f"已有一件“{request.kind.label}”申请正在办理（{other.asked_by.name}提出），请等待其办结或先撤回。"
        )
    approval = _made(request, applier, subject, by=by, at=at)
    db.session.add(approval)
    db.session.flush()
    _attach(approval, request.uploads, by, at)
    links = _checked(approval, applier, subject, at)
    said = _said(applier, approval.patch)
    _note(
        verbs.ASKED, approval, subject, by=by, at=at, changes=said, reason=approval.reason, acting_for=request.asked_for
    )
    applier.opened(subject, approval, by=by, at=at)
    routing.start(approval, links, by=by, at=at)
    return approval


def _made(request: Request, applier: Applier, subject: Any, *, by: User, at: datetime) -> Approval:
    places, patch = applier.places(subject), _patch(applier, subject, request.after)
    return Approval(
        kind=request.kind, subject_type=applier.subject_type, subject_id=request.subject_id,
        subject_version=subject.version, ledger_id=places.ledger_id, title=_title(applier, request.kind, patch),
        context=places.context[:200], search=places.search, patch=patch, details=dict(request.details),
        reason=request.reason, asked_by=by, asked_by_id=by.id, unit_id=by.unit.id if by.unit else None, asked_at=at,
        asked_for_id=request.asked_for.id if request.asked_for else None, round=1, decisions=0, steps=[],
    )  # fmt: skip


def _checked(approval: Approval, applier: Applier, subject: Any, at: datetime) -> Sequence[chain.Link]:
    """Return the chain of a request that nothing stands in the way of; Refused where something does."""
    if found := applier.refusals(subject, approval, at=at):
        raise Refused(*found)
    return chain.plan(approval.kind, applier.places(subject), approval.applicants)


def decide(approval: Approval, part: Part, verdict: Verdict, *, by: User, at: datetime) -> None:
    """同意, 退回补充 or 不同意 of one step; the last agreement changes the subject in this transaction.

    Raises:
        Moved: a patched field has moved since, and the approver had other values before him.
        Refused: the change cannot be made as things are.
        InvalidTransition: it is decided already.
    """
    step, subject = part.step, _subject(approval)
    moved = moved_since(approval, subject)
    if verdict.decision == Decision.AGREE and moved and verdict.seen != fingerprint(approval, subject):
        raise Moved(moved)
    STEPS.move(step, STEP_OF[verdict.decision])
    step.decided_by, step.decided_at, step.reason = by, at, verdict.reason
    step.decided_for = part.acting_for
    approval.decisions += 1
    routing.settle(step, by=by, at=at)
    told = {"step": step.approver.label, "reason": verdict.reason, "acting_for": part.acting_for}
    if verdict.decision != Decision.AGREE:
        _stop(approval, subject, verdict, told, by=by, at=at)
        return
    _grant_other(approval, verdict.granted)
    if routing.advance(approval, by=by, at=at):
        APPROVALS.move(approval, ApprovalAction.AGREE)
        _note(verbs.AGREED, approval, subject, by=by, at=at, **told)
    else:
        _grant(approval, subject, moved, told, by=by, at=at)


def _grant(approval: Approval, subject: Any, moved: Movement, told: dict[str, Any], *, by: User, at: datetime) -> None:
    """Carry out what the last approver has agreed to."""
    applier = applier_of(approval.kind)
    APPROVALS.move(approval, ApprovalAction.GRANT)
    approval.ended_at = at
    passed = _said(applier, {name: [before, now] for name, (before, now, _) in moved.items()})
    _note(verbs.GRANTED, approval, subject, by=by, at=at, moved=passed, **told)
    applier.apply(subject, approval, by=by, at=at)
    _tell_applicants(approval, f"申请已通过：{approval.title}", by=by, at=at)


def _grant_other(approval: Approval, granted: Mapping[str, Any]) -> None:
    """Replace what was asked for by what is granted: a date of extension."""
    patch = {name: [pair[0], granted.get(name, pair[1])] for name, pair in approval.patch.items()}
    if patch != approval.patch:
        approval.patch = patch


def _stop(approval: Approval, subject: Any, verdict: Verdict, told: dict[str, Any], *, by: User, at: datetime) -> None:
    """Send it back, or end it; the other approvers are free."""
    routing.close(approval, by=by, at=at)
    APPROVALS.move(approval, ACTION_OF[verdict.decision])
    refused = verdict.decision == Decision.REFUSE
    _note(verbs.REFUSED if refused else verbs.SENT_BACK, approval, subject, by=by, at=at, **told)
    if refused:
        approval.ended_at = at
    applier_of(approval.kind).closed(subject, approval, by=by, at=at)
    head = "申请未获同意" if refused else "申请退回补充"
    _tell_applicants(approval, f"{head}：{approval.title}。{verdict.reason}", by=by, at=at)


def withdraw(approval: Approval, reason: str, *, by: User, at: datetime) -> None:
    """撤回: the applicant takes it back."""
    _end(approval, ApprovalAction.WITHDRAW, verbs.WITHDRAWN, reason, by=by, at=at)


def lapse(approval: Approval, reason: str, *, by: User | None, at: datetime) -> None:
    """失效: what it is about has gone on without it; its applicants learn of it too."""
    _end(approval, ApprovalAction.LAPSE, verbs.LAPSED, reason, by=by, at=at)
    _tell_applicants(approval, f"申请已失效：{approval.title}。{reason}", by=by, at=at)


def _end(approval: Approval, action: ApprovalAction, verb: Verb, reason: str, *, by: User | None, at: datetime) -> None:
    subject = _subject(approval)
    waiting = routing.close(approval, by=by, at=at)
    APPROVALS.move(approval, action)
    approval.ended_at = at
    approval.decisions += 1
    _note(verb, approval, subject, by=by, at=at, reason=reason)
    applier_of(approval.kind).closed(subject, approval, by=by, at=at)
    for holder in waiting:
        text = f"申请{approval.state.label}：{approval.title}"
        notify(holders.people(holder), text, routing.url(approval), at=at, but=by)


def resubmit(
    approval: Approval,
    after: Mapping[str, Any],
    reason: str,
    uploads: Mapping[str, PreparedFile],
    *,
    by: User,
    at: datetime,
) -> None:
    """补充后重新提交: against the values of today, through the whole chain again.

    Raises:
        Refused: as in `ask`.
    """
    applier, subject = applier_of(approval.kind), _subject(approval)
    wanted = {name: after.get(name, pair[1]) for name, pair in approval.patch.items()}
    approval.patch = _patch(applier, subject, wanted)
    approval.subject_version, approval.reason = subject.version, reason
    approval.title = _title(applier, approval.kind, approval.patch)
    _attach(approval, uploads, by, at)
    links = _checked(approval, applier, subject, at)
    APPROVALS.move(approval, ApprovalAction.RESUBMIT)
    approval.round += 1
    approval.decisions += 1
    _note(verbs.RESUBMITTED, approval, subject, by=by, at=at, changes=_said(applier, approval.patch), reason=reason)
    applier.opened(subject, approval, by=by, at=at)
    routing.start(approval, links, by=by, at=at)


def _tell_applicants(approval: Approval, text: str, *, by: User | None, at: datetime) -> None:
    people: Iterable[User | None] = (approval.asked_by, approval.asked_for)
    notify([p for p in people if p is not None], text, routing.url(approval), at=at, but=by)
