"""What the pages of requests hold, gathered in a fixed number of queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import select

from zz.accounts.models import User
from zz.approvals import conflicts, policy, queries, wording
from zz.approvals.appliers import applier_of, changes
from zz.approvals.models import Approval
from zz.approvals.queries import ApprovalFilter, Tab
from zz.approvals.vocabulary import ApprovalKind, StepState
from zz.approvals.wording import Due, Line, Stage
from zz.assignments import holders
from zz.db import db
from zz.files.models import Attachment
from zz.files.queries import attachments_of
from zz.web import Page, paginate
from zz.web.lists import TabLink

PATH = "/approvals"
EMPTY = {
    Tab.MINE: ("没有待您审批的申请", "转段、延期、计划调整等申请流转到您这里时，会出现在这一栏。"),
    Tab.ASKED: ("您没有在办的申请", "在项目页面点“申请转段”“申请调整工期”等，提出的申请会出现在这里。"),
    Tab.RUNNING: ("没有审批中的申请", "与您有关、还没有办结的申请会出现在这里。"),
    Tab.ENDED: ("没有办结的申请", "已同意、不同意或撤回的申请会留在这里备查。"),
}


@dataclass(frozen=True)
class Row:
    """One request in a list."""

    approval: Approval
    applicant: str
    with_whom: str
    due: Due | None
    asked: str
    ended: str
    tone: str

    @property
    def url(self) -> str:
        return f"{PATH}/{self.approval.id}"


@dataclass(frozen=True)
class ListPage:
    """The list: tabs with counts, the rows of one, what it is narrowed to."""

    filter: ApprovalFilter
    tabs: list[TabLink]
    page: Page[Row]
    kinds: list[tuple[str, str]]
    why_empty: str
    what_to_do: str

    @property
    def narrowed(self) -> bool:
        return bool(self.filter.q or self.filter.kinds)

    @property
    def chosen_kinds(self) -> list[str]:
        return [kind.value for kind in self.filter.kinds]

    @property
    def tab_url(self) -> str:
        return url(self.filter.tab)

    def url_with(self, **extra: str) -> str:
        """Return the present address with something added."""
        pairs = [("tab", self.filter.tab.value), *(("kind", k.value) for k in self.filter.kinds)]
        pairs += [("q", self.filter.q)] if self.filter.q else []
        return f"{PATH}?{urlencode([*pairs, *extra.items()])}"


def url(tab: Tab) -> str:
    """Return the address of a tab."""
    return f"{PATH}?tab={tab.value}"


def parse(args: Any, counts: Mapping[Tab, int]) -> ApprovalFilter:
    """Return the filter of an address; without a tab it is the first that holds something."""
    known = {tab.value: tab for tab in Tab}
    first = next((tab for tab in (Tab.MINE, Tab.ASKED, Tab.RUNNING) if counts[tab]), Tab.MINE)
    kinds = {kind.value: kind for kind in ApprovalKind}
    chosen = tuple(kinds[text] for text in dict.fromkeys(args.getlist("kind")) if text in kinds)
    return ApprovalFilter(known.get(args.get("tab", ""), first), args.get("q", "").strip()[:64], chosen)


def rows(found: Sequence[Approval], today: date) -> list[Row]:
    """Return requests as a list shows them: two queries, however many."""
    named = holders.names([step.holding for a in found for step in a.current])
    return [_row(a, named, today) for a in found]


def _row(approval: Approval, named: Mapping[str, str], today: date) -> Row:
    mine = [s.duty for s in approval.current if s.duty is not None and s.state == StepState.WAITING]
    unit = f" · {approval.unit.label}" if approval.unit else ""
    ended = wording.moment(approval.ended_at, today) if approval.ended_at else ""
    return Row(
        approval, f"{approval.asked_by.name}{unit}", wording.with_whom(approval, named),
        wording.due_of(mine, today), wording.moment(approval.asked_at, today), ended,
        wording.TONES.get(approval.state, "neutral"),
    )  # fmt: skip


def assemble(user: User, args: Any, today: date) -> ListPage:
    """Gather the list that `args` ask for."""
    counts = queries.counts(user, today)
    wanted = parse(args, counts)
    narrowed = bool(wanted.q or wanted.kinds)
    found = paginate(queries.listed(user, wanted, today), total=None if narrowed else counts[wanted.tab])
    shown = Page(rows(found.items, today), found.number, found.total, found.size)
    why, what = ("没有符合条件的申请", "请清除搜索和筛选后再看。") if narrowed else EMPTY[wanted.tab]
    tabs = [TabLink(tab.label, url(tab), tab == wanted.tab, counts[tab]) for tab in Tab]
    return ListPage(wanted, tabs, shown, ApprovalKind.options(), why, what)


@dataclass(frozen=True)
class Change:
    """One patched field in words: as it was asked, as asked for, and as it is now where that has moved."""

    label: str
    before: str
    after: str
    now: str


@dataclass(frozen=True)
class ApprovalPage:
    """A request's page."""

    approval: Approval
    lead: str
    subject_url: str
    changes: list[Change]
    facts: list[tuple[str, str]]
    files: list[Attachment]
    stages: list[Stage]
    lines: list[Line]
    part: policy.Part | None
    seen: str
    granted: str
    can_withdraw: bool
    can_resubmit: bool
    tone: str

    @property
    def moved(self) -> bool:
        return any(change.now for change in self.changes)


def _changes(approval: Approval, moved: conflicts.Movement) -> list[Change]:
    applier = applier_of(approval.kind)
    now = {applier.label(name): applier.say(name, values[1]) for name, values in moved.items()}
    return [
        Change(label, before, after, now.get(label, "")) for label, before, after in changes(applier, approval.patch)
    ]


def _files(approval: Approval) -> list[Attachment]:
    """Return the files sent with it, and those of the subject that it names."""
    own = attachments_of(Approval.__tablename__, [approval.id])[approval.id]
    known = {file.id for file in own}
    named = {approval.details.get(name) for name in ("file", "photo")} - known - {None}
    more = db.session.scalars(select(Attachment).where(Attachment.id.in_(named))).all() if named else []
    return [*own, *more]


def show(user: User, approval: Approval, today: date) -> ApprovalPage:
    """Return the page of a request that `user` sees."""
    applier = applier_of(approval.kind)
    subject = applier.load(approval.subject_id)
    moved = conflicts.moved_since(approval, subject) if policy.is_open(approval) else {}
    named = holders.names([step.holding for step in approval.steps])
    row = _row(approval, named, today)
    who = f"当前承办 {row.with_whom}" if policy.is_open(approval) else f"{approval.state.label}，{row.ended}"
    due = f"{row.due.text}，{row.due.note}" if row.due else ""
    lead = " · ".join(filter(None, (who, due, f"申请人 {row.applicant}，{row.asked}")))
    return ApprovalPage(
        approval=approval, lead=lead, subject_url=applier.url(approval.subject_id) if _opens(user, approval) else "",
        changes=_changes(approval, moved), facts=applier.facts(approval), files=_files(approval),
        stages=wording.stages(approval, named, today), lines=wording.lines(approval, named, today),
        part=policy.part_of(user, approval, today), seen=conflicts.fingerprint(approval, subject),
        granted=applier.granted(approval), can_withdraw=policy.can_withdraw(user, approval),
        can_resubmit=policy.can_resubmit(user, approval), tone=row.tone,
    )  # fmt: skip


def _opens(user: User, approval: Approval) -> bool:
    return applier_of(approval.kind).sees(user, approval.subject_id)
