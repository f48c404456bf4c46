"""The sets of requests that figures count: a figure and the rows it opens are one condition.

`REQUESTS` is the sum of `RESOLVED`, `COORDINATING`, `PENDING`, `GIVEN_UP`, `REFUSED` and `WITHDRAWN`; `ARRIVED` is part
of `RESOLVED`. Of `CHILDREN` and `EMPLOYEES` one request stands for each, the first that was begun.
"""

from zz.enrolment.requests.flow import UNDERWAY
from zz.enrolment.requests.vocabulary import RequestState as S
from zz.labels import LabelledEnum


class CaseSet(LabelledEnum):
    """What is counted."""

    REQUESTS = "requests", "申请"
    CHILDREN = "children", "孩子"
    EMPLOYEES = "employees", "员工"
    RESOLVED = "resolved", "已落实学位"
    ARRIVED = "arrived", "其中已报到"
    COORDINATING = "coordinating", "待统筹"
    PENDING = "pending", "办理中"
    GIVEN_UP = "given_up", "放弃学位"
    REFUSED = "refused", "不予受理"
    WITHDRAWN = "withdrawn", "撤回"

    @property
    def states(self) -> tuple[S, ...]:
        """The states that count."""
        return STATES[self]


RESOLVED = (S.CONFIRMED, S.ARRIVED)  # the family has said yes
ALL = tuple(state for state in S if state != S.DRAFT)
STATES: dict[CaseSet, tuple[S, ...]] = {
    CaseSet.REQUESTS: ALL,
    CaseSet.CHILDREN: ALL,
    CaseSet.EMPLOYEES: ALL,
    CaseSet.RESOLVED: RESOLVED,
    CaseSet.ARRIVED: (S.ARRIVED,),
    CaseSet.COORDINATING: (S.TO_COORDINATE,),
    CaseSet.PENDING: tuple(state for state in UNDERWAY if state not in (*RESOLVED, S.TO_COORDINATE)),
    CaseSet.GIVEN_UP: (S.OFFER_DECLINED,),
    CaseSet.REFUSED: (S.DECLINED,),
    CaseSet.WITHDRAWN: (S.WITHDRAWN, S.CONSENT_WITHDRAWN),
}
PERSONS = (CaseSet.CHILDREN, CaseSet.EMPLOYEES)  # counted once each; they do not add up over the parts of a breakdown
PARTS = tuple(one for one in CaseSet if one not in PERSONS)
