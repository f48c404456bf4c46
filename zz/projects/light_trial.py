"""Which lights a changed rule would turn: what the reader sees is judged by it, and nothing is written."""

from collections import Counter
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from zz.db import db
from zz.projects.access import visible_to
from zz.projects.figures import Yardstick, yardstick
from zz.projects.lights import Standing, judge
from zz.projects.models import Project
from zz.projects.relighting import DEPENDS_ON
from zz.projects.vocabulary import Light
from zz.rules.trials import Change, Count, Trial, on_trial

MOST = 20
P = Project
COLUMNS = (
    P.id, P.name, P.stage, P.activity, P.annual_plan, P.year_to_date, P.planned_start, P.actual_start, P.list_year,
    P.light,
)  # fmt: skip


def judged(row: Any, by: Yardstick) -> tuple[Light, str]:
    """Return the light that a project, or a row of COLUMNS, has by a yardstick, and why."""
    standing = Standing(
        row.stage, row.activity, row.annual_plan, row.year_to_date, row.planned_start, row.actual_start
    )  # fmt: skip
    whole_year = row.list_year is not None and row.list_year != by.today.year
    light, reason, _ = judge(standing, by.rule, today=by.today, progress=Decimal(100) if whole_year else by.progress)
    return light, reason


def trial(key: str, value: Any, reader: Any, on: date) -> Trial:
    """Return how many lights of each colour there are and would be, and which would turn, worst first (one query)."""
    now, then = yardstick(on), yardstick(on, {key: value})
    counts: dict[bool, Counter[Light]] = {False: Counter(), True: Counter()}
    turned: list[tuple[Light, Change]] = []
    rows = db.session.execute(select(*COLUMNS).where(visible_to(reader)).order_by(P.name, P.id)).all()
    for row in rows:
        (before, _), (after, reason) = judged(row, now), judged(row, then)
        counts[False][before] += 1
        counts[True][after] += 1
        if before != after:
            turned.append((after, Change(row.name, f"/projects/{row.id}", before.label, after.label, reason)))
    turned.sort(key=lambda pair: pair[0])
    return Trial(
        [Count(f"{light.label}灯", counts[False][light], counts[True][light]) for light in Light],
        [change for _, change in turned[:MOST]], len(turned), f"{len(rows)} 个项目",
    )  # fmt: skip


for _prefix in DEPENDS_ON:
    on_trial(_prefix, trial)
