"""What other packages of the desk add to the page of a case; the review knows none of them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from zz.enrolment.review.policy import Standing


@dataclass(frozen=True)
class CasePanel:
    """A panel beside the case: `template` draws `told` under the title."""

    id: str
    title: str
    template: str
    told: Any


Panels = Callable[[Standing], list[CasePanel]]

_panels: list[Panels] = []


def panels(function: Panels) -> None:
    """Register what stands beside a case, as its reader may see it (again for each application of a process)."""
    if function not in _panels:
        _panels.append(function)


def panels_of(s: Standing) -> list[CasePanel]:
    """Return every panel for the reader of a case."""
    return [panel for function in _panels for panel in function(s)]
