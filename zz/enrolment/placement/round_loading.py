"""What the views of rounds share: finding one, locking it, who may go on with it."""

from flask import abort

from zz.accounts.models import User
from zz.db import locked
from zz.enrolment.loading import reader
from zz.enrolment.placement import round_access, round_queries
from zz.enrolment.placement.flow import ROUNDS
from zz.enrolment.placement.models import PlacementEntry, PlacementRound
from zz.enrolment.placement.vocabulary import RoundAction


def url_of(round_id: int) -> str:
    """Return the address of a round."""
    return f"{round_access.PATH}/{round_id}"


def round_or_404(round_id: int) -> PlacementRound:
    """Return a round that the reader sees."""
    return round_queries.find(reader(), round_id) or abort(404)


def conducted(round_id: int) -> PlacementRound:
    """Return a round that is the reader's to conduct; 403 where he only sees it."""
    found = round_or_404(round_id)
    return found if round_access.conducts(reader(), found.park_id) else abort(403)


def allows(user: User, found: PlacementRound, action: RoundAction) -> bool:
    """Tell whether `action` is this user's to do and the flow allows it now."""
    return ROUNDS.can(found, action) and round_access.conducts(user, found.park_id)


def held(round_id: int, version: int | None) -> PlacementRound:
    """Return the round, locked; StaleVersion where it has moved on."""
    return locked(PlacementRound, round_id, version) or abort(404)


def entry_or_404(found: PlacementRound, entry_id: int) -> PlacementEntry:
    """Return a child of the round."""
    return round_queries.entry(found, entry_id) or abort(404)
