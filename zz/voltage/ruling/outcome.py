"""What a trial comes to: problems that appear and vanish, and lasting ones, by station."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from zz.accounts.models import Unit
from zz.db import db
from zz.voltage.models import Area, RuleTrial, VoltageRule
from zz.voltage.ruling import scopes
from zz.voltage.ruling.operations import scope_of
from zz.voltage.ruling.values import RuleValues

if TYPE_CHECKING:
    from zz.voltage.readings.trial import Trial

SHOWN = 20  # areas that are named for each station


def draft_of(trial: RuleTrial) -> VoltageRule:
    """Return the version that a trial would make, not in the session."""
    values = RuleValues.from_texts(trial.values)
    return VoltageRule(kind=trial.kind, unit_id=trial.unit_id, area_id=trial.area_id, **vars(values))


def areas_of(trial: RuleTrial) -> Sequence[int] | None:
    """Return the areas that a trial can change anything for; None for all."""
    scope = scope_of(trial)
    if scope.area is not None:
        return [scope.area.id]
    if scope.unit is None:
        return None
    below = Unit.path.startswith(scope.unit.path, autoescape=True)
    return db.session.scalars(select(Area.id).join(Unit, Unit.id == Area.station_id).where(below)).all()


@dataclass
class StationTrial:
    """A station's share: areas that break the rule now and would then, and their codes that come and go."""

    name: str
    before: int = 0
    after: int = 0
    lasting_before: int = 0
    lasting_after: int = 0
    appears: list[str] = field(default_factory=list)
    vanishes: list[str] = field(default_factory=list)


def outcome(trial: RuleTrial, found: "Trial", today: date) -> dict[str, Any]:
    """Return the result of a trial as it is kept: sums, and a row for each station that it changes or has problems."""
    now = RuleValues.of(scopes.in_force(scope_of(trial), trial.kind, today))
    then = RuleValues.from_texts(trial.values)
    ids = set(found.before) | set(found.after)
    stations: dict[int, StationTrial] = {}
    for area_id, code, station_id, name in _areas(ids):
        row = stations.setdefault(station_id, StationTrial(name))
        before, after = found.before[area_id], found.after[area_id]
        row.before, row.after = row.before + bool(before), row.after + bool(after)
        row.lasting_before += before >= now.min_days
        row.lasting_after += after >= then.min_days
        if after and not before:
            row.appears.append(code)
        elif before and not after:
            row.vanishes.append(code)
    rows = sorted(stations.values(), key=lambda s: (-len(s.appears) - len(s.vanishes), -s.after, s.name))
    return {
        "days": len(found.days), "first": found.days[0].isoformat() if found.days else None,
        "last": found.days[-1].isoformat() if found.days else None, **_sums(rows),
        "stations": [_kept(row) for row in rows],
    }  # fmt: skip


def _areas(ids: set[int]) -> Iterable[tuple[int, str, int, str]]:
    found = sorted(ids)
    for start in range(0, len(found), 500):
        query = select(Area.id, Area.code, Area.station_id, Unit.name).join(Unit, Unit.id == Area.station_id)
        rows = db.session.execute(query.where(Area.id.in_(found[start : start + 500])).order_by(Area.code))
        yield from ((row[0], row[1], row[2], row[3]) for row in rows)


def _sums(rows: list[StationTrial]) -> dict[str, int]:
    total: dict[str, int] = defaultdict(int)
    for row in rows:
        for name in ("before", "after", "lasting_before", "lasting_after"):
            total[name] += getattr(row, name)
        total["appears"] += len(row.appears)
        total["vanishes"] += len(row.vanishes)
    names = ("before", "after", "lasting_before", "lasting_after", "appears", "vanishes")
    return {name: total[name] for name in names}


def _kept(row: StationTrial) -> dict[str, Any]:
    counts = {"appears": len(row.appears), "vanishes": len(row.vanishes)}
    named = {"appearing": row.appears[:SHOWN], "vanishing": row.vanishes[:SHOWN]}
    return {**{k: v for k, v in vars(row).items() if k not in counts}, **counts, **named}
