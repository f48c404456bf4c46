"""Seats for the demo's children: quotas, the published order, a round with its objection, and a second one in draft."""

from collections.abc import Callable
from datetime import date

from sqlalchemy import ColumnElement, select

from zz.clock import local
from zz.db import db
from zz.demo.county import County
from zz.demo.enrolment import PARK
from zz.demo.telling import when
from zz.enrolment import terms
from zz.enrolment.models import Term
from zz.enrolment.placement import editing, operations, orders, quota_operations, quotas, rounds, sealing
from zz.enrolment.placement.models import PlacementEntry, PlacementRound
from zz.enrolment.placement.quota_models import QuotaSheet
from zz.enrolment.placement.quotas import Key, Room
from zz.enrolment.placement.vocabulary import SUGGESTED, SeedWay
from zz.enrolment.publication import objecting
from zz.enrolment.publication import operations as publication
from zz.enrolment.requests.models import EnrolmentRequest
from zz.enrolment.requests.vocabulary import RequestState
from zz.enrolment.review import operations as review

MORE, LATER = 2, 5  # seats of a grade beyond those of the children placed by hand, at first and after the first round
WITNESSES = "教育局谭秀英、家长代表两人"
OBJECTION = "我们填的志愿都没有排上，请说明前面的孩子是按什么排的。"


def load(county: County) -> None:
    """Tell it within the current transaction, each act at its minute."""
    park, group, bureau = county.units[PARK], county.users["workgroup"], county.users["edu"]
    found = {term.name: term for term in terms.of_county(park.root_id)}
    autumn = _drafted(county, found["2023年秋季"], "8-21 9:20", lambda room: room.held + MORE)
    quota_operations.propose(autumn, by=group, at=when("8-21 10:05"))
    quota_operations.confirm(autumn, by=bureau, at=when("8-23 16:10"))
    orders.write(
        park.id, SUGGESTED, date(2023, 9, 1), "工作组会议纪要〔2023〕3 号", by=group, at=when("8-28 15:00")
    )  # fmt: skip
    first = _run(county, found["2023年秋季"], "9-11", "07-23-15-31-08-19")
    operations.confirm(first, by=group, at=when("9-11 16:20"))
    _publish(county, first)
    _pass_more(county)
    quota_operations.revise(autumn, "首轮后仍有孩子待统筹，教育局同意增加名额", by=group, at=when("9-12 15:10"))
    _fill(county, autumn, "9-12 15:30", lambda room: room.held + LATER)
    quota_operations.propose(autumn, by=group, at=when("9-12 15:40"))
    quota_operations.confirm(autumn, by=bureau, at=when("9-13 9:15"))
    _edit(county, _run(county, found["2023年秋季"], "9-13", "30-02-11-27-16-05"))
    spring = _drafted(county, found["2024年春季"], "9-12 16:00", lambda room: 2)
    quota_operations.propose(spring, by=group, at=when("9-13 9:40"))


def _drafted(county: County, term: Term, at: str, seats: Callable[[Room], int]) -> QuotaSheet:
    """Open the table of a term and fill it."""
    sheet = quota_operations.begin(county.units[PARK], term, by=county.users["workgroup"], at=when(at))
    _fill(county, sheet, at, seats)
    return sheet


def _fill(county: County, sheet: QuotaSheet, at: str, seats: Callable[[Room], int]) -> None:
    """Draft `seats` of each grade, as far as the schools have them."""
    wanted: dict[Key, int] = {
        key: min(room.most, max(room.held, seats(room)))
        for key, room in quotas.rooms(sheet.park_id, sheet.term_id).items()
        if key[1] >= 1 and room.plan.school.last_grade <= 9
    }
    quota_operations.draft(sheet, wanted, by=county.users["workgroup"], at=when(at))


def _run(county: County, term: Term, day: str, drawn: str) -> PlacementRound:
    """Open a round on a day, seal it with a number drawn before witnesses, and have its draft."""
    group = county.users["workgroup"]
    found = operations.open_round(county.units[PARK], term, by=group, at=when(f"{day} 9:30"))
    mark = sealing.mark(rounds.planned(found, found.order.criteria)[0].content)
    operations.seal(found, SeedWay.DRAWN, drawn, WITNESSES, mark, by=group, at=when(f"{day} 10:20"))
    operations.run(found, by=group, at=when(f"{day} 10:40"))
    db.session.expire_all()
    return found


def _publish(county: County, found: PlacementRound) -> None:
    """Show the result; the HR of a family that got none of its wishes objects."""
    at = when("9-12 9:00")
    publication.publish(found, publication.soonest(local(at).date()), by=county.users["workgroup"], at=at)
    hr = county.users["hr"]
    entry = _first(found, EnrolmentRequest.enterprise_id == hr.memberships[0].unit_id, PlacementEntry.wish.is_(None))
    objecting.raise_(entry, OBJECTION, by=hr, at=when("9-13 11:25"))


def _first(found: PlacementRound, *conditions: ColumnElement[bool]) -> PlacementEntry:
    """Return the first child of a round that meets the conditions."""
    query = select(PlacementEntry).join(PlacementEntry.request).where(PlacementEntry.round_id == found.id, *conditions)
    return db.session.scalars(query.order_by(PlacementEntry.id).limit(1)).one()


def _pass_more(county: County) -> None:
    """Let the bureau pass some cases after the first round."""
    query = select(EnrolmentRequest).where(EnrolmentRequest.state == RequestState.EDUCATION_REVIEW)
    for request in db.session.scalars(query.order_by(EnrolmentRequest.id).limit(5)).all():
        review.pass_(request, by=county.users["edu"], at=when("9-12 14:00"))


def _edit(county: County, found: PlacementRound) -> None:
    """Let the work group take one child out of the draft, with the reason."""
    entry = _first(found, PlacementEntry.wish == 2)
    reason = "家长来电说明月底才定下住处，本轮先不安排，转入统筹"
    editing.edit(entry, None, reason, over=False, by=county.users["workgroup"], at=when("9-13 15:20"))
