"""Choices of a form's field from (value, label) pairs, as WTForms wants them from 3.4 on."""

from collections.abc import Iterable
from typing import Any

from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are older


def choices(pairs: Iterable[tuple[str, str]]) -> list[Any]:
    """Return the choices of a radio, select or checkbox field."""
    return [SelectChoice(value, label) for value, label in pairs]
