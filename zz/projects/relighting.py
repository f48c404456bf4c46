"""Every light is judged anew once a day, and after a change of the rules it depends on: as a job, chunk by chunk."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import select

from zz import clock, jobs, rules
from zz.db import db, writing
from zz.jobs.queries import asked_since, waiting
from zz.journal import Actor
from zz.projects import figures
from zz.projects.models import Project

RELIGHT = "lights.relight"
CHUNK = 200
DEPENDS_ON = "light.", "report.due_day"


def _relight(ids: Sequence[int], today: date) -> int:
    """Judge some projects anew within the transaction; return how many lights have changed."""
    query = select(Project).where(Project.id.in_(ids)).order_by(Project.id).with_for_update()
    projects = list(db.session.scalars(query))
    before = {p.id: p.light for p in projects}
    figures.refresh_all(projects, figures.yardstick(today))
    return sum(p.light != before[p.id] for p in projects)


@jobs.handler(RELIGHT, "重新判定亮灯")
def relight(progress: jobs.Progress) -> str:
    """Judge all projects by the rules and the day of now."""
    today = clock.local(progress.at).date()
    ids = list(db.session.scalars(select(Project.id).order_by(Project.id)))
    changed = 0
    for start in range(0, len(ids), CHUNK):
        with writing():
            changed += _relight(ids[start : start + CHUNK], today)
        progress.set(min(start + CHUNK, len(ids)), len(ids), f"亮灯变化 {changed} 个")
    return f"已重新判定 {len(ids)} 个项目，其中 {changed} 个亮灯有变化。"


@jobs.on_tick
def ask_daily(at: datetime) -> Mapping[str, int]:
    """Ask for the day's judgement, once."""
    if not asked_since(RELIGHT, clock.midnight(clock.local(at).date())):
        with writing():
            jobs.enqueue(RELIGHT, by=None, at=at)
    return {}


def ask_after_change(key: str, *, by: Actor | None, at: datetime) -> None:
    """Ask for a judgement after a rule has changed, unless one is waiting anyway."""
    if not waiting(RELIGHT):
        jobs.enqueue(RELIGHT, by=by, at=at)


for prefix in DEPENDS_ON:
    rules.on_change(prefix, ask_after_change)
