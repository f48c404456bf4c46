"""Requests in words for whoever filed them: what comes next, by when, and the tone of a state."""

from datetime import date

from zz import calendar
from zz.assignments.models import Assignment
from zz.assignments.rows import day_words
from zz.enrolment.requests.flow import ENDED
from zz.enrolment.requests.models import EnrolmentRequest
from zz.enrolment.requests.vocabulary import RequestState as S

NEXT = {
    S.DRAFT: "填写齐全、监护人同意后提交",
    S.PARK_REVIEW: "园区工作组预审",
    S.PARK_CORRECTION: "补齐后重新提交",
    S.EDUCATION_REVIEW: "教育局审核",
    S.EDUCATION_CORRECTION: "补齐后重新提交",
    S.QUEUED: "教育局安排学位",
    S.TO_COORDINATE: "教育局统筹安排学位",
    S.PLACED: "学校确认接收",
    S.OFFERED: "请家长确认是否入学",
    S.LAPSED: "学位仍保留，请尽快告知是否入学",
    S.CONFIRMED: "按时到校报到",
    S.ARRIVED: "已办结",
    S.DECLINED: "不符合受理条件，理由见办理过程",
    S.OFFER_DECLINED: "已放弃，学位已释放",
    S.WITHDRAWN: "已撤回",
    S.CONSENT_WITHDRAWN: "停止办理，资料正在删除",
}


def next_words(request: EnrolmentRequest) -> str:
    """Return what comes next, with the school where there is one."""
    words = NEXT[request.state]
    return f"{request.school.name}：{words}" if request.school is not None else words


def tone(request: EnrolmentRequest) -> str:
    """Return the colour of a state: amber and red are for lateness alone."""
    if request.state == S.ARRIVED:
        return "green"
    return "neutral" if request.state in ENDED or request.state == S.DRAFT else "cobalt"


def due_words(duty: Assignment | None, today: date) -> tuple[str, str, bool]:
    """Return (9月18日前, 还剩 2 个工作日, not late) of a duty."""
    if duty is None or duty.due_on is None:
        return "", "", False
    text = f"{day_words(duty.due_on)}前"
    if duty.due_on < today:
        return text, f"已逾期 {calendar.working_days_between(duty.due_on, today)} 个工作日", True
    left = calendar.working_days_between(today, duty.due_on)
    return text, f"还剩 {left} 个工作日" if left else "今天到期", False
