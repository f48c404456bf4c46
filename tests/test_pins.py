"""Every package that an installation brings has an exact version, named in requirements*.txt or constraints.txt."""

import re
from collections.abc import Iterator
from importlib.metadata import requires
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent


def named(file: str) -> list[Requirement]:
    lines = (ROOT / file).read_text(encoding="utf-8").splitlines()
    return [Requirement(line) for line in lines if re.match(r"\w", line)]


def brought(requirement: Requirement) -> Iterator[Requirement]:
    """Yield what an installed package asks for on this machine, with the extras that were asked of it."""
    for line in requires(requirement.name) or ():
        found = Requirement(line)
        if found.marker is None or any(found.marker.evaluate({"extra": e}) for e in ("", *requirement.extras)):
            yield found


def test_every_package_has_one_exact_version() -> None:
    asked = named("requirements.txt") + named("requirements-dev.txt")
    pins = asked + named("constraints.txt")
    assert [str(pin) for pin in pins if not re.fullmatch(r"==[\w.]+", str(pin.specifier))] == []
    pinned = [canonicalize_name(pin.name) for pin in pins]
    assert len(pinned) == len(set(pinned))
    waiting, seen = list(asked), set[str]()
    while waiting:
        requirement = waiting.pop()
        name = str(canonicalize_name(requirement.name)) + str(sorted(requirement.extras))
        if name not in seen:
            seen.add(name)
            waiting += brought(requirement)
            assert canonicalize_name(requirement.name) in pinned, f"{requirement.name} is not in constraints.txt"
