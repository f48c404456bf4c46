"""The page of an objection: what was written, what the reader may do with it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from zz.accounts.models import User
from zz.enrolment.placement import round_access
from zz.enrolment.privacy import fields
from zz.enrolment.publication.flow import OBJECTIONS
from zz.enrolment.publication.models import PlacementObjection
from zz.enrolment.publication.vocabulary import ObjectionAction as A
from zz.enrolment.publication.vocabulary import ObjectionState as S
from zz.enrolment.requests import access as requests
from zz.enrolment.requests.wording import due_words
from zz.enrolment.review import places
from zz.web.choices import choices

TONES = {S.RAISED: "cobalt", S.REVIEWING: "cobalt", S.UPHELD: "green"}


@dataclass(frozen=True)
class ObjectionPage:
    """Everything the template draws. `answers`: the answer is the reader's to write; `no` is what he does to refuse."""

    objection: PlacementObjection
    name: str
    now: str
    due: tuple[str, str, bool]
    tone: str
    answers: bool
    no: str
    appeals: bool
    withdraws: bool


def answers(user: User, found: PlacementObjection) -> bool:
    """Tell whether the answer that the objection waits for is `user`'s to give."""
    park = found.entry.round.park
    if found.state == S.RAISED:
        return round_access.conducts(user, park.id)
    return found.state == S.REVIEWING and round_access.reviews(user, park)


def speaks(user: User, found: PlacementObjection) -> bool:
    """Tell whether `user` speaks for the family."""
    return requests.files_for(user, found.entry.request)


def load(user: User, found: PlacementObjection, today: date) -> ObjectionPage:
    """Return the page as `user` reads it."""
    request = found.entry.request
    family = speaks(user, found)
    in_time = found.appeal_by is not None and today <= found.appeal_by
    return ObjectionPage(
        found, fields.name_for(user, request.child_name), request.school.name if request.school else "待统筹",
        due_words(found.current, today), TONES.get(found.state, "neutral"), answers(user, found),
        "keeping" if found.state == S.REVIEWING else "rejection",
        family and in_time and OBJECTIONS.can(found, A.APPEAL), family and OBJECTIONS.can(found, A.WITHDRAW),
    )  # fmt: skip


def offered(found: PlacementObjection) -> list[Any]:
    """Return the schools that the child may go to instead: not the present one, not a full one."""
    request = found.entry.request
    free = [p for p in places.of_request(request) if not p.full and p.school.id != request.school_id]
    return choices([("", "请选择学校"), *((str(p.school.id), _named(p)) for p in free)])


def _named(place: places.Place) -> str:
    wish = f"第 {place.wish} 志愿 · " if place.wish else ""
    return f"{wish}{place.school.name}（{place.words}）"
