"""Rows of the desk: terms, schools and their seats, documents, policies in versions.

Terms and schools are the county's (`root_id`: the unit at the root of the tree, as `Project.ledger_id`); policies,
questions, activities and requests are a park's (`park_id`: a unit of kind PARK, whose work group runs the desk). Which
park and county a user works with is `zz.enrolment.desks.desk_of`.
"""

from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from zz.accounts.models import Unit, User
from zz.db import EnumText, Instant, Model, Versioned
from zz.enrolment.vocabulary import Admission, Ownership, Residence, Season, StaffGroup, Stage, grade_label


class Term(Versioned, Model):
    """A school term (2023年秋季) with its key dates; one of a county is current.

    The park collects requests from `collect_from` to `collect_to` (inclusive), the education bureau has reviewed by
    `review_by`, the result is out on `result_on`, children arrive from `arrival_from` to `arrival_to`.
    """

    __tablename__ = "enrolment_term"
    __table_args__ = (UniqueConstraint("root_id", "year", "season"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    root_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    year: Mapped[int]  # of its first day
    season: Mapped[Season] = mapped_column(EnumText(Season))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    collect_from: Mapped[date]
    collect_to: Mapped[date]
    review_by: Mapped[date]
    result_on: Mapped[date]
    arrival_from: Mapped[date]
    arrival_to: Mapped[date]
    current: Mapped[bool] = mapped_column(default=False)

    @property
    def name(self) -> str:
        """2023年秋季."""
        return f"{self.year}年{self.season.label}"

    @property
    def first_of_year(self) -> bool:
        """Whether the school year begins with it: children enter first grades."""
        return self.season == Season.AUTUMN

    @property
    def school_year(self) -> int:
        """The year in which its school year began: 2023 for autumn 2023 and for spring 2024."""
        return self.year if self.first_of_year else self.year - 1

    def key_dates(self) -> list[tuple[date, str]]:
        """Return its dates with what happens on them, in order."""
        return sorted(
            [
                (self.collect_from, "园区开始收集申请"),
                (self.collect_to, "申请截止"),
                (self.review_by, "教育局审核完毕"),
                (self.result_on, "公示结果"),
                (self.arrival_from, "新生开始报到"),
                (self.arrival_to, "报到截止"),
            ]
        )

    def next_date(self, on: date) -> tuple[date, str] | None:
        """Return the first key date from `on` onward; None where all are past."""
        return next((found for found in self.key_dates() if found[0] >= on), None)


class School(Versioned, Model):
    """A school of a county, from `first_grade` to `last_grade`. `unit_id` is its unit, where its people sign in."""

    __tablename__ = "school"
    __table_args__ = (UniqueConstraint("root_id", "name"), Index("ix_school_root_name", "root_id", "active", "name"))

    id: Mapped[int] = mapped_column(primary_key=True)
    root_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), unique=True)
    name: Mapped[str] = mapped_column(String(64))
    ownership: Mapped[Ownership] = mapped_column(EnumText(Ownership), default=Ownership.PUBLIC)
    first_grade: Mapped[int]
    last_grade: Mapped[int]
    address: Mapped[str] = mapped_column(String(128), default="")
    catchment: Mapped[str] = mapped_column(Text, default="")  # 服务区
    phone: Mapped[str] = mapped_column(String(32), default="")  # the office's, published
    note: Mapped[str] = mapped_column(Text, default="")
    source: Mapped[str] = mapped_column(String(200), default="")  # where the figures come from
    search: Mapped[str] = mapped_column(Text, default="")
    active: Mapped[bool] = mapped_column(default=True)

    unit: Mapped[Unit | None] = relationship(foreign_keys=[unit_id])

    @property
    def stages(self) -> list[Stage]:
        """The stages it has grades of."""
        return [s for s in Stage if s.grades[0] <= self.last_grade and s.grades[-1] >= self.first_grade]

    @property
    def grades(self) -> range:
        """The grades it has."""
        return range(self.first_grade, self.last_grade + 1)


class SeatPlan(Versioned, Model):
    """Seats of a school in a grade and term. `enrolled` are the children there without the park, `reserved` kept back.

    Children placed through the desk are counted from their requests: see `zz.enrolment.seats`.
    """

    __tablename__ = "seat_plan"
    __table_args__ = (UniqueConstraint("term_id", "school_id", "grade"), Index("ix_seat_plan_school", "school_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id", ondelete="CASCADE"))
    term_id: Mapped[int] = mapped_column(ForeignKey("enrolment_term.id"))
    grade: Mapped[int]
    classes: Mapped[int]
    class_size: Mapped[int]
    enrolled: Mapped[int] = mapped_column(default=0)
    reserved: Mapped[int] = mapped_column(default=0)

    school: Mapped[School] = relationship()
    term: Mapped[Term] = relationship()

    @property
    def seats(self) -> int:
        """All seats: classes × class size."""
        return self.classes * self.class_size

    def taken(self, placed: int = 0) -> int:
        """Return the seats with a child, `placed` of them through the desk."""
        return self.enrolled + placed

    def left(self, placed: int = 0) -> int:
        """Return the seats that are free; below 0 where there are more children than seats."""
        return self.seats - self.taken(placed) - self.reserved

    def label(self) -> str:
        """The grade in words."""
        return grade_label(self.grade)


class DocumentKind(Versioned, Model):
    """A paper that a policy asks for (户口簿, 劳动合同 …). `code` is its name in code, lists and files."""

    __tablename__ = "document_kind"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(32), unique=True)
    name: Mapped[str] = mapped_column(String(32), unique=True)
    hint: Mapped[str] = mapped_column(String(200), default="")  # what it must show
    position: Mapped[int] = mapped_column(default=0)
    active: Mapped[bool] = mapped_column(default=True)


class Policy(Model):
    """What a park's work group offers one group of staff at one stage; its words stand in versions."""

    __tablename__ = "enrolment_policy"
    __table_args__ = (UniqueConstraint("park_id", "staff_group", "stage"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    park_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    staff_group: Mapped[StaffGroup] = mapped_column(EnumText(StaffGroup))
    stage: Mapped[Stage] = mapped_column(EnumText(Stage))

    versions: Mapped[list["PolicyVersion"]] = relationship(
        back_populates="policy", order_by="PolicyVersion.number", cascade="all, delete-orphan"
    )

    @property
    def name(self) -> str:
        """普通员工子女 · 小学."""
        return f"{self.staff_group.label}子女 · {self.stage.label}"


class PolicyVersion(Model):
    """One wording of a policy, in force from `valid_from` to the day before `valid_to` (None: until further notice).

    `qualifies` (who qualifies), `priority` (order of priority) and `dates` hold one sentence a line, `days` its days.
    A version is never changed after it came into force: the next one ends it.
    """

    __tablename__ = "enrolment_policy_version"
    __table_args__ = (UniqueConstraint("policy_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    policy_id: Mapped[int] = mapped_column(ForeignKey("enrolment_policy.id", ondelete="CASCADE"))
    number: Mapped[int]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    qualifies: Mapped[str] = mapped_column(Text)
    priority: Mapped[str] = mapped_column(Text)
    dates: Mapped[str] = mapped_column(Text, default="")
    days: Mapped[list[list[str]]] = mapped_column(JSON, default=list)  # [day, what happens on it], the earliest first
    told_at: Mapped[datetime | None] = mapped_column(Instant)  # the enterprises that it is in force
    reason: Mapped[str] = mapped_column(String(200), default="")
    written_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    written_at: Mapped[datetime] = mapped_column(Instant)

    policy: Mapped[Policy] = relationship(back_populates="versions")
    written_by: Mapped[User | None] = relationship()
    documents: Mapped[list["PolicyDocument"]] = relationship(
        order_by="PolicyDocument.position", cascade="all, delete-orphan"
    )

    def in_force(self, on: date) -> bool:
        """Tell whether it is in force on a day."""
        return self.valid_from <= on and (self.valid_to is None or on < self.valid_to)

    def key_dates(self) -> list[tuple[date, str]]:
        """Return the days that hold for this group alone, the earliest first."""
        return [(date.fromisoformat(day), what) for day, what in self.days]

    def required(self, residence: Residence, admission: Admission) -> list[DocumentKind]:
        """Return the documents that a family living so must hand in for this way of coming in, in order."""
        return [d.kind for d in self.documents if d.applies(residence, admission)]


class PolicyDocument(Model):
    """A document that a version asks for: of families with `residences` (empty: all), for `admission` (None: both)."""

    __tablename__ = "enrolment_policy_document"
    __table_args__ = (UniqueConstraint("version_id", "kind_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("enrolment_policy_version.id", ondelete="CASCADE"))
    kind_id: Mapped[int] = mapped_column(ForeignKey("document_kind.id"))
    position: Mapped[int] = mapped_column(default=0)
    residences: Mapped[str] = mapped_column(String(128), default="")  # values of Residence, separated by commas
    admission: Mapped[Admission | None] = mapped_column(EnumText(Admission))

    kind: Mapped[DocumentKind] = relationship()

    def applies(self, residence: Residence, admission: Admission) -> bool:
        """Tell whether it is asked of a family living so, for this way of coming in."""
        lives = not self.residences or residence.value in self.residences.split(",")
        return lives and self.admission in (None, admission)
