"""Everything the page of a case shows, in a fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from zz import clock, rules
from zz.accounts.roles import UnitKind
from zz.assignments import holders
from zz.assignments.holders import Holder
from zz.db import db
from zz.enrolment.privacy import fields, readings
from zz.enrolment.privacy.fields import Group
from zz.enrolment.privacy.readings import Seen
from zz.enrolment.requests import access, duties, queries
from zz.enrolment.requests import papers as filed
from zz.enrolment.requests.flow import CORRECTING
from zz.enrolment.requests.models import Consent, Correction, EnrolmentRequest
from zz.enrolment.requests.vocabulary import RequestState as S
from zz.enrolment.review import items, policy, sockets
from zz.enrolment.review.acts import ACTS, Act
from zz.enrolment.review.models import Decision
from zz.enrolment.review.policy import Standing
from zz.enrolment.review.storyline import FIRM, Line, thread
from zz.enrolment.review.wording import NEXT, due_words, late_days, reminder, tone

OPEN = (S.DRAFT, S.PARK_REVIEW, S.EDUCATION_REVIEW)
MAIN = ("acceptance", "approval", "placement", "school-confirmation", "offer-confirmation", "arrival")


@dataclass(frozen=True)
class Paper:
    """A kind of paper: what was handed in of it, or that it is missing."""

    name: str
    files: Sequence[tuple[str, str]]  # label, address
    asked: bool = True


@dataclass(frozen=True)
class Button:
    """An act of the reader: a link to its form, or a button that does it."""

    slug: str
    act: Act
    url: str


@dataclass(frozen=True)
class CasePage:
    """The whole page."""

    request: EnrolmentRequest
    standing: Standing
    tone: str
    holder: str
    mine: bool
    due: tuple[str, str]
    late: bool
    next_step: str
    correction: Correction | None
    missing: list[str]
    reads_notes: bool
    groups: list[Group]
    full: bool
    may_open: bool
    papers: list[Paper]
    may_fetch: bool
    siblings: Sequence[EnrolmentRequest]
    duplicates: Sequence[EnrolmentRequest]
    decisions: Sequence[Decision]
    consents: list[str]
    lines: list[Line]
    seen: list[Seen] | None
    primary: Button | None
    beside: list[Button]
    edit_url: str
    list_url: str
    reminder: str
    minutes: int
    panels: list[sockets.CasePanel]


def load(s: Standing, today: date, *, full: bool = False) -> CasePage:
    """Return the page as the reader may see it; `full` where he has just given his reason."""
    request, current = s.request, s.request.current
    buttons = [Button(slug, act, f"/enrolment/requests/{request.id}/{slug}") for slug, act in _acts(s)]
    missing = missing_of(request, today)
    main = ("correction", *MAIN) if missing else MAIN
    primary = next((b for slug in main for b in buttons if b.slug == slug), None)
    holder = holder_words(s)
    return CasePage(
        request=request, standing=s, tone=tone(request), holder=holder, mine=s.holds, due=due_words(current, today),
        late=bool(late_days(current, today)), next_step=NEXT[request.state],
        correction=request.correction if request.state in CORRECTING else None, missing=missing,
        reads_notes=fields.opens(s.user),
        groups=fields.groups(request, s.user, named=s.named, full=full), full=full,
        may_open=fields.opens(s.user) and request.erased_at is None, papers=papers(request, today),
        may_fetch=readings.may_fetch(s.user, request.id), siblings=queries.siblings(s.user, request),
        duplicates=queries.duplicates(request) if s.work_group else (), decisions=_decisions(s), consents=_consents(s),
        lines=thread(s),
        seen=readings.of_request(request.id) if s.files else None, primary=primary,
        beside=[b for b in buttons if b is not primary], edit_url=edit_url(s), list_url=access.index(s.user),
        reminder=reminder(request, holder, missing, today) if current and not s.holds else "",
        minutes=int(rules.value("enrolment.privacy.minutes")), panels=sockets.panels_of(s),
    )  # fmt: skip


def _acts(s: Standing) -> list[tuple[str, Act]]:
    return [(slug, act) for slug, act in ACTS.items() if policy.can(s, act.action)]


def holder_words(s: Standing) -> str:
    """Return who has the case now, an enterprise by name only to those who may know it."""
    current = s.request.current
    if current is None:
        return ""
    if not s.named and current.holder == duties.family(s.request):
        return FIRM
    found = Holder.parse(current.holder)
    if found.scope == "u" and current.unit and current.unit.kind == UnitKind.SCHOOL and s.request.school:
        return s.request.school.name
    return holders.names([current.holder])[current.holder]


def missing_of(request: EnrolmentRequest, today: date) -> list[str]:
    """Return what is being asked for, else the papers that are not there yet while it still matters."""
    if request.state in CORRECTING and request.correction:
        return items.labels(request, request.correction.items, today)
    return [kind.name for kind in filed.missing(request, today)] if request.state in OPEN else []


def papers(request: EnrolmentRequest, today: date) -> list[Paper]:
    """Return the kinds of papers that are asked for, with what there is of each, then what was added besides."""
    asked = filed.required(request, today)
    found: dict[int, list[tuple[str, str]]] = {}
    for document in request.documents:
        if document.attachment.deleted_at is None:
            at = clock.local(document.attachment.uploaded_at)
            label = f"{at.month}月{at.day}日{'沿用上年' if document.carried else '上传'}"
            found.setdefault(document.kind_id, []).append((label, document.attachment.address))
    ids = {kind.id for kind in asked}
    more = {document.kind_id: document.kind.name for document in request.documents if document.kind_id not in ids}
    return [
        *(Paper(kind.name, found.get(kind.id, [])) for kind in asked),
        *(Paper(name, found[kind_id], asked=False) for kind_id, name in more.items() if kind_id in found),
    ]


def _consents(s: Standing) -> list[str]:
    """Return who has consented to which wording, when and how; names as the reader reads them."""
    return [_consent(consent, s) for consent in s.request.consents]


def _consent(consent: Consent, s: Standing) -> str:
    at, name = clock.local(consent.given_at), fields.name_for(s.user, consent.guardian_name)
    words = f"{name} {at.year}年{at.month}月{at.day}日同意（第 {consent.text.number} 版，{consent.way.label}）".strip()
    if consent.withdrawn_at is None:
        return words
    back = clock.local(consent.withdrawn_at)
    return f"{words}，{back.month}月{back.day}日撤回"


def _decisions(s: Standing) -> Sequence[Decision]:
    """Return what was decided in one's own words: for those who handle cases; the family reads what concerns it."""
    query = select(Decision).options(joinedload(Decision.school), joinedload(Decision.by))
    query = query.where(Decision.request_id == s.request.id, Decision.note != "").order_by(Decision.id.desc())
    found = db.session.scalars(query).all()
    if s.work_group or policy.arranges(s):
        return found
    return [decision for decision in found if decision.action in policy.FOR_FAMILY and s.files]


def edit_url(s: Standing) -> str:
    """Return where the reader fills in what is asked for; "" where that is not his to do."""
    editable = s.files and (s.request.state == S.DRAFT or (s.holds and s.request.state in CORRECTING))
    return f"/enrolment/requests/{s.request.id}/edit" if editable else ""
