"""What placement says on the home of the desk: the step that the round waits for, and where order and rounds are."""

from datetime import date

from sqlalchemy import select

from zz.accounts.models import User
from zz.accounts.roles import Permission
from zz.db import db
from zz.enrolment import home, terms
from zz.enrolment.desks import Desk
from zz.enrolment.home import Step, Tile
from zz.enrolment.placement import gathering, order_views, round_access
from zz.enrolment.placement.flow import UNDERWAY
from zz.enrolment.placement.models import PlacementRound
from zz.enrolment.placement.round_queries import listed
from zz.enrolment.placement.vocabulary import RoundState

PATH = round_access.PATH
DO = {
    RoundState.DRAFT: ("待核对封存", "去封存"), RoundState.SEALED: ("已封存，待生成草案", "去生成"),
    RoundState.RUN: ("草案待核对确认", "去核对"),
}  # fmt: skip


def steps(user: User, desk: Desk, today: date) -> list[Step]:
    """Say what the round underway waits for, or that children wait and there is none."""
    if not round_access.conducts(user, desk.park_id):
        return []
    query = select(PlacementRound).where(PlacementRound.park_id == desk.park_id, PlacementRound.state.in_(UNDERWAY))
    underway = db.session.scalars(query.order_by(PlacementRound.id)).all()
    if underway:
        return [
            Step(f"{one.name}学位安排{DO[one.state][0]}", f"{PATH}/{one.id}", DO[one.state][1], order=24)
            for one in underway
        ]
    term = terms.current_of(desk.root_id)
    number = gathering.count(desk.park_id, term.id) if term else 0
    return [Step(f"{number} 个孩子待安排学位，可以发起一轮学位安排", PATH, "去发起", order=24)] if number else []


def tiles(user: User, desk: Desk, today: date) -> list[Tile]:
    """Lead everybody to the order, the work group and the bureau to the rounds."""
    found = [Tile("排序办法", "学位不够时按什么顺序安排，事先公布", order_views.PATH, order=36)]
    if user.has(Permission.ENROLMENT_MANAGE) or user.has(Permission.ENROLMENT_REVIEW):
        rounds = len(db.session.scalars(listed(user)).unique().all())
        text = "封存、生成草案、逐校核对、确认，每个孩子的理由"
        found.append(Tile("学位安排", text, PATH, f"{rounds} 轮" if rounds else "", order=12))
    return found


def register() -> None:
    """Put them on the home of the desk."""
    home.steps(steps)
    home.tiles(tiles)
