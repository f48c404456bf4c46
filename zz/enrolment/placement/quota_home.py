"""What quotas say on the home of the desk: whose turn it is, and where the tables are."""

from datetime import date

from zz.accounts.models import User
from zz.accounts.roles import Permission as P
from zz.db import db
from zz.enrolment import home, policy, terms
from zz.enrolment.desks import Desk
from zz.enrolment.home import Step, Tile
from zz.enrolment.placement import board, quota_access, quotas
from zz.enrolment.placement.board_listing import PATH as BOARD
from zz.enrolment.placement.quota_models import QuotaSheet
from zz.enrolment.placement.quota_vocabulary import QuotaState as S


def steps(user: User, desk: Desk, today: date) -> list[Step]:
    """Have the work group draft the table of the term, and the bureau confirm those that wait for it."""
    found = _to_confirm(user, today)
    term = terms.current_of(desk.root_id)
    if term is None or not policy.manages(user, desk):
        return found
    sheet = quotas.of_park(desk.park_id, term.id)
    if sheet is None:
        return [*found, Step(f"{term.name}还没有学位名额", quota_access.PATH, "起草名额", "名额由教育局确认", order=12)]
    url = f"{quota_access.PATH}/{sheet.id}"
    if sheet.state == S.RETURNED:
        return [
            *found,
            Step("教育局退回了学位名额", url, "去修改", sheet.returned_reason, _late(sheet, today), order=8),
        ]
    if sheet.state == S.DRAFT:
        return [*found, Step(f"{term.name}学位名额还没有提交教育局", url, "去提交", order=12)]
    return found


def _late(sheet: QuotaSheet, today: date) -> bool:
    return bool(sheet.duty and sheet.duty.due_on and sheet.duty.due_on < today)


def _to_confirm(user: User, today: date) -> list[Step]:
    if not user.has(P.ENROLMENT_REVIEW):
        return []
    waiting = db.session.scalars(quotas.listed(user).where(QuotaSheet.state == S.PROPOSED)).all()
    return [
        Step(
            f"{sheet.park.label}{sheet.term.name}学位名额待确认", f"{quota_access.PATH}/{sheet.id}", "去确认",
            late=_late(sheet, today), order=8,
        )
        for sheet in waiting
    ]  # fmt: skip


def tiles(user: User, desk: Desk, today: date) -> list[Tile]:
    """Lead to the board and to the tables of quotas, with the seats that are in force this term."""
    text = "各校各年级的学位、在读、名额，已确认、拟安排和草案一起看"
    found = [Tile("学位安排一览", text, BOARD, "看一看", order=21)] if board.sight(user) else []
    url = quota_access.index(user)
    if not url:
        return found
    term = terms.current_of(desk.root_id)
    number = sum(quotas.confirmed(desk.park_id, term.id).values()) if term else 0
    return [*found, Tile("学位名额", "教育局确认的、各校各年级给园区的学位", url, f"已确认 {number} 个", order=22)]


def register() -> None:
    """Put them on the home of the desk."""
    home.steps(steps)
    home.tiles(tiles)
