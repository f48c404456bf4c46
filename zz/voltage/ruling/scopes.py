"""For whom a rule may be set: for everybody by the root of a company, by a unit for its own, for one area."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from zz.access import Permission, within
from zz.accounts.models import Unit, User
from zz.accounts.roles import UnitKind
from zz.db import db
from zz.voltage import access, rulebook
from zz.voltage.models import Area, VoltageRule
from zz.voltage.vocabulary import RuleKind

GENERAL = "通用规则"


@dataclass(frozen=True)
class RuleScope:
    """Whom a rule is for: everybody, a unit with what is below it, or one area."""

    unit: Unit | None = None
    area: Area | None = None

    @property
    def general(self) -> bool:
        """Whether it is for everybody."""
        return self.unit is None and self.area is None

    @property
    def label(self) -> str:
        """What the scope is called."""
        if self.area is not None:
            return self.area.name
        return self.unit.label if self.unit is not None else GENERAL

    @property
    def parameter(self) -> str:
        """The scope as it stands in an address."""
        if self.area is not None:
            return f"area={self.area.id}"
        return f"unit={self.unit.id}" if self.unit is not None else ""

    def owns(self, rule: VoltageRule) -> bool:
        """Tell whether a version was set for just this scope."""
        unit_id, area_id = self.unit.id if self.unit else None, self.area.id if self.area else None
        return (rule.unit_id, rule.area_id) == (unit_id, area_id)


def governs(user: User) -> bool:
    """Tell whether `user` sets the general rules: whoever keeps rules at the top of a company."""
    return any(unit.parent_id is None for _, unit in user.grants(Permission.VOLTAGE_RULES))


def units(user: User) -> Sequence[Unit]:
    """Return the units for which `user` may set stricter rules, in the order of the tree."""
    conditions = [within(Unit.id, scope, unit) for scope, unit in user.grants(Permission.VOLTAGE_RULES)]
    if not conditions:
        return []
    query = select(Unit).where(or_(*conditions), Unit.kind == UnitKind.GRID, Unit.parent_id.is_not(None), Unit.active)
    return db.session.scalars(query.order_by(Unit.path)).all()


def find(user: User, unit_id: int | None, area_id: int | None) -> RuleScope | None:
    """Return the scope that was asked for, if it is `user`'s to set rules for; without any, the widest of his."""
    if area_id is not None:
        area = access.area(user, area_id, Permission.VOLTAGE_RULES)
        return RuleScope(area=area) if area is not None else None
    if unit_id is not None:
        unit = next((unit for unit in units(user) if unit.id == unit_id), None)
        return RuleScope(unit=unit) if unit is not None else None
    if governs(user):
        return RuleScope()
    mine = units(user)
    return RuleScope(unit=mine[0]) if mine else None


def area_by_code(user: User, code: str) -> Area | None:
    """Return an area of the user's by its code."""
    mine = access.visible_to(user, Permission.VOLTAGE_RULES)
    return db.session.scalars(select(Area).where(Area.code == code.strip(), mine)).first()


def path(scope: RuleScope) -> list[int]:
    """Return the units above a scope, and its own, from the root."""
    unit = scope.area.station if scope.area is not None else scope.unit
    return [int(part) for part in unit.path.split("/") if part] if unit is not None else []


def in_force(scope: RuleScope, kind: RuleKind, day: date, *, above: bool = False) -> VoltageRule:
    """Return the version that a scope is judged by; `above`: the one it would be judged by without its own."""
    area_id = scope.area.id if scope.area is not None else 0
    candidates = [rule for rule in rulebook.in_force(day) if rule.kind == kind and not (above and scope.owns(rule))]
    ranked = [(rank, rule.id, rule) for rule in candidates
              if (rank := rulebook.rank(rule, area_id, path(scope))) is not None]  # fmt: skip
    return max(ranked)[2]


def narrower(user: User, day: date) -> Sequence[VoltageRule]:
    """Return the stricter rules in force that `user` may see, by kind and scope."""
    see_areas = select(Area.id).where(access.visible_to(user, Permission.VOLTAGE_RULES))
    see_units = [unit.id for unit in units(user)]
    query = select(VoltageRule).options(joinedload(VoltageRule.unit), joinedload(VoltageRule.area)).where(
        or_(VoltageRule.unit_id.in_(see_units), VoltageRule.area_id.in_(see_areas)),
        or_(VoltageRule.valid_to.is_(None), VoltageRule.valid_to > day),
    )  # fmt: skip
    return db.session.scalars(query.order_by(VoltageRule.kind, VoltageRule.id)).all()


def history(scope: RuleScope, kind: RuleKind) -> Sequence[VoltageRule]:
    """Return the versions that were ever set for just this scope, the newest first."""
    unit_id, area_id = scope.unit.id if scope.unit else None, scope.area.id if scope.area else None
    query = select(VoltageRule).where(
        VoltageRule.kind == kind, VoltageRule.unit_id.is_not_distinct_from(unit_id),
        VoltageRule.area_id.is_not_distinct_from(area_id),
    )  # fmt: skip
    return db.session.scalars(query.order_by(VoltageRule.number.desc(), VoltageRule.id.desc())).all()
