"""Activities as a workbook; and the children of one: for a reason, marked with who and when, told to the auditor."""

import io
from datetime import datetime

from flask import send_file
from werkzeug.wrappers import Response

from zz import clock
from zz.accounts.models import User
from zz.accounts.roles import Permission
from zz.db import db, writing
from zz.enrolment.activities import access, page, queries
from zz.enrolment.activities.models import Activity
from zz.enrolment.activities.operations import PATH
from zz.enrolment.activities.vocabulary import ActivityKind
from zz.enrolment.desks import Desk
from zz.enrolment.privacy import exporting
from zz.journal import AccessKind, log_access
from zz.sheets.write import Column, Value, write_table

COLUMNS = (
    Column("title", "活动", "text", 28), Column("kind", "类别"), Column("grades", "面向年级", "text", 18),
    Column("place", "地点", "text", 20), Column("when", "时间", "text", 28), Column("by", "报名截止", "date"),
    Column("places", "名额", "int"), Column("taken", "已报名", "int"), Column("left", "剩余名额", "int"),
    Column("waiting", "候补", "int"), Column("state", "状态"),
)  # fmt: skip
CHILDREN = (
    Column("child", "孩子的名字", "text", 16), Column("grade", "年级"), Column("enterprise", "企业", "text", 28),
    Column("state", "报名情况"), Column("place", "候补次序", "int"), Column("at", "报名时间", "datetime"),
    Column("came", "到场次数", "int"), Column("days", "登记次数", "int"),
)  # fmt: skip


def send_list(user: User, desk: Desk, over: bool, kind: ActivityKind | None, *, at: datetime) -> Response:
    """Log the export and answer with the activities that the page shows, all pages of them."""
    today = clock.local(at).date()
    found = db.session.scalars(queries.listed(user, desk.park_id, today, over=over, kind=kind)).all()
    rows: list[dict[str, Value]] = [
        {
            "title": row.activity.title, "kind": row.activity.kind.label, "grades": row.activity.grades,
            "place": row.activity.place, "when": row.when, "by": row.activity.sign_up_by,
            "places": row.activity.places, "taken": row.taken, "left": row.left, "waiting": row.waiting,
            "state": row.sign_up,
        }
        for row in page.rows_of(found, today)
    ]  # fmt: skip
    title = "园区活动"
    said = f"{len(rows)} 个活动 · {user.name} 导出于 {today.year}年{today.month}月{today.day}日"
    data = write_table(COLUMNS, rows, title=title, subtitle=said, sheet_name=title)
    with writing():
        log_access(AccessKind.EXPORTED, target=PATH, user=user, detail=f"{len(rows)} 个园区活动")
    name = f"{title}-{today:%Y%m%d}.xlsx"
    return send_file(io.BytesIO(data), mimetype=exporting.XLSX, as_attachment=True, download_name=name)


def send_children(user: User, activity: Activity, reason: str, *, at: datetime) -> Response:
    """Answer with the children whom `user` may see; the export is marked and logged."""
    named = access.names_shown(user, activity.park_id)
    own = access.units(user, Permission.ENROLMENT_FILE)
    rows = [
        {
            "child": child.sign_up.child_name, "grade": child.sign_up.grade_label,
            "enterprise": child.sign_up.enterprise.name if named or child.sign_up.enterprise_id in own else "—",
            "state": child.sign_up.state.label, "place": child.place or None, "at": child.sign_up.signed_up_at,
            "came": child.came, "days": child.days,
        }
        for child in queries.signed_up(user, activity)
    ]  # fmt: skip
    return exporting.send(f"活动{activity.id}报名名单", CHILDREN, rows, by=user, at=at, reason=reason)
