"""Telling the enterprises of a park of a new version of a policy: when it is written, and when it comes into force."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from zz import clock
from zz.accounts.models import Membership, Unit, User
from zz.accounts.roles import Role
from zz.db import db, writing
from zz.enrolment import desks
from zz.enrolment.models import Policy, PolicyVersion
from zz.enrolment.wording import day_words
from zz.jobs import on_tick
from zz.notices import notify


def announce(policy: Policy, version: PolicyVersion, *, by: User | None, at: datetime) -> None:
    """Tell the HR of the park's enterprises of a version: that it holds from today, or from which day it will."""
    holds = version.valid_from <= clock.local(at).date()
    said = "已施行新的一版" if holds else f"有修订，{day_words(version.valid_from)}起施行"
    reason = f"（{version.reason}）" if version.reason else ""
    notify(people(policy.park_id), f"就学政策{said}：{policy.name}{reason}", f"{_url(policy, version)}", at=at, but=by)
    if holds:
        version.told_at = at
    db.session.flush()


def _url(policy: Policy, version: PolicyVersion) -> str:
    return f"/enrolment/policies/{policy.id}?version={version.number}"


def people(park_id: int) -> list[User]:
    """Return the HR of a park's enterprises: who is told of what the work group has published (two queries)."""
    firms = [unit.id for unit in desks.enterprises(db.session.get_one(Unit, park_id))]
    query = select(User).join(Membership).where(
        User.active, Membership.role == Role.ENTERPRISE_HR, Membership.unit_id.in_(firms)
    )  # fmt: skip
    return list(db.session.scalars(query.distinct().order_by(User.id)))


@on_tick
def announce_what_begins(at: datetime) -> dict[str, int]:
    """Tell of the versions that have come into force since the last tick, each once."""
    today = clock.local(at).date()
    query = (
        select(PolicyVersion)
        .options(joinedload(PolicyVersion.policy))
        .where(PolicyVersion.told_at.is_(None), PolicyVersion.valid_from <= today)
        .where(PolicyVersion.valid_to.is_(None) | (PolicyVersion.valid_to > today))
        .order_by(PolicyVersion.id)
    )
    with writing():
        for version in db.session.scalars(query.with_for_update(of=PolicyVersion, skip_locked=True)).all():
            announce(version.policy, version, by=None, at=at)
    return {}
