"""Rows of the voltage desk: areas, a day of an area, months, rules, what they found, curves, files received."""

import struct
from collections.abc import Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, Integer, LargeBinary, SmallInteger, String, Text, TypeDecorator
from sqlalchemy.orm import Mapped, mapped_column, relationship

from zz import clock
from zz.accounts.models import Unit, User
from zz.db import EnumText, Instant, Model, Versioned
from zz.jobs.models import Job
from zz.voltage.vocabulary import (
    DayState,
    PointKind,
    ReadingFormat,
    ReadingSource,
    ReadingState,
    RuleKind,
    Severity,
)

POINTS = 96  # a day, one every 15 minutes; point 1 is 00:00
MINUTES = 15  # that a point stands for
MISSING = 0xFFFF


class Scaled(TypeDecorator[Decimal]):
    """A number with a fixed count of decimals: integer in the database, `Decimal` in Python."""

    impl = Integer
    cache_ok = True

    def __init__(self, places: int) -> None:
        super().__init__()
        self.places = places

    def process_bind_param(self, value: Decimal | int | None, dialect: Any) -> int | None:
        return None if value is None else int(Decimal(value).scaleb(self.places).to_integral_value())

    def process_result_value(self, value: Any, dialect: Any) -> Decimal | None:
        return None if value is None else Decimal(int(value)).scaleb(-self.places)


def point_time(point: int) -> time:
    """Return the time of day of a point (1…96): 1 is 00:00, 96 is 23:45."""
    hours, quarters = divmod(point - 1, 4)
    return time(hours, quarters * MINUTES)


class Area(Versioned, Model):
    """A public transformer area (台区). Its county company is the parent of its station in the tree of units.

    `phases` is 3, or 1 for a single-phase transformer; `tap_step` is percent of the rated voltage a step.
    """

    __tablename__ = "area"
    __table_args__ = (Index("ix_area_station", "station_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(32), unique=True)
    name: Mapped[str] = mapped_column(String(100))
    station_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    feeder: Mapped[str] = mapped_column(String(100), default="")
    kva: Mapped[int | None]
    phases: Mapped[int] = mapped_column(SmallInteger, default=3)
    tap: Mapped[int | None] = mapped_column(SmallInteger)
    taps: Mapped[int | None] = mapped_column(SmallInteger)  # how many positions there are
    tap_step: Mapped[Decimal | None] = mapped_column(Scaled(2))
    customers: Mapped[int | None]
    search: Mapped[str] = mapped_column(Text, default="")
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(Instant)

    station: Mapped[Unit] = relationship()


class ReadingBatch(Versioned, Model):
    """One file of readings. `counts` by kind of dirt (`Dirt`), `days` it brings (ISO), `sentence` why it was refused.

    `areas` and `rows` were taken in; `unknown` are some of the area codes that nobody knows.
    """

    __tablename__ = "reading_batch"
    __table_args__ = (Index("ix_reading_batch_received", "received_at", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    filename: Mapped[str] = mapped_column(String(200))
    size: Mapped[int]
    source: Mapped[ReadingSource] = mapped_column(EnumText(ReadingSource))
    format: Mapped[ReadingFormat | None] = mapped_column(EnumText(ReadingFormat))
    state: Mapped[ReadingState] = mapped_column(EnumText(ReadingState), default=ReadingState.WAITING)
    only_day: Mapped[date | None]
    days: Mapped[list[str]] = mapped_column(JSON, default=list)
    areas: Mapped[int] = mapped_column(default=0)
    rows: Mapped[int] = mapped_column(default=0)
    found: Mapped[int] = mapped_column(default=0)  # findings of its own days
    counts: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    unknown: Mapped[list[str]] = mapped_column(JSON, default=list)
    sentence: Mapped[str] = mapped_column(Text, default="")
    received_at: Mapped[datetime] = mapped_column(Instant)
    judged_at: Mapped[datetime | None] = mapped_column(Instant)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    job_id: Mapped[int | None] = mapped_column(ForeignKey("job.id", ondelete="SET NULL"))

    by: Mapped[User | None] = relationship()
    job: Mapped[Job | None] = relationship()

    @property
    def received(self) -> datetime:
        """When the file came, on the wall clock."""
        return clock.local(self.received_at)


class DailyVoltage(Model):
    """A day of an area. Counts of points are exact; the rates (percent) are qualified ÷ valid, rounded half up.

    `lowest` and `highest` (V) are the extremes of all meters, told apart by their share of the rated voltage, with the
    point (1…96, see `point_time`), meter and phase where they occurred. `low_customers`, `low_minutes` (likewise high)
    are counted by the general rules; the minutes are summed over these customers. The four `sustained_…` are what the
    worst meter stayed below (above) for as long as the general rule asks, in V of a single phase: what recovery is
    judged by. `unbalance` (幅值法, percent of the mean) is of the outlet's voltages, `current_unbalance` what stood for
    as long as its rule asks while the load was above the rule's.
    """

    __tablename__ = "daily_voltage"
    __table_args__ = (
        Index("ix_daily_voltage_area", "area_id", "day"),
        Index("ix_daily_voltage_state", "day", "state", "area_id"),
    )

    day: Mapped[date] = mapped_column(primary_key=True)
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"), primary_key=True, autoincrement=False)
    state: Mapped[DayState] = mapped_column(EnumText(DayState))
    outlet_expected: Mapped[int]
    outlet_valid: Mapped[int]
    outlet_qualified: Mapped[int]
    customer_expected: Mapped[int]
    customer_valid: Mapped[int]
    customer_qualified: Mapped[int]
    outlet_rate: Mapped[Decimal | None] = mapped_column(Scaled(3))
    customer_rate: Mapped[Decimal | None] = mapped_column(Scaled(3))
    completeness: Mapped[Decimal] = mapped_column(Scaled(2))
    meters: Mapped[int]  # customers that were measured
    low_customers: Mapped[int]
    low_minutes: Mapped[int]
    high_customers: Mapped[int]
    high_minutes: Mapped[int]
    lowest: Mapped[Decimal | None] = mapped_column(Scaled(2))
    lowest_point: Mapped[int | None] = mapped_column(SmallInteger)
    lowest_meter: Mapped[str | None] = mapped_column(String(32))
    lowest_phase: Mapped[str | None] = mapped_column(String(8))
    highest: Mapped[Decimal | None] = mapped_column(Scaled(2))
    highest_point: Mapped[int | None] = mapped_column(SmallInteger)
    highest_meter: Mapped[str | None] = mapped_column(String(32))
    highest_phase: Mapped[str | None] = mapped_column(String(8))
    outlet_min: Mapped[Decimal | None] = mapped_column(Scaled(2))
    outlet_max: Mapped[Decimal | None] = mapped_column(Scaled(2))
    sustained_outlet_low: Mapped[Decimal | None] = mapped_column(Scaled(2))
    sustained_outlet_high: Mapped[Decimal | None] = mapped_column(Scaled(2))
    sustained_customer_low: Mapped[Decimal | None] = mapped_column(Scaled(2))
    sustained_customer_high: Mapped[Decimal | None] = mapped_column(Scaled(2))
    unbalance: Mapped[Decimal | None] = mapped_column(Scaled(2))
    current_unbalance: Mapped[Decimal | None] = mapped_column(Scaled(2))
    load: Mapped[Decimal | None] = mapped_column(Scaled(2))  # highest of the day, percent of the transformer's rating
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("reading_batch.id"))

    area: Mapped[Area] = relationship()


class MonthlyVoltage(Model):
    """A month of an area, summed from its days (`month` is its first day). Rates are of the sums of points."""

    __tablename__ = "monthly_voltage"
    __table_args__ = (Index("ix_monthly_voltage_area", "area_id", "month"),)

    month: Mapped[date] = mapped_column(primary_key=True)
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"), primary_key=True, autoincrement=False)
    days: Mapped[int]
    abnormal_days: Mapped[int]
    insufficient_days: Mapped[int]
    outlet_expected: Mapped[int]
    outlet_valid: Mapped[int]
    outlet_qualified: Mapped[int]
    customer_expected: Mapped[int]
    customer_valid: Mapped[int]
    customer_qualified: Mapped[int]
    outlet_rate: Mapped[Decimal | None] = mapped_column(Scaled(3))
    customer_rate: Mapped[Decimal | None] = mapped_column(Scaled(3))
    completeness: Mapped[Decimal] = mapped_column(Scaled(2))
    low_customers: Mapped[int]  # the most of a day
    low_days: Mapped[int]
    low_minutes: Mapped[int]
    high_customers: Mapped[int]
    high_days: Mapped[int]
    high_minutes: Mapped[int]
    lowest: Mapped[Decimal | None] = mapped_column(Scaled(2))
    highest: Mapped[Decimal | None] = mapped_column(Scaled(2))
    unbalance: Mapped[Decimal | None] = mapped_column(Scaled(2))

    area: Mapped[Area] = relationship()


class VoltageRule(Model):
    """A version of a rule for its scope: everywhere, a unit and what is below it, or one area (the nearest wins).

    `threshold` and its kin are V (percent for unbalance); `line_threshold` is for three-phase meters (customers' rules
    only). A fault stands while a run of at least `consecutive` points is beyond the threshold; `min_days` in
    `window_days` make it lasting (持续). `recovery` is what it must come back to before it counts as gone.
    """

    __tablename__ = "voltage_rule"
    __table_args__ = (Index("ix_voltage_rule_kind", "kind", "valid_from"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[RuleKind] = mapped_column(EnumText(RuleKind))
    number: Mapped[int]  # of the version within kind and scope, from 1
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    area_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"), index=True)
    threshold: Mapped[Decimal] = mapped_column(Scaled(2))
    severe: Mapped[Decimal | None] = mapped_column(Scaled(2))
    recovery: Mapped[Decimal] = mapped_column(Scaled(2))
    line_threshold: Mapped[Decimal | None] = mapped_column(Scaled(2))
    line_severe: Mapped[Decimal | None] = mapped_column(Scaled(2))
    load: Mapped[Decimal | None] = mapped_column(Scaled(2))
    consecutive: Mapped[int] = mapped_column(SmallInteger)
    window_days: Mapped[int] = mapped_column(SmallInteger)
    min_days: Mapped[int] = mapped_column(SmallInteger)
    min_completeness: Mapped[Decimal] = mapped_column(Scaled(2))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]  # not included
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    by_name: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(Instant)
    reason: Mapped[str] = mapped_column(Text)

    unit: Mapped[Unit | None] = relationship()
    area: Mapped[Area | None] = relationship()


class RuleTrial(Model):
    """A change of a rule that somebody tries before it is made: what it would find in the last weeks, by station.

    `values` are the columns of the version as texts; `result` is there once the trial is done; `rule_id` once adopted.
    """

    __tablename__ = "rule_trial"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[RuleKind] = mapped_column(EnumText(RuleKind))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    area_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"), index=True)
    values: Mapped[dict[str, str]] = mapped_column(JSON)
    valid_from: Mapped[date]
    reason: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    at: Mapped[datetime] = mapped_column(Instant)
    job_id: Mapped[int | None] = mapped_column(ForeignKey("job.id", ondelete="SET NULL"))
    result: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    rule_id: Mapped[int | None] = mapped_column(ForeignKey("voltage_rule.id"), index=True)

    unit: Mapped[Unit | None] = relationship()
    area: Mapped[Area | None] = relationship()
    by: Mapped[User] = relationship()
    job: Mapped[Job | None] = relationship()


class Finding(Model):
    """A rule that an area broke on a day, and the version that found it. A day judged again is found anew.

    `minutes` of the day stood in runs that reached the rule's length, summed over the customers (of the worst phase
    for an outlet); `worst` (V, or percent) is the furthest value, `meter` and `point` where.
    """

    __tablename__ = "finding"
    __table_args__ = (
        Index("ix_finding_day_area_kind", "day", "area_id", "kind", unique=True),
        Index("ix_finding_area_kind", "area_id", "kind", "day"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date]
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"))
    kind: Mapped[RuleKind] = mapped_column(EnumText(RuleKind))
    rule_id: Mapped[int] = mapped_column(ForeignKey("voltage_rule.id"))
    severity: Mapped[Severity] = mapped_column(EnumText(Severity))
    customers: Mapped[int]  # 0 for an outlet
    minutes: Mapped[int]
    worst: Mapped[Decimal | None] = mapped_column(Scaled(2))
    meter: Mapped[str] = mapped_column(String(32), default="")
    phase: Mapped[str] = mapped_column(String(8), default="")
    point: Mapped[int | None] = mapped_column(SmallInteger)

    area: Mapped[Area] = relationship()
    rule: Mapped[VoltageRule] = relationship()


class Curve(Model):
    """A day's curve of a meter and phase, kept for good: the outlet and the worst customers of an abnormal day.

    `packed` holds 96 unsigned 16-bit integers, hundredths of a volt, little end first; 0xFFFF is a missing point.
    """

    __tablename__ = "curve"

    day: Mapped[date] = mapped_column(primary_key=True)
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"), primary_key=True, autoincrement=False, index=True)
    meter: Mapped[str] = mapped_column(String(32), primary_key=True)
    phase: Mapped[str] = mapped_column(String(8), primary_key=True)
    kind: Mapped[PointKind] = mapped_column(EnumText(PointKind))
    packed: Mapped[bytes] = mapped_column(LargeBinary)

    @property
    def values(self) -> list[Decimal | None]:
        """The 96 values in V; None where there is none."""
        return unpack(self.packed)


def pack(values: Sequence[int | None]) -> bytes:
    """Pack 96 values (hundredths of a volt) as a `Curve` keeps them."""
    return struct.pack(f"<{POINTS}H", *(MISSING if value is None else value for value in values))


def unpack(packed: bytes) -> list[Decimal | None]:
    """Return the 96 values (V) of a packed curve."""
    found = struct.unpack(f"<{POINTS}H", packed)
    return [None if value == MISSING else Decimal(value).scaleb(-2) for value in found]
