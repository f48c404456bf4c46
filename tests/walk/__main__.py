"""`python -m tests.walk`: write matrix.csv anew from what the program does; review the difference, then commit it."""

import sys
import tempfile
from collections import defaultdict
from pathlib import Path

from tests.conftest import MORNING, install
from tests.databases import SqliteStore
from tests.walk import steps, world
from tests.walk.walking import SNAPSHOT, Walker
from zz import clock


def main() -> None:
    """Walk as everybody."""
    found: dict[steps.Key, dict[str, str]] = defaultdict(dict)
    with tempfile.TemporaryDirectory() as name, clock.frozen(MORNING):
        folder = Path(name)
        installation = install(SqliteStore(folder), folder / "instance")
        built = world.build(installation, SNAPSHOT)
        for role in world.ROLES:
            walker = Walker(installation, built, role)
            for walk in (walker.get_all(), walker.post_all()):
                sys.stderr.writelines(f"{role} {line}\n" for line in walk.wrong)
                for key, outcome in walk.outcomes.items():
                    found[key][role] = outcome
    steps.write(found)


if __name__ == "__main__":
    main()
