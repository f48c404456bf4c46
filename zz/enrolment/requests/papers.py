"""The papers of a request: which the policy asks for, which are there, taking one in and away, carrying them over."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, selectinload

from zz.accounts.models import User
from zz.db import db
from zz.enrolment.delivered import CONSENT_FORM
from zz.enrolment.models import DocumentKind, Policy, PolicyDocument, PolicyVersion
from zz.enrolment.requests import verbs
from zz.enrolment.requests.models import EnrolmentRequest, RequestDocument
from zz.enrolment.requests.vocabulary import ConsentWay
from zz.enrolment.vocabulary import stage_of
from zz.files.models import AttachmentKind
from zz.files.operations import PreparedFile, attach, destroy
from zz.files.storage import store
from zz.journal import record

MOST = 12  # photos of one paper


class Asked:
    """What a park's policies in force on a day ask for: three queries, however many requests are looked at."""

    def __init__(self, park_id: int, on: date) -> None:
        query = (
            select(PolicyVersion)
            .join(PolicyVersion.policy)
            .options(
                contains_eager(PolicyVersion.policy),
                selectinload(PolicyVersion.documents).joinedload(PolicyDocument.kind),
            )
            .where(Policy.park_id == park_id, PolicyVersion.valid_from <= on)
            .order_by(PolicyVersion.valid_from, PolicyVersion.number)
        )
        versions = [v for v in db.session.scalars(query) if v.in_force(on)]
        self._versions = {(v.policy.staff_group, v.policy.stage): v for v in versions}

    def version(self, request: EnrolmentRequest) -> PolicyVersion | None:
        """Return the wording that applies; None before group and grade are known, or where there is none."""
        if request.staff_group is None or request.grade is None:
            return None
        return self._versions.get((request.staff_group, stage_of(request.grade)))

    def required(self, request: EnrolmentRequest) -> list[DocumentKind]:
        """Return the papers that are asked of this family; none before its case is clear enough."""
        version = self.version(request)
        if version is None or request.residence is None or request.admission is None:
            return []
        return version.required(request.residence, request.admission)

    def missing(self, request: EnrolmentRequest) -> list[DocumentKind]:
        """Return the papers that are asked for and not there."""
        there = {document.kind_id for document in request.documents}
        return [kind for kind in self.required(request) if kind.id not in there]


def required(request: EnrolmentRequest, on: date) -> list[DocumentKind]:
    """Return the papers that the policy asks of one family."""
    return Asked(request.park_id, on).required(request)


def missing(request: EnrolmentRequest, on: date) -> list[DocumentKind]:
    """Return the papers that one family has been asked for and has not handed in."""
    return Asked(request.park_id, on).missing(request)


def of_consent(request: EnrolmentRequest, kind: DocumentKind) -> bool:
    """Tell whether a kind of paper is the signed consent, and the guardian has not consented online."""
    consent = request.consent
    return kind.code == CONSENT_FORM and (consent is None or consent.way == ConsentWay.PAPER)


def kinds() -> Sequence[DocumentKind]:
    """Return every kind of paper in use, in order."""
    return db.session.scalars(
        select(DocumentKind).where(DocumentKind.active).order_by(DocumentKind.position, DocumentKind.id)
    ).all()


def add(
    request: EnrolmentRequest, kind: DocumentKind, file: PreparedFile, *, by: User | None, at: datetime,
    carried: bool = False,
) -> RequestDocument:  # fmt: skip
    """Put a sealed file to a request as one of its papers."""
    attachment = attach(file, request, AttachmentKind.EVIDENCE, by=by, at=at)
    found = next((d for d in request.documents if d.attachment_id == attachment.id), None)
    if found is not None:
        return found
    document = RequestDocument(kind=kind, attachment=attachment, carried=carried)
    request.documents.append(document)
    db.session.flush()
    record(verbs.DOCUMENT_ADDED, request, by=by, at=at, document=kind.name, carried=carried)
    return document


def take_away(request: EnrolmentRequest, document: RequestDocument, *, by: User, at: datetime) -> list[str]:
    """Remove a paper from a request; return the keys of its bytes, to be forgotten after the commit."""
    keys = destroy(document.attachment, by=by, at=at)
    name = document.kind.name
    request.documents.remove(document)
    db.session.flush()
    record(verbs.DOCUMENT_REMOVED, request, by=by, at=at, document=name)
    return keys


def copies(documents: Sequence[RequestDocument]) -> list[tuple[DocumentKind, PreparedFile]]:
    """Store copies of papers for another case, so that each is deleted in its own time; call it before `writing()`."""
    place = store()
    found = []
    for document in documents:
        a = document.attachment
        if a.deleted_at is not None:
            continue
        keys = [place.put(place.get(key)) if key else None for key in (a.storage_key, a.thumbnail_key)]
        kept, small = keys[0] or "", keys[1]
        found.append(
            (document.kind, PreparedFile(a.filename, a.media_type, a.size, a.sha256, kept, small, sealed=True))
        )  # fmt: skip
    return found
