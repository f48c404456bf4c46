"""Reading rules: all versions of all rules in one query a request."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from zz import clock
from zz.db import db, remembered
from zz.rules import kinds
from zz.rules.definitions import definition
from zz.rules.models import Rule


def _read() -> dict[str, list[tuple[date, date | None, Any]]]:
    """Return (valid_from, valid_to, value) of every version by key."""
    found: dict[str, list[tuple[date, date | None, Any]]] = {}
    query = select(Rule.key, Rule.valid_from, Rule.valid_to, Rule.value).order_by(Rule.valid_from, Rule.id)
    for key, start, end, stored in db.session.execute(query):
        found.setdefault(key, []).append((start, end, stored))
    return found


def value(key: str, on: date | None = None) -> Any:
    """Return what the rule `key` says on the day `on` (today where None).

    int, Decimal (decimal, percent), str, bool, list of str, or list of dict (table). KeyError: not declared.
    """
    rule = definition(key)
    day = on or clock.today()
    for start, end, stored in remembered("rules", _read).get(key, ()):
        if start <= day and (end is None or day < end):
            return kinds.load(rule, stored)
    return rule.default


def history(keys: Sequence[str]) -> dict[str, list[Rule]]:
    """Return the versions of each rule, newest first, that were ever in force or will be."""
    found: dict[str, list[Rule]] = {key: [] for key in keys}
    query = select(Rule).where(Rule.key.in_(keys)).order_by(Rule.valid_from.desc(), Rule.id.desc())
    for row in db.session.scalars(query):
        found[row.key].append(row)
    return found
