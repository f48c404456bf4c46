"""Beside a case: why the child goes where it does; HR reads it once the round is confirmed, never a draft."""

from zz.enrolment.placement import explaining, round_access, round_queries
from zz.enrolment.placement.flow import SETTLED
from zz.enrolment.placement.models import PlacementEntry
from zz.enrolment.placement.vocabulary import RoundState
from zz.enrolment.review import sockets
from zz.enrolment.review.policy import Standing
from zz.enrolment.review.sockets import CasePanel


def panels(s: Standing) -> list[CasePanel]:
    """Return the explanation of the newest round that the reader may know of."""
    if s.request.erased_at is not None or not round_access.reads_results(s.user, s.request):
        return []
    drafts = round_access.keeps(s.user, s.request.park)
    found = next((entry for entry in round_queries.of_request(s.request.id) if _told(entry, drafts)), None)
    if found is None:
        return []
    told = explaining.explain(found, found.round, round_queries.names(explaining.schools_of(found)))
    draft = "（草案，尚未确认）" if found.round.state == RoundState.RUN else ""
    title = f"{found.round.name}学位安排{draft}"
    return [CasePanel("placement", title, "enrolment/placement/_told.html", told)]


def _told(entry: PlacementEntry, drafts: bool) -> bool:
    if entry.round.state in SETTLED:
        return entry.confirmed_at is not None
    return drafts and entry.round.state == RoundState.RUN


def register() -> None:
    """Put it beside the case."""
    sockets.panels(panels)
