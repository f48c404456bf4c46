"""What the papers of a problem say: 交办单（办理单） and 督办单."""

from datetime import date
from typing import Any

from zz import clock
from zz.assignments import holders
from zz.assignments.models import Assignment, Card
from zz.assignments.vocabulary import AssignmentKind, AssignmentState, CardState, Part
from zz.problems.handling import assignments_of
from zz.problems.models import Problem
from zz.problems.wording import day


def _full(value: date | None) -> str:
    return f"{value.year}年{value.month}月{value.day}日" if value else "—"


def _facts(problem: Problem, today: date) -> dict[str, Any]:
    project = problem.project
    return {
        "project": project.name, "code_text": project.code or "—", "owner": project.owner_name or "—",
        "title": problem.title, "detail": problem.detail or "—", "kind": problem.kind.label,
        "source": problem.source.label, "urgency": problem.urgency.label, "number": problem.number or "",
        "reporter": problem.reported_by.name, "reported": _full(clock.local(problem.reported_at).date()),
        "printed": _full(today),
    }  # fmt: skip


def _units(problem: Problem) -> list[Assignment]:
    found = [a for a in assignments_of(problem) if a.kind == AssignmentKind.HANDLE]
    found = [a for a in found if a.state != AssignmentState.WITHDRAWN]
    return sorted(found, key=lambda a: (a.part == Part.ASSISTING, a.id))


def order(problem: Problem, today: date) -> dict[str, Any]:
    """Return what the 交办单 says."""
    found = _units(problem)
    names = holders.names(a.holder for a in found)
    lead = problem.lead
    units = [
        {
            "name": names[a.holder],
            "part": a.part.label,
            "due": _full(a.due_on),
            "signed": f"{a.signed_by.name} {day(clock.local(a.signed_at).date(), today)}"
            if a.signed_by and a.signed_at
            else "",
            "section": a.section,
            "number": a.external_number,
        }
        for a in found
    ]
    assigned = _full(clock.local(problem.assigned_at).date()) if problem.assigned_at else "—"
    return {
        **_facts(problem, today), "units": units, "assigned": assigned, "due": _full(lead.due_on if lead else None),
        "original": _full(lead.original_due_on if lead else None),
    }  # fmt: skip


def supervision(problem: Problem, card: Card, today: date) -> dict[str, Any]:
    """Return what the 督办单 says."""
    assignment = card.assignment
    name = holders.names([assignment.holder])[assignment.holder]
    at = clock.local(card.decided_at or card.prepared_at).date()
    waiting = card.state == CardState.PREPARED
    return {
        **_facts(problem, today), "unit": name, "part": assignment.part.label, "card": card.severity.label,
        "supervision": card.number or "（待编号）", "issued": _full(at) if not waiting else "（待发出）",
        "due": _full(assignment.due_on), "original": _full(assignment.original_due_on), "days": card.overdue_days,
        "level": card.level.label, "order": problem.number or "—",
    }  # fmt: skip
