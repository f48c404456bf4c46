"""The chain of a request: who decides, in which order, by the rule; nobody decides what he asked for."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import select

from zz import rules
from zz.accounts.models import Unit
from zz.accounts.roles import Role, UnitKind
from zz.approvals.appliers import Places, Refused
from zz.approvals.vocabulary import ApprovalKind, Approver, Mode
from zz.assignments import holders
from zz.db import db

ROLES = {UnitKind.BUREAU: Role.BUREAU, UnitKind.TOWNSHIP: Role.BUREAU, UnitKind.PARK: Role.PARK}
OF_COUNTY = {
    Approver.CENTRE: Role.CENTRE,
    Approver.LEADER: Role.LEADER,
    Approver.MAIN_LEADER: Role.MAIN_LEADER,
}


@dataclass(frozen=True)
class Link:
    """One approver's part in the chain."""

    position: int
    approver: Approver
    holder: str
    mode: Mode
    days: int


def of_unit(unit: Unit | None) -> str | None:
    """Return the holder key of those who answer for a unit; None where nobody of its kind does."""
    role = ROLES.get(unit.kind) if unit else None
    return holders.of_unit(unit.id, role) if unit and role else None


def _named(name: str, ledger_id: int) -> str | None:
    root = db.session.get(Unit, ledger_id)
    inside = Unit.path.startswith(root.path, autoescape=True) if root else Unit.id == ledger_id
    query = select(Unit).where((Unit.name == name) | (Unit.short_name == name), Unit.active, inside)
    return of_unit(db.session.scalars(query.order_by(Unit.id)).first())


def _holder(approver: Approver, row: dict[str, Any], places: Places) -> str | None:
    if approver == Approver.NAMED:
        return _named(str(row.get("unit") or ""), places.ledger_id)
    return places.holders.get(approver)


def _candidates(approver: Approver, row: dict[str, Any], places: Places) -> Iterator[str]:
    """Yield whom the step may go to: the subject's own approver, else whoever has the role in the county."""
    if own := _holder(approver, row, places):
        yield own
    if role := OF_COUNTY.get(approver):
        yield holders.of_county(places.ledger_id, role)


def _rows(kind: ApprovalKind) -> list[dict[str, Any]]:
    found = [row for row in rules.value("approval.chains") if row["kind"] == kind]
    return sorted(found, key=lambda row: int(row["step"]))


def _somebody_else(holder: str, applicants: set[int]) -> bool:
    return any(person.id not in applicants for person in holders.people(holder))


def _links(kind: ApprovalKind, places: Places, applicants: set[int]) -> Iterator[list[Link]]:
    """Yield the parts of each step that somebody else than the applicants can decide."""
    for position, rows in groupby(_rows(kind), key=lambda row: int(row["step"])):
        parts: dict[str, Link] = {}
        for row in rows:
            approver = Approver(row["approver"])
            candidates = _candidates(approver, row, places)
            holder = next((key for key in candidates if _somebody_else(key, applicants)), None)
            if holder:
                parts[holder] = Link(position, approver, holder, Mode(row["mode"]), max(int(row["days"]), 1))
        yield list(parts.values())


def plan(kind: ApprovalKind, places: Places, applicants: set[int]) -> Sequence[Link]:
    """Return the chain for a request; a step that only the applicants could decide, or nobody, is left out.

    Raises:
        Refused: nobody is left to decide.
    """
    found: list[Link] = []
    known: set[str] = set()
    for links in _links(kind, places, applicants):
        fresh = [link for link in links if link.holder not in known]
        known |= {link.holder for link in fresh}
        found += fresh
    if not found:
        raise Refused(
            f"“{kind.label}”没有可以审批的人：审批环节中的单位没有账号，或者只有申请人自己。"
            "请项目管理中心在“业务规则·审批流程”中调整审批环节。"
        )
    return found
