"""办理过程: what happened to a case, newest first, in words that fit whoever reads them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from zz import clock
from zz.accounts.models import Membership, Unit
from zz.accounts.roles import UnitKind
from zz.assignments import verbs as loop
from zz.assignments.rows import day_words
from zz.db import db
from zz.enrolment.privacy import verbs as privacy
from zz.enrolment.requests import verbs as filing
from zz.enrolment.requests.models import EnrolmentRequest
from zz.enrolment.review import verbs
from zz.enrolment.review.policy import Standing, arranges
from zz.journal import Event, Verb

Payload = dict[str, Any]
Words = Callable[[Payload], str]
FIRM = "申请企业"


@dataclass(frozen=True)
class Line:
    """A line of the timeline, as `components/timeline.html` draws it."""

    who: str
    text: str
    at_text: str


def _with(label: str, key: str, sign: str = "：") -> Words:
    return lambda p: f"{label}{sign}{p[key]}" if p.get(key) else label


def _asked(p: Payload) -> str:
    due = f"，请于{day_words(date.fromisoformat(p['due_on']))}前补齐" if p.get("due_on") else ""
    return f"退回补正：{'、'.join(p['asked'])}{due}"


def _placed(p: Payload) -> str:
    return f"安排到{p['school']}{p['grade']}" + ("（超过标准班额）" if p.get("over_size") else "")


def _lapsed(p: Payload) -> str:
    due = day_words(date.fromisoformat(p["due_on"])) if p.get("due_on") else "期限"
    return f"到{due}没有答复，学位仍保留，再次询问是否入学"


TOLD: dict[Verb, Words] = {
    filing.STARTED: lambda p: "登记纸质申请" if p.get("paper") else "开始填报",
    filing.SUBMITTED: _with("提交申请", "number", " "),
    filing.RESUBMITTED: lambda p: "补正后重新提交",
    filing.WITHDRAWN: lambda p: "撤回申请",
    filing.CONSENTED: lambda p: "监护人已签署同意书",
    filing.CONSENT_WITHDRAWN: lambda p: "监护人撤回同意，停止办理并删除资料",
    filing.LINK_USED: lambda p: "监护人在线填写并确认",
    filing.DOCUMENT_ADDED: _with("上传材料", "document"),
    filing.DOCUMENT_REMOVED: _with("删除材料", "document"),
    loop.CARD_ISSUED: lambda p: f"逾期未办，发出红牌 {p['number']}，提请上级督促",
    verbs.ACCEPTED: lambda p: "通过预审",
    verbs.PASSED: lambda p: "审核通过",
    verbs.CORRECTION_ASKED: _asked,
    verbs.DECLINED: _with("不予受理", "reason"),
    verbs.PLACED: _placed,
    verbs.TAKEN_BACK: lambda p: "撤回学位安排，重新安排",
    verbs.CORRECTED: lambda p: "更正学位安排",
    verbs.COORDINATED: lambda p: "转入统筹安排",
    verbs.SCHOOL_CONFIRMED: _with("确认接收", "school"),
    verbs.SCHOOL_DECLINED: _with("未能接收，重新安排", "reason"),
    verbs.OFFER_CONFIRMED: lambda p: "确认入学",
    verbs.OFFER_DECLINED: _with("放弃学位", "reason"),
    verbs.LAPSED: _lapsed,
    verbs.ARRIVED: _with("登记到校", "school"),
    privacy.SCANS_DESTROYED: lambda p: f"删除 {p['count']} 份材料扫描件（{p['why']}）",
    privacy.ANONYMISED: _with("隐去个人信息", "why"),
}
BY_NAME = {verb.name: (verb, words) for verb, words in TOLD.items()}
UNTOLD = "学校未能接收，重新安排学位"  # to all but the bureau: a reason of the school is about other children


def events_of(request: EnrolmentRequest) -> Sequence[Event]:
    """Return what is told of a case, oldest first."""
    query = select(Event).where(
        Event.subject_type == request.__tablename__, Event.subject_id == request.id, Event.verb.in_(list(BY_NAME))
    )
    return db.session.scalars(query.order_by(Event.id)).all()


def _actors(events: Sequence[Event]) -> dict[int, tuple[str, bool]]:
    """Return (unit's name, whether it is an enterprise) of each actor (one query)."""
    ids = {event.actor_id for event in events if event.actor_id}
    query = (
        select(Membership.user_id, Unit)
        .join(Unit, Unit.id == Membership.unit_id)
        .where(Membership.user_id.in_(ids))
        .order_by(Membership.id.desc())
    )
    return {user_id: (unit.label, unit.kind == UnitKind.ENTERPRISE) for user_id, unit in db.session.execute(query)}


def _who(event: Event, actors: dict[int, tuple[str, bool]], *, named: bool) -> str:
    unit, enterprise = actors.get(event.actor_id or 0, ("", False))
    if enterprise and not named:
        return FIRM
    return f"{unit} {event.actor_name}".strip()


def _text(event: Event, s: Standing) -> str:
    verb, words = BY_NAME[event.verb]
    if verb is verbs.SCHOOL_DECLINED and not arranges(s):
        return UNTOLD
    if verb is verbs.PLACED and not arranges(s):
        return words({**event.payload, "over_size": False})
    return words(event.payload)


def thread(s: Standing) -> list[Line]:
    """Return the timeline as the reader may know it, newest first (two queries)."""
    events = events_of(s.request)
    actors = _actors(events)
    return [Line(_who(event, actors, named=s.named), _text(event, s), _moment(event)) for event in reversed(events)]


def _moment(event: Event) -> str:
    at = clock.local(event.at)
    year = "" if at.year == clock.today().year else f"{at.year}年"
    return f"{year}{at.month}月{at.day}日 {at:%H:%M}"
