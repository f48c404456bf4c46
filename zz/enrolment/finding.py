"""What the enrolment desk lets be found: schools. A child is never found here."""

from collections.abc import Sequence

from flask import Flask
from sqlalchemy import select

from zz.access import Permission
from zz.accounts.models import User
from zz.db import db
from zz.enrolment.models import School
from zz.enrolment.school_queries import PATH
from zz.web.finding import Hit, Source, matches, register


def schools(user: User, words: Sequence[str], most: int) -> list[Hit]:
    """Find schools by name, address, catchment, pinyin, initials; they are published."""
    query = select(School).where(School.active, matches(School.search, words)).order_by(School.name).limit(most)
    return [
        Hit(one.name, f"{one.ownership.label} · {'、'.join(stage.label for stage in one.stages)}", f"{PATH}/{one.id}")
        for one in db.session.scalars(query)
    ]


def init_app(app: Flask) -> None:
    """Register the kind."""
    register(app, Source("学校", (Permission.ENROLMENT_DESK_READ,), schools))
