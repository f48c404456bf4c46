"""`tick` and the ladder: each step once, one card after days down, nothing for what is answered."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.assignments.loop import assign, county, shanghai
from zz import calendar, clock, rules
from zz.assignments import cards, clocks, operations, timing
from zz.assignments.climbing import climb
from zz.assignments.models import Assignment, Card, LadderStep
from zz.assignments.vocabulary import AssignmentState, CardState, ChainLevel, Severity
from zz.db import db, writing
from zz.jobs.lease import LeaseTaken
from zz.jobs.ticking import tick
from zz.journal import Event, timeline
from zz.notices import Notice


def signed(session: Session) -> tuple[Assignment, object]:
    people = county()
    assignment = assign(people)
    operations.sign(assignment, by=people.bureau, at=shanghai(8, 28, 15))
    session.commit()
    return assignment, people


def test_each_step_comes_on_its_day_and_once(session: Session) -> None:
    assignment, _ = signed(session)
    planned = timing.future(assignment)
    for step in planned[:3]:
        assert climb(step.at - timedelta(minutes=1)) == {}
        assert climb(step.at)["reminders"] == 1
        assert climb(step.at) == {}
    assert [e.label for e in timeline([("matter", 1)])][:3] == ["催办", "到期提醒", "到期提醒"]


def test_days_down_make_one_notice_and_one_card(session: Session) -> None:
    assignment, people = signed(session)
    counted = climb(shanghai(9, 13))
    assert counted["cards"] == 1
    assert "reminders" not in counted
    steps = session.scalars(select(LadderStep).order_by(LadderStep.id)).all()
    assert [s.merged for s in steps] == [True, True, True, False]
    assert session.scalar(select(func.count()).select_from(Notice)) == 1  # the centre is asked to issue the card
    card = session.scalars(select(Card)).one()
    assert (card.severity, card.state) == (Severity.YELLOW, CardState.PREPARED)
    assert session.get_one(Assignment, assignment.id).severity == Severity.NONE  # nothing shows before it is issued


def test_an_issued_red_card_reaches_the_leader_in_charge(session: Session) -> None:
    assignment, people = signed(session)
    climb(shanghai(9, 18))
    with writing():
        card = session.scalars(select(Card)).one()
        cards.issue_card(card, by=people.centre, at=shanghai(9, 18, 10))
    assignment = session.get_one(Assignment, assignment.id)
    assert (assignment.level, assignment.severity) == (ChainLevel.LEADER, Severity.RED)
    assert assignment.climbed_to == f"p{people.leader.id}"
    assert card.number.startswith("醴项督〔2023〕")
    told = session.scalars(select(Notice.user_id).where(Notice.urgent)).all()
    assert set(told) == {people.leader.id, people.bureau.id}


def test_a_second_round_turns_the_next_yellow_into_red(session: Session) -> None:
    assignment, people = signed(session)
    climb(shanghai(9, 12))
    with writing():
        cards.issue_card(session.scalars(select(Card)).one(), by=people.centre, at=shanghai(9, 12, 10))
        row = session.get_one(Assignment, assignment.id)
        operations.reply(row, "已办", [], by=people.bureau, at=shanghai(9, 13))
    assert climb(shanghai(10, 31)) == {}  # an answer stops it
    with writing():
        row = session.get_one(Assignment, assignment.id)
        operations.return_(row, "未见依据", shanghai(11, 10).date(), by=people.centre, at=shanghai(11, 1))
    climb(shanghai(11, 15))
    assert session.scalars(select(Card).order_by(Card.id.desc())).first().severity == Severity.RED  # type: ignore[union-attr]


def test_nothing_escalates_while_an_extension_is_asked_for_or_it_is_suspended(session: Session) -> None:
    assignment, people = signed(session)
    with writing():
        clocks.pause(session.get_one(Assignment, assignment.id), by=people.bureau, at=shanghai(9, 6))
    assert climb(shanghai(12, 1)) == {}
    with writing():
        row = session.get_one(Assignment, assignment.id)
        clocks.unpause(row, by=people.centre, at=shanghai(9, 7))
        clocks.suspend(row, "等待省厅批复", shanghai(10, 9).date(), [], by=people.bureau, at=shanghai(9, 7))
    assert climb(shanghai(12, 1)) == {}
    with writing():
        row = session.get_one(Assignment, assignment.id)
        clocks.resume(row, by=people.bureau, at=shanghai(9, 14))
    assert row.due_on == calendar.add_working_days(shanghai(9, 7).date(), 5)
    assert row.original_due_on == shanghai(9, 7).date()
    assert row.suspended_days == 5


def test_a_clock_going_back_and_a_new_holiday_do_no_harm(session: Session) -> None:
    assignment, people = signed(session)
    climb(shanghai(9, 8))
    done = session.scalar(select(func.count()).select_from(LadderStep))
    assert climb(shanghai(9, 1)) == {}
    with writing():
        calendar.set_day(shanghai(9, 11).date(), False, by=people.centre, at=shanghai(9, 8), reason="停工演练")
    assert climb(shanghai(9, 12)) == {}  # the third working day is the 13th now
    with writing():
        calendar.set_day(shanghai(9, 9).date(), True, by=people.centre, at=shanghai(9, 12), reason="周六上班")
    assert climb(shanghai(9, 12))["cards"] == 1  # and the 12th again: what the page says comes at once
    assert session.scalar(select(func.count()).select_from(LadderStep)) == done + 1


def test_a_ladder_that_is_changed_holds_for_what_runs_already(session: Session) -> None:
    assignment, people = signed(session)
    climb(shanghai(9, 8))
    with writing():
        rows = [{"basis": "due", "offset": 2, "action": "urge"}]
        rules.change_rule("ladder.steps", rows, by=people.centre, at=shanghai(9, 8), reason="试行")
    assert climb(shanghai(9, 11, 8)) == {}
    assert climb(shanghai(9, 11))["reminders"] == 1
    session.expire_all()
    assert session.get_one(Assignment, assignment.id).next_step_at is None


def test_a_rule_dated_ahead_is_taken_up_when_its_day_comes(session: Session) -> None:
    assignment, people = signed(session)
    climb(shanghai(9, 8))
    with writing():
        rows = [{"basis": "due", "offset": 5, "action": "urge"}]
        ahead = date(2023, 9, 12)
        rules.change_rule("ladder.steps", rows, by=people.centre, at=shanghai(9, 8), reason="试行", valid_from=ahead)
    with clock.frozen(shanghai(9, 8, 10)):
        tick(shanghai(9, 8, 10))
    session.expire_all()
    planned = session.get_one(Assignment, assignment.id).next_step_at
    assert planned == shanghai(9, 12, 8, 30)
    with clock.frozen(shanghai(9, 12, 0, 1)):
        tick(shanghai(9, 12, 0, 1))
    session.expire_all()
    assert session.get_one(Assignment, assignment.id).next_step_at == shanghai(9, 14, 8, 30)
    with clock.frozen(shanghai(9, 12)):
        assert tick(shanghai(9, 12))["cards"] == 0


def test_a_holder_of_many_is_told_their_number_once(session: Session) -> None:
    people = county()
    for number in range(11):
        assign(people, subject=number + 1)
    session.commit()
    assert climb(shanghai(8, 31))["reminders"] == 11
    notice = session.scalars(select(Notice)).one()
    assert (notice.user_id, notice.text) == (people.bureau.id, "催办：共 11 件，请到交办页面逐件查看")
    assert session.scalar(select(func.count()).where(Event.verb == "assignment_urged")) == 11


def test_cards_go_out_by_themselves_where_the_rule_says_so(session: Session) -> None:
    assignment, people = signed(session)
    with writing():
        rules.change_rule("ladder.cards_automatic", True, by=people.centre, at=shanghai(9, 1), reason="试行")
    assert climb(shanghai(9, 12))["cards"] == 1
    card = session.scalars(select(Card)).one()
    assert (card.state, card.assignment.severity) == (CardState.ISSUED, Severity.YELLOW)
    assert climb(shanghai(9, 12)) == {}


def test_a_reminder_leaves_an_open_page_valid(session: Session) -> None:
    assignment, _ = signed(session)
    version = assignment.version
    assert climb(shanghai(9, 8))["reminders"] == 1
    session.expire_all()
    assert session.get_one(Assignment, assignment.id).version == version


def test_two_processes_at_once_execute_each_step_once(app: Flask, session: Session) -> None:
    people = county()
    for number in range(12):
        operations.sign(assign(people, subject=number), by=people.bureau, at=shanghai(8, 28, 15))
    session.commit()

    def run() -> int:
        with app.app_context():
            try:
                return tick(shanghai(9, 12), wait=20)["cards"]
            except LeaseTaken:
                return 0
            finally:
                db.session.remove()

    with ThreadPoolExecutor(4) as pool:
        counted = list(pool.map(lambda _: run(), range(4)))
    assert sum(counted) == 12
    assert session.scalar(select(func.count()).select_from(Card)) == 12


def test_a_matter_that_is_withdrawn_stops(session: Session) -> None:
    assignment, people = signed(session)
    with writing():
        row = session.get_one(Assignment, assignment.id)
        operations.withdraw(row, "重复交办", by=people.centre, at=shanghai(8, 30))
    assert row.state == AssignmentState.WITHDRAWN
    assert row.next_step_at is None
    assert climb(shanghai(12, 1)) == {}
