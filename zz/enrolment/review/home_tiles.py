"""What reviewing says on the home of the desk: what waits for its reader, and where the cases are."""

from datetime import date

from zz.accounts.models import User
from zz.accounts.roles import Permission
from zz.enrolment import home
from zz.enrolment.desks import Desk
from zz.enrolment.home import Step, Tile
from zz.enrolment.requests.vocabulary import RequestState as S
from zz.enrolment.review import queue
from zz.enrolment.review.listing import PATH, QueueFilter, Tab

DO = {
    S.PARK_REVIEW: ("待预审", "去预审"), S.EDUCATION_REVIEW: ("待审核", "去审核"), S.QUEUED: ("待安排学位", "去安排"),
    S.TO_COORDINATE: ("待统筹安排", "去安排"), S.PLACED: ("待确认接收", "去确认"),
    S.CONFIRMED: ("待登记到校", "去登记"),
    S.PARK_CORRECTION: ("待补正", "去补正"), S.EDUCATION_CORRECTION: ("待补正", "去补正"),
    S.OFFERED: ("待家长确认", "去确认"), S.LAPSED: ("逾期未答复", "去答复"),
}  # fmt: skip


@home.steps
def review_steps(user: User, desk: Desk, today: date) -> list[Step]:
    """Say how many cases wait for the reader in each state."""
    if not user.has(Permission.ENROLMENT_READ):
        return []
    return [
        Step(
            f"{number} 件入学申请{DO[state][0]}", QueueFilter(state=(state,)).url(), DO[state][1],
            "其中有已逾期的" if late else "", late, order=20 + order,
        )
        for order, (state, (number, late)) in enumerate(queue.waiting(user, today).items())
    ]  # fmt: skip


@home.tiles
def review_tiles(user: User, desk: Desk, today: date) -> list[Tile]:
    """Lead to the cases, and the auditor to who has read them."""
    if user.has(Permission.AUDIT_READ):
        text = "谁看过孩子的信息、为什么看、导出了什么"
        return [Tile("就学信息查看记录", text, "/enrolment/privacy/readings", order=30)]
    if not user.has(Permission.ENROLMENT_READ) or user.has(Permission.ENROLMENT_FILE):
        return []
    number = queue.counts(user, QueueFilter(), today)[Tab.UNDERWAY]
    text = "预审、审核、安排学位、确认接收、登记到校"
    return [Tile("入学申请", text, QueueFilter(tab=Tab.UNDERWAY).url(PATH), f"{number} 件办理中", order=10)]
