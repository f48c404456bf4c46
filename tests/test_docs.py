"""What the documents say of the code is true."""

import re
from pathlib import Path

from tools.flows import document

ROOT = Path(__file__).resolve().parent.parent


def test_the_diagrams_are_those_of_the_flow_tables() -> None:
    assert (ROOT / "docs/flows.md").read_text(encoding="utf-8") == document(), (
        "run: python -m tools.flows > docs/flows.md"
    )


def test_the_map_names_every_package_and_nothing_else() -> None:
    text = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    named = set(re.findall(r"^\| `zz/([a-z_]+)(?:/|\.py)` ", text, re.MULTILINE))
    there = {p.stem for p in (ROOT / "zz").iterdir() if p.suffix == ".py" or (p / "__init__.py").exists()}
    assert named == there - {"__init__"}


def test_every_decision_says_context_decision_and_consequences() -> None:
    pages = sorted((ROOT / "docs/decisions").glob("*.md"))
    assert [page.name[:4] for page in pages] == [f"{number:04}" for number in range(1, len(pages) + 1)]
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert re.match(r"\d{4}-[a-z0-9-]+\.md", page.name)
        assert all(word in text for word in ("Context", "Decision", "Consequences")), page.name
