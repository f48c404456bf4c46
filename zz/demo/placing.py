"""Seats for the demo's children: quotas that the bureau has confirmed for this term, and those it is asked for."""

from collections.abc import Callable

from zz.demo.county import County
from zz.demo.enrolment import PARK
from zz.demo.telling import when
from zz.enrolment import terms
from zz.enrolment.models import Term
from zz.enrolment.placement import quota_operations, quotas
from zz.enrolment.placement.quota_models import QuotaSheet
from zz.enrolment.placement.quotas import Key, Room

MORE = 4  # seats of a grade beyond those of the children placed by hand


def load(county: County) -> None:
    """Tell it within the current transaction, each act at its minute."""
    park = county.units[PARK]
    found = {term.name: term for term in terms.of_county(park.root_id)}
    autumn = _drafted(county, found["2023年秋季"], "8-21 9:20", lambda room: room.held + MORE)
    quota_operations.propose(autumn, by=county.users["workgroup"], at=when("8-21 10:05"))
    quota_operations.confirm(autumn, by=county.users["edu"], at=when("8-23 16:10"))
    spring = _drafted(county, found["2024年春季"], "9-12 15:00", lambda room: 2)
    quota_operations.propose(spring, by=county.users["workgroup"], at=when("9-13 9:40"))


def _drafted(county: County, term: Term, at: str, seats: Callable[[Room], int]) -> QuotaSheet:
    """Draft the table of a term, `seats` of a grade as far as the school has them."""
    park, by = county.units[PARK], county.users["workgroup"]
    sheet = quota_operations.begin(park, term, by=by, at=when(at))
    wanted: dict[Key, int] = {
        key: min(room.most, max(room.held, seats(room)))
        for key, room in quotas.rooms(park.id, term.id).items()
        if key[1] >= 1 and room.plan.school.last_grade <= 9
    }
    quota_operations.draft(sheet, wanted, by=by, at=when(at))
    return sheet
