"""What the voltage desk lets be found: areas."""

from collections.abc import Sequence
from urllib.parse import quote

from flask import Flask
from sqlalchemy import select

from zz.access import Permission
from zz.accounts.models import Unit, User
from zz.db import db
from zz.voltage.access import visible_to
from zz.voltage.models import Area
from zz.web.finding import Hit, Source, matches, register


def areas(user: User, words: Sequence[str], most: int) -> list[Hit]:
    """Find areas by name, code, pinyin, initials."""
    query = (
        select(Area.code, Area.name, Unit.name.label("station"))
        .join(Unit, Unit.id == Area.station_id)
        .where(visible_to(user), matches(Area.search, words))
        .order_by(Area.code)
        .limit(most)
    )
    rows = db.session.execute(query)
    return [Hit(one.name, f"{one.code} · {one.station}", f"/voltage/areas/{quote(one.code, safe='')}") for one in rows]


def init_app(app: Flask) -> None:
    """Register the kind."""
    register(app, Source("台区", (Permission.VOLTAGE_READ,), areas))
