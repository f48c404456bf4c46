"""Many children in one workbook: each row becomes a draft, if nothing is wrong with it but papers and consent.

A child that the enterprise has filed already this term is left as it is. That another enterprise has filed it too is
the work group's to know, so nothing here says so.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from zz import clock
from zz.accounts.models import Unit, User
from zz.db import db
from zz.enrolment import desks
from zz.enrolment.models import Term
from zz.enrolment.requests import checks, consent, filing, schooling, verbs
from zz.enrolment.requests.fields import LABELS
from zz.enrolment.requests.models import EnrolmentRequest
from zz.enrolment.requests.queries import GONE
from zz.enrolment.requests.typed import fill
from zz.enrolment.requests.vocabulary import ConsentWay
from zz.enrolment.requests.vocabulary import RequestState as S
from zz.imports.kinds import Applied, Moved, Plan, Target
from zz.imports.vocabulary import Outcome
from zz.journal import record
from zz.sealed import mask_name
from zz.sheets.import_table import ParsedRow

R = EnrolmentRequest
CLOSED = "现在没有正在收件的学期，不能导入。"
CHANGED = "导入后已继续填写、上传材料或提交，没有撤销"
MISSING = "已不存在"
NOT_FIELDS = frozenset({"consented"})


class RequestDesk:
    """One import of an enterprise's requests."""

    def __init__(self, target: Target) -> None:
        self.firm = target.unit
        self.park = desks.of_enterprise(target.unit)
        self.today: date = clock.today()
        self.term = next(iter(schooling.terms(target.unit.root_id, self.today)), None)
        self.schools = schooling.schools(target.unit.root_id)
        self.first: dict[str, int] = {}

    def announce(self, names: Iterable[str]) -> None:
        """Begin a file anew."""
        self.first.clear()

    def plan(self, rows: Sequence[ParsedRow]) -> list[Plan]:
        """Say what each row would do: one query whatever their number."""
        read = [(row, self._read(row)) for row in rows]
        filed = self._filed([r.child_hash for _row, r in read if r is not None and r.child_hash])
        return [self._plan(row, request, filed) for row, request in read]

    def _read(self, row: ParsedRow) -> EnrolmentRequest | None:
        """Return the row as a request that no session knows; None where no term takes requests."""
        if self.term is None or self.park is None:
            row.reject(CLOSED)
            return None
        request = _blank(self.firm, self.park, self.term)
        texts = {key: text for key, text in row.values.items() if key not in NOT_FIELDS and isinstance(text, str)}
        fill(request, texts, self.schools)
        there = {error.key for error in row.errors}
        for key, sentence in checks.problems(request, self.schools, self.today).items():
            if key not in there:
                row.reject(sentence, LABELS[key], key)
        return request

    def _filed(self, hashes: Sequence[str]) -> dict[str, int]:
        """Return the requests of this term and enterprise for children that the rows are about."""
        if self.term is None or not hashes:
            return {}
        query = select(R.child_hash, R.id).where(
            R.child_hash.in_(hashes), R.term_id == self.term.id, R.enterprise_id == self.firm.id, R.state.not_in(GONE)
        )  # fmt: skip
        return {str(key): number for key, number in db.session.execute(query)}

    def _plan(self, row: ParsedRow, request: EnrolmentRequest | None, filed: dict[str, int]) -> Plan:
        if request is None:
            return Plan(row, Outcome.REJECT, "")
        title = f"{mask_name(request.child_name)} {request.grade_label}".strip()
        key = request.child_hash or ""
        if key in filed:
            row.errors.clear()
            return Plan(row, Outcome.UNCHANGED, title, filed[key], notes=["这个孩子本学期已有申请"])
        if key and self.first.setdefault(key, row.number) != row.number:
            row.reject(f"与第 {self.first[key]} 行是同一个孩子", LABELS["id_number"], "id_number")
        if row.errors:
            return Plan(row, Outcome.REJECT, title)
        return Plan(row, Outcome.CREATE, title, changes=_facts(request), wanted=dict(row.values))

    def ready(self, plans: Sequence[Plan], *, by: User | None, at: datetime) -> None:
        """Nothing that rows refer to is made here."""

    def prepare(self, plans: Sequence[Plan]) -> list[Plan]:
        """Rows are read anew when they are written."""
        return list(plans)

    def apply(self, prepared: list[Plan], *, by: User | None, at: datetime) -> list[int]:
        """Write the drafts. Moved: meanwhile one of the children was filed another way, or the term has closed."""
        if self.term is None or self.park is None:
            raise Moved
        found = [self._draft(plan, _blank(self.firm, self.park, self.term), by) for plan in prepared]
        if self._filed([r.child_hash for r in found if r.child_hash]):
            raise Moved
        for request in found:
            request.created_at = at
        db.session.add_all(found)
        db.session.flush()
        for request, plan in zip(found, prepared, strict=True):
            record(verbs.STARTED, request, by=by, at=at, paper=False, carried=False)
            if plan.wanted.get("consented") is True:
                consent.give(request, ConsentWay.PAPER, by=by, at=at)
        return [request.id for request in found]

    def _draft(self, plan: Plan, request: EnrolmentRequest, by: User | None) -> EnrolmentRequest:
        request.filed_by_id = by.id if by else None
        fill(request, {k: v for k, v in plan.wanted.items() if isinstance(v, str)}, self.schools)
        return request

    def finish(self, plans: Sequence[Plan], *, by: User | None, at: datetime) -> None:
        """Brothers and sisters find each other by what their rows say."""

    def undo(self, rows: Sequence[Applied], *, since: datetime, by: User | None, at: datetime) -> dict[int, str]:
        """Delete drafts that nobody has gone on with; return by row id why one stays."""
        ids = [row.subject_id for row in rows]
        there = {r.id: r for r in db.session.scalars(select(R).where(R.id.in_(ids)).with_for_update())}
        kept: dict[int, str] = {}
        for row in rows:
            request = there.get(row.subject_id)
            if request is None:
                kept[row.row_id] = MISSING
            elif request.state != S.DRAFT or request.documents or request.version > 1:
                kept[row.row_id] = CHANGED
            else:
                filing.discard(request, by=by, at=at)
        return kept


def _blank(firm: Unit, park: Unit, term: Term) -> EnrolmentRequest:
    """Return an empty draft."""
    return EnrolmentRequest(
        enterprise_id=firm.id, park_id=park.id, term=term, state=S.DRAFT, paper=False, needs_talk=False,
        accept_any=False, together=False, employee_name="", employee_phone="", child_name="", id_number="",
        registry_no="", current_school="", guardian_name="", guardian_id="", guardian_phone="", address="",
    )  # fmt: skip


def _facts(request: EnrolmentRequest) -> dict[str, list[Any]]:
    """Return what the preview shows of a new row: nothing that names or reaches the family."""
    facts = {
        "grade": request.grade_label, "staff_group": request.staff_group.label if request.staff_group else "",
        "wishes": len(request.preferences), "accept_any": "是" if request.accept_any else "否",
    }  # fmt: skip
    return {key: [None, value] for key, value in facts.items()}
