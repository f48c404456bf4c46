"""The page of the form: fields with what was typed, what is still missing, the papers kind by kind."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from zz import clock
from zz.assignments.rows import day_words
from zz.enrolment.models import DocumentKind, School
from zz.enrolment.requests import checks, consent, filing, papers, rules
from zz.enrolment.requests.fields import BY_KEY, CHILD, EMPLOYEE, GUARDIAN, LABELS, RANKS
from zz.enrolment.requests.filing import Readiness
from zz.enrolment.requests.flow import CORRECTING
from zz.enrolment.requests.forms import RequestForm
from zz.enrolment.requests.models import EnrolmentRequest, RequestDocument

SECTIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("员工", tuple(f.key for f in EMPLOYEE)),
    ("孩子", tuple(f.key for f in CHILD)),
    ("监护人", tuple(f.key for f in GUARDIAN)),
    ("志愿", (*(f"school_{n}" for n in RANKS), "accept_any", "together")),
)
HINTS = {
    "id_number": "18 位，以户口簿为准",
    "registry_no": "字母 G 加身份证号，转学必填",
    "current_school": "未入学的留空，转学必填",
    "grade": "一、七年级和高一为起始年级，其余为转学插班",
    "needs_talk": "只登记需要面谈，不写原因",
    "employee_phone": "用于通知补正和结果",
    "address": "现在居住的地址",
    "accept_any": "志愿学校没有学位时，同意由教育局统筹安排",
}


@dataclass(frozen=True)
class Paper:
    """A kind of paper on the form: what must be seen on it, what is there, whether it is asked for."""

    kind: DocumentKind
    documents: Sequence[RequestDocument]
    asked: bool

    @property
    def missing(self) -> bool:
        """Whether it is asked for and not there."""
        return self.asked and not self.documents


@dataclass(frozen=True)
class FormPage:
    """Everything that the templates draw."""

    request: EnrolmentRequest
    form: RequestForm
    sections: Sequence[tuple[str, Sequence[str]]]
    hints: Mapping[str, str]
    ready: Readiness
    missing: list[tuple[str, str]]
    faults: list[tuple[str, str]]
    papers: list[Paper]
    correction: Any
    asked_again: list[tuple[str, str]]
    consent_text: str
    links: bool
    rule: str

    @property
    def correcting(self) -> bool:
        """Whether a review has asked for something."""
        return self.correction is not None

    @property
    def consented_on(self) -> str:
        """The day on which the guardian consented, in words."""
        consent = self.request.consent
        return day_words(clock.local(consent.given_at).date()) if consent else ""

    def sensitive(self, key: str) -> bool:
        """Tell whether a field is encrypted: a mask stands in its place."""
        return BY_KEY[key].sensitive

    @property
    def url(self) -> str:
        """The address of the form."""
        return f"/enrolment/requests/{self.request.id}/edit"


def build(
    request: EnrolmentRequest, form: RequestForm, schools: Mapping[int, School], items: Sequence[tuple[str, str]] = ()
) -> FormPage:  # fmt: skip
    """Return the page; `items` are the words of what a review has ticked, with their places."""
    on = clock.today()
    ready = filing.readiness(request, schools, on)
    wrong = checks.faults(request, schools, on)
    return FormPage(
        request, form, SECTIONS, HINTS, ready,
        [(key, LABELS[key]) for key in ready.problems if key not in wrong],
        [(key, f"{LABELS[key]}：{text}") for key, text in wrong.items()],
        kinds(request), request.correction if request.state in CORRECTING else None, list(items),
        consent.wording(request.park_id)[1], rules.links_allowed(), transfer_words(request),
    )  # fmt: skip


def kinds(request: EnrolmentRequest) -> list[Paper]:
    """Return the papers in the order of the policy, then what was handed in or asked for besides."""
    asked = papers.required(request, clock.today())
    there: dict[int, list[RequestDocument]] = {}
    for document in request.documents:
        there.setdefault(document.kind_id, []).append(document)
    ids = {kind.id for kind in asked}
    besides = [kind for kind in papers.kinds() if kind.id not in ids]
    more = [kind for kind in besides if kind.id in there or _ticked(request, kind) or papers.of_consent(request, kind)]
    return [
        *(Paper(kind, there.get(kind.id, []), asked=True) for kind in asked),
        *(Paper(kind, there.get(kind.id, []), asked=_ticked(request, kind)) for kind in more),
    ]


def _ticked(request: EnrolmentRequest, kind: DocumentKind) -> bool:
    correction = request.correction
    return correction is not None and f"paper:{kind.code}" in correction.items


def transfer_words(request: EnrolmentRequest) -> str:
    """Return how the child comes in, in words; "" before the grade is known."""
    return f"{request.term.name} · {request.admission.label}" if request.admission else request.term.name
