"""The enrolment desk of the demo: Chaling's terms, schools with seats, and the policies of the four groups.

城北小学, 金星学校 and 下东中学 are named by the newspaper; every figure and every other school is invented and says so.
"""

import csv
from datetime import date, datetime

from zz.accounts.models import Unit
from zz.clock import SHANGHAI
from zz.db import db
from zz.demo import enrolment_stories
from zz.demo.county import DATA, County
from zz.enrolment import delivered, rules
from zz.enrolment.models import School, SeatPlan, Term
from zz.enrolment.schools import search_text
from zz.enrolment.vocabulary import Ownership, Season, stage_of

PARK = "茶陵经济开发区"
AUTUMN, SPRING = Season.AUTUMN, Season.SPRING
WRITTEN = datetime(2023, 3, 20, 9, 30, tzinfo=SHANGHAI)
SOURCE = "演示数据，班数和学位数为虚构"


def load(county: County) -> None:
    """Add terms, schools and policies within the current transaction."""
    park = county.units[PARK]
    terms = _terms(park.root_id)
    for row in _rows():
        school = _school(park.root_id, row, county.units)
        for age, term in enumerate(terms):
            _seats(school, term, row, age)
    by = county.users["workgroup"]
    delivered.seed_policies(park, date(2023, 3, 20), by=by, at=WRITTEN)
    enrolment_stories.load(county)


def _rows() -> list[dict[str, str]]:
    with (DATA / "chaling_schools.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _terms(root_id: int) -> list[Term]:
    """Return the terms, newest first; the current one still takes late requests of newly hired staff until 22 Sept."""
    days = [
        (2024, SPRING, "2024-02-19 2024-07-05 2023-11-06 2023-12-15 2024-01-12 2024-01-19 2024-02-17 2024-02-18"),
        (2023, AUTUMN, "2023-09-01 2024-01-26 2023-05-08 2023-09-22 2023-09-27 2023-09-28 2023-10-07 2023-10-08"),
        (2023, SPRING, "2023-02-06 2023-07-07 2022-11-07 2022-12-16 2023-01-06 2023-01-12 2023-02-04 2023-02-05"),
    ]  # fmt: skip
    names = (
        "starts_on", "ends_on", "collect_from", "collect_to", "review_by", "result_on", "arrival_from", "arrival_to",
    )  # fmt: skip
    found = []
    for year, season, text in days:
        columns = dict(zip(names, map(date.fromisoformat, text.split()), strict=True))
        current = (year, season) == (2023, AUTUMN)
        found.append(Term(root_id=root_id, year=year, season=season, current=current, **columns))
    db.session.add_all(found)
    db.session.flush()
    return found


def _school(root_id: int, row: dict[str, str], units: dict[str, Unit]) -> School:
    unit = units.get(row["unit"])
    school = School(
        root_id=root_id, unit_id=unit.id if unit else None, name=row["name"], ownership=Ownership(row["ownership"]),
        first_grade=int(row["first_grade"]), last_grade=int(row["last_grade"]), address=row["address"],
        catchment=row["catchment"], phone=row["phone"], note=row["note"], source=SOURCE,
    )  # fmt: skip
    school.search = search_text(school)
    db.session.add(school)
    db.session.flush()
    return school


def _seats(school: School, term: Term, row: dict[str, str], age: int) -> None:
    """Give each grade its seats: fuller in the upper grades, and in the terms that are over."""
    classes, fill = int(row["classes"]), int(row["fill"])
    for grade in school.grades:
        size = rules.class_size(stage_of(grade))
        above = grade - school.first_grade
        enrolled = min(fill + above * 2 + age * 3 + school.id * 5 % 4, classes * size)
        db.session.add(
            SeatPlan(
                school_id=school.id, term_id=term.id, grade=grade, classes=classes, class_size=size,
                enrolled=enrolled, reserved=min(int(row["reserved"]), classes * size - enrolled),
            )
        )  # fmt: skip
