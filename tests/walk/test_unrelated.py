"""The unrelated accounts see nothing of the first ones: in pages, parts, files, exports, searches and error texts."""

import html
import io
import re
import zipfile
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from tests.conftest import Installation
from tests.walk.steps import Step, steps
from tests.walk.walking import Walker
from tests.walk.world import FIRST, PROJECTS
from zz.accounts.models import User
from zz.assignments.models import Assignment
from zz.db import db
from zz.problems.models import Problem
from zz.projects.models import Project

SECOND_ONES = ("centre2", "bureau2", "owner2", "hr2", "school2", "station2")
TABLES = ("planning", "preliminary", "under-construction", "completed")
SEARCHES = (
    *(f"/projects/{table}{query}" for table in TABLES for query in ("?q=产业", "?activity=terminated", "?format=xlsx")),
    "/problems?q=土地", "/problems?format=xlsx", "/problems?state=all", "/inbox?box=followed", "/inbox?q=土地",
    "/inbox?format=xlsx", "/approvals?q=工期", "/approvals?box=all", "/permits?q=农业", "/permits?format=xlsx",
    "/projects/months/2023-8", "/projects/report", "/problems/new?project_id={project_id}",
    "/problems/same?project_id={project_id}&title=土地报批", "/projects/columns?stage=planning",
)  # fmt: skip


def text_of(response: TestResponse) -> str:
    """Return what a reader of an answer can find: a workbook and a document unpacked, a page without its escapes."""
    if response.data[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(response.data)) as parts:
            return html.unescape("\n".join(parts.read(name).decode("utf-8", "replace") for name in parts.namelist()))
    return html.unescape(response.get_data().decode("utf-8", "replace"))


def secrets(username: str) -> set[str]:
    """Return names of projects and titles of problems that are none of this account's business."""
    user = db.session.scalars(select(User).where(User.username == username)).one()
    units = [m.unit_id for m in user.memberships]
    worked = select(Problem.project_id).join(Assignment, Assignment.subject_id == Problem.id)
    helped = db.session.scalars(worked.where(Assignment.subject_type == "problem", Assignment.unit_id.in_(units))).all()
    projects = [
        p
        for p in db.session.scalars(select(Project))
        if p.id not in helped
        and not {p.responsible_unit_id, p.township_id, p.owner_unit_id, p.park_id}.intersection(units)
    ]
    problems = select(Problem.title).where(Problem.project_id.in_([p.id for p in projects]))
    return {p.name for p in projects} | set(db.session.scalars(problems))


def paths(walker: Walker) -> Iterator[str]:
    """Yield every address that names something of the first's, and the searches."""
    asked: list[Step] = [step for step in steps(walker.installation.app) if step.method == "GET"]
    yield from (step.path(walker.world.ids) for step in asked if step.group in ("", FIRST))
    yield from (search.format(**walker.world.ids[FIRST]) for search in SEARCHES)


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@pytest.mark.parametrize("username", SECOND_ONES)
def test_nothing_of_the_first(walker: Callable[[str], Walker], installation: Installation, username: str) -> None:
    one = walker(username)
    with installation.app.app_context():
        hidden = secrets(username)
    assert PROJECTS[FIRST] in hidden
    numbers = re.compile(rf"/projects/{one.world.ids[FIRST]['project_id']}\b")
    seen = []
    for path in paths(one):
        for headers in ({}, {"HX-Request": "true"}):
            text = text_of(one.ask("GET", path, headers=headers))
            seen += [f"{path}: {name}" for name in hidden if name in text]
            seen += [f"{path}: its number"] if numbers.search(text.replace(path, "")) else []
    assert seen == []


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@pytest.mark.parametrize("username", ["owner2", "centre2"])
def test_forms_say_nothing_of_the_first(
    walker: Callable[[str], Walker], installation: Installation, username: str
) -> None:
    one = walker(username)
    with installation.app.app_context():
        hidden = secrets(username)
    asked = [step for step in steps(installation.app) if step.method == "POST" and step.group == FIRST]
    answers = {
        step.address: text_of(one.ask("POST", step.path(one.world.ids), data={"nothing": "1"})) for step in asked
    }
    assert [f"{address}: {name}" for address, text in answers.items() for name in hidden if name in text] == []


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_the_first_finds_it(walker: Callable[[str], Walker]) -> None:
    one = walker("centre")
    for path in ("/projects/preliminary?q=产业", "/projects/preliminary?format=xlsx"):
        assert PROJECTS[FIRST] in text_of(one.ask("GET", path)), path
