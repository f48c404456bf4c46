"""告知书 for a family, and the sheet from which a parent is answered: of one child, marked with who took it and why."""

from datetime import date, datetime

from zz import clock
from zz.accounts.models import User
from zz.assignments.rows import day_words
from zz.db import db
from zz.documents import Template, render
from zz.enrolment.placement import explaining, round_queries
from zz.enrolment.placement.models import PlacementEntry
from zz.enrolment.privacy import exporting, readings
from zz.enrolment.privacy.models import Reading
from zz.enrolment.publication.models import PlacementPublication
from zz.enrolment.requests.vocabulary import RequestState
from zz.journal import AccessKind, log_access
from zz.labels import LabelledEnum

SEALED = 16  # digits of the seal that papers and pages show
WAITS = {
    RequestState.PLACED: "学校确认接收后，请按企业人事的通知答复是否入学。",
    RequestState.OFFERED: "学校已确认接收，请尽快通过企业人事答复是否入学。",
    RequestState.LAPSED: "学校已确认接收，请尽快通过企业人事答复是否入学。",
    RequestState.CONFIRMED: "您已确认入学，请按时到校报到。",
    RequestState.TO_COORDINATE: "没有落选：教育局继续统筹安排学位，有结果即通知您。",
    RequestState.QUEUED: "没有落选：教育局继续安排学位，有结果即通知您。",
}


class Letter(LabelledEnum):
    """A paper about what a round has for a child."""

    NOTICE = "notice", "告知书"
    ANSWER = "answer", "答复家长说明"

    @property
    def template(self) -> Template:
        """The template of the paper."""
        return Template.PLACEMENT_NOTICE if self == Letter.NOTICE else Template.PLACEMENT_ANSWER


def _next(entry: PlacementEntry, published: PlacementPublication | None, today: date) -> list[str]:
    """Say what the family waits for, and until when it may object."""
    found = [WAITS[entry.request.state]] if entry.request.state in WAITS else []
    if published is not None and published.shown(today):
        last = day_words(published.closes_on)
        found.append(f"结果公示到{last}。有异议的，请在{last}前通过企业人事或园区工作组提出，工作组会书面答复。")
    return found


def write(
    entry: PlacementEntry, published: PlacementPublication | None, letter: Letter, reason: str, *, by: User,
    at: datetime,
) -> bytes:  # fmt: skip
    """Return the paper as .docx; that it was taken along is logged, as an export is."""
    request, day = entry.request, clock.local(at).date()
    told = explaining.explain(entry, entry.round, round_queries.names(explaining.schools_of(entry)))
    school = request.school.name if request.school_id and request.school else ""
    what = f"{letter.label} {request.label}"
    db.session.add(Reading(user_id=by.id, who=readings.who(by), at=at, field=f"导出{what}", reason=reason))
    log_access(AccessKind.EXPORTED, target=what, user=by, detail=f"事由：{reason}")
    return render(
        letter.template,
        {
            "guardian": f"{request.guardian_name or '家长'}（监护人）", "child": request.child_name,
            "number": request.label, "grade": entry.grade_label,
            "result": f"{school}{entry.grade_label}" if school else "待统筹，由教育局继续安排",
            "short": told.short, "lines": told.lines, "rule": told.rule, "met": told.met, "edited": told.edited,
            "seal": entry.round.seal[:SEALED], "next": _next(entry, published, day),
            "sender": f"{entry.round.park.name}子女就学工作组", "day": f"{day.year}年{day.month}月{day.day}日",
            "mark": exporting.watermark(by, at, reason),
        },
    )  # fmt: skip
