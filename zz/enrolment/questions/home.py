"""What questions say on the home of the desk."""

from datetime import date

from zz.accounts.models import User
from zz.accounts.roles import Permission as P
from zz.enrolment import home
from zz.enrolment.desks import Desk
from zz.enrolment.home import Step, Tile
from zz.enrolment.questions import access, queries
from zz.enrolment.questions.operations import PATH
from zz.enrolment.questions.vocabulary import QuestionState
from zz.enrolment.wording import day_words


def steps(user: User, desk: Desk, today: date) -> list[Step]:
    """Tell the work group how many wait for an answer, the first by when; an enterprise what waits and is answered."""
    waiting = queries.counts(user)[QuestionState.ASKED] if user.has(P.ENROLMENT_ANSWER) else 0
    first = queries.first_due(user) if waiting else None
    if first is None or not access.answers_for(user, desk.park_id):
        return []
    late = first < today
    note = f"最早一件应于{day_words(first, today)}前答复{'，已逾期' if late else ''}"
    return [Step(f"{waiting} 件企业咨询待答复", f"{PATH}?tab=asked", "去答复", note, late, order=20)]


def tiles(user: User, desk: Desk, today: date) -> list[Tile]:
    """Say where to look and where to ask."""
    text = "先查常见问题，没有的向工作组提出咨询" if user.has(P.ENROLMENT_FILE) else "企业常问的问题和答复"
    return [Tile("咨询和常见问题", text, PATH, f"{queries.count_published(desk.park_id)} 个常见问题", order=40)]


def register() -> None:
    """Put them on the home of the desk."""
    home.steps(steps)
    home.tiles(tiles)
