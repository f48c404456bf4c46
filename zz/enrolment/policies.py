"""Policies of a park: reading the one in force, and writing the next version, which ends the one before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from zz.accounts.models import Unit, User
from zz.db import StaleVersion, db
from zz.enrolment import announcing, delivered, verbs
from zz.enrolment.models import DocumentKind, Policy, PolicyDocument, PolicyVersion
from zz.enrolment.vocabulary import Admission, Residence, StaffGroup, Stage
from zz.journal import record
from zz.labels import LabelledEnum

WORDS = {"qualifies": "适用条件", "priority": "排序办法", "dates": "时间安排"}


class Households(LabelledEnum):
    """Of which families a document is asked, as the form offers it."""

    ALL = "", "所有家庭"
    NO_REGISTER = "no_register", "没有本地户籍的"
    OWN_HOME = "own_home", "有住房的"
    RENTED = "rented", "没有住房的"

    @property
    def residences(self) -> tuple[Residence, ...]:
        """The families meant; none: all."""
        found: dict[str, tuple[Residence, ...]] = {
            "no_register": delivered.NO_REGISTER, "own_home": delivered.OWN_HOME, "rented": delivered.RENTED,
        }  # fmt: skip
        return found.get(self.value, ())

    @classmethod
    def of(cls, document: PolicyDocument) -> "Households":
        """Return the choice that a stored document stands for."""
        return next((h for h in cls if ",".join(h.residences) == document.residences), cls.ALL)


@dataclass(frozen=True)
class AskedDocument:
    """A document of a version: of which families, for which way of coming in (None: both)."""

    kind: DocumentKind
    households: Households = Households.ALL
    admission: Admission | None = None

    @property
    def words(self) -> str:
        """For the journal: 居住证（没有本地户籍的）."""
        limits = [self.households.label] if self.households.value else []
        limits += [self.admission.label] if self.admission else []
        return f"{self.kind.name}（{'，'.join(limits)}）" if limits else self.kind.name


@dataclass(frozen=True)
class Wording:
    """What is written in a version: one sentence a line."""

    valid_from: date
    qualifies: str
    priority: str
    dates: str
    reason: str
    documents: Sequence[AskedDocument]
    days: Sequence[tuple[date, str]] = ()

    @property
    def stored_days(self) -> list[list[str]]:
        """The days as a version keeps them."""
        return [[day.isoformat(), what] for day, what in sorted(self.days)]


def _whole() -> Any:
    versions = selectinload(Policy.versions)
    return (
        versions.selectinload(PolicyVersion.documents).joinedload(PolicyDocument.kind),
        versions.joinedload(PolicyVersion.written_by),
    )


def of_park(park_id: int) -> Sequence[Policy]:
    """Return a park's policies with their versions and documents (three queries)."""
    query = select(Policy).options(*_whole()).where(Policy.park_id == park_id).order_by(Policy.id)
    return db.session.scalars(query).all()


def find(park_id: int, policy_id: int) -> Policy | None:
    """Return a policy of a park, with its versions."""
    query = select(Policy).options(*_whole()).where(Policy.park_id == park_id, Policy.id == policy_id)
    return db.session.scalars(query.execution_options(populate_existing=True)).first()


def in_force(policy: Policy, on: date) -> PolicyVersion | None:
    """Return the version of a policy that holds on a day."""
    return next((version for version in reversed(policy.versions) if version.in_force(on)), None)


def applying(park_id: int, group: StaffGroup, stage: Stage, on: date) -> PolicyVersion | None:
    """Return the wording for a group at a stage on a day, with its documents; None where there is none."""
    query = select(PolicyVersion).join(PolicyVersion.policy).options(
        joinedload(PolicyVersion.policy), selectinload(PolicyVersion.documents).joinedload(PolicyDocument.kind)
    ).where(
        Policy.park_id == park_id, Policy.staff_group == group, Policy.stage == stage,
        PolicyVersion.valid_from <= on, (PolicyVersion.valid_to.is_(None)) | (PolicyVersion.valid_to > on),
    ).order_by(PolicyVersion.number.desc())  # fmt: skip
    return db.session.scalars(query).first()


def count_in_force(park_id: int, on: date) -> int:
    """Return how many policies of a park hold on a day."""
    holds = (PolicyVersion.valid_from <= on) & (PolicyVersion.valid_to.is_(None) | (PolicyVersion.valid_to > on))
    query = select(func.count()).select_from(PolicyVersion).join(PolicyVersion.policy)
    return db.session.scalar(query.where(Policy.park_id == park_id, holds)) or 0


def kinds() -> Sequence[DocumentKind]:
    """Return the documents in use, in order."""
    query = select(DocumentKind).where(DocumentKind.active).order_by(DocumentKind.position, DocumentKind.id)
    return db.session.scalars(query).all()


def asked_of(version: PolicyVersion) -> list[AskedDocument]:
    """Return the documents of a version."""
    return [AskedDocument(d.kind, Households.of(d), d.admission) for d in version.documents]


def add_kind(name: str, hint: str, *, by: User, at: datetime) -> DocumentKind:
    """Add a document that policies may ask for."""
    last = db.session.scalar(select(DocumentKind.position).order_by(DocumentKind.position.desc()).limit(1)) or 0
    kind = DocumentKind(code=f"own_{last + 1}", name=name, hint=hint, position=last + 1, active=True)
    db.session.add(kind)
    db.session.flush()
    record(verbs.DOCUMENT_ADDED, kind, by=by, at=at, name=name, hint=hint)
    return kind


def revise(policy: Policy, wording: Wording, *, shown: int | None = None, by: User, at: datetime) -> PolicyVersion:
    """修订: write the next version. It ends the one in force; one that had not begun by then never comes into force.

    Raises:
        StaleVersion: the newest version is no longer number `shown`.
    """
    last = policy.versions[-1]
    if shown is not None and last.number != shown:
        raise StaleVersion(policy)
    for old in policy.versions:
        if old.valid_to is None or old.valid_to > wording.valid_from:
            old.valid_to = max(old.valid_from, wording.valid_from)
    version = PolicyVersion(
        policy_id=policy.id, number=last.number + 1, valid_from=wording.valid_from, qualifies=wording.qualifies,
        priority=wording.priority, dates=wording.dates, days=wording.stored_days, reason=wording.reason,
        written_by_id=by.id, written_at=at,
    )  # fmt: skip
    for position, asked in enumerate(wording.documents, 1):
        version.documents.append(
            PolicyDocument(
                kind=asked.kind, position=position, residences=",".join(asked.households.residences),
                admission=asked.admission,
            )
        )  # fmt: skip
    policy.versions.append(version)
    db.session.flush()
    record(
        verbs.POLICY_REVISED, policy, by=by, at=at, name=policy.name, number=version.number,
        valid_from=version.valid_from, changes=_changes(last, wording), reason=wording.reason,
    )  # fmt: skip
    announcing.announce(policy, version, by=by, at=at)
    return version


def _changes(last: PolicyVersion, wording: Wording) -> dict[str, list[Any]]:
    pairs = {label: [getattr(last, key), getattr(wording, key)] for key, label in WORDS.items()}
    pairs["日期"] = [[" ".join(day) for day in found] for found in (last.days, wording.stored_days)]
    pairs["材料"] = [[a.words for a in found] for found in (asked_of(last), wording.documents)]
    return {key: pair for key, pair in pairs.items() if pair[0] != pair[1]}


def deliver(park: Unit, on: date, *, by: User, at: datetime) -> int:
    """Give a park the delivered policies that it lacks, in force from `on`; return how many."""
    made = delivered.seed_policies(park, on, by=by, at=at)
    if made:
        record(verbs.POLICIES_DELIVERED, park, by=by, at=at, park=park.name, count=len(made))
    return len(made)
