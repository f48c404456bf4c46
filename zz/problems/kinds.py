"""Kinds of problems: delivered once, then kept by the centre, with who usually leads in each county (职责边界)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from zz.accounts.models import Unit, User
from zz.db import db
from zz.journal import record
from zz.problems import verbs
from zz.problems.models import ProblemDuty, ProblemKind
from zz.problems.vocabulary import Urgency

ORDINARY, HARD, URGENT = Urgency.ORDINARY, Urgency.HARD, Urgency.URGENT

# name, 要素保障, urgency, words by which a line of a report finds it; the last is what is left
DELIVERED: tuple[tuple[str, bool, Urgency, str], ...] = (
    ("用地", True, ORDINARY, "用地 土地 报批 组卷 供地 征地"),
    ("用林", True, ORDINARY, "用林 林地 林木 采伐"),
    ("征拆", True, HARD, "征拆 拆迁 征收 迁坟 迁改 杆线 管线 阻工"),
    ("资金", True, ORDINARY, "资金 贷款 融资 专项债 拨付 工程款"),
    ("用能", True, ORDINARY, "用能 能耗 节能"),
    ("用水", True, ORDINARY, "用水 供水 给水"),
    ("用电", True, ORDINARY, "用电 供电 电力 变压器 临时电"),
    ("用气", True, ORDINARY, "用气 燃气 天然气"),
    ("环评容量", True, ORDINARY, "环评 排污 总量"),
    ("用工", True, ORDINARY, "用工 招工 工人"),
    ("帮代办", False, URGENT, "帮代办 代办 办证 手续"),
    ("施工组织", False, ORDINARY, "施工 工期 进度 设备 材料"),
    ("其他", False, ORDINARY, ""),
)
LEFT = "其他"


@dataclass(frozen=True)
class KindValues:
    """What is written of a kind; `lead_unit_id` is the proposal in the editor's county."""

    name: str
    resource_guarantee: bool
    urgency: Urgency
    keywords: str
    active: bool
    lead_unit_id: int | None


def seed() -> None:
    """Add the delivered kinds to an installation that has none."""
    if db.session.scalar(select(ProblemKind.id).limit(1)) is not None:
        return
    for position, (name, guarantee, urgency, keywords) in enumerate(DELIVERED, 1):
        db.session.add(
            ProblemKind(
                name=name, resource_guarantee=guarantee, urgency=urgency, keywords=keywords, position=position,
                active=True,
            )
        )  # fmt: skip
    db.session.flush()


def offered() -> list[ProblemKind]:
    """Return the kinds in use, in order."""
    return list(db.session.scalars(select(ProblemKind).where(ProblemKind.active).order_by(*ORDER)))


def everything() -> list[ProblemKind]:
    """Return all kinds, in order."""
    return list(db.session.scalars(select(ProblemKind).order_by(*ORDER)))


ORDER = (ProblemKind.position, ProblemKind.id)


def duties(root_id: int) -> dict[int, Unit]:
    """Return the unit that usually leads, by kind, in a county."""
    query = select(ProblemDuty.kind_id, Unit).join(Unit, Unit.id == ProblemDuty.unit_id)
    rows = db.session.execute(query.where(ProblemDuty.root_id == root_id, Unit.active))
    return {row[0]: row[1] for row in rows}


def guessed(text: str, kinds: list[ProblemKind]) -> ProblemKind:
    """Return the kind whose words `text` holds most of; the one for all else where there is none."""

    def score(kind: ProblemKind) -> int:
        return sum(word in text for word in {kind.name, *kind.keywords.split()})

    best = max(kinds, key=score)
    return best if score(best) else next((kind for kind in kinds if kind.name == LEFT), kinds[-1])


def save(kind: ProblemKind | None, values: KindValues, *, root_id: int, by: User, at: datetime) -> ProblemKind:
    """Add or change a kind and who leads for it in this county."""
    found = kind or ProblemKind(position=_next_position())
    changes: dict[str, list[Any]] = {}
    for column in ("name", "resource_guarantee", "urgency", "keywords", "active"):
        before, after = getattr(kind, column, None), getattr(values, column)
        if before != after:
            changes[column] = [before, after]
            setattr(found, column, after)
    db.session.add(found)
    db.session.flush()
    before_unit = set_duty(found, root_id, values.lead_unit_id)
    if before_unit != values.lead_unit_id:
        changes["lead_unit_id"] = [before_unit, values.lead_unit_id]
    if changes:
        record(verbs.KIND_EDITED, found, by=by, at=at, name=found.name, changes=changes)
    return found


def set_duty(kind: ProblemKind, root_id: int, unit_id: int | None) -> int | None:
    """Note which unit leads for a kind in a county; return which it was."""
    query = select(ProblemDuty).where(ProblemDuty.kind_id == kind.id, ProblemDuty.root_id == root_id)
    row = db.session.scalars(query).first()
    before = row.unit_id if row else None
    if unit_id is None and row:
        db.session.delete(row)
    elif unit_id is not None and row:
        row.unit_id = unit_id
    elif unit_id is not None:
        db.session.add(ProblemDuty(kind_id=kind.id, root_id=root_id, unit_id=unit_id))
    db.session.flush()
    return before


def _next_position() -> int:
    last = db.session.scalars(select(ProblemKind.position).order_by(ProblemKind.position.desc()).limit(1)).first()
    return (last or 0) + 1
