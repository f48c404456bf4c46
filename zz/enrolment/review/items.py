"""What a review can ask for again: the papers that the policy wants, and the fields of the form."""

from collections.abc import Sequence
from datetime import date

from zz.enrolment.requests import fields, papers
from zz.enrolment.requests.models import EnrolmentRequest

PAPER, FIELD = "paper:", "field:"


def options(request: EnrolmentRequest, on: date) -> list[tuple[str, str]]:
    """Return (key, label) of everything that can be ticked: papers first, those that are missing marked."""
    missing = {kind.id for kind in papers.missing(request, on)}
    wanted = [
        (f"{PAPER}{kind.code}", f"{kind.name}（未交）" if kind.id in missing else kind.name)
        for kind in papers.required(request, on)
    ]
    return [*wanted, *((f"{FIELD}{key}", label) for key, label in fields.LABELS.items())]


def labels(request: EnrolmentRequest, keys: Sequence[str], on: date) -> list[str]:
    """Return what the ticked items are called."""
    offered = {key: label.removesuffix("（未交）") for key, label in options(request, on)}
    return [offered[key] for key in keys if key in offered]
