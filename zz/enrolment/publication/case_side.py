"""Beside a case: where its result is shown, what was objected, what is offered, and the papers for the family."""

from dataclasses import dataclass

from zz import clock
from zz.enrolment.placement import round_access
from zz.enrolment.placement.models import PlacementEntry
from zz.enrolment.publication import queries
from zz.enrolment.publication.models import PlacementObjection, PlacementPublication, SeatOffer
from zz.enrolment.review import sockets
from zz.enrolment.review.policy import Standing
from zz.enrolment.review.sockets import CasePanel


@dataclass(frozen=True)
class Told:
    """What the panel leads to. `objects`: the reader may object for the family now."""

    entry: PlacementEntry
    published: PlacementPublication | None
    objects: bool
    objections: list[PlacementObjection]
    offers: list[SeatOffer]


def panels(s: Standing) -> list[CasePanel]:
    """Return the panel of the newest round that has confirmed something for the case (up to four queries)."""
    entry = queries.of_request(s.user, s.request.id) if s.request.erased_at is None else None
    if entry is None:
        return []
    published = queries.of_round(entry.round_id)
    open_ = published is not None and published.shown(clock.today())
    told = Told(
        entry, published, open_ and (s.files or round_access.conducts(s.user, s.request.park_id)),
        list(queries.of_entry(entry.id)), list(queries.offers_of(entry.id)),
    )  # fmt: skip
    return [CasePanel("publication", "公示、异议和告知书", "enrolment/publication/_case.html", told)]


def register() -> None:
    """Put it beside the case."""
    sockets.panels(panels)
