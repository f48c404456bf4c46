"""Who may do what to an assignment: its holder works on it, its issuer decides on it; a deputy acts for either."""

from collections.abc import Collection
from datetime import date

from zz import rules
from zz.accounts.models import User
from zz.assignments import holders
from zz.assignments.flow import ASSIGNMENTS, HELD
from zz.assignments.models import Assignment
from zz.assignments.vocabulary import AssignmentAction, AssignmentState

HOLDERS = frozenset(
    {AssignmentAction.SIGN, AssignmentAction.REPLY, AssignmentAction.SEND_BACK}
)  # the rest is the issuer's


def principals(user: User, on: date) -> list[User]:
    """Return those whom `user` stands in for on `on`; they come with his session."""
    in_force = [d for d in user.standing_in if d.ended_at is None and d.from_day <= on <= d.to_day]
    people = {d.user_id: d.user for d in in_force if d.user.active}
    return [people[user_id] for user_id in sorted(people)]


def keys(user: User, on: date) -> list[str]:
    """Return every holder key that `user` answers to on `on`, his principals' included."""
    found = holders.keys_of(user)
    for principal in principals(user, on):
        found += holders.keys_of(principal)
    return list(dict.fromkeys(found))


def acting_for(user: User, key: str, on: date) -> User | None:
    """Return whom `user` stands in for where he answers to `key` only as a deputy."""
    return behalf(user, {key}, on)


def behalf(user: User, wanted: Collection[str], on: date) -> User | None:
    """Return whom `user` stands in for where he answers to none of the `wanted` keys himself."""
    if not set(wanted).isdisjoint(holders.keys_of(user)):
        return None
    return next((p for p in principals(user, on) if not set(wanted).isdisjoint(holders.keys_of(p))), None)


def holds(user: User, assignment: Assignment, on: date) -> bool:
    """Tell whether the ball is with `user`."""
    return assignment.state in HELD and assignment.holder in keys(user, on)


def issued(user: User, assignment: Assignment, on: date) -> bool:
    """Tell whether `user` answers for whoever issued it."""
    return assignment.issuer in keys(user, on)


def can(user: User, assignment: Assignment, action: AssignmentAction, on: date) -> bool:
    """Tell whether `user` may do `action` now: the flow allows it, and it is his to do."""
    if not ASSIGNMENTS.can(assignment, action):
        return False
    key = assignment.holder if action in HOLDERS else assignment.issuer
    return key in keys(user, on)


def reply_approved(assignment: Assignment) -> bool:
    """Tell whether the holder's unit wants its head to approve a reply before it leaves (审签)."""
    named = set(rules.value("assignment.reply_approved_units"))
    unit = assignment.unit if named else None
    return unit is not None and not named.isdisjoint({unit.name, unit.short_name})


def signable(user: User, assignment: Assignment, on: date) -> bool:
    """Tell whether `user` can sign for it now: what the inbox's button asks."""
    return assignment.state == AssignmentState.PENDING and assignment.holder in keys(user, on)
