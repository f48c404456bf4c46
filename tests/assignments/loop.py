"""A small county for tests of the loop: a centre, a bureau, a leader in charge of it, and a subject to talk about."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from tests.builders import make_unit, make_user
from zz.accounts.models import Unit, User
from zz.accounts.roles import Role, UnitKind
from zz.assignments import holders, operations
from zz.assignments.models import Assignment
from zz.assignments.operations import Order
from zz.assignments.subjects import Ref, SubjectKind, register
from zz.assignments.vocabulary import AssignmentKind, ChainLevel
from zz.db import db

SHANGHAI = ZoneInfo("Asia/Shanghai")
ISSUED = datetime(2023, 8, 28, 11, 2, tzinfo=SHANGHAI)  # a Monday: due in 8 working days on 7 September

register(SubjectKind("matter", "事项", lambda i: f"/inbox?matter={i}", lambda user, i: False))


@dataclass(frozen=True)
class County:
    """Who takes part."""

    root: Unit
    bureau_unit: Unit
    centre: User
    bureau: User
    leader: User
    mayor: User
    other: User


def county() -> County:
    """Make the county: the leader is in charge of the bureau, `other` works in another bureau."""
    root = make_unit(UnitKind.CITY)
    leader = make_user(Role.LEADER, make_unit(UnitKind.CITY, root), name="分管领导")
    bureau_unit = make_unit(UnitKind.BUREAU, root, leader_id=leader.id)
    return County(
        root, bureau_unit,
        make_user(Role.CENTRE, make_unit(UnitKind.CITY, root), name="项目中心"),
        make_user(Role.BUREAU, bureau_unit, name="经办人"),
        leader,
        make_user(Role.MAIN_LEADER, make_unit(UnitKind.CITY, root)),
        make_user(Role.BUREAU, make_unit(UnitKind.BUREAU, root)),
    )  # fmt: skip


def assign(county: County, *, at: datetime = ISSUED, subject: int = 1, **order: Any) -> Assignment:
    """Assign a matter to the bureau, due in 8 working days unless told otherwise."""
    wanted = {
        "kind": AssignmentKind.HANDLE, "subject": Ref("matter", subject), "title": "用地报批滞后",
        "holder": holders.of_unit(county.bureau_unit.id, Role.BUREAU),
        "issuer": holders.of_county(county.root.id, Role.CENTRE),
        "days": 8, "unit_id": county.bureau_unit.id, "level": ChainLevel.CENTRE, "context": "现代化农业产业园",
        "search": "用地报批滞后 ydbpzh",
    }  # fmt: skip
    assignment = operations.issue(Order(**{**wanted, **order}), by=county.centre, at=at)
    db.session.flush()
    return assignment


def shanghai(month: int, day: int, hour: int = 9, minute: int = 0) -> datetime:
    """Return an instant of 2023 as a clock in Shanghai shows it."""
    return datetime(2023, month, day, hour, minute, tzinfo=SHANGHAI)
