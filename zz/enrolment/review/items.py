"""What a review can ask for again: the papers that the policy wants, and the fields of the form."""

from collections.abc import Sequence
from datetime import date

from zz.enrolment.requests import fields, papers
from zz.enrolment.requests.models import EnrolmentRequest

PAPER, FIELD = "paper:", "field:"


def options(request: EnrolmentRequest, on: date) -> list[tuple[str, str]]:
    """Return (key, label) of everything that can be ticked: papers first, those that are missing marked."""
    there, required = {document.kind_id for document in request.documents}, papers.required(request, on)
    required += [kind for kind in papers.kinds() if kind not in required and papers.of_consent(request, kind)]
    wanted = [(f"{PAPER}{kind.code}", kind.name if kind.id in there else f"{kind.name}（未交）") for kind in required]
    return [*wanted, *((f"{FIELD}{key}", label) for key, label in fields.LABELS.items())]


def labels(request: EnrolmentRequest, keys: Sequence[str], on: date) -> list[str]:
    """Return what the ticked items are called."""
    offered = {key: label.removesuffix("（未交）") for key, label in options(request, on)}
    return [offered[key] for key in keys if key in offered]
