"""Who may do what to a case: whoever holds the duty that its state has opened; the bureau arranges seats."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from zz.accounts.models import User
from zz.accounts.roles import Permission as P
from zz.assignments import policy as loop
from zz.enrolment.requests import access, duties
from zz.enrolment.requests.flow import REQUESTS
from zz.enrolment.requests.models import EnrolmentRequest
from zz.enrolment.requests.vocabulary import RequestAction as A


@dataclass(frozen=True)
class Standing:
    """What `user` is to a case on a day."""

    user: User
    request: EnrolmentRequest
    keys: frozenset[str]
    files: bool
    work_group: bool
    named: bool

    @property
    def holds(self) -> bool:
        """Whether the ball is with the user."""
        current = self.request.current
        return current is not None and current.holder in self.keys

    def has(self, *permissions: P) -> bool:
        """Tell whether one of the user's roles gives one of `permissions`."""
        return any(self.user.has(p) for p in permissions)


def standing(user: User, request: EnrolmentRequest, on: date) -> Standing:
    """Return what `user` is to `request`, which he sees."""
    return Standing(
        user, request, frozenset(loop.keys(user, on)), access.files_for(user, request),
        access.in_work_group(user, request), access.knows_enterprise(user, request),
    )  # fmt: skip


def prereviews(s: Standing) -> bool:
    """Tell whether the user is of the work group that reviews this case first."""
    return s.has(P.ENROLMENT_PREREVIEW) and duties.park(s.request) in s.keys


def arranges(s: Standing) -> bool:
    """Tell whether the user is of the bureau that reviews this case and gives it a seat."""
    return s.has(P.ENROLMENT_REVIEW) and duties.bureau(s.request) in s.keys


def receives(s: Standing) -> bool:
    """Tell whether the user is of the school where the child is placed, or of the bureau for a school without users."""
    return s.has(P.ENROLMENT_CONFIRM, P.ENROLMENT_REVIEW) and duties.school(s.request) in s.keys


def speaks(s: Standing) -> bool:
    """Tell whether the user answers for the family: its HR, or the work group for a case that came on paper."""
    return s.files and duties.family(s.request) in s.keys


def reviews(s: Standing) -> bool:
    """Tell whether one of the two reviews is the user's."""
    return prereviews(s) or arranges(s)


WHO: dict[A, Callable[[Standing], bool]] = {
    A.ACCEPT: prereviews,
    A.PASS: arranges,
    A.ASK_CORRECTION: reviews,
    A.DECLINE: reviews,
    A.PLACE: arranges,
    A.TAKE_BACK: arranges,
    A.COORDINATE: arranges,
    A.SCHOOL_CONFIRM: receives,
    A.SCHOOL_DECLINE: receives,
    A.CONFIRM: speaks,
    A.DECLINE_OFFER: speaks,
    A.ARRIVE: receives,
}
FREE = (A.TAKE_BACK, A.COORDINATE, A.DECLINE_OFFER)  # done also while somebody else has the ball


def may(s: Standing, action: A) -> bool:
    """Tell whether `action` is this user's to do, whatever state the case is in."""
    return action in WHO and WHO[action](s)


def can(s: Standing, action: A) -> bool:
    """Tell whether the flow allows `action` now and it is the user's to do."""
    return REQUESTS.can(s.request, action) and may(s, action) and (s.holds or action in FREE)


FOR_FAMILY = (A.DECLINE, A.DECLINE_OFFER)  # whose explanation the family reads
