"""Large installations, made by bulk inserts: a county with its units and people, and any number of projects."""

import random
import tempfile
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet
from flask import Flask
from sqlalchemy import insert, select

from zz import clock, create_app, schema
from zz.accounts.models import Membership, Unit, User
from zz.accounts.roles import Role, UnitKind
from zz.db import db
from zz.problems import kinds
from zz.problems.models import Problem, ProblemKind
from zz.problems.vocabulary import ProblemState, Source, Urgency
from zz.projects.models import Project, ProjectYear
from zz.projects.naming import search_text
from zz.projects.vocabulary import Activity, InvestmentType, Level, Light, Stage, YearCategory

MORNING = datetime(2023, 9, 14, 1, tzinfo=UTC)
CHUNK = 10_000
TOWNSHIPS, BUREAUS, PEOPLE = 25, 20, 40
INDUSTRIES = ("先进制造", "现代农业", "交通", "水利", "能源", "社会事业", "文旅", "城市建设", "电子信息", "新材料")


def new_app(folder: Path, **settings: Any) -> Flask:
    """Create an application over a SQLite database in `folder`, as a real installation has it."""
    folder.mkdir(parents=True, exist_ok=True)
    defaults = {
        "SECRET_KEY": "for measurements only", "FIELD_KEY": Fernet.generate_key().decode(), "INSTANCE": folder,
        "SQLALCHEMY_DATABASE_URI": f"sqlite:///{folder / 'zz.db'}",
    }  # fmt: skip
    return create_app(defaults | settings)


def installation(projects: int = 0) -> Flask:
    """Return an application over a migrated database in a folder of its own, with a county of `projects`."""
    app = new_app(Path(tempfile.mkdtemp(prefix="zz-bench-")))
    with app.app_context(), clock.frozen(MORNING):
        schema.upgrade()
        county()
        for start in range(0, projects, CHUNK):
            rows = list(project_rows(start, min(start + CHUNK, projects)))
            db.session.execute(insert(Project), rows)
            db.session.execute(insert(ProjectYear), [year_row(row) for row in rows])
            db.session.commit()
        problems(projects)
        db.session.execute(db.text("ANALYZE"))
        db.session.commit()
    return app


def problems(projects: int) -> None:
    """Report a problem on every fiftieth project; a third of them are written off."""
    kinds.seed()
    kind = db.session.scalars(select(ProblemKind.id).order_by(ProblemKind.id)).first()
    rows = [
        {
            "ledger_id": 1, "project_id": number, "kind_id": kind, "title": f"第{number}件",
            "source": next(iter(Source)),
            "urgency": next(iter(Urgency)), "reported_by_id": 1, "reported_at": MORNING, "assigner": "c1:centre",
            "state": ProblemState.OPEN if number % 3 else ProblemState.WRITTEN_OFF,
        }
        for number in range(1, projects + 1, 50)
    ]  # fmt: skip
    if rows:
        db.session.execute(insert(Problem), rows)
    db.session.commit()


def county() -> None:
    """Add the units and people of a county: unit 1 is its root, user 1 (`centre`) works for all of it."""
    units = [(UnitKind.CITY, "醴陵市"), (UnitKind.PARK, "经济开发区")]
    units += [(UnitKind.TOWNSHIP, f"第{n}镇") for n in range(TOWNSHIPS)]
    units += [(UnitKind.BUREAU, f"第{n}局") for n in range(BUREAUS)]
    for number, (kind, name) in enumerate(units, 1):
        path = "/1/" if number == 1 else f"/1/{number}/"
        db.session.add(Unit(id=number, kind=kind, name=name, path=path, parent_id=None if number == 1 else 1))
    db.session.flush()
    for number in range(1, PEOPLE + 1):
        role = Role.CENTRE if number == 1 else Role.COMMISSIONER
        user = User(
            id=number, username=role.value if number == 1 else f"user{number}", name=f"某{number}", password_hash="!",
            password_changed_at=MORNING, must_change_password=False, created_at=MORNING,
        )  # fmt: skip
        user.memberships.append(Membership(unit_id=1, role=role))
        db.session.add(user)
    bureau = User(
        id=PEOPLE + 1, username="bureau", name="某局", password_hash="!", password_changed_at=MORNING,
        must_change_password=False, created_at=MORNING,
    )  # fmt: skip
    bureau.memberships.append(Membership(unit_id=TOWNSHIPS + 3, role=Role.BUREAU))
    db.session.add(bureau)
    db.session.commit()


def project_rows(start: int, stop: int) -> Iterator[dict[str, Any]]:
    """Yield rows of projects, the same ones at every run: most of them under construction, one in fifty a child."""
    chance = random.Random(start)
    for number in range(start + 1, stop + 1):
        name, owner = f"第{number}号重点建设项目一期工程", f"醴陵市第{number % 997}建设有限公司"
        plan = Decimal(chance.randrange(1_000, 90_000))
        done = (plan * chance.randrange(0, 120) / 100).quantize(Decimal("0.01"))
        lag = int(6667 - done * 10_000 / plan)
        light = Light.RED if lag > 3000 else Light.YELLOW if lag > 1000 else Light.GREEN
        stage = chance.choice([*Stage, *[Stage.UNDER_CONSTRUCTION] * 6])
        yield {
            "id": number, "code": f"2301-430281-04-01-{number:06}", "name": name, "name_key": name,
            "search": search_text(name, f"2301-430281-04-01-{number:06}", owner), "level": chance.choice(list(Level)),
            "investment_type": chance.choice(list(InvestmentType)), "industry": chance.choice(INDUSTRIES),
            "total_investment": plan * 3, "invested_before": Decimal(0), "owner_name": owner,
            "planned_start": date(2022, 1, 1) + timedelta(days=chance.randrange(900)),
            "planned_finish": date(2025, 6, 1),
            "actual_start": date(2022, 8, 1), "physical_progress": "主体结构施工至三层，设备基础浇筑完成" * 2,
            "next_step": "钢结构吊装", "content": "新建厂房及配套设施" * 4, "stage": stage,
            "actual_finish": date(2023, 6, 1) if stage == Stage.COMPLETED else None, "activity": Activity.ACTIVE,
            "light": light, "light_reason": f"滞后序时 {lag / 100:.1f} 个百分点" if lag > 0 else "", "list_year": 2023,
            "year_category": YearCategory.CONTINUED, "annual_plan": plan, "year_to_date": done, "cumulative": done,
            "lag": lag, "last_visit_on": date(2023, 9, 1) - timedelta(days=chance.randrange(60)), "ledger_id": 1,
            "responsible_unit_id": chance.randrange(TOWNSHIPS + 3, TOWNSHIPS + BUREAUS + 3),
            "township_id": chance.randrange(3, TOWNSHIPS + 3), "park_id": 2 if number % 5 == 0 else None,
            "commissioner_id": chance.randrange(2, PEOPLE + 1),
            "parent_id": number - 1 if number % 50 == 0 else None, "created_at": MORNING, "updated_at": MORNING,
        }  # fmt: skip


def year_row(project: dict[str, Any]) -> dict[str, Any]:
    """Return the project's place in the list of 2023."""
    return {
        "project_id": project["id"], "year": 2023, "category": project["year_category"],
        "annual_plan": project["annual_plan"], "year_to_date": project["year_to_date"], "lag": project["lag"],
    }  # fmt: skip
