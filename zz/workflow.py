"""Flow tables: which action leads from which state to which; the only place that assigns a state."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class InvalidTransition(Exception):
    """`action` does not lead out of the state the subject is in."""

    def __init__(self, flow: "Flow", state: StrEnum, action: StrEnum) -> None:
        self.flow, self.state, self.action = flow, state, action
        super().__init__(f"{flow.name}: {action} from {state}")

    @property
    def sentence(self) -> str:
        """Say in Chinese what cannot be done and why."""
        state = getattr(self.state, "label", str(self.state))
        action = getattr(self.action, "label", str(self.action))
        return f"当前状态为“{state}”，不能{action}。"


@dataclass(frozen=True)
class Flow:
    """One state machine: `table` maps (state, action) to the next state, `attribute` holds the state on a subject."""

    name: str
    attribute: str
    table: Mapping[tuple[StrEnum, StrEnum], StrEnum]

    def can(self, subject: Any, action: StrEnum) -> bool:
        """Tell whether `action` leads out of the subject's state."""
        return (getattr(subject, self.attribute), action) in self.table

    def actions(self, subject: Any) -> list[StrEnum]:
        """Return the actions that lead out of the subject's state, in table order."""
        state = getattr(subject, self.attribute)
        return [action for start, action in self.table if start == state]

    def move(self, subject: Any, action: StrEnum) -> StrEnum:
        """Put the subject into its next state and return that state.

        Raises:
            InvalidTransition: the table has no such row.
        """
        state = getattr(subject, self.attribute)
        if (state, action) not in self.table:
            raise InvalidTransition(self, state, action)
        target = self.table[state, action]
        setattr(subject, self.attribute, target)
        return target

    def diagram(self) -> str:
        """Draw the table as a Mermaid state diagram with Chinese labels."""
        lines = ["stateDiagram-v2"]
        states = dict.fromkeys([*(s for s, _ in self.table), *self.table.values()])
        lines += [f"    {s} : {getattr(s, 'label', s)}" for s in states]
        lines += [f"    {s} --> {t} : {getattr(a, 'label', a)}" for (s, a), t in self.table.items()]
        return "\n".join(lines)
