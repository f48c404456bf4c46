"""The versions of the voltage rules: which holds for an area on a day, and what they say in the beginning.

The nearest scope wins: the area's own rule, then that of its station or of the next unit above, then the general one.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Select, or_, select

from zz.accounts.models import Unit
from zz.db import db
from zz.journal.operations import SYSTEM
from zz.voltage.models import Area, VoltageRule
from zz.voltage.vocabulary import RuleKind

ALWAYS = date(2000, 1, 1)
DEFAULT_REASON = "系统默认值"
LENGTHS = (1, 2, 3, 4, 6, 8, 12, 16)  # the runs of points that a rule may ask for: those that are kept for a trial


@dataclass(frozen=True)
class Default:
    """What a rule says before anybody has changed it: volts, or percent for unbalance."""

    threshold: str
    severe: str | None
    recovery: str
    line_threshold: str | None = None
    line_severe: str | None = None
    load: str | None = None
    consecutive: int = 4


# domain.md D; recovery and the severe limits of customers are ours
DEFAULTS: dict[RuleKind, Default] = {
    RuleKind.OUTLET_OVERVOLTAGE: Default("235.4", "242", "234"),
    RuleKind.OUTLET_UNDERVOLTAGE: Default("204.6", "198", "206"),
    RuleKind.CUSTOMER_UNDERVOLTAGE: Default("198", "187", "200", "353.4", "334.4"),
    RuleKind.CUSTOMER_OVERVOLTAGE: Default("235.4", "242", "234", "406.6", "418"),
    RuleKind.UNBALANCE: Default("25", "50", "20", load="50", consecutive=8),
}
WINDOW_DAYS, MIN_DAYS, MIN_COMPLETENESS = 30, 3, Decimal(80)


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def seed(*, at: datetime) -> None:
    """Add the first version of every general rule that has none."""
    known = set(db.session.scalars(select(VoltageRule.kind).where(*GENERAL)))
    for kind, default in DEFAULTS.items():
        if kind not in known:
            db.session.add(
                VoltageRule(
                    kind=kind, number=1, threshold=Decimal(default.threshold), severe=_decimal(default.severe),
                    recovery=Decimal(default.recovery), line_threshold=_decimal(default.line_threshold),
                    line_severe=_decimal(default.line_severe), load=_decimal(default.load),
                    consecutive=default.consecutive, window_days=WINDOW_DAYS, min_days=MIN_DAYS,
                    min_completeness=MIN_COMPLETENESS, valid_from=ALWAYS, by_name=SYSTEM, at=at, reason=DEFAULT_REASON,
                )
            )  # fmt: skip
    db.session.flush()


GENERAL = (VoltageRule.unit_id.is_(None), VoltageRule.area_id.is_(None))


def in_force(day: date) -> list[VoltageRule]:
    """Return every version that holds on `day` for anybody, by kind."""
    holds = (VoltageRule.valid_from <= day, or_(VoltageRule.valid_to.is_(None), VoltageRule.valid_to > day))
    return list(db.session.scalars(select(VoltageRule).where(*holds).order_by(VoltageRule.kind, VoltageRule.id)))


def general(kind: RuleKind, versions: Iterable[VoltageRule]) -> VoltageRule:
    """Return the general rule of a kind among versions in force; LookupError where `init` has not been run."""
    for rule in versions:
        if rule.kind == kind and rule.unit_id is None and rule.area_id is None:
            return rule
    raise LookupError(f"no general rule for {kind}: run init")


@dataclass(frozen=True)
class Effective:
    """The rules of a day for every area: by kind, the rule of each area that has one nearer than the general one."""

    general: Mapping[RuleKind, VoltageRule]
    nearer: Mapping[RuleKind, Mapping[int, VoltageRule]]

    def rule(self, kind: RuleKind, area_id: int) -> VoltageRule:
        """Return the version that judges an area."""
        return self.nearer[kind].get(area_id, self.general[kind])


def effective(day: date, versions: list[VoltageRule] | None = None) -> Effective:
    """Work out which version judges which area on `day` (three queries, however many areas).

    `versions` stands in for what is in force: for a trial.
    """
    rules = in_force(day) if versions is None else versions
    nearer: dict[RuleKind, dict[int, VoltageRule]] = {kind: {} for kind in RuleKind}
    for rule, path in sorted(_scoped(rules), key=lambda pair: len(pair[1])):  # the nearest last
        for area_id in db.session.scalars(_areas_below(path)):
            nearer[rule.kind][area_id] = rule
    for rule in rules:
        if rule.area_id is not None:
            nearer[rule.kind][rule.area_id] = rule
    return Effective({kind: general(kind, rules) for kind in RuleKind}, nearer)


def _scoped(rules: list[VoltageRule]) -> list[tuple[VoltageRule, str]]:
    ids = {rule.unit_id for rule in rules if rule.unit_id}
    paths = dict(db.session.execute(select(Unit.id, Unit.path).where(Unit.id.in_(ids))).all()) if ids else {}
    return [(rule, paths[rule.unit_id]) for rule in rules if rule.unit_id]


def _areas_below(path: str) -> Select[int]:
    return select(Area.id).join(Unit, Unit.id == Area.station_id).where(Unit.path.startswith(path, autoescape=True))


def of_area(area: Area, day: date) -> dict[RuleKind, VoltageRule]:
    """Return the versions that judge one area on `day`."""
    paths = [int(part) for part in area.station.path.split("/") if part]
    found: dict[RuleKind, tuple[int, VoltageRule]] = {}
    for rule in in_force(day):
        nearness = rank(rule, area.id, paths)
        if nearness is not None and nearness >= found.get(rule.kind, (-1, rule))[0]:
            found[rule.kind] = (nearness, rule)
    return {kind: rule for kind, (_, rule) in found.items()}


def rank(rule: VoltageRule, area_id: int, units: list[int]) -> int | None:
    """Return how near a rule is to an area: 0 for the general one; None where it does not reach it."""
    if rule.area_id is not None:
        return len(units) + 1 if rule.area_id == area_id else None
    if rule.unit_id is None:
        return 0
    return units.index(rule.unit_id) + 1 if rule.unit_id in units else None
