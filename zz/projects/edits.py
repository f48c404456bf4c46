"""Changing a row from a form: only what differs, told as {column: [before, after]}."""

from collections.abc import Mapping
from typing import Any

from zz.accounts.models import Unit, User
from zz.db import db
from zz.projects.models import Project

Changes = dict[str, list[Any]]

NAMED_BY: dict[str, type[Any]] = {
    "responsible_unit_id": Unit,
    "township_id": Unit,
    "park_id": Unit,
    "owner_unit_id": Unit,
    "commissioner_id": User,
    "liaison_leader_id": User,
    "parent_id": Project,
}


def said(column: str, value: Any) -> Any:
    """Return `value` as the journal keeps it: a reference by the name it had then."""
    if value is None or column not in NAMED_BY:
        return value
    row = db.session.get(NAMED_BY[column], value)
    return row.name if row else None


def difference(row: Any, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return those of `values` that the row does not already have."""
    return {column: value for column, value in values.items() if getattr(row, column) != value}


def apply(row: Any, values: Mapping[str, Any]) -> Changes:
    """Set the columns that differ; return what changed."""
    changes: Changes = {}
    for column, value in difference(row, values).items():
        changes[column] = [said(column, getattr(row, column)), said(column, value)]
        setattr(row, column, value)
    return changes
