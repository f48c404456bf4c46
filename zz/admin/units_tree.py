"""Rows of a tree in the order in which it is read: each parent, then its children by name."""

from collections.abc import Iterable, Iterator
from typing import Any


def in_tree_order(rows: Iterable[Any]) -> Iterator[tuple[int, Any]]:
    """Yield (depth, row) of every row, depth from 0; a row whose parent is not among them stands at the top."""
    found = list(rows)
    known = {row.id for row in found}
    children: dict[Any, list[Any]] = {}
    for row in sorted(found, key=lambda row: (row.name, row.id)):
        children.setdefault(row.parent_id if row.parent_id in known else None, []).append(row)
    waiting = [(0, row) for row in reversed(children.get(None, []))]
    while waiting:
        depth, row = waiting.pop()
        yield depth, row
        waiting += [(depth + 1, child) for child in reversed(children.get(row.id, []))]
