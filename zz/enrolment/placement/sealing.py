"""What is sealed before a round, the lots that follow from the seed, and the proof that a result came of them.

The sheet is the order, the seats and the children in one canonical text (JSON, sorted, UTF-8): the same rows give the
same bytes whatever the database returned first. The seal is SHA-256 over the seed and the sheet, a lot is the place of
a case's number among all of them by SHA-256 over the seed and the number: anybody can reckon both again.
"""

import json
import secrets
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Any

from zz.enrolment.placement.matching import Applicant, Cell, Result

Wishes = Sequence[tuple[int, Sequence[str]]]  # (school id, criteria met there), first wish first


def new_seed() -> str:
    """Return a seed that nobody can foresee: 32 hexadecimal digits."""
    return secrets.token_hex(16)


def lots(seed: str, keys: Iterable[str]) -> dict[str, int]:
    """Return the lot of each key, from 1 without gaps."""
    drawn = sorted(keys, key=lambda key: (sha256(f"{seed}\n{key}".encode()).digest(), key))
    return {key: number for number, key in enumerate(drawn, 1)}


def _canonical(content: Any) -> bytes:
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def sheet(
    order: Sequence[str], seats: Mapping[Cell, int], children: Mapping[str, tuple[int, Wishes]]
) -> bytes:  # fmt: skip
    """Return what is sealed: the criteria in order, the seats of each cell, (grade, wishes) of each child by key."""
    return _canonical(
        {
            "order": list(order),
            "seats": [[*cell, number] for cell, number in sorted(seats.items())],
            "children": [
                [key, grade, [[school, sorted(met)] for school, met in wishes]]
                for key, (grade, wishes) in sorted(children.items())
            ],
        }
    )


def mark(content: bytes) -> str:
    """Return what a list is checked by before the seed is known: 64 hexadecimal digits."""
    return sha256(content).hexdigest()


def seal(seed: str, content: bytes) -> str:
    """Return the seal of a sheet with its seed: 64 hexadecimal digits."""
    return sha256(seed.encode() + b"\n" + content).hexdigest()


def standing(order: Sequence[str], met: Iterable[str]) -> int:
    """Return where a child stands by criteria alone, 0 first: an earlier criterion outweighs all later ones."""
    has = frozenset(met)
    found = 0
    for code in order:
        found = found * 2 + (code not in has)
    return found


def applicant(key: str, grade: int, wishes: Wishes, order: Sequence[str]) -> Applicant:
    """Return a child as `matching` takes it."""
    return Applicant(key, grade, tuple((school, standing(order, met)) for school, met in wishes))


def outcome(results: Iterable[tuple[int, Result]]) -> bytes:
    """Return (lot, result) of every child in one canonical text: what a replay must give again, byte for byte."""
    rows = [
        [r.key, lot, r.school, r.wish, [[t.school, t.seats, t.place, t.asked] for t in r.turns]] for lot, r in results
    ]
    return _canonical(sorted(rows, key=lambda row: str(row[0])))
