"""Units and people of the demo. Names of people are invented, but for those that the newspaper page prints."""

import csv
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from zz.accounts.models import Membership, Unit, User
from zz.accounts.passwords import hash_password
from zz.accounts.roles import Role, UnitKind
from zz.db import db
from zz.projects.naming import search_text

DATA = Path(__file__).parent / "data"
PASSWORD = "demo-2023"  # noqa: S105  (printed by `make demo`; such a database serves on loopback alone)
LEDGER = "醴陵市"
PRINTED = 21  # accounts.csv begins with those of the contract


@dataclass(frozen=True)
class County:
    """The demo's units by name and users by user name."""

    units: dict[str, Unit]
    users: dict[str, User]


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def accounts() -> list[dict[str, str]]:
    """Return username, name, role and unit of the accounts that are printed."""
    return _rows("accounts.csv")[:PRINTED]


def _units() -> dict[str, Unit]:
    units: dict[str, Unit] = {}
    for row in _rows("units.csv"):
        above = units.get(row["parent"])
        unit = Unit(
            name=row["name"],
            short_name=row["short_name"],
            kind=UnitKind(row["kind"]),
            parent_id=above.id if above else None,
            search=search_text(row["name"], owner=row["short_name"]),
        )
        db.session.add(unit)
        db.session.flush()
        unit.path = f"{above.path if above else '/'}{unit.id}/"
        units[unit.name] = unit
    return units


def build(*, at: datetime) -> County:
    """Add units and users to the current transaction. One hash serves all: it is one password, known to everybody."""
    users: dict[str, User] = {}
    units, password = _units(), hash_password(PASSWORD)
    for row in _rows("accounts.csv"):
        place = Membership(unit=units[row["unit"]], role=Role(row["role"]))
        if row["username"] in users:  # a second role
            users[row["username"]].memberships.append(place)
            continue
        user = User(
            username=row["username"],
            name=row["name"],
            password_hash=password,
            password_changed_at=at,
            must_change_password=False,
            created_at=at,
            search=search_text(row["name"], row["username"]),
            memberships=[place],
        )
        db.session.add(user)
        users[user.username] = user
    db.session.flush()
    return County(units, users)
