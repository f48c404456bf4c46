"""What publication says on the home of the desk."""

from datetime import date

from zz.accounts.models import User
from zz.accounts.roles import Permission
from zz.enrolment import home
from zz.enrolment.desks import Desk
from zz.enrolment.home import Step, Tile
from zz.enrolment.placement import round_access
from zz.enrolment.publication import access, operations, queries, vacancies


def steps(user: User, desk: Desk, today: date) -> list[Step]:
    """Have the work group publish what is confirmed."""
    found: list[Step] = []
    if round_access.conducts(user, desk.park_id):
        found += [
            Step(f"{one.name}学位安排已确认，可以公示", f"{access.PATH}/{one.id}/opening", "去公示", order=25)
            for one in queries.to_publish([desk.park_id])
        ]
        for one in queries.running(desk.park_id):
            url, free = f"{access.PATH}/{one.round_id}/vacancies", len(vacancies.of_round(one.round))
            if free:
                found.append(Step(f"{one.round.name}有 {free} 处空出的学位可以递补", url, "去递补", order=26))
            elif not operations.hindrance(one, today):
                found.append(Step(f"{one.round.name}公示期满，可以结束", url, "去结束", order=27))
    return found


def tiles(user: User, desk: Desk, today: date) -> list[Tile]:
    """Lead everybody to what is shown now, and those whom they concern to the objections."""
    shown = [one for one in queries.published(user, today) if one.shown(today)]
    text, figure = "各轮学位安排结果，姓名只显示姓", f"{len(shown)} 轮公示中" if shown else "查看"
    found = [Tile("学位安排公示", text, access.PATH, figure, order=37)]
    if any(user.has(p) for p in (Permission.ENROLMENT_MANAGE, Permission.ENROLMENT_REVIEW, Permission.ENROLMENT_FILE)):
        number = queries.count_objections(user, True)
        text = "对公示结果的异议、答复和复核"
        found.append(Tile("公示异议", text, access.OBJECTIONS, f"{number} 件待答复", order=38))
    return found


def register() -> None:
    """Put them on the home of the desk."""
    home.steps(steps)
    home.tiles(tiles)
