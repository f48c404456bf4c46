"""The gates between the four tables: which evidence a gate asks for, what the ledger already holds, what is missing."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select

from zz import rules
from zz.clock import local
from zz.db import db
from zz.files.models import Attachment
from zz.projects.flow import STAGES, StageAction
from zz.projects.models import Project
from zz.projects.records import Permit
from zz.projects.vocabulary import Activity, GateEvidence, Stage
from zz.rules import definition

# The permit that is itself the evidence once it is granted.
PERMIT_OF = {
    GateEvidence.FILING: "06",
    GateEvidence.PROPOSAL: "02",
    GateEvidence.CONSTRUCTION_PERMIT: "20",
    GateEvidence.FIVE_PARTY_ACCEPTANCE: "22",
}
DAY_LABELS = {Stage.UNDER_CONSTRUCTION: "实际开工", Stage.COMPLETED: "实际竣工"}
LIFTS = "规则由项目管理中心在“业务规则”中维护。"


@dataclass(frozen=True)
class Refusal:
    """One thing that stops a move: the form's field and the sentence beside it."""

    field: str
    text: str


class GateRefused(Exception):
    """The gate does not open; `refusals` say why, who can lift the rule, and what to do next."""

    def __init__(self, refusals: Sequence[Refusal]) -> None:
        super().__init__("; ".join(r.text for r in refusals))
        self.refusals = list(refusals)


@dataclass(frozen=True)
class Evidence:
    """What is laid before a gate: its kind, the file or the permit that shows it, the dated photo."""

    kind: GateEvidence | None = None
    file: Attachment | None = None
    permit: Permit | None = None
    photo: Attachment | None = None
    photo_on: date | None = None

    def told(self) -> dict[str, Any]:
        """Return the evidence as the journal keeps it."""
        return {
            "kind": self.kind,
            "file": self.file.filename if self.file else None,
            "file_id": self.file.id if self.file else None,
            "permit": f"{self.permit.name} {self.permit.document_number}".strip() if self.permit else None,
            "photo_id": self.photo.id if self.photo else None,
            "photo_on": self.photo_on,
        }


@dataclass(frozen=True)
class Gate:
    """A gate as its page shows it. `held` says per kind what the ledger already holds ('' where nothing)."""

    target: Stage
    rule: str
    kinds: list[GateEvidence]
    held: dict[GateEvidence, str]
    photo: bool
    day_label: str | None
    files: list[Attachment] = field(default_factory=list)
    photos: list[Attachment] = field(default_factory=list)


def target_of(project: Project, action: StageAction) -> Stage | None:
    """Return the stage that `action` leads to; None where it leads nowhere."""
    found = STAGES.table.get((project.stage, action))
    return Stage(found) if found else None


def key(before: Stage, after: Stage) -> str:
    """Return the name of the gate's rule."""
    return f"gate.{before}.{after}"


def accepted(before: Stage, after: Stage) -> list[GateEvidence]:
    """Return the kinds of evidence of which the gate asks for one."""
    return [GateEvidence(kind) for kind in rules.value(key(before, after))]


def wants_photo(before: Stage, after: Stage) -> bool:
    """Tell whether the gate also asks for a dated photo of the site."""
    return (
        before == Stage.PRELIMINARY
        and after == Stage.UNDER_CONSTRUCTION
        and bool(rules.value(f"{key(before, after)}.photo"))
    )


def granted(project_id: int) -> dict[str, Permit]:
    """Return the project's granted permits that can be evidence, by number."""
    query = select(Permit).where(
        Permit.project_id == project_id, Permit.number.in_(PERMIT_OF.values()), Permit.granted_on.is_not(None)
    )
    return {permit.number: permit for permit in db.session.scalars(query)}


def in_ledger(project: Project, kind: GateEvidence, permits: dict[str, Permit]) -> str:
    """Say what the ledger holds of this kind of evidence; '' where nothing."""
    if kind == GateEvidence.PROJECT_CODE:
        return f"项目代码 {project.code}" if project.code else ""
    permit = permits.get(PERMIT_OF.get(kind, ""))
    if permit is None or permit.granted_on is None:
        return ""
    day = permit.granted_on
    return f"{day.year}年{day.month}月{day.day}日办结 {permit.document_number}".strip()


def refusals(
    project: Project,
    after: Stage,
    action: StageAction,
    evidence: Evidence | None,
    on_day: date | None,
    reason: str,
    *,
    today: date,
) -> list[Refusal]:
    """Return everything that stops the move to `after`."""
    before = project.stage
    if project.activity != Activity.ACTIVE:
        return [Refusal("", f"项目已{project.activity.label}，不能转段。请先恢复项目，再办理转段。")]
    if action == StageAction.RETREAT:
        return [] if reason.strip() else [Refusal("reason", "退回上一阶段须说明理由，请填写后再提交。")]
    found = [*_missing_evidence(project, before, after, evidence), *_wrong_day(project, after, on_day, today)]
    if wants_photo(before, after):
        found += _missing_photo(evidence, before, after, on_day)
    return found


def _missing_evidence(project: Project, before: Stage, after: Stage, evidence: Evidence | None) -> list[Refusal]:
    rule, kinds = definition(key(before, after)).label, accepted(before, after)
    names = "、".join(kind.label for kind in kinds)
    if evidence is None or evidence.kind not in kinds:
        return [Refusal("kind", f"规则“{rule}”：{names}。请选择其中一项。{LIFTS}")]
    shown = evidence.file or evidence.permit
    if not shown and not (evidence.kind == GateEvidence.PROJECT_CODE and project.code):
        text = (
            f"缺少“{evidence.kind.label}”的依据。请上传文件或选用已有资料；已办结的审批事项登记办结日期后可直接选用。"
        )
        return [Refusal("upload", text + LIFTS)]
    return []


def _wrong_day(project: Project, after: Stage, on_day: date | None, today: date) -> list[Refusal]:
    label = DAY_LABELS.get(after)
    if label is None:
        return []
    if on_day is None:
        return [Refusal("on_day", f"请填写{label}日期。")]
    if on_day > today:
        return [Refusal("on_day", f"{label}日期不能晚于今天。")]
    if after == Stage.COMPLETED and project.actual_start and on_day < project.actual_start:
        return [Refusal("on_day", "实际竣工不能早于实际开工，请核对日期。")]
    return []


def _missing_photo(evidence: Evidence | None, before: Stage, after: Stage, on_day: date | None) -> list[Refusal]:
    rule = definition(f"{key(before, after)}.photo").label
    if evidence is None or evidence.photo is None:
        return [Refusal("photo", f"规则“{rule}”：请上传或选用一张施工现场照片（平整场地不算开工）。{LIFTS}")]
    if evidence.photo_on is None:
        return [Refusal("photo_on", "照片没有拍摄时间，请补填拍摄日期。")]
    if on_day and evidence.photo_on < on_day:
        return [Refusal("photo_on", "照片早于实际开工日期，不能证明已经开工，请换一张或核对日期。")]
    return []


def gate_of(
    project: Project, action: StageAction, files: Sequence[Attachment], photos: Sequence[Attachment]
) -> Gate | None:
    """Return the gate that `action` leads through, with what could be laid before it; None where there is none."""
    after = target_of(project, action)
    if after is None:
        return None
    if action == StageAction.RETREAT:
        return Gate(after, "", [], {}, False, None)
    permits, kinds = granted(project.id), accepted(project.stage, after)
    return Gate(
        target=after,
        rule=definition(key(project.stage, after)).label,
        kinds=kinds,
        held={kind: in_ledger(project, kind, permits) for kind in kinds},
        photo=wants_photo(project.stage, after),
        day_label=DAY_LABELS.get(after),
        files=list(files),
        photos=list(photos),
    )


def evidence_of(
    project: Project,
    kind: GateEvidence | None,
    file: Attachment | None,
    photo: Attachment | None,
    photo_on: date | None,
) -> Evidence:
    """Put together what is laid before a gate; a granted permit of the kind counts without a file."""
    permit = granted(project.id).get(PERMIT_OF[kind]) if kind in PERMIT_OF else None
    taken = local(photo.taken_at).date() if photo and photo.taken_at else photo_on
    return Evidence(kind, file, permit, photo, taken)
