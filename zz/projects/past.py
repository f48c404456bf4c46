"""`?as_of=2023-07-31`: a page as it was at the end of a day, for whoever sees it today, to be read only."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from flask import request
from sqlalchemy import select
from werkzeug.exceptions import BadRequest

from zz import clock
from zz.accounts.models import User
from zz.as_of import as_of
from zz.db import db
from zz.projects.access import seeing, seen_today
from zz.projects.models import ProjectVersion

NAME = "as_of"
LONGEST = 20


@dataclass(frozen=True)
class Past:
    """What a page says of the day it shows: `day` is None for today, `others` what the address asks besides."""

    day: date | None
    today: date
    path: str
    others: list[tuple[str, str]]

    @property
    def shown(self) -> date:
        """The day the page is made for."""
        return self.day or self.today

    @property
    def label(self) -> str:
        """截至 2023年7月31日 的样子; empty for today."""
        return f"截至 {day_words(self.day)} 的样子" if self.day else ""

    @property
    def suffix(self) -> str:
        """What the address of a project ends with, to be shown as of the same day."""
        return suffix(self.day)

    @property
    def back(self) -> str:
        """The address of the same page as of today."""
        return self.path + (f"?{urlencode(self.others)}" if self.others else "")


def suffix(day: date | None) -> str:
    """Return what the address of a project ends with, to be shown as of a day."""
    return f"?{NAME}={day.isoformat()}" if day else ""


def day_words(day: date) -> str:
    """Return 2023年7月31日."""
    return f"{day.year}年{day.month}月{day.day}日"


def refuse(sentence: str) -> BadRequest:
    """Return the refusal of a day, which says what can be asked for."""
    error: Any = BadRequest(sentence)
    error.zz_own = True
    return error  # type: ignore[no-any-return]


def read_day(text: str, today: date) -> date:
    """Read 2023-07-31.

    Raises:
        BadRequest: it is no day, or it is yet to come.
    """
    try:
        day = date.fromisoformat(text) if len(text) == len("2023-07-31") and text.isascii() else None
    except ValueError:
        day = None
    if day is None:
        raise refuse(f"“{text[:LONGEST]}”不是日期。请写成 2023-07-31 这样的年-月-日，或去掉地址里的 as_of 查看今天。")
    if day > today:
        raise refuse(f"{day_words(day)}还没有到，台账只能查看今天及以前的样子。请改选今天或更早的日期。")
    return day


def asked() -> Past:
    """Read the day that the address asks for.

    Raises:
        BadRequest: it is no day, yet to come, or before anything was recorded.
    """
    today, text = clock.today(), request.args.get(NAME, "").strip()
    others = [(key, value) for key, value in request.args.items(multi=True) if key != NAME]
    day = read_day(text, today) if text else None
    if day is not None and day < today and (first := first_day()) is not None and day < first:
        raise refuse(
            f"台账从{day_words(first)}开始记录，没有{day_words(day)}的样子。请改选{day_words(first)}或以后的日期。"
        )
    return Past(None if day == today else day, today, request.path, others)


def first_day() -> date | None:
    """Return the day on which the first project was recorded: versions are numbered as they are written."""
    at = db.session.scalar(select(ProjectVersion.valid_from).order_by(ProjectVersion.id).limit(1))
    return clock.local(at).date() if at else None


@contextmanager
def reading(user: User, past: Past) -> Iterator[None]:
    """Read the ledger as of the day within the block, as far as `user` sees it today."""
    if past.day is None:
        yield
        return
    ids = seen_today(user)
    with as_of(past.day), seeing(ids):
        yield
