"""Filling a request in from typed texts: what can be read goes to its column, the rest is kept (encrypted) as typed.

So a half-filled form survives a closed browser, and nothing that is right has to be typed twice. A sensitive field that
comes empty is left as it is, because forms never send what is stored.
"""

import json
from collections.abc import Mapping
from typing import Any

from zz.enrolment.requests import identity
from zz.enrolment.requests.fields import BY_KEY, LABELS, RANKS, Schools, plain, read
from zz.enrolment.requests.models import EnrolmentRequest, Preference
from zz.sheets.values import CellError
from zz.spelling import search_lines, spellings

LONGEST = 200


def typed_of(request: EnrolmentRequest) -> dict[str, str]:
    """Return the texts that could not be read, by field."""
    return dict(json.loads(request.typed)) if request.typed else {}


def fill(request: EnrolmentRequest, texts: Mapping[str, str], schools: Schools) -> list[str]:
    """Take the texts of fields that were sent; return the labels of those that now hold something else."""
    kept, changed = typed_of(request), []
    wishes = {p.rank: p.school_id for p in request.preferences}
    for key in (key for key in BY_KEY if key in texts):
        text = plain(texts[key])[:LONGEST]
        if BY_KEY[key].sensitive and not text:
            continue
        before = kept.pop(key, None)
        try:
            value = read(key, text, schools)
        except CellError:
            kept[key] = text
            changed += [LABELS[key]] if before != text else []
            continue
        if _put(request, wishes, key, value) or before is not None:
            changed.append(LABELS[key])
    request.typed = json.dumps(kept, ensure_ascii=False) if kept else None
    _wish(request, wishes)
    derive(request)
    return changed


def _put(request: EnrolmentRequest, wishes: dict[int, int], key: str, value: Any) -> bool:
    """Set a field; tell whether it is another value than before."""
    if not key.startswith("school_"):
        same = getattr(request, key) == value
        if not same:
            setattr(request, key, value)
        return not same
    rank = int(key.removeprefix("school_"))
    before = wishes.pop(rank, None)
    if value is not None:
        wishes[rank] = value
    return bool(before != value)


def _wish(request: EnrolmentRequest, wishes: Mapping[int, int]) -> None:
    """Let the preferences be `wishes` (rank → school id); rows that stay are kept."""
    for preference in list(request.preferences):
        if wishes.get(preference.rank) != preference.school_id:
            request.preferences.remove(preference)
    there = {p.rank for p in request.preferences}
    for rank in (rank for rank in RANKS if rank in wishes and rank not in there):
        request.preferences.append(Preference(rank=rank, school_id=wishes[rank]))


def hashes(row: Any) -> dict[str, str | None]:
    """Return the hashes that a request, or a row of its columns, is found again by."""
    return {
        "child_hash": identity.person_hash(row.id_number),
        "guardian_hash": identity.person_hash(row.guardian_id),
        "employee_hash": identity.employee_hash(row.enterprise_id, row.employee_name, row.employee_phone),
    }


def derive(request: EnrolmentRequest) -> None:
    """Set what follows from the fields: hashes for equality, and the text that the entitled search."""
    for key, value in hashes(request).items():
        setattr(request, key, value)
    names = [name for name in (request.child_name, request.employee_name, request.guardian_name) if name]
    request.search = search_lines(*names, *(spelt for name in names for spelt in spellings(name)))
