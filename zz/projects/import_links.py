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
NEW = "new:"  # before the kind and name of a unit that an import would make
LONGEST = 128


class Links:
    """The units and people of one county by name, loaded once."""

    def __init__(self, ledger: Unit) -> None:
        self.ledger = ledger
        found = db.session.scalars(select(Unit).where(Unit.path.startswith(ledger.path, autoescape=True))).all()
        self.units = {key: unit for unit in found for key in {name_key(unit.name), name_key(unit.label)}}
        stem = ledger.name[:-1]  # 醴陵市: the ledger's 经开区 is 醴陵经开区
        # Said without its county a park is ours only at the beginning: 株洲经开区 is another one.
        self.short = {name_key(u.label.removeprefix(stem)): u for u in found if u.kind == UnitKind.PARK}
        self._sort()
        roles = (Role.COMMISSIONER, Role.LEADER, Role.MAIN_LEADER)
        people = db.session.execute(
            select(User, Membership.role)
            .join(Membership)
            .join(Unit, Unit.id == Membership.unit_id)
            .where(Membership.role.in_(roles), Unit.path.startswith(ledger.path, autoescape=True))
        )
        self.people = {(user.name, role == Role.COMMISSIONER): user.id for user, role in people}

    def _sort(self) -> None:
        places = [(key, unit) for key, unit in self.units.items() if unit.kind in PLACES]
        self.places = sorted(places, key=lambda pair: -len(pair[0]))  # the longest name wins

    def of(self, values: dict[str, Any]) -> dict[str, int | str]:
        """Return the links that a row's names give: ids, or “new:kind:name” for a unit that would be made."""
        found: dict[str, int | str | None] = {
            "responsible_unit_id": self._office(values.get("responsible_unit") or ""),
            "owner_unit_id": self._named(values.get("owner_name") or "", UnitKind.ENTERPRISE),
            "commissioner_id": self.people.get((values.get("commissioner") or "", True)),
            "liaison_leader_id": self.people.get((values.get("liaison_leader") or "", False)),
            **self._place(values.get("address") or ""),
        }
        found |= {k: v for key in ("township", "park") for k, v in self._place(values.get(key) or "").items()}
        return {key: value for key, value in found.items() if value is not None}

    def _named(self, name: str, kind: UnitKind) -> int | None:
        unit = self.units.get(name_key(name))
        return unit.id if unit and unit.kind == kind else None

    def _office(self, name: str) -> int | str | None:
        plain = REMARK.sub("", half_width(name)).strip()[:LONGEST]
        if not plain:
            return None
        unit = self.units.get(name_key(plain))
        kind = UnitKind.TOWNSHIP if TOWNSHIP.match(plain) else UnitKind.BUREAU
        return unit.id if unit else f"{NEW}{kind}:{plain}"

    def _place(self, address: str) -> dict[str, int | str]:
        """Return the township or park that an address names."""
        key = name_key(address)
        unit = next((unit for name, unit in self.places if name in key), None) if key else None
        unit = unit or next((unit for name, unit in self.short.items() if key.startswith(name)), None)
        if unit is not None:
            return {"township_id" if unit.kind == UnitKind.TOWNSHIP else "park_id": unit.id}
        return {"township_id": f"{NEW}{UnitKind.TOWNSHIP}:{address}"} if TOWNSHIP.match(address) else {}

    def resolve(self, value: Any) -> Any:
        """Return the id of a unit that was made meanwhile; any other value as it is."""
        if not (isinstance(value, str) and value.startswith(NEW)):
            return value
        return self.units[name_key(value.split(":", 2)[2])].id

    def make(self, mark: str, *, by: User | None, at: datetime) -> None:
        """Make the unit of a “new:kind:name”, unless it is there by now."""
        _, kind, name = mark.split(":", 2)
        if name_key(name) in self.units:
            return
        unit = db.session.scalars(select(Unit).where(Unit.name == name)).first()
        if unit is None:
            unit = Unit(kind=UnitKind(kind), name=name, parent_id=self.ledger.id, search=search_text(name)[:512])
            db.session.add(unit)
            db.session.flush()
            unit.path = f"{self.ledger.path}{unit.id}/"
            record(UNIT_FROM_LEDGER, unit, by=by, at=at, name=name, kind=kind)
        self.units[name_key(name)] = unit
        self._sort()
