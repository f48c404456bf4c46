"""What administrators do with the tree of units. Every function flushes and writes the journal."""

from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update

from zz.accounts import policy, verbs
from zz.accounts.models import Membership, Unit, User
from zz.accounts.policy import Refused
from zz.accounts.roles import Role, UnitKind
from zz.db import db
from zz.journal import record
from zz.spelling import search_lines, spellings

DEEPEST = 200  # characters of a path; the column holds 255


def search_of(name: str, short_name: str, uscc: str | None) -> str:
    """Return what `Unit.search` holds: names, credit code, pinyin and initials."""
    return search_lines(name, short_name, uscc or "", *spellings(name), *spellings(short_name))


def _check_free(name: str, uscc: str | None, but: int | None = None) -> None:
    for column, text, label in ((Unit.name, name, "单位名称"), (Unit.uscc, uscc, "统一社会信用代码")):
        if text and db.session.scalars(select(Unit.id).where(column == text, Unit.id != (but or 0))).first():
            raise Refused(f"{label}“{text}”已被另一个单位使用，请核对")


def _check_leader(leader: User | None) -> None:
    if leader is not None and not leader.roles & {Role.LEADER, Role.MAIN_LEADER}:
        raise Refused(f"“{leader.name}”没有市领导角色，不能作为分管领导")


def create_unit(
    *, kind: UnitKind, name: str, short_name: str = "", uscc: str | None = None, parent: Unit | None = None,
    leader: User | None = None, by: User | None, at: datetime,
) -> Unit:  # fmt: skip
    """Create a unit below `parent` (None: at the top).

    Raises:
        Refused: name or credit code is taken, the parent is disabled, or the tree is too deep.
    """
    _check_free(name, uscc)
    _check_leader(leader)
    _check_parent(parent)
    unit = Unit(
        kind=kind, name=name, short_name=short_name, uscc=uscc, parent=parent, search=search_of(name, short_name, uscc),
        leader_id=leader.id if leader else None,
    )  # fmt: skip
    db.session.add(unit)
    db.session.flush()
    unit.path = f"{parent.path if parent else '/'}{unit.id}/"
    db.session.flush()
    record(
        verbs.UNIT_CREATED, unit, by=by, at=at, name=name, kind=kind.label, short_name=short_name, uscc=uscc,
        parent=parent.name if parent else None, leader=leader.name if leader else None,
    )  # fmt: skip
    return unit


def _check_parent(parent: Unit | None) -> None:
    if parent is not None and not parent.active:
        raise Refused(f"上级单位“{parent.name}”已停用，请先启用，或改选其他上级")
    if parent is not None and len(parent.path) > DEEPEST:
        raise Refused("单位层级过深，请选择更高一级的上级单位")


def edit_unit(
    unit: Unit, *, kind: UnitKind, name: str, short_name: str, uscc: str | None, leader: User | None,
    by: User, at: datetime,
) -> None:  # fmt: skip
    """Change what a locked `unit` is called and who leads it.

    Raises:
        Refused: name or credit code is taken, or roles held in the unit do not fit its new kind.
    """
    _check_free(name, uscc, unit.id)
    _check_leader(leader)
    if kind != unit.kind:
        _check_kind(unit, kind)
    new: dict[str, Any] = {
        "kind": kind, "name": name, "short_name": short_name, "uscc": uscc, "leader_id": leader.id if leader else None,
    }  # fmt: skip
    changes = {key: [getattr(unit, key), value] for key, value in new.items() if getattr(unit, key) != value}
    if not changes:
        return
    for key, value in new.items():
        setattr(unit, key, value)
    unit.search = search_of(name, short_name, uscc)
    db.session.flush()
    record(verbs.UNIT_EDITED, unit, by=by, at=at, name=name, changes=changes)


def _check_kind(unit: Unit, kind: UnitKind) -> None:
    held = db.session.scalars(select(Membership.role).where(Membership.unit_id == unit.id).distinct()).all()
    after = Unit(kind=kind, name=unit.name)
    if fault := next((f for role in sorted(held) if (f := policy.role_fault(role, after))), None):
        raise Refused(f"{fault}。请先调整本单位用户的角色，再改类型")


def move_unit(unit: Unit, parent: Unit | None, *, by: User, at: datetime) -> None:
    """Hang a locked `unit` with all below it under `parent` (None: at the top); the paths move in one statement.

    Raises:
        Refused: under itself or its own descendant, or below a disabled unit.
    """
    db.session.execute(select(Unit.id).order_by(Unit.id).with_for_update()).all()  # two moves could make a ring
    if parent is not None:
        db.session.refresh(parent)
        if parent.path.startswith(unit.path):
            raise Refused("不能把单位移到它自己或它的下级单位之下，请另选上级")
    _check_parent(parent)
    if unit.parent_id == (parent.id if parent else None):
        return
    before, old = unit.parent.name if unit.parent else None, unit.path
    new = f"{parent.path if parent else '/'}{unit.id}/"
    unit.parent = parent
    db.session.flush()
    below = update(Unit).where(Unit.path.startswith(old, autoescape=True))
    tail = func.substr(Unit.path, len(old) + 1)
    db.session.execute(below.values(path=new + tail).execution_options(synchronize_session=False))
    db.session.expire(unit, ["path"])
    record(verbs.UNIT_MOVED, unit, by=by, at=at, name=unit.name, before=before, after=parent.name if parent else None)


def disable_unit(unit: Unit, *, by: User, at: datetime) -> None:
    """Take a locked `unit` out of use.

    Raises:
        Refused: active users or units still belong to it.
    """
    if not unit.active:
        return
    of_unit = select(func.count(func.distinct(User.id))).join(User.memberships).where(Membership.unit_id == unit.id)
    users = db.session.scalar(of_unit.where(User.active)) or 0
    below = db.session.scalar(select(func.count()).select_from(Unit).where(Unit.parent_id == unit.id, Unit.active)) or 0
    if users or below:
        found = "、".join([f"{users} 个在用账号"] * bool(users) + [f"{below} 个在用的下级单位"] * bool(below))
        raise Refused(f"“{unit.name}”还有{found}，不能停用。请先停用它们，或调整到其他单位")
    unit.active = False
    db.session.flush()
    record(verbs.UNIT_DISABLED, unit, by=by, at=at, name=unit.name)


def enable_unit(unit: Unit, *, by: User, at: datetime) -> None:
    """Take a locked `unit` into use again."""
    if unit.active:
        return
    _check_parent(unit.parent)
    unit.active = True
    db.session.flush()
    record(verbs.UNIT_ENABLED, unit, by=by, at=at, name=unit.name)
