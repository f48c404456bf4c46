"""Writing schools and their seats: who keeps them is `policy`, how many are free is `seats`."""

from zz.enrolment.models import School
from zz.spelling import search_lines, spellings


def search_text(school: School) -> str:
    """Return what a school is found by: its name in signs, pinyin and initials, address and catchment."""
    return search_lines(school.name, *spellings(school.name), school.address, school.catchment)
