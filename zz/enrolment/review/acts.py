"""The acts on a case, each one row: the form, the words, and the one operation behind it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from zz import clock
from zz.accounts.models import User
from zz.enrolment.requests.models import EnrolmentRequest
from zz.enrolment.requests.vocabulary import RequestAction as A
from zz.enrolment.review import items, operations, places, reasons
from zz.enrolment.review.forms import ConfirmForm, CorrectionForm, NoteForm, PlacementForm, ReasonForm
from zz.enrolment.review.operations import Refused
from zz.enrolment.review.vocabulary import Purpose
from zz.web.choices import choices


@dataclass(frozen=True)
class Doing:
    """One act under way: the locked case, the valid form, who and when."""

    request: EnrolmentRequest
    form: Any
    by: User
    at: datetime


@dataclass(frozen=True)
class Act:
    """An act: `run` does it and says what happened, `offer` fills the choices. `plain`: a button does it at once."""

    action: A
    title: str
    lead: str
    form: type[Any]
    run: Callable[[Doing], str]
    offer: Callable[[Any, EnrolmentRequest], None] = lambda form, request: None
    plain: bool = False


def _accept(d: Doing) -> str:
    operations.accept(d.request, by=d.by, at=d.at)
    return "已通过预审，转教育局审核"


def _pass(d: Doing) -> str:
    operations.pass_(d.request, by=d.by, at=d.at)
    return "审核通过，请安排学位"


def _offer_items(form: CorrectionForm, request: EnrolmentRequest) -> None:
    form.items.choices = choices(items.options(request, clock.today()))


def _ask(d: Doing) -> str:
    today = clock.local(d.at).date()
    offered = {key for key, _label in items.options(d.request, today)}
    ticked = [key for key in d.form.items.data if key in offered]
    if not ticked:
        raise Refused("请勾选需要补正的项目", "items")
    labels = items.labels(d.request, ticked, today)
    operations.ask_correction(d.request, ticked, labels, d.form.text.data or "", by=d.by, at=d.at)
    return f"已退回补正 {len(ticked)} 项，补齐后会重新回到您这里"


def _offers(purpose: Purpose) -> Callable[[ReasonForm, EnrolmentRequest], None]:
    return lambda form, request: form.reason.offer(reasons.in_force(request.park_id, purpose))


def _reason(d: Doing, purpose: Purpose) -> tuple[str, str]:
    """Return the reason and the words, if the reason is one of the list in force."""
    if d.form.reason.data not in reasons.in_force(d.request.park_id, purpose):
        raise Refused("理由清单已修订，请重新选择", "reason")
    return d.form.reason.data, d.form.text.data or ""


def _decline(d: Doing) -> str:
    operations.decline(d.request, *_reason(d, Purpose.DECLINE), by=d.by, at=d.at)
    return "已不予受理，理由已告知申请企业"


def _offer_places(form: PlacementForm, request: EnrolmentRequest) -> None:
    found: Sequence[places.Place] = [place for place in places.of_request(request) if not place.full]
    form.school.choices = choices([("", "请选择"), *((str(p.school.id), _named(p)) for p in found)])


def _named(place: places.Place) -> str:
    wish = f"第 {place.wish} 志愿 · " if place.wish else ""
    before = " · 该校曾退回" if place.declined else ""
    return f"{wish}{place.school.name}（{place.words}）{before}"


def _place(d: Doing) -> str:
    if d.form.school.data is None:
        raise Refused("请选择学校", "school")
    operations.place(d.request, d.form.school.data, d.form.override.data or "", by=d.by, at=d.at)
    return "已安排学位，等待学校确认"


def _take_back(d: Doing) -> str:
    operations.take_back(d.request, d.form.text.data, by=d.by, at=d.at)
    return "已撤回安排，学位已释放"


def _coordinate(d: Doing) -> str:
    operations.coordinate(d.request, d.form.text.data, by=d.by, at=d.at)
    return "已转入统筹安排"


def _school_confirm(d: Doing) -> str:
    operations.school_confirm(d.request, by=d.by, at=d.at)
    return "已确认接收，等待监护人确认入学"


def _school_decline(d: Doing) -> str:
    operations.school_decline(d.request, *_reason(d, Purpose.SCHOOL_DECLINE), by=d.by, at=d.at)
    return "已退回，由教育局重新安排"


def _confirm(d: Doing) -> str:
    operations.confirm(d.request, by=d.by, at=d.at)
    return "已确认入学，请按时到校报到"


def _decline_offer(d: Doing) -> str:
    operations.decline_offer(d.request, *_reason(d, Purpose.OFFER_DECLINE), by=d.by, at=d.at)
    return "已放弃学位"


def _arrive(d: Doing) -> str:
    operations.arrive(d.request, by=d.by, at=d.at)
    return "已登记到校，本申请办结"


ACTS: dict[str, Act] = {
    "acceptance": Act(A.ACCEPT, "通过预审", "材料齐全、条件符合的，转教育局审核。", ConfirmForm, _accept, plain=True),
    "approval": Act(A.PASS, "审核通过", "审核通过后安排学位。", ConfirmForm, _pass, plain=True),
    "correction": Act(
        A.ASK_CORRECTION, "退回补正", "勾选需要补齐或更正的项目，申请企业补正后会重新回到您这里。",
        CorrectionForm, _ask, _offer_items,
    ),
    "decline": Act(
        A.DECLINE, "不予受理", "不符合受理条件的，写明理由告知申请企业。受理后暂时没有学位的，请转入统筹，不要退件。",
        ReasonForm, _decline, _offers(Purpose.DECLINE),
    ),
    "placement": Act(
        A.PLACE, "安排学位", "按公布的顺序和志愿依次安排。学位数已扣除预留和其他已安排的孩子。",
        PlacementForm, _place, _offer_places,
    ),
    "taking-back": Act(
        A.TAKE_BACK, "撤回安排", "撤回后学位立即释放，申请回到待安排学位。说明仅教育局和园区可见。",
        NoteForm, _take_back,
    ),
    "coordination": Act(
        A.COORDINATE, "转入统筹", "志愿学校没有学位的，由教育局统筹安排。说明仅教育局和园区可见。",
        NoteForm, _coordinate,
    ),
    "school-confirmation": Act(
        A.SCHOOL_CONFIRM, "确认接收", "确认后请监护人答复是否入学。", ConfirmForm, _school_confirm, plain=True
    ),
    "school-decline": Act(
        A.SCHOOL_DECLINE, "退回教育局", "不能接收的写明理由，由教育局重新安排，孩子不会因此失去学位。",
        ReasonForm, _school_decline, _offers(Purpose.SCHOOL_DECLINE),
    ),
    "offer-confirmation": Act(
        A.CONFIRM, "确认入学", "请先征得监护人同意。", ConfirmForm, _confirm, plain=True
    ),
    "offer-decline": Act(
        A.DECLINE_OFFER, "放弃学位", "放弃后学位立即释放给其他孩子。请先征得监护人同意。",
        ReasonForm, _decline_offer, _offers(Purpose.OFFER_DECLINE),
    ),
    "arrival": Act(A.ARRIVE, "登记到校", "孩子已到校报到，本申请办结。", ConfirmForm, _arrive, plain=True),
}  # fmt: skip
BATCH = ("acceptance", "approval", "school-confirmation", "arrival")
