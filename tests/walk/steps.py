"""The steps of the walk, from the routes themselves, and the matrix that says how each ends for whom.

The matrix is `matrix.csv`: method, address, whose thing is named (`first`, `second`; empty where none is), and for
each account what comes of it: the status, or `login` for being sent to the sign-in page.
"""

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

from flask import Flask
from werkzeug.routing import AnyConverter, Rule
from werkzeug.test import TestResponse

from tests.walk.world import FIRST, FIXED, ROLES, SECOND

MATRIX = Path(__file__).parent / "matrix.csv"
SAME_FOR_ALL = {
    *FIXED, "kind_id", "item_id", "term_id", "plan_id", "policy_id", "faq_id", "activity_id", "sheet_id", "round_id",
    "child_id", "instruction_id",
}  # fmt: skip
LOGIN = "login"

Key = tuple[str, str, str]


@dataclass(frozen=True)
class Step:
    """One request but for the ids: `address` is the rule with its choices made, as `/projects/<project_id>`."""

    endpoint: str
    method: str
    address: str
    group: str

    @property
    def key(self) -> Key:
        return self.method, self.address, self.group

    def path(self, ids: Mapping[str, Mapping[str, Any]]) -> str:
        """Return the path with the ids of the step's group in it."""
        known = ids[self.group or FIRST]
        row = next((word for word in ("milestones", "permits", "team") if f"/{word}/" in self.address), "")
        return re.sub(r"<(\w+)>", lambda match: str(known[row if match[1] == "row_id" else match[1]]), self.address)


def _choices(rule: Rule) -> Iterator[dict[str, str]]:
    """Yield every way to choose among the words that a rule lists."""
    lists = {name: sorted(c.items) for name, c in rule._converters.items() if isinstance(c, AnyConverter)}
    for words in product(*lists.values()):
        yield dict(zip(lists, words, strict=True))


def steps_of(rule: Rule) -> Iterator[Step]:
    """Yield the steps of one route."""
    plain = re.sub(r"<(?:[^<>:]+:)?(\w+)>", r"<\1>", rule.rule)
    for method, choice in product(sorted((rule.methods or set()) & {"GET", "POST"}), _choices(rule)):
        address = re.sub(r"<(\w+)>", lambda match: choice.get(match[1], match[0]), plain)  # noqa: B023
        named = set(re.findall(r"<(\w+)>", address)) - SAME_FOR_ALL
        for group in (FIRST, SECOND) if named else ("",):
            yield Step(rule.endpoint, method, address, group)


def steps(app: Flask) -> list[Step]:
    """Return every step, in the order of the matrix."""
    found = {step.key: step for rule in app.url_map.iter_rules() for step in steps_of(rule)}
    return sorted(found.values(), key=lambda step: (step.address, step.method, step.group))


def outcome(response: TestResponse) -> str:
    """Return what came of a request, as the matrix has it."""
    to_login = response.status_code == 303 and response.location.startswith("/login")
    return LOGIN if to_login else str(response.status_code)


def read() -> dict[Key, dict[str, str]]:
    """Return the matrix."""
    with MATRIX.open(encoding="utf-8", newline="") as file:
        return {(row["method"], row["address"], row["of"]): row for row in csv.DictReader(file)}


def write(found: Mapping[Key, Mapping[str, str]]) -> None:
    """Write the matrix; what it says is for a person to review."""
    with MATRIX.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["method", "address", "of", *ROLES])
        for key in sorted(found, key=lambda key: (key[1], key[0], key[2])):
            writer.writerow([*key, *(found[key].get(role, "") for role in ROLES)])
