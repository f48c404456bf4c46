"""Enums whose members own their Chinese label."""

from enum import StrEnum
from typing import Self


class LabelledEnum(StrEnum):
    """A StrEnum declared as `NAME = "value", "标签"`."""

    label: str

    def __new__(cls, value: str, label: str = "") -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member

    @classmethod
    def options(cls) -> list[tuple[str, str]]:
        """Return (value, label) pairs in the order of declaration: for a form."""
        return [(member.value, member.label) for member in cls]

    @classmethod
    def by_label(cls, text: str) -> "Self | None":
        """Return the member whose label is `text`."""
        return next((member for member in cls if member.label == text), None)
