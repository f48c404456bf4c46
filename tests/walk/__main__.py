"""`python -m tests.walk [--all]`: add rows for new routes to matrix.csv and drop those of old ones, or write all anew.

What is written is what the program does: review the difference, then commit it.
"""

import sys
import tempfile
from collections import defaultdict
from pathlib import Path

from tests.conftest import MORNING, install
from tests.databases import SqliteStore
from tests.walk import steps, world
from tests.walk.walking import SNAPSHOT, Walker
from zz import clock


def main(known: dict[steps.Key, dict[str, str]]) -> None:
    """Walk the steps that are not `known` as everybody."""
    found: dict[steps.Key, dict[str, str]] = defaultdict(dict)
    with tempfile.TemporaryDirectory() as name, clock.frozen(MORNING):
        folder = Path(name)
        installation = install(SqliteStore(folder), folder / "instance")
        there = {step.key for step in steps.steps(installation.app)}
        found.update({key: row for key, row in known.items() if key in there})
        built = world.build(installation, folder, SNAPSHOT)
        for role in world.ROLES:
            walker = Walker(installation, built, role, but=frozenset(known))
            for walk in (walker.get_all(), walker.post_all()):
                sys.stderr.writelines(f"{role} {line}\n" for line in walk.wrong)
                for key, outcome in walk.outcomes.items():
                    found[key][role] = outcome
    steps.write(found)


if __name__ == "__main__":
    main({} if "--all" in sys.argv else steps.read())
