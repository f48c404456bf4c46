"""Walking: one account asks for every step; what is answered and what is written is noted."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import event
from werkzeug.test import TestResponse

from tests.conftest import Installation
from tests.walk.steps import Key, Step, outcome, steps
from tests.walk.world import World, client_of
from zz.db import db

SNAPSHOT = "walk"
WRITES = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)')
# A part is judged as it stands in a page: a row in a table, a line in a list.
BEFORE = '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>部分</title></head><body>'
AROUND = {"<tr": ("<table><tbody><tr>{cells}</tr>", "</tbody></table>"), "<li": ("<ul>", "</ul>")}
WORDS = re.compile(r"(?<!<time>)(?<=>)[^<]+|\d+|value=\"[^\"]*\"|content=\"[^\"]*\"")
HARMLESS = {"access_log", "auth_session", "enrolment_reading"}  # a denial, a session in use, who was shown a paper


def whole(html: str) -> str:
    """Return a page as it is, a part within a page."""
    text = html.strip()
    if text.lower().startswith("<!doctype"):
        return html
    opening, closing = AROUND.get(text[:3], ("", ""))
    wide = max(map(int, re.findall(r'colspan="(\d+)"', text)), default=1)
    return f"{BEFORE}{opening.format(cells='<td></td>' * wide)}{text}{closing}</body></html>"


def shape(html: str) -> int:
    """Return a number for what the checker sees in a page: its tags, without words, figures and repeated lines."""
    return hash(tuple(dict.fromkeys(WORDS.sub("", line) for line in html.splitlines())))


@dataclass
class Walk:
    """What one account met. `pages`: whole HTML pages by name; `wrong`: what must never be."""

    outcomes: dict[tuple[str, str, str], str] = field(default_factory=dict)
    pages: dict[str, str] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    def note(self, name: str, response: TestResponse, written: set[str]) -> None:
        """Look at one answer."""
        if response.status_code >= 500:
            self.wrong.append(f"{name}: {response.status_code}")
        if name.startswith("GET") and written - HARMLESS:
            self.wrong.append(f"{name} writes {written - HARMLESS}")
        if response.mimetype == "text/html" and response.data and not response.location:
            self.pages[name] = whole(response.text)


@dataclass
class Walker:
    """Walks as one account over the kept demonstration, which is brought back after every change.

    `but`: the steps that are left out.
    """

    installation: Installation
    world: World
    role: str
    but: frozenset[Key] = frozenset()
    written: set[str] = field(default_factory=set)

    @property
    def client(self) -> FlaskClient:
        return client_of(self.installation, self.world.cookies.get(self.role))

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Note in `written` which tables are written."""

        def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            if match := WRITES.match(statement):
                self.written.add(match[1])

        with self.installation.app.app_context():
            engine = db.engine
        event.listen(engine, "before_cursor_execute", note)
        try:
            yield
        finally:
            event.remove(engine, "before_cursor_execute", note)

    def ask(self, method: str, path: str, **options: Any) -> TestResponse:
        """Send one request; `written` tells afterwards what it wrote."""
        self.written.clear()
        return self.client.open(path, method=method, buffered=True, **options)

    def get_all(self) -> Walk:
        """Ask for every page and, where there is one, its part."""
        walk = Walk()
        with self.watched():
            for step in self._steps("GET"):
                path = step.path(self.world.ids)
                response = self.ask("GET", path)
                walk.outcomes[step.key] = outcome(response)
                walk.note(f"GET {path}", response, self.written)
                if response.status_code == 200 and response.mimetype == "text/html":
                    part = self.ask("GET", path, headers={"HX-Request": "true"})
                    walk.note(f"GET {path} HX", part, self.written)
        return walk

    def post_all(self) -> Walk:
        """Post every form with none of its fields filled, over an unchanged database."""
        walk = Walk()
        with self.watched():
            for step in self._steps("POST"):
                path = step.path(self.world.ids)
                response = self.ask("POST", path, data={"nothing": "1"})
                walk.outcomes[step.key] = outcome(response)
                walk.note(f"POST {path}", response, self.written)
                if self.written - {"access_log"}:
                    self.installation.release()
                    self.installation.store.reset(SNAPSHOT)
        return walk

    def post_all_without_token(self) -> list[str]:
        """Return the steps that are not refused for want of a token."""
        asked = ((step, self.ask("POST", step.path(self.world.ids))) for step in self._steps("POST"))
        return [f"{step.address}: {response.status_code}" for step, response in asked if response.status_code != 400]

    def _steps(self, method: str) -> list[Step]:
        found = steps(self.installation.app)
        return [step for step in found if step.method == method and step.key not in self.but]
