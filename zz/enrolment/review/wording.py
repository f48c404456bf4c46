"""Cases in words: where one stands, who has it, by when, what comes next."""

from datetime import date

from zz import calendar
from zz.assignments.models import Assignment
from zz.assignments.rows import day_words
from zz.enrolment.requests.flow import CORRECTING, ENDED
from zz.enrolment.requests.models import EnrolmentRequest
from zz.enrolment.requests.vocabulary import RequestState as S

NEXT = {
    S.DRAFT: "填写齐全、监护人签署同意书后提交园区预审。",
    S.PARK_REVIEW: "园区预审通过后，转教育局审核。",
    S.PARK_CORRECTION: "补齐后重新提交，回到园区预审。",
    S.EDUCATION_REVIEW: "教育局审核通过后，按公布的顺序和志愿依次安排学位。",
    S.EDUCATION_CORRECTION: "补齐后重新提交，回到教育局审核。",
    S.QUEUED: "教育局安排学位后，由学校确认接收。",
    S.TO_COORDINATE: "教育局统筹安排学位后，由学校确认接收。",
    S.PLACED: "学校确认接收后，请监护人答复是否入学。",
    S.OFFERED: "监护人确认入学后，按时到校报到。",
    S.LAPSED: "学位仍为孩子保留，请尽快答复是否入学。",
    S.CONFIRMED: "孩子到校报到后，由学校登记，本申请办结。",
    S.ARRIVED: "孩子已到校，本申请办结。",
    S.DECLINED: "不符合本期受理条件，理由见办理过程。",
    S.OFFER_DECLINED: "学位已释放；仍需入学的，请联系教育局转入统筹。",
    S.WITHDRAWN: "申请已撤回，不再办理。",
    S.CONSENT_WITHDRAWN: "监护人已撤回同意，停止办理，资料按规定删除。",
}
DONE = (S.ARRIVED,)


def tone(request: EnrolmentRequest) -> str:
    """Return the colour of a case's state: amber and red are for lateness alone."""
    if request.state in DONE:
        return "green"
    return "neutral" if request.state in ENDED or request.state == S.DRAFT else "cobalt"


def late_days(duty: Assignment | None, today: date) -> int:
    """Return by how many working days a duty is late; 0 in time."""
    if duty is None or duty.due_on is None or duty.due_on >= today:
        return 0
    return calendar.working_days_between(duty.due_on, today)


def due_words(duty: Assignment | None, today: date) -> tuple[str, str]:
    """Return (9月18日前, 还剩 2 个工作日) of a duty; the second says how late it is where it is."""
    if duty is None or duty.due_on is None:
        return "", ""
    due = duty.due_on
    text = f"{day_words(due)}前"
    if due < today:
        late = late_days(duty, today)
        return text, f"已逾期 {late} 个工作日" if late else "已过期限"
    left = calendar.working_days_between(today, due)
    return text, f"还剩 {left} 个工作日" if left else "今天到期"


def reminder(request: EnrolmentRequest, holder: str, missing: list[str], today: date) -> str:
    """Return a text to paste into a chat: the number and what is to be done, nothing of the family."""
    due, _left = due_words(request.current, today)
    words = f"入学申请 {request.label}（{request.term.name} {request.grade_label}）：{request.state.label}"
    if request.state in CORRECTING and missing:
        words += f"，需补：{'、'.join(missing)}"
    return f"{words}。请{holder}于{due}办理。" if due else f"{words}。"
