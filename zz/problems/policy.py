"""Who may do what to a problem. Who assigned it decides on it, who verifies judges, the reporter may reopen.

`Standing` is what a user is to one problem, read once; `can` answers for the buttons and for the views alike.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select

from zz.accounts.models import User
from zz.accounts.roles import Permission, Scope
from zz.assignments import policy as loop
from zz.assignments import verbs as loop_verbs
from zz.assignments.models import Assignment
from zz.assignments.vocabulary import AssignmentKind
from zz.db import db
from zz.journal import Event
from zz.problems.flow import PROBLEMS
from zz.problems.handling import assignments_of, live
from zz.problems.models import Problem
from zz.problems.vocabulary import ProblemAction as A
from zz.projects.access import may

P = Permission
K = AssignmentKind
WORKED = (loop_verbs.SIGNED.name, loop_verbs.PROGRESSED.name, loop_verbs.REPLIED.name)


@dataclass(frozen=True)
class Standing:
    """What `user` is to a problem on a day."""

    user: User
    problem: Problem
    found: Sequence[Assignment]
    keys: frozenset[str]
    instructs: bool
    workers: frozenset[int] = field(default_factory=frozenset)

    @property
    def assigns(self) -> bool:
        """Whether the user answers for whoever assigns it."""
        return self.problem.assigner in self.keys

    @property
    def reported(self) -> bool:
        return self.problem.reported_by_id == self.user.id

    def has(self, kind: AssignmentKind) -> bool:
        """Tell whether a duty of this kind is open and lies with the user, or with one he answers for."""
        return any({a.holder, a.issuer} & self.keys for a in live(self.found, kind))

    @property
    def worked(self) -> bool:
        """Whether the user, or his unit, did the work: then another must see whether it is done."""
        handled = {a.holder for a in self.found if a.kind == K.HANDLE}
        return self.user.id in self.workers or bool(handled & self.keys)


def standing(user: User, problem: Problem, on: date, found: Sequence[Assignment] | None = None) -> Standing:
    """Return what `user` is to `problem` (three queries)."""
    keys = frozenset(loop.keys(user, on))
    rows = assignments_of(problem) if found is None else found
    raised = [problem.proposal_to, *(a.climbed_to for a in rows)]
    climbed = any(key in keys for key in raised if key)
    instructs = user.has(P.PROBLEM_INSTRUCT) and (climbed or may(user, P.PROBLEM_INSTRUCT, problem.project_id))
    return Standing(user, problem, rows, keys, instructs, frozenset(_workers(problem)))


def _workers(problem: Problem) -> list[int]:
    """Return who signed, reported progress or replied."""
    query = select(Event.actor_id).where(
        Event.subject_type == problem.__tablename__, Event.subject_id == problem.id, Event.verb.in_(WORKED)
    )
    return [actor for actor in db.session.scalars(query) if actor is not None]


def _assigner(permission: Permission) -> Callable[[Standing], bool]:
    return lambda s: s.assigns and s.user.has(permission)


def _verifier(s: Standing) -> bool:
    return s.user.has(P.PROBLEM_VERIFY) and s.has(K.VERIFY)


def _checker(s: Standing) -> bool:
    return s.user.has(P.PROBLEM_VERIFY) and s.has(K.WRITE_OFF) and not s.worked


def _lead(s: Standing) -> bool:
    return any(a.id == s.problem.lead_id and a.holder in s.keys for a in s.found)


def _withdraws(s: Standing) -> bool:
    unassigned = PROBLEMS.can(s.problem, A.ASSIGN) and s.problem.assigned_at is None
    return (s.reported and unassigned) or (s.assigns and s.user.has(P.PROBLEM_ASSIGN))


def _reopens(s: Standing) -> bool:
    decides = s.user.has(P.PROBLEM_VERIFY) and (s.assigns or s.has(K.WRITE_OFF))
    return (s.reported and s.user.has(P.PROBLEM_REPORT)) or decides


def _proposes(s: Standing) -> bool:
    """Tell whether the user works for the centre of the problem's county: it keeps what leaders are to decide."""
    grants = s.user.grants(P.PROBLEM_SUPERVISE)
    return any(scope == Scope.COUNTY and unit.root_id == s.problem.ledger_id for scope, unit in grants)


WHO: dict[A, Callable[[Standing], bool]] = {
    A.ASSIGN: _assigner(P.PROBLEM_ASSIGN),
    A.REASSIGN: _assigner(P.PROBLEM_ASSIGN),
    A.RAISE: lambda s: s.assigns and s.problem.assigner.startswith("u"),
    A.SEND_BACK: _lead,
    A.RELEASE: _assigner(P.PROBLEM_ASSIGN),
    A.RETURN: _verifier,
    A.CLOSE: _verifier,
    A.WRITE_OFF: _checker,
    A.REOPEN: _reopens,
    A.WITHDRAW: _withdraws,
    A.MERGE: _assigner(P.PROBLEM_ASSIGN),
    A.URGE: _assigner(P.PROBLEM_SUPERVISE),
    A.SUPERVISE: _assigner(P.CARD_ISSUE),
    A.INSTRUCT: lambda s: s.instructs,
    A.PROPOSE: _proposes,
}


def can(s: Standing, action: A) -> bool:
    """Tell whether the flow allows `action` and it is the user's to do."""
    return PROBLEMS.can(s.problem, action) and WHO[action](s)


def mine(s: Standing) -> list[Assignment]:
    """Return the duties to handle that lie with the user, the lead's first."""
    found = [a for a in live(s.found, K.HANDLE) if a.holder in s.keys]
    return sorted(found, key=lambda a: (a.id != s.problem.lead_id, a.id))
