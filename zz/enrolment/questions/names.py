"""Names that must not be published: of enterprises, of who asked; and numbers that no question needs."""

import re
from collections.abc import Iterable

from sqlalchemy import select

from zz.accounts.models import Unit
from zz.accounts.roles import UnitKind
from zz.db import db
from zz.enrolment.questions.models import Question
from zz.sheets.text import half_width

NUMBERS = re.compile(r"(?<!\d)(?:\d{17}[\dXx]|G\d{17}[\dXx]|1[3-9]\d{9})(?!\d)")
TAIL = re.compile(r"[（(][^（）()]*[）)]$")


def numbers_in(text: str) -> list[str]:
    """Return the ID numbers, registry numbers and mobile numbers that stand in a text."""
    return NUMBERS.findall(re.sub(r"(?<=\d)[ -](?=\d)", "", half_width(text)))


def _spellings(units: Iterable[Unit]) -> list[str]:
    """Return full and short names of units, the longest first; one sign is no name."""
    found = {name for u in units for name in (u.name, TAIL.sub("", u.name), u.short_name) if len(name) > 1}
    return sorted(found, key=len, reverse=True)


def enterprises(root_id: int) -> list[str]:
    """Return the names of all enterprises of a county."""
    query = select(Unit).where(Unit.kind == UnitKind.ENTERPRISE, Unit.path.startswith(f"/{root_id}/"))
    return _spellings(db.session.scalars(query))


def _people(question: Question | None) -> list[str]:
    return [question.asked_by.name] if question else []


def without_names(text: str, root_id: int, question: Question | None = None) -> str:
    """Return a text with enterprises, the person who asked, and numbers replaced: a draft to be read over."""
    for name in enterprises(root_id):
        text = text.replace(name, "某企业")
    for name in _people(question):
        text = text.replace(name, "某员工")
    return NUMBERS.sub("（号码略）", text)


def found_in(text: str, root_id: int, question: Question | None = None) -> list[str]:
    """Return what of a text must not be published; none: it may."""
    wanted = [*enterprises(root_id), *_people(question)]
    return [name for name in wanted if name in text] + numbers_in(text)
