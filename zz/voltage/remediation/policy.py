"""Who may do what: the manager dispatches, withdraws and verifies; the station plans, does and asks for closure.

`Standing` is what a user is to one remediation, read once; `can` answers for the buttons and for the views alike.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from zz.access import Permission
from zz.accounts.models import User
from zz.assignments import policy as loop
from zz.assignments import verbs as loop_verbs
from zz.assignments.models import Assignment
from zz.db import db
from zz.journal import Event
from zz.voltage.remediation import verbs
from zz.voltage.remediation.access import reaches
from zz.voltage.remediation.flow import ENTRIES, REMEDIATIONS
from zz.voltage.remediation.handling import assignments_of, manager_of, station_key
from zz.voltage.remediation.models import Remediation, VoltageProblem
from zz.voltage.remediation.operations import dispatchable
from zz.voltage.remediation.vocabulary import EntryAction as EA
from zz.voltage.remediation.vocabulary import RemediationAction as A

P = Permission
WORKED = tuple(
    verb.name
    for verb in (
        verbs.STARTED, verbs.RECORDED, verbs.CLOSURE_ASKED, loop_verbs.SIGNED, loop_verbs.PROGRESSED,
        loop_verbs.REPLIED,
    )
)  # fmt: skip


@dataclass(frozen=True)
class Standing:
    """What `user` is to a remediation: `manages` and `remedies` include those he is a deputy of."""

    user: User
    remediation: Remediation
    found: Sequence[Assignment]
    manages: bool
    remedies: bool
    verifies: bool
    worked: bool


def standing(user: User, remediation: Remediation, on: date) -> Standing:
    """Return what `user` is to `remediation` (three queries)."""
    found = assignments_of(remediation)
    keys = loop.keys(user, on)
    manager = bool(found) and manager_of(found) in keys

    def may(permission: Permission, as_deputy: bool) -> bool:
        return reaches(user, permission, remediation.station) or (as_deputy and user.has(permission))

    return Standing(
        user, remediation, found, may(P.VOLTAGE_MANAGE, manager),
        may(P.VOLTAGE_REMEDY, station_key(remediation.station_id) in keys), may(P.VOLTAGE_VERIFY, manager),
        user.id in _workers(remediation),
    )  # fmt: skip


def _workers(remediation: Remediation) -> set[int | None]:
    """Return who did the work: signed for it, recorded it, asked for its closure."""
    query = select(Event.actor_id).where(
        Event.subject_type == remediation.__tablename__, Event.subject_id == remediation.id, Event.verb.in_(WORKED)
    )
    return set(db.session.scalars(query.distinct()))


def _manager(s: Standing) -> bool:
    return s.manages


def _station(s: Standing) -> bool:
    return s.remedies


def _verifier(s: Standing) -> bool:
    return s.verifies and not s.worked


WHO: dict[A, Callable[[Standing], bool]] = {
    A.SEND_BACK: _station,
    A.DISPATCH: _manager,
    A.PLAN: _station,
    A.RESERVE: _station,
    A.START: _station,
    A.RECORD: _station,
    A.ASK_CLOSURE: lambda s: s.remedies and s.remediation.work_on is not None,
    A.VERIFY: _verifier,
    A.REJECT: _verifier,
    A.WITHDRAW: _manager,
}


def can(s: Standing, action: A) -> bool:
    """Tell whether the flow allows `action` and it is the user's to do."""
    return REMEDIATIONS.can(s.remediation, action) and WHO[action](s)


def can_decide(user: User, entry: VoltageProblem, action: EA) -> bool:
    """Tell whether `user` may suspend, dismiss, resume or restore this fault."""
    return ENTRIES.can(entry, action) and reaches(user, P.VOLTAGE_MANAGE, entry.area.station)


def can_dispatch(user: User, entry: VoltageProblem) -> bool:
    """Tell whether `user` may dispatch this fault now."""
    return not dispatchable(entry) and reaches(user, P.VOLTAGE_MANAGE, entry.area.station)


def can_now(remediation: Remediation, action: A) -> bool:
    """Tell whether the flow allows `action`, whoever does it."""
    return REMEDIATIONS.can(remediation, action)


def manages(user: User, entry: VoltageProblem) -> bool:
    """Tell whether the faults of this area are the user's to decide on."""
    return reaches(user, P.VOLTAGE_MANAGE, entry.area.station)
