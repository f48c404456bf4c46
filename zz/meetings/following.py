"""What became of a decision: who has it, by when, its light; and where its number and link lead."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from zz.approvals.models import Approval
from zz.approvals.vocabulary import ApprovalState
from zz.assignments import holders
from zz.assignments.models import Assignment
from zz.meetings.models import MeetingDecision
from zz.problems.flow import WAITING
from zz.problems.models import Problem
from zz.problems.vocabulary import ProblemState
from zz.problems.wording import STATE_TONES, card_chip, day, due_words, late_days, state_words

DONE, LATE, GOING_ON = ("已落实", "green"), ("逾期未落实", "red"), ("落实中", "cobalt")


@dataclass(frozen=True)
class Outcome:
    """A decision in a line: `light` is (words, tone) of its fulfilment, `card` of its duty, `url` where it goes on."""

    decision: MeetingDecision
    url: str
    what: str
    holder: str
    due: str
    due_note: str
    late: bool
    state: str
    tone: str
    light: tuple[str, str]
    card: tuple[str, str]


def outcomes(found: Sequence[MeetingDecision], today: date) -> list[Outcome]:
    """Return what became of these decisions (two queries for the holders' names)."""
    current = [d.problem.current for d in found if d.problem and d.problem.current]
    named = holders.names(a.holder for a in current) if current else {}
    found_of = (
        _of_problem(d, d.problem, named, today) if d.problem else _of_approval(d, d.approval, today) for d in found
    )
    return [one for one in found_of if one is not None]


def _of_problem(decision: MeetingDecision, problem: Problem, named: dict[str, str], today: date) -> Outcome:
    current: Assignment | None = problem.current
    due, note = due_words(current, today) if current else ("", "")
    late = bool(current and late_days(current, today))
    light = (LATE if late else GOING_ON) if problem.state in WAITING else DONE
    light = ("已撤回", "neutral") if problem.state == ProblemState.WITHDRAWN else light
    return Outcome(
        decision, f"/problems/{problem.id}", problem.number or "待交办",
        named.get(current.holder, "") if current else "", due, note, late, state_words(problem),
        STATE_TONES.get(problem.state, "neutral"), light, card_chip(problem.lead, today),
    )  # fmt: skip


def _of_approval(decision: MeetingDecision, approval: Approval | None, today: date) -> Outcome | None:
    if approval is None:
        return None  # a decision begins a problem or a request
    light = {ApprovalState.APPROVED: DONE, ApprovalState.WAITING: GOING_ON, ApprovalState.SUPPLEMENT: GOING_ON}
    state = approval.state.label
    return Outcome(
        decision, f"/approvals/{approval.id}", approval.kind.label, "", f"调整到{day(decision.due_on, today)}", "",
        False, state, "cobalt", light.get(approval.state, (state, "neutral")), ("", ""),
    )  # fmt: skip


def summary(found: Sequence[Outcome]) -> str:
    """Say how far they have come: 共 3 项决定，已落实 1 项，落实中 1 项，逾期未落实 1 项."""
    words = [f"共 {len(found)} 项决定"]
    for label, _ in (DONE, GOING_ON, LATE):
        if count := sum(one.light[0] == label for one in found):
            words.append(f"{label} {count} 项")
    return "，".join(words)
