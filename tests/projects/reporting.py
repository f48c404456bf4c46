"""Reports from a site: a county, its people, and what they send."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from tests.builders import make_project, make_unit, make_user
from zz.accounts.models import Unit, User
from zz.accounts.roles import Role, UnitKind
from zz.db import db
from zz.journal.models import Event
from zz.projects.models import Project, ProjectYear
from zz.projects.records import MonthlyFigure
from zz.projects.vocabulary import FigureState, YearCategory

LOCKED = datetime(2023, 9, 5, 2, tzinfo=UTC)
KEY = "0123456789abcdef0123456789abcdef"
SignIn = Callable[[FlaskClient, str], None]


@dataclass(frozen=True)
class Desk:
    """A project of a county with everybody who reports on it."""

    project: Project
    county: Unit
    commissioner: User
    owner: User
    bureau: User

    @property
    def path(self) -> str:
        return f"/projects/{self.project.id}/report"


def make_desk() -> Desk:
    """Make the county, its people and one project of this year's list."""
    county = make_unit(UnitKind.CITY)
    bureau, enterprise = make_unit(UnitKind.BUREAU, county), make_unit(UnitKind.ENTERPRISE, county)
    commissioner = make_user(Role.COMMISSIONER, county)
    project = make_project(
        ledger_id=county.id, commissioner_id=commissioner.id, responsible_unit_id=bureau.id,
        owner_unit_id=enterprise.id, total_investment=Decimal(50_000), physical_progress="已清表",
        next_step="打桩",
    )  # fmt: skip
    add_year(project, Decimal(20_000))
    people = make_user(Role.ENTERPRISE_OWNER, enterprise), make_user(Role.BUREAU, bureau)
    return Desk(project, county, commissioner, *people)


def add_year(project: Project, plan: Decimal) -> None:
    db.session.add(ProjectYear(project_id=project.id, year=2023, category=YearCategory.CONTINUED, annual_plan=plan))
    db.session.flush()


def add_figure(project: Project, month: int, invested: int, **columns: Any) -> MonthlyFigure:
    state = columns.pop("state", FigureState.CHECKED)
    figure = MonthlyFigure(
        project_id=project.id, year=2023, month=month, invested=Decimal(invested), state=state, **columns
    )
    db.session.add(figure)
    db.session.flush()
    return figure


def text(**fields: str) -> dict[str, str]:
    return {"client_key": KEY, "physical_progress": "主体封顶", "workers": "180", "next_step": "装修", **fields}


def money(invested: str = "400", **fields: str) -> dict[str, str]:
    return {"client_key": KEY, "month": "2023-09", "invested": invested, **fields}


def picture(taken: str | None = "2023:09:14 08:30:00", colour: str = "#456") -> bytes:
    exif = Image.Exif()
    if taken:
        exif.get_ifd(0x8769)[0x9003] = taken
        exif[0x0110] = "SECRET-CAMERA"
        exif.get_ifd(0x8825).update({1: "N", 2: (27.0, 39.0, 0.0), 3: "E", 4: (113.0, 29.0, 0.0)})
    stream = io.BytesIO()
    Image.new("RGB", (64, 48), colour).save(stream, "JPEG", exif=exif)
    return stream.getvalue()


def upload(client: FlaskClient, desk: Desk, content: bytes, **fields: Any) -> TestResponse:
    data = {"client_key": KEY, "photo": (io.BytesIO(content), "site.jpg"), **fields}
    return client.post(f"{desk.path}/photos", data=data)


def count(session: Session, model: Any) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


def verbs(session: Session) -> list[str]:
    return list(session.scalars(select(Event.verb).order_by(Event.id)))
