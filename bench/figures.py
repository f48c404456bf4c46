"""Figures, their budgets, and how they are printed."""

import sys
from dataclasses import dataclass
from statistics import median
from typing import Any

_missed: list[str] = []


@dataclass(frozen=True)
class Figure:
    """What was measured and what it may be."""

    name: str
    value: float
    budget: float
    unit: str = ""
    note: str = ""

    def show(self) -> None:
        """Print it on one line, and remember it where it is missed."""
        held = self.value <= self.budget
        if not held:
            _missed.append(self.name)
        value = f"{self.value:.2f}{self.unit}" if self.unit in {"x", " s"} else f"{self.value:.1f}{self.unit}"
        note = f"   ({self.note})" if self.note else ""
        sys.stdout.write(
            f"{'ok  ' if held else 'MISS'} {self.name:<66} {value:>10} ≤ {self.budget:g}{self.unit}{note}\n"
        )
        sys.stdout.flush()


def p50(costs: list[dict[str, Any]], name: str) -> float:
    """Return the median of one cost."""
    return float(median(cost[name] for cost in costs))


def missed() -> list[str]:
    """Return the names of the figures that were missed."""
    return _missed
