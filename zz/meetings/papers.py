"""What the minutes say (会议纪要): to who sees the whole agenda all of it, to others what concerns them."""

from datetime import date
from typing import Any

from zz import clock
from zz.accounts.models import User
from zz.meetings import page
from zz.meetings.models import Meeting
from zz.meetings.vocabulary import DecisionKind
from zz.meetings.wording import full_day, moment


def minutes(user: User, meeting: Meeting, today: date) -> dict[str, Any]:
    """Return the minutes as far as `user` may read them."""
    shown = page.one(user, meeting, today)
    there = [unit.row.unit.name for unit in shown.units if unit.row.attended]
    return {
        "number": meeting.minutes_number or "（待编号）", "title": meeting.title, "kind": meeting.kind.label,
        "extract": "" if shown.whole else "（节录：与本单位有关的议题）",
        "when": f"{clock.local(meeting.starts_at).year}年{moment(meeting.starts_at)}", "place": meeting.place,
        "chair": meeting.chair.name, "present": "、".join(there) or "—",
        "issued": full_day(meeting.minutes_at) if meeting.minutes_at else "（待印发）",
        "items": [
            {
                "number": row.number, "title": row.item.title, "project": row.item.project.name,
                "reason": row.item.reason,
                "decisions": [_decision(one.decision) for one in row.outcomes] or ["会议听取了情况汇报。"],
            }
            for row in shown.items
        ],
    }  # fmt: skip


def _decision(decision: Any) -> str:
    lead = f"由{decision.lead_unit.name}主办，" if decision.lead_unit else ""
    due = ""
    if decision.due_on:
        day = f"{decision.due_on.year}年{decision.due_on.month}月{decision.due_on.day}日"
        due = f"计划竣工日期提请调整到{day}。" if decision.kind == DecisionKind.DATES else f"{day}前办结。"
    text = decision.text.rstrip("。；")
    number = decision.problem.number if decision.problem else None
    return f"{text}。{lead}{due}{f'（{number}）' if number else ''}"
