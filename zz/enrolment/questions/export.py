"""Questions as a workbook: those that the page shows; the export is logged."""

import io
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from flask import send_file
from werkzeug.wrappers import Response

from zz import clock
from zz.accounts.models import User
from zz.db import db, writing
from zz.enrolment.questions import queries
from zz.enrolment.questions.access import names_shown
from zz.enrolment.questions.models import Question
from zz.enrolment.questions.vocabulary import QuestionState, Topic
from zz.journal import AccessKind, log_access
from zz.sheets.write import Column, write_table

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
COLUMNS = (
    Column("number", "编号", "int"), Column("topic", "事项"), Column("text", "咨询内容", "text", 40),
    Column("enterprise", "企业", "text", 24), Column("asked", "提出时间", "datetime"),
    Column("due", "答复期限", "date"), Column("state", "状态"), Column("answer", "答复", "text", 40),
    Column("answered", "答复时间", "datetime"),
)  # fmt: skip


def _lines(user: User, found: Sequence[Question]) -> Iterator[dict[str, Any]]:
    for one in found:
        yield {
            "number": one.id, "topic": one.topic.label, "text": one.text, "asked": one.asked_at, "due": one.due_on,
            "enterprise": one.enterprise.name if names_shown(user, one) else "—", "state": one.state.label,
            "answer": one.answer, "answered": one.answered_at,
        }  # fmt: skip


def send(user: User, found: Sequence[Question], state: QuestionState, *, at: datetime) -> Response:
    """Log the export and answer with the workbook."""
    day = clock.local(at)
    title = f"{state.label}的企业咨询"
    said = f"{len(found)} 件 · {user.name} 导出于 {day.year}年{day.month}月{day.day}日 {day:%H:%M}"
    data = write_table(COLUMNS, _lines(user, found), title=title, subtitle=said, sheet_name="企业咨询")
    with writing():
        log_access(AccessKind.EXPORTED, target="/enrolment/questions", user=user, detail=f"{len(found)} 件企业咨询")
    name = f"{title}-{day:%Y%m%d}.xlsx"
    return send_file(io.BytesIO(data), mimetype=XLSX, as_attachment=True, download_name=name)


def everything(user: User, state: QuestionState, q: str, topic: Topic | None) -> Sequence[Question]:
    """Return all pages of a tab."""
    return db.session.scalars(queries.listed(user, state, q, topic)).all()
