"""办理过程: the journal of a problem as it is told, newest first; files stand beside the words they came with."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select

from zz.accounts.models import Membership, Unit, User
from zz.assignments.vocabulary import ChainLevel, Part, Severity
from zz.db import db
from zz.files.models import Attachment, AttachmentKind
from zz.journal import Event
from zz.problems.models import Problem
from zz.problems.wording import day, moment

Payload = dict[str, Any]


@dataclass(frozen=True)
class Chip:
    """A file beside a line."""

    name: str
    url: str


@dataclass
class Line:
    """A line of the thread. `strong` is said in bold at the end: the card that was shown."""

    who: str
    text: str
    at_text: str
    strong: str = ""
    files: list[Chip] = field(default_factory=list)


def _iso(text: Any, today: date) -> str:
    return day(date.fromisoformat(str(text)), today) if text else ""


def _colon(label: str, key: str) -> Callable[[Payload, date], str]:
    return lambda p, today: f"{label}：{p[key]}" if p.get(key) else label


def _assigned(p: Payload, today: date) -> str:
    units = f"主办{p['lead']}" + (f"，协办{'、'.join(p['assisting'])}" if p["assisting"] else "")
    words = f"{'重新交办' if p.get('again') else '交办'}：{units}，{_iso(p['due_on'], today)}前办结"
    return words + (f"（{p['reason']}）" if p.get("reason") else "")


def _reported(p: Payload, today: date) -> str:
    head = f"反映问题（{p['leader']}批示）" if p.get("leader") else "反映问题"
    return f"{head}：{p['detail']}" if p.get("detail") else head


def _instructed(p: Payload, today: date) -> str:
    new = f"，限{_iso(p['due_on'], today)}前办结" if p.get("due_on") else ""
    return f"{'代录' + p['leader'] + '批示' if p.get('leader') else '批示'}：{str(p['text']).rstrip('。')}{new}"


def _returned(p: Payload, today: date) -> str:
    return f"退回重办（{'、'.join(p['holders'])}）：{p['reason']}，{_iso(p['due_on'], today)}前重新提交"


def _reopened(p: Payload, today: date) -> str:
    return f"反映问题未解决，第 {p['times']} 次重新办理：{p['reason']}，{_iso(p['due_on'], today)}前办结"


def _suspended(p: Payload, today: date) -> str:
    return f"挂起：{p['reason']}，{_iso(p['review_on'], today)}复核"


def _resumed(p: Payload, today: date) -> str:
    return f"恢复办理，停止计时 {p['days']} 个工作日" + (
        f"，期限顺延至{_iso(p['due_on'], today)}" if p.get("due_on") else ""
    )


def _extended(p: Payload, today: date) -> str:
    return f"期限由{_iso(p['before'], today)}延至{_iso(p['after'], today)}：{p['reason']}"


def _rescheduled(p: Payload, today: date) -> str:
    return f"重新确定期限为{_iso(p['after'], today)}：{p['reason']}"


def _urged(p: Payload, today: date) -> str:
    if p.get("step"):
        late = str(p["step"]).rpartition("+")[2]
        return f"逾期 {late} 个工作日，催办通知已送达{p['holder']}"
    return f"催办{p['holder']}" + (f"：{p['text']}" if p.get("text") else "")


def _prepared(p: Payload, today: date) -> str:
    return f"拟发{Severity(p['severity']).label}（{p['holder']}，逾期 {p['overdue_days']} 个工作日），待确认发出"


def _issued(p: Payload, today: date) -> str:
    to = f"，提级至{ChainLevel(p['level']).label}" if p["severity"] == Severity.RED else ""
    return f"确认发出督办单 {p['number']}{to}，亮"


def _moved(p: Payload, today: date) -> str:
    return f"并入“{p['title']}”" + (f"：{p['reason']}" if p.get("reason") else "")


def _handed(p: Payload, today: date) -> str:
    return f"由{p['before']}移交{p['after']}"


def _pass_on(p: Payload, today: date) -> str:
    return f"分办到{p['section']}"


def _asked(p: Payload, today: date) -> str:
    wanted = "，".join(f"{label}{before}→{after}" for label, (before, after) in p["changes"].items())
    return f"申请{p['kind']}：{wanted}，理由：{p['reason']}"


def _decided(word: str) -> Callable[[Payload, date], str]:
    return lambda p, today: f"{word}{p['kind']}申请" + (f"：{p['reason']}" if p.get("reason") else "")


TEXTS: dict[str, Callable[[Payload, date], str]] = {
    "problem_reported": _reported,
    "problem_assigned": _assigned,
    "problem_raised": _colon("提请项目管理中心交办", "reason"),
    "problem_closed": _colon("核验通过，同意办结", "text"),
    "problem_returned": _returned,
    "problem_written_off": _colon("现场核查，同意销号", "text"),
    "problem_reopened": _reopened,
    "problem_withdrawn": _colon("撤回问题", "reason"),
    "problem_merged": _moved,
    "problem_absorbed": lambda p, today: f"“{p['title']}”并入本问题",
    "problem_instructed": _instructed,
    "problem_instruction_withdrawn": lambda p, today: f"撤回{p['leader']}批示：{p['text']}",
    "problem_proposed": lambda p, today: f"提请{p['leader']}协调：{p['text']}",
    "problem_proposal_withdrawn": lambda p, today: f"撤回提请{p['leader']}协调",
    "assignment_signed": lambda p, today: "签收",
    "assignment_passed_on": _pass_on,
    "assignment_numbered": _colon("登记来文号", "number"),
    "assignment_progressed": _colon("填报进展", "text"),
    "assignment_replied": _colon("提交办理结果", "text"),
    "assignment_sent_back": _colon("退回交办方", "reason"),
    "assignment_released": lambda p, today: f"{p['holder']}免予反馈：{p['reason']}",
    "assignment_suspended": _suspended,
    "assignment_resumed": _resumed,
    "assignment_extended": _extended,
    "assignment_rescheduled": _rescheduled,
    "assignment_paused": lambda p, today: "审批期间暂停督办",
    "assignment_unpaused": lambda p, today: "恢复督办",
    "approval_asked": _asked,
    "approval_resubmitted": _asked,
    "approval_withdrawn": lambda p, today: f"撤回{p['kind']}申请",
    "approval_lapsed": lambda p, today: f"{p['kind']}申请失效（{p['reason']}）",
    "approval_agreed": _decided("同意"),
    "approval_granted": _decided("同意"),
    "approval_sent_back": _decided("退回补充"),
    "approval_refused": _decided("不同意"),
    "assignment_urged": _urged,
    "card_prepared": _prepared,
    "card_issued": _issued,
    "card_dropped": _colon("不予发出督办牌", "reason"),
    "assignment_handed_over": _handed,
    "file_attached": lambda p, today: f"上传{AttachmentKind(p['kind']).label}",
}
BY_HOLDER = frozenset({
    "assignment_signed", "assignment_passed_on", "assignment_numbered", "assignment_progressed", "assignment_replied",
    "assignment_sent_back", "assignment_suspended", "assignment_resumed",
})  # fmt: skip


def events_of(problem: Problem) -> list[Event]:
    """Return the journal of the problem, oldest first."""
    query = select(Event).where(Event.subject_type == problem.__tablename__, Event.subject_id == problem.id)
    return list(db.session.scalars(query.order_by(Event.id)))


def thread(events: Sequence[Event], files: Sequence[Attachment], parts: dict[int, Part], today: date) -> list[Line]:
    """Return the lines of the thread, newest first; `parts` says which assignment is an assisting one."""
    named = _units_of({event.actor_id for event in events if event.actor_id})
    stood_for = _names_of({event.on_behalf_of_id for event in events if event.on_behalf_of_id})
    shown = {file.id: file for file in files}
    beside = _beside(events, shown)
    taken = {file.id for group in beside.values() for file in group}
    lines = []
    previous: tuple[Event, Line] | None = None
    decided = {event.payload["card"] for event in events if event.verb in ("card_issued", "card_dropped")}
    instructed = {(event.actor_id, event.at) for event in events if event.verb == "problem_instructed"}
    together = _urged_together(events)
    for event in events:
        text, payload = TEXTS.get(event.verb), together.get(event.id, event.payload)
        if text is None or not payload or _quiet(event, taken, decided, instructed):
            continue
        said = text(payload, today)
        if previous and _continues(previous[0], event):
            previous[1].text += f"，{said}"
            continue
        acted_for = f"（代{stood_for[event.on_behalf_of_id]}）" if event.on_behalf_of_id else ""
        line = Line(_who(event, named, parts) + acted_for, said, moment(event.at, today))
        line.strong = Severity(payload["severity"]).label if event.verb == "card_issued" else ""
        line.files = _chips(beside.get(event.id) or _own(event, shown))
        lines.append(line)
        previous = event, line
    return lines[::-1]


def _quiet(event: Event, taken: set[int], decided: set[int], instructed: set[tuple[Any, ...]]) -> bool:
    """Tell whether a line is told by another: a file by its words, a prepared card by what became of it,
    a new date by the instruction that set it."""
    p = event.payload
    if event.verb == "file_attached":
        return p.get("attachment_id") in taken
    if event.verb == "assignment_rescheduled":
        return (event.actor_id, event.at) in instructed
    given_way = event.verb == "card_dropped" and event.actor_id is None
    return given_way or (event.verb == "card_prepared" and p["card"] in decided)


def _urged_together(events: Sequence[Event]) -> dict[int, Payload]:
    """Return the payload of one line for the units that were urged in the same breath; {} for those it speaks for."""
    groups: dict[tuple[Any, ...], list[Event]] = {}
    for event in events:
        if event.verb == "assignment_urged":
            p = event.payload
            groups.setdefault((event.actor_id, event.at, p.get("step"), p.get("text")), []).append(event)
    found: dict[int, Payload] = {}
    for group in groups.values():
        names = "、".join(dict.fromkeys(str(event.payload["holder"]) for event in group))
        found |= {event.id: {} for event in group} | {group[0].id: {**group[0].payload, "holder": names}}
    return found


def _continues(before: Event, event: Event) -> bool:
    """Tell whether a section was named in the same breath as the signing."""
    same = before.actor_id == event.actor_id and before.at == event.at
    return same and before.verb == "assignment_signed" and event.verb == "assignment_passed_on"


def _own(event: Event, shown: dict[int, Attachment]) -> list[Attachment]:
    found = shown.get(event.payload.get("attachment_id", 0)) if event.verb == "file_attached" else None
    return [found] if found else []


def _beside(events: Sequence[Event], shown: dict[int, Attachment]) -> dict[int, list[Attachment]]:
    """Return the files by the event they came with: the same person, the same instant."""
    words = {(e.actor_id, e.at): e.id for e in events if e.verb in TEXTS and e.verb != "file_attached"}
    found: dict[int, list[Attachment]] = {}
    for event in events:
        if event.verb != "file_attached" or event.payload["attachment_id"] not in shown:
            continue
        if (place := words.get((event.actor_id, event.at))) is not None:
            found.setdefault(place, []).append(shown[event.payload["attachment_id"]])
    return found


def _chips(files: Sequence[Attachment]) -> list[Chip]:
    photos = [file for file in files if file.is_image]
    chips = [Chip(file.filename, f"/files/{file.id}") for file in files if not file.is_image]
    if len(photos) == 1:
        return [Chip("照片", f"/files/{photos[0].id}"), *chips]
    return [Chip(f"照片 {len(photos)} 张", "#photos"), *chips] if photos else chips


def _units_of(people: set[int]) -> dict[int, str]:
    query = (
        select(Membership.user_id, Unit)
        .join(Unit, Unit.id == Membership.unit_id)
        .where(Membership.user_id.in_(people))
        .order_by(Membership.id.desc())
    )
    return {user: unit.label for user, unit in db.session.execute(query)}


def _names_of(people: set[int]) -> dict[int, str]:
    found = db.session.scalars(select(User).where(User.id.in_(people))) if people else ()
    return {user.id: user.name for user in found}


def _who(event: Event, named: dict[int, str], parts: dict[int, Part]) -> str:
    if event.actor_id is None:
        return ""
    if event.verb in BY_HOLDER:
        assisting = parts.get(event.payload.get("assignment", 0)) == Part.ASSISTING
        return f"{event.payload.get('holder')}{'（协办）' if assisting else ''} {event.actor_name}"
    return f"{named.get(event.actor_id, '')} {event.actor_name}".strip()
