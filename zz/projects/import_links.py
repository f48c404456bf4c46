"""Tie the names in a ledger to units and people: known ones are found, unknown bureaus and townships are made."""

import re
from datetime import datetime
from typing import Any

from sqlalchemy import select

from zz.accounts.models import Membership, Unit, User
from zz.accounts.roles import Role, UnitKind
from zz.db import db
from zz.journal import record, verb
from zz.projects.naming import name_key, search_text
from zz.sheets.text import half_width
from zz.sheets.values import REMARK

UNIT_FROM_LEDGER = verb("unit_from_ledger", "从台账新增单位", "name", "kind")
TOWNSHIP = re.compile(r"^[\u4e00-\u9fff]{1,6}(?:镇|街道|乡)$")
PLACES = (UnitKind.TOWNSHIP, UnitKind.PARK)


class Links:
    """The units and people of one county by name, loaded once."""

    def __init__(self, ledger: Unit, *, by: User | None, at: datetime) -> None:
        self.ledger, self.by, self.at = ledger, by, at
        found = db.session.scalars(select(Unit).where(Unit.path.startswith(ledger.path, autoescape=True))).all()
        self.units = {key: unit for unit in found for key in {name_key(unit.name), name_key(unit.label)}}
        stem = ledger.name[:-1]  # 醴陵市: the ledger's 经开区 is 醴陵经开区
        self.units |= {name_key(u.label.removeprefix(stem)): u for u in found if u.kind == UnitKind.PARK}
        roles = (Role.COMMISSIONER, Role.LEADER, Role.MAIN_LEADER)
        people = db.session.execute(
            select(User, Membership.role)
            .join(Membership)
            .join(Unit, Unit.id == Membership.unit_id)
            .where(Membership.role.in_(roles), Unit.path.startswith(ledger.path, autoescape=True))
        )
        self.people = {(user.name, role == Role.COMMISSIONER): user for user, role in people}

    def of(self, values: dict[str, Any]) -> dict[str, int]:
        """Return the links that a row's names give."""
        found: dict[str, int | None] = {
            "responsible_unit_id": self._office(values.get("responsible_unit") or ""),
            "owner_unit_id": self._named(values.get("owner_name") or "", (UnitKind.ENTERPRISE,)),
            "commissioner_id": self._person(values.get("commissioner"), True),
            "liaison_leader_id": self._person(values.get("liaison_leader"), False),
        }
        if (place := self._place(values.get("address") or "")) is not None:
            found["township_id" if place.kind == UnitKind.TOWNSHIP else "park_id"] = place.id
        return {key: value for key, value in found.items() if value is not None}

    def _person(self, name: str | None, commissioner: bool) -> int | None:
        user = self.people.get((name or "", commissioner))
        return user.id if user else None

    def _named(self, name: str, kinds: tuple[UnitKind, ...]) -> int | None:
        unit = self.units.get(name_key(name))
        return unit.id if unit and unit.kind in kinds else None

    def _office(self, name: str) -> int | None:
        plain = REMARK.sub("", half_width(name)).strip()
        if not plain:
            return None
        unit = self.units.get(name_key(plain))
        return (unit or self._make(plain, UnitKind.TOWNSHIP if TOWNSHIP.match(plain) else UnitKind.BUREAU)).id

    def _place(self, address: str) -> Unit | None:
        """Return the township or park that an address names; the longest name wins."""
        key = name_key(address)
        if not key:
            return None
        named = [(name, u) for name, u in self.units.items() if u.kind in PLACES and name in key]
        if named:
            return max(named, key=lambda pair: len(pair[0]))[1]
        return self._make(address, UnitKind.TOWNSHIP) if TOWNSHIP.match(address) else None

    def _make(self, name: str, kind: UnitKind) -> Unit:
        unit = Unit(kind=kind, name=name, parent_id=self.ledger.id, search=search_text(name))
        db.session.add(unit)
        db.session.flush()
        unit.path = f"{self.ledger.path}{unit.id}/"
        record(UNIT_FROM_LEDGER, unit, by=self.by, at=self.at, name=name, kind=kind)
        self.units[name_key(name)] = unit
        return unit
