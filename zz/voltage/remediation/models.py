"""Rows of the library and of remediation: a fault of an area, what is done about it, before and after."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, SmallInteger, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from zz.accounts.models import Unit, User
from zz.assignments.models import Assignment
from zz.db import EnumText, Instant, Model, Versioned
from zz.voltage.models import Area, VoltageRule
from zz.voltage.remediation.vocabulary import Cause, EntryState, Measure, RemediationState, Verdict
from zz.voltage.vocabulary import RuleKind


class VoltageProblem(Versioned, Model):
    """A fault in the library: one for each area and rule, whatever the number of episodes.

    `days` fired in the last episode, `window_days` of them within the rule's window, and `weight` (户·分钟) over these.
    `persistent` is 持续 (else 观察). `clear_days` have gone by in a row since it last fired. `recurrences` counts the
    episodes before this one. Everything but `state`, the suspension and the reason is worked out by `collecting`.
    """

    __tablename__ = "voltage_problem"
    __table_args__ = (
        UniqueConstraint("area_id", "kind"),
        Index("ix_voltage_problem_list", "state", "persistent", "weight", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"))
    kind: Mapped[RuleKind] = mapped_column(EnumText(RuleKind))
    state: Mapped[EntryState] = mapped_column(EnumText(EntryState))
    persistent: Mapped[bool] = mapped_column(default=False)
    severe: Mapped[bool] = mapped_column(default=False)
    first_day: Mapped[date]
    last_day: Mapped[date]
    days: Mapped[int]
    window_days: Mapped[int]
    weight: Mapped[int]
    customers: Mapped[int]  # on the last day that fired
    clear_days: Mapped[int] = mapped_column(SmallInteger, default=0)
    recurrences: Mapped[int] = mapped_column(SmallInteger, default=0)
    recovered_on: Mapped[date | None]
    rule_id: Mapped[int] = mapped_column(ForeignKey("voltage_rule.id"))  # the version that caught it last
    cause: Mapped[Cause] = mapped_column(EnumText(Cause), default=Cause.UNKNOWN)
    cause_why: Mapped[str] = mapped_column(String(200), default="")
    suspended_until: Mapped[date | None] = mapped_column(index=True)
    reason: Mapped[str] = mapped_column(Text, default="")
    entered_at: Mapped[datetime] = mapped_column(Instant)

    area: Mapped[Area] = relationship()
    rule: Mapped[VoltageRule] = relationship()
    remediations: Mapped[list["Remediation"]] = relationship(back_populates="problem", order_by="Remediation.id")

    @property
    def title(self) -> str:
        """谭家冲台区 用户低电压."""
        return f"{self.area.name} {self.kind.label}"


class Remediation(Versioned, Model):
    """What is done about a fault, from dispatch to verification; a relapse goes on with the same row.

    `current_id` is the duty that somebody holds. `reserve_month` is the first day of the month by which a reserve
    project is to be done. `work_on` is the day the work was done on; `tap_from` and `tap_to` are positions.
    `round` grows with every rejection and relapse. `next_check_on` is the next recheck after verification.
    """

    __tablename__ = "remediation"
    __table_args__ = (
        Index("ix_remediation_list", "state", "dispatched_at", "id"),
        Index("ix_remediation_station", "station_id", "state", "id"),
        Index("ix_remediation_area", "area_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    problem_id: Mapped[int] = mapped_column(ForeignKey("voltage_problem.id"), index=True)
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"))
    kind: Mapped[RuleKind] = mapped_column(EnumText(RuleKind))
    station_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    number: Mapped[str] = mapped_column(String(64), unique=True)
    state: Mapped[RemediationState] = mapped_column(EnumText(RemediationState))
    search: Mapped[str] = mapped_column(Text, default="")
    demand: Mapped[str] = mapped_column(Text, default="")  # what the manager asked for
    dispatched_at: Mapped[datetime] = mapped_column(Instant)
    dispatched_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    customers: Mapped[int]  # out of limits when it was dispatched
    measure: Mapped[Measure | None] = mapped_column(EnumText(Measure))
    plan: Mapped[str] = mapped_column(Text, default="")
    people: Mapped[str] = mapped_column(String(200), default="")
    reserve_month: Mapped[date | None]
    planned_at: Mapped[datetime | None] = mapped_column(Instant, index=True)
    work_on: Mapped[date | None]
    tap_from: Mapped[int | None] = mapped_column(SmallInteger)
    tap_to: Mapped[int | None] = mapped_column(SmallInteger)
    work: Mapped[str] = mapped_column(Text, default="")
    asked_at: Mapped[datetime | None] = mapped_column(Instant)
    verified_at: Mapped[datetime | None] = mapped_column(Instant, index=True)
    verified_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    round: Mapped[int] = mapped_column(SmallInteger, default=1)
    rejections: Mapped[int] = mapped_column(SmallInteger, default=0)
    relapses: Mapped[int] = mapped_column(SmallInteger, default=0)
    rechecks: Mapped[int] = mapped_column(SmallInteger, default=0)  # passed since the last verification
    next_check_on: Mapped[date | None] = mapped_column(index=True)
    current_id: Mapped[int | None] = mapped_column(ForeignKey("assignment.id"), index=True)

    problem: Mapped[VoltageProblem] = relationship(back_populates="remediations")
    area: Mapped[Area] = relationship()
    station: Mapped[Unit] = relationship()
    dispatched_by: Mapped[User | None] = relationship(foreign_keys=[dispatched_by_id])
    verified_by: Mapped[User | None] = relationship(foreign_keys=[verified_by_id])
    current: Mapped[Assignment | None] = relationship(foreign_keys=[current_id])

    @property
    def title(self) -> str:
        """谭家冲台区 用户低电压."""
        return f"{self.area.name} {self.kind.label}"


class Comparison(Model):
    """Before and after, as it stood when it was made: the days compared, those of an untouched area, the checks.

    `figures` holds `before`, `after`, `control_before`, `control_after` (days as `comparing.Day.plain`) and `checks`.
    """

    __tablename__ = "remediation_comparison"
    __table_args__ = (UniqueConstraint("remediation_id", "round"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    remediation_id: Mapped[int] = mapped_column(ForeignKey("remediation.id", ondelete="CASCADE"))
    round: Mapped[int] = mapped_column(SmallInteger)
    verdict: Mapped[Verdict] = mapped_column(EnumText(Verdict))
    control_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"))
    figures: Mapped[dict[str, Any]] = mapped_column(JSON)
    made_at: Mapped[datetime] = mapped_column(Instant)

    control: Mapped[Area | None] = relationship()
