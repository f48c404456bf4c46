"""Rows of requests: one child of one employee wants one grade in one term, with papers, consent and preferences.

ID numbers, registry numbers, phones and addresses are encrypted; a keyed hash beside them finds equal ones. Names are
text, so that those who may see them can search them; no other row, notice or event repeats them (docs/decisions).
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from zz.accounts.models import Unit, User
from zz.assignments.models import Assignment
from zz.db import EnumText, Instant, Model, Versioned
from zz.enrolment.models import DocumentKind, School, Term
from zz.enrolment.requests.vocabulary import ConsentWay, Relation, RequestState, Review, Sex
from zz.enrolment.vocabulary import LAST_GRADE, Admission, Residence, StaffGroup, Stage, admission, grade_label
from zz.files.models import Attachment
from zz.sealed import EncryptedText


class EnrolmentRequest(Versioned, Model):
    """A request. What may be missing in a draft is None or ""; `submission.problems` says what is.

    `typed` is the form as it was last typed (JSON), kept while it is being filled in. `school_id` is where the child is
    placed, `current_id` the duty that the state has opened. `paper`: the work group entered it from paper.
    `erase_on`: the day from which its content must be gone; `erased_at`: it is.
    """

    __tablename__ = "enrolment_request"
    __table_args__ = (
        Index(  # an enterprise's own list: in its order, and counted without the rows
            "ix_enrolment_request_own",
            "enterprise_id",
            "id",
            "term_id",
            "state",
            "grade",
            "staff_group",
            "paper",
            "submitted_at",
        ),
        Index("ix_enrolment_request_school", "school_id", "term_id", "grade", "state"),
        Index(  # a desk's queue, likewise
            "ix_enrolment_request_queue",
            "park_id",
            "id",
            "state",
            "term_id",
            "grade",
            "staff_group",
            "school_id",
            "number",
            "accepted_at",
        ),
        Index("ix_enrolment_request_child", "child_hash", "term_id"),
        Index("ix_enrolment_request_guardian", "guardian_hash", "term_id"),
        Index("ix_enrolment_request_employee", "employee_hash", "term_id"),
        Index("ix_enrolment_request_closed", "closed_at", "id"),
        Index("ix_enrolment_request_erase", "erase_on", "id"),
        UniqueConstraint("park_id", "number"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str | None] = mapped_column(String(64))  # given when it is submitted
    park_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    term_id: Mapped[int] = mapped_column(ForeignKey("enrolment_term.id"))
    state: Mapped[RequestState] = mapped_column(EnumText(RequestState), default=RequestState.DRAFT)
    paper: Mapped[bool] = mapped_column(default=False)

    employee_name: Mapped[str] = mapped_column(String(32), default="")
    employee_phone: Mapped[str] = mapped_column(EncryptedText, default="")
    employee_hash: Mapped[str | None] = mapped_column(String(64))
    staff_group: Mapped[StaffGroup | None] = mapped_column(EnumText(StaffGroup))
    residence: Mapped[Residence | None] = mapped_column(EnumText(Residence))

    child_name: Mapped[str] = mapped_column(String(32), default="")
    sex: Mapped[Sex | None] = mapped_column(EnumText(Sex))
    id_number: Mapped[str] = mapped_column(EncryptedText, default="")
    child_hash: Mapped[str | None] = mapped_column(String(64))
    birth_date: Mapped[date | None]
    registry_no: Mapped[str] = mapped_column(EncryptedText, default="")
    current_school: Mapped[str] = mapped_column(String(64), default="")
    current_grade: Mapped[int | None]  # where the child goes to school now; None: nowhere yet
    grade: Mapped[int | None]
    needs_talk: Mapped[bool] = mapped_column(default=False)  # 需面谈; what about is never written down

    guardian_name: Mapped[str] = mapped_column(String(32), default="")
    relation: Mapped[Relation | None] = mapped_column(EnumText(Relation))
    guardian_id: Mapped[str] = mapped_column(EncryptedText, default="")
    guardian_hash: Mapped[str | None] = mapped_column(String(64))
    guardian_phone: Mapped[str] = mapped_column(EncryptedText, default="")
    address: Mapped[str] = mapped_column(EncryptedText, default="")

    accept_any: Mapped[bool] = mapped_column(default=False)
    together: Mapped[bool] = mapped_column(default=False)  # at the same school as brothers and sisters
    school_id: Mapped[int | None] = mapped_column(ForeignKey("school.id"))

    search: Mapped[str] = mapped_column(Text, default="")  # names with pinyin
    typed: Mapped[str | None] = mapped_column(EncryptedText)
    filed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(Instant)
    submitted_at: Mapped[datetime | None] = mapped_column(Instant)
    accepted_at: Mapped[datetime | None] = mapped_column(Instant)  # by the park: from then on the bureau sees it
    closed_at: Mapped[datetime | None] = mapped_column(Instant)
    erase_on: Mapped[date | None]
    erased_at: Mapped[datetime | None] = mapped_column(Instant)
    carried_from_id: Mapped[int | None] = mapped_column(ForeignKey("enrolment_request.id", ondelete="SET NULL"))
    current_id: Mapped[int | None] = mapped_column(ForeignKey("assignment.id"), index=True)

    park: Mapped[Unit] = relationship(foreign_keys=[park_id])
    enterprise: Mapped[Unit] = relationship(foreign_keys=[enterprise_id])
    term: Mapped[Term] = relationship()
    school: Mapped[School | None] = relationship()
    filed_by: Mapped[User | None] = relationship(foreign_keys=[filed_by_id])
    current: Mapped[Assignment | None] = relationship(foreign_keys=[current_id])
    preferences: Mapped[list["Preference"]] = relationship(
        order_by="Preference.rank", cascade="all, delete-orphan", back_populates="request"
    )
    documents: Mapped[list["RequestDocument"]] = relationship(
        order_by="RequestDocument.id", cascade="all, delete-orphan", back_populates="request"
    )
    corrections: Mapped[list["Correction"]] = relationship(order_by="Correction.id", back_populates="request")
    consents: Mapped[list["Consent"]] = relationship(order_by="Consent.id", back_populates="request")

    @property
    def admission(self) -> Admission | None:
        """How the child comes in: first grades begin in autumn, so that in spring it is a transfer."""
        if self.grade is None:
            return None
        begins = self.term.first_of_year or self.grade <= LAST_GRADE[Stage.PRESCHOOL]
        return admission(self.grade) if begins else Admission.TRANSFER

    @property
    def grade_label(self) -> str:
        """The grade in words, "" where none is chosen."""
        return "" if self.grade is None else grade_label(self.grade)

    @property
    def label(self) -> str:
        """What to call it wherever others may read along: its number, never a name."""
        return self.number or "入学申请草稿"

    @property
    def consent(self) -> "Consent | None":
        """The consent that holds; None where there is none or it was withdrawn."""
        return next((c for c in reversed(self.consents) if c.withdrawn_at is None), None)

    @property
    def correction(self) -> "Correction | None":
        """What is being asked for now."""
        return next((c for c in reversed(self.corrections) if c.answered_at is None), None)


class Preference(Model):
    """One of up to five schools that the family wants, 1 first."""

    __tablename__ = "enrolment_preference"
    __table_args__ = (UniqueConstraint("request_id", "rank"), UniqueConstraint("request_id", "school_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("enrolment_request.id", ondelete="CASCADE"))
    rank: Mapped[int]
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"), index=True)

    request: Mapped[EnrolmentRequest] = relationship(back_populates="preferences")
    school: Mapped[School] = relationship()


class RequestDocument(Model):
    """A paper of a request: a sealed attachment under a kind of document. `carried`: taken from an earlier case."""

    __tablename__ = "enrolment_document"
    __table_args__ = (Index("ix_enrolment_document_request", "request_id", "kind_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("enrolment_request.id", ondelete="CASCADE"))
    kind_id: Mapped[int] = mapped_column(ForeignKey("document_kind.id"))
    attachment_id: Mapped[int] = mapped_column(ForeignKey("attachment.id"), index=True)
    carried: Mapped[bool] = mapped_column(default=False)

    request: Mapped[EnrolmentRequest] = relationship(back_populates="documents")
    kind: Mapped[DocumentKind] = relationship()
    attachment: Mapped[Attachment] = relationship()


class Correction(Model):
    """补正: what one review asks of HR. `items` are keys of `zz.enrolment.requests.items`; `note` is for HR's eyes."""

    __tablename__ = "enrolment_correction"
    __table_args__ = (Index("ix_enrolment_correction_request", "request_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("enrolment_request.id", ondelete="CASCADE"))
    review: Mapped[Review] = mapped_column(EnumText(Review))
    items: Mapped[list[str]] = mapped_column(JSON)
    note: Mapped[str] = mapped_column(EncryptedText, default="")
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    asked_at: Mapped[datetime] = mapped_column(Instant)
    answered_at: Mapped[datetime | None] = mapped_column(Instant)

    request: Mapped[EnrolmentRequest] = relationship(back_populates="corrections")
    asked_by: Mapped[User | None] = relationship()


class ConsentText(Model):
    """告知同意书 of a park in one wording; never changed, the next number replaces it."""

    __tablename__ = "enrolment_consent_text"
    __table_args__ = (UniqueConstraint("park_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    park_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    number: Mapped[int]
    body: Mapped[str] = mapped_column(Text)
    written_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    written_at: Mapped[datetime] = mapped_column(Instant)


class Consent(Model):
    """A guardian's consent for one child. `recorded_by` is who noted the signed paper; None: the guardian in person."""

    __tablename__ = "enrolment_consent"
    __table_args__ = (Index("ix_enrolment_consent_request", "request_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("enrolment_request.id", ondelete="CASCADE"))
    text_id: Mapped[int] = mapped_column(ForeignKey("enrolment_consent_text.id"))
    guardian_name: Mapped[str] = mapped_column(String(32))
    way: Mapped[ConsentWay] = mapped_column(EnumText(ConsentWay))
    given_at: Mapped[datetime] = mapped_column(Instant)
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    withdrawn_at: Mapped[datetime | None] = mapped_column(Instant)
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    request: Mapped[EnrolmentRequest] = relationship(back_populates="consents")
    text: Mapped[ConsentText] = relationship()
    recorded_by: Mapped[User | None] = relationship(foreign_keys=[recorded_by_id])


class ParentLink(Model):
    """A link that lets one guardian fill in one request, once, for a while. Only the SHA-256 of its token is kept."""

    __tablename__ = "enrolment_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("enrolment_request.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    created_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant)  # on the machine's clock
    used_at: Mapped[datetime | None] = mapped_column(Instant)
    closed_at: Mapped[datetime | None] = mapped_column(Instant)

    request: Mapped[EnrolmentRequest] = relationship()


SENSITIVE: dict[str, str] = {
    "id_number": "身份证号",
    "registry_no": "学籍号",
    "guardian_id": "监护人身份证号",
    "guardian_phone": "监护人电话",
    "employee_phone": "员工电话",
    "address": "住址",
}


def sensitive(request: EnrolmentRequest) -> dict[str, Any]:
    """Return the sensitive values of a request by column, those that are filled in."""
    return {key: value for key in SENSITIVE if (value := getattr(request, key))}
