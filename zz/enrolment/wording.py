"""Words of the desk's pages: days as they are told, and what an event of a school says."""

from dataclasses import dataclass
from datetime import date

from zz.enrolment.models import Term
from zz.journal.queries import Entry

FACTS = {
    "name": "名称", "ownership": "办学性质", "first_grade": "最低年级", "last_grade": "最高年级", "unit_id": "账号单位",
    "address": "地址", "catchment": "服务区", "phone": "招生电话", "note": "说明", "source": "数据来源",
    "active": "招生",
}  # fmt: skip


def day_words(day: date, today: date | None = None) -> str:
    """Return 9月8日, with the year where it is not this one."""
    words = f"{day.month}月{day.day}日"
    return words if today is None or today.year == day.year else f"{day.year}年{words}"


@dataclass(frozen=True)
class DateItem:
    """A key date as the steps component draws it."""

    date: str
    text: str
    state: str
    note: str = ""


def key_dates(term: Term, today: date) -> list[DateItem]:
    """Return the dates of a term: the past ones, the next one, those to come."""
    coming = term.next_date(today)
    return [
        DateItem(day_words(day, today), text, "past" if day < today else "now" if (day, text) == coming else "future")
        for day, text in term.key_dates()
    ]


def changes_of(entry: Entry) -> str:
    """Say what an event of a school changed: 维护学位 2023年秋季（一年级、二年级）."""
    changed = [FACTS.get(key, key) for key in entry.payload.get("changes") or ()]
    words = f"{entry.label} {entry.payload.get('term', '')}".strip()
    return f"{words}（{'、'.join(changed)}）" if changed else words
