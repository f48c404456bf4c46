"""Local rules: declared in code with a default, changed as versioned rows with validity, who and why."""

from zz.rules.definitions import Column, Definition, Kind, define, definition, grouped
from zz.rules.kinds import Unacceptable
from zz.rules.models import Rule
from zz.rules.operations import change_rule, on_change, take_back, take_up
from zz.rules.queries import history, value

__all__ = [
    "Column", "Definition", "Kind", "Rule", "Unacceptable", "change_rule", "define", "definition", "grouped",
    "history", "on_change", "take_back", "take_up", "value",
]  # fmt: skip
