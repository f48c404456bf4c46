"""Every route for every account ends as the matrix says; no page fails, writes, or is invalid HTML."""

from collections.abc import Callable

import pytest

from tests.browser.quality import invalid
from tests.conftest import Installation
from tests.walk import steps
from tests.walk.walking import Walk, Walker, shape
from tests.walk.world import ROLES

on_sqlite = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
on_postgresql = pytest.mark.parametrize("engine", ["postgresql"], indirect=True)


def differing(walk: Walk, role: str) -> list[str]:
    """Return where a walk did not end as the matrix says."""
    matrix = steps.read()
    return [
        f"{' '.join(key)}: {found}, not {matrix[key][role]}"
        for key, found in walk.outcomes.items()
        if key in matrix and found != matrix[key][role]
    ]


_checked: set[int] = set()


def invalid_of(walk: Walk) -> list[str]:
    """Return what is invalid among the pages whose like no walk of this process has met before."""
    fresh = {number: name for name, html in walk.pages.items() if (number := shape(html)) not in _checked}
    _checked.update(fresh)
    return invalid({name: walk.pages[name] for name in fresh.values()}) if fresh else []


@on_sqlite
def test_every_route_has_a_row(installation: Installation) -> None:
    """A new route: `python -m tests.walk` adds its rows, and you read what they say."""
    walked = {step.key for step in steps.steps(installation.app)}
    assert sorted(walked ^ set(steps.read())) == []


@on_sqlite
@pytest.mark.parametrize("role", ROLES)
def test_pages(walker: Callable[[str], Walker], role: str) -> None:
    walk = walker(role).get_all()
    assert walk.wrong == []
    assert differing(walk, role) == []
    assert invalid_of(walk) == []


@on_postgresql
@pytest.mark.parametrize("role", ["centre", "bureau", "owner", "security"])
def test_pages_on_the_other_engine(walker: Callable[[str], Walker], role: str) -> None:
    walk = walker(role).get_all()
    assert walk.wrong == []
    assert differing(walk, role) == []


@on_sqlite
@pytest.mark.parametrize("role", ROLES)
def test_forms(walker: Callable[[str], Walker], role: str) -> None:
    walk = walker(role).post_all()
    assert walk.wrong == []
    assert differing(walk, role) == []
    assert invalid_of(walk) == []


@on_sqlite
@pytest.mark.parametrize("role", ["stranger", "centre", "owner2", "security"])
def test_no_form_goes_without_its_token(walker: Callable[[str], Walker], installation: Installation, role: str) -> None:
    installation.app.config["WTF_CSRF_ENABLED"] = True
    assert walker(role).post_all_without_token() == []
