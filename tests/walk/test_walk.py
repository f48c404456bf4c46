"""Every route for every account ends as the matrix says; no page fails, writes, or is invalid HTML."""

from collections.abc import Callable, Iterable

import pytest

from tests.browser.quality import invalid
from tests.conftest import Installation
from tests.walk import steps
from tests.walk.walking import Walk, Walker, shape
from tests.walk.world import ROLES

on_sqlite = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
on_postgresql = pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
# Some accounts at a time: the HTML checker starts slowly, so it is started once for each of these.
ACCOUNTS = [ROLES[start : start + 6] for start in range(0, len(ROLES), 6)]


def together(accounts: Iterable[str]) -> str:
    return "-".join(accounts)


def differing(walk: Walk, role: str) -> list[str]:
    """Return where a walk did not end as the matrix says."""
    matrix = steps.read()
    return [
        f"{' '.join(key)}: {found} for {role}, not {matrix[key][role]}"
        for key, found in walk.outcomes.items()
        if key in matrix and found != matrix[key][role]
    ]


def fresh(walks: Iterable[tuple[str, Walk]]) -> dict[str, str]:
    """Return the pages by name, one of each shape."""
    found = {shape(html): (f"{role} {name}", html) for role, walk in walks for name, html in walk.pages.items()}
    return dict(found.values())


@on_sqlite
def test_every_route_has_a_row(installation: Installation) -> None:
    """A new route: `python -m tests.walk` adds its rows, and you read what they say."""
    walked = {step.key for step in steps.steps(installation.app)}
    assert sorted(walked ^ set(steps.read())) == []


@on_sqlite
@pytest.mark.parametrize("accounts", ACCOUNTS, ids=together)
def test_pages_and_forms(walker: Callable[[str], Walker], accounts: tuple[str, ...]) -> None:
    walks = [(role, walk) for role in accounts for walk in (walker(role).get_all(), walker(role).post_all())]
    assert [f"{role} {line}" for role, walk in walks for line in walk.wrong] == []
    assert [line for role, walk in walks for line in differing(walk, role)] == []
    assert invalid(fresh(walks)) == []


@on_postgresql
def test_pages_on_the_other_engine(walker: Callable[[str], Walker]) -> None:
    """Together, so that one process loads the demonstration into PostgreSQL, and no other."""
    walks = [(role, walker(role).get_all()) for role in ("centre", "bureau", "owner", "security")]
    assert [f"{role} {line}" for role, walk in walks for line in walk.wrong] == []
    assert [line for role, walk in walks for line in differing(walk, role)] == []


@on_sqlite
@pytest.mark.parametrize("role", ["stranger", "centre", "owner2", "security"])
def test_no_form_goes_without_its_token(walker: Callable[[str], Walker], installation: Installation, role: str) -> None:
    installation.app.config["WTF_CSRF_ENABLED"] = True
    assert walker(role).post_all_without_token() == []
