"""How old a child must be: six by 31 August inclusive for the first grade, both numbers being rules."""

from datetime import date

from zz import rules
from zz.enrolment.rules import age_day
from zz.enrolment.vocabulary import ALL_GRADES


def latest_birth(year: int) -> date:
    """Return the last birth date with which a child enters grade 1 in the autumn of `year`: 2017-08-31 for 2023."""
    return age_day(year - int(rules.value("enrolment.age_years")))


def old_enough(birth: date, year: int) -> bool:
    """Tell whether a child may enter grade 1 in the autumn of `year`."""
    return birth <= latest_birth(year)


def grade_by_age(birth: date, school_year: int) -> int | None:
    """Return the grade that a child of this age is in in a school year; None outside kindergarten to 高三."""
    enters = birth.year + int(rules.value("enrolment.age_years"))
    if birth > latest_birth(enters):
        enters += 1
    grade = school_year - enters + 1
    return grade if grade in ALL_GRADES else None


def sentence(year: int) -> str:
    """Return the rule as it is told to a family."""
    day = latest_birth(year)
    years = int(rules.value("enrolment.age_years"))
    return f"{year}年秋季入读一年级，须在{day.year}年{day.month}月{day.day}日（含）以前出生，即满{years}周岁。"
