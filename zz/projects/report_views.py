"""Reporting by phone: `/projects/<id>/report`, its photos, its draft, and the check of a filled figure."""

from dataclasses import replace
from datetime import date
from typing import Any, cast
from uuid import uuid4

from flask import Blueprint, abort, jsonify, render_template, request, url_for
from flask_login import current_user
from flask_wtf.csrf import generate_csrf
from werkzeug.wrappers import Response

from zz import clock
from zz.access import Permission, requires
from zz.accounts.models import User
from zz.db import locked, writing
from zz.files.images import read_metadata
from zz.files.operations import Family, PreparedFile, UploadError, discard, prepare_upload
from zz.projects import report_pages as pages
from zz.projects import report_queries as queries
from zz.projects.doubts import doubts
from zz.projects.figure_operations import MonthLocked
from zz.projects.models import Project
from zz.projects.report_forms import DRAFT_FIELDS, LONGEST_DRAFT, ReportForm, age_of, parse_month
from zz.projects.report_policy import Part, part_of
from zz.projects.reports import Report, add_photo, photo_subject, send_report
from zz.projects.visit_operations import find_visit, keep_draft
from zz.web import form_error, redirect_to

bp = Blueprint("reports", __name__, url_prefix="/projects")

P = Permission
IMAGES = frozenset({Family.IMAGE})
MOST_PHOTOS = 20
MOST_HEAD = 256 * 1024


def me() -> User:
    """Return who has signed in."""
    return cast(User, current_user._get_current_object())


def found_part(project_id: int) -> Part:
    """Return the reader's part in a project's reports; 404 where he does not see the project."""
    return part_of(me(), project_id) or abort(404)


def _reporting(project_id: int) -> Part:
    part = found_part(project_id)
    return part if part.reports else abort(403)


def _held(project_id: int) -> Project:
    return locked(Project, project_id) or abort(404)


def _shown(page: pages.ReportPage, form: ReportForm, questions: list[str]) -> dict[str, Any]:
    pages.name_month(form, page)
    month = page.month(form.month.data) if "month" in form else None
    return {
        "page": page,
        "project": page.part.project,
        "form": form if page.part.reports else None,
        "month": month,
        "questions": questions,
        "user": me(),
        "outlook": pages.outlook_line(month, form.invested.data) if month else "",
    }


@bp.get("/<int:project_id>/report")
@requires(P.VISIT_REPORT, P.FIGURE_FILL, P.FIGURE_CONFIRM)
def show(project_id: int) -> str:
    """Show the form with the reader's fields, filled from his draft or from the last report."""
    part = found_part(project_id)
    if not (part.reports or part.checks):
        abort(403)
    today = clock.today()
    draft = queries.draft_of(me(), project_id) if part.reports and not request.args else None
    page = pages.report_page(part, me(), today, draft=draft)
    values = pages.first_values(page, draft, request.args.get("month"))
    form = ReportForm(None, data={**values, "client_key": uuid4().hex}).reduced(part)
    return render_template("projects/report.html", **_shown(page, form, []))


@bp.post("/<int:project_id>/report")
@requires(P.VISIT_REPORT, P.FIGURE_FILL)
def send(project_id: int) -> Any:
    """Take a report: text and money, and the photos where the browser has no script."""
    part, today = _reporting(project_id), clock.today()
    form = ReportForm().reduced(part)
    accepted = form.validate() and _month_is_allowed(form, today)
    money = form.money() if accepted else None
    questions = doubts(money, queries.outlook_of(part.project, money.year, money.month)) if money else []
    photos = _photos(form) if accepted and (form.confirmed.data or not questions) else None
    if photos is None:
        page = pages.report_page(part, me(), today)
        return form_error(_template(), **_shown(page, form, questions))
    report = Report(form.found(), money, questions, age_of(request.form.get("age")))
    try:
        with writing():
            send_report(
                _held(project_id), report, photos, client_key=form.client_key.data or "", by=me(), at=clock.now()
            )  # fmt: skip
    except MonthLocked as refusal:
        for stored in photos:
            discard(stored)
        form.month.errors = [refusal.sentence]
        return form_error(_template(), **_shown(pages.report_page(part, me(), today), form, []))
    return redirect_to(url_for("report_start.start"), _said(part, report))


def _template() -> str:
    return "projects/_report.html" if "HX-Request" in request.headers else "projects/report.html"


def _said(part: Part, report: Report) -> str:
    done = "走访已上报" if report.findings else "投资已填报"
    waits = f"，{report.money.month}月投资待责任单位审核" if report.money else ""
    return f"{part.project.name}：{done}{waits}"


def _month_is_allowed(form: ReportForm, today: date) -> bool:
    """Tell whether it is this month or the last, and say so under the field; a lock is found at the write."""
    if "month" not in form or form.invested.data is None:
        return True
    running = (today.year, today.month)
    if parse_month(form.month.data) in (running, queries.month_before(*running)):
        return True
    form.month.errors = ["只能填报本月和上月的投资；更早的月份请联系项目管理中心"]
    return False


def _photos(form: ReportForm) -> list[PreparedFile] | None:
    """Check and store the photos that came with the form; None, and why under the field, where one is refused."""
    prepared: list[PreparedFile] = []
    uploads = [upload for upload in request.files.getlist("photos") if upload.filename]
    if len(uploads) > MOST_PHOTOS:
        form.photos.errors = [f"一次最多上传 {MOST_PHOTOS} 张，请分几次上传"]
        return None
    for upload in uploads:
        try:
            prepared.append(prepare_upload(upload, IMAGES))
        except UploadError as error:
            form.photos.errors = [f"{upload.filename}：{error.text}"]
            for stored in prepared:
                discard(stored)
            return None
    return prepared


@bp.post("/<int:project_id>/report/photos")
@requires(P.VISIT_REPORT, P.FIGURE_FILL)
def add(project_id: int) -> tuple[str, int]:
    """Take one photo of a report that was sent before; the same photo again is the same photo."""
    part = _reporting(project_id)
    upload = request.files.get("photo")
    if upload is None:
        return "没有收到照片", 422
    try:
        prepared = prepare_upload(upload, IMAGES)
    except UploadError as error:
        return error.text, 422
    if prepared.taken_at is None and (head := request.files.get("head")):
        taken_at, latitude, longitude = read_metadata(head.stream.read(MOST_HEAD))
        prepared = replace(prepared, taken_at=taken_at, latitude=latitude, longitude=longitude)
    key, month = request.form.get("client_key", ""), parse_month(request.form.get("month"))
    with writing():
        subject = photo_subject(me(), _held(part.project.id), key, month)
        if subject is not None:
            attachment = add_photo(prepared, subject, by=me(), at=clock.now())
    if subject is None:
        discard(prepared)
        return "没有找到这张照片所属的上报记录：可能已撤回", 422
    return attachment.hint, 201


@bp.post("/<int:project_id>/report/draft")
@requires(P.VISIT_REPORT, P.FIGURE_FILL)
def save_draft(project_id: int) -> Any:
    """Keep what has been typed so far, so that it outlives the session and the phone."""
    part = _reporting(project_id)
    form = ReportForm().reduced(part)
    fields = {name: (request.form.get(name) or "")[:LONGEST_DRAFT] for name in DRAFT_FIELDS if name in form}
    moment = request.form.get("at", "")
    fields["at"] = moment if moment.isascii() and moment.isdecimal() and len(moment) < 16 else ""
    with writing():
        project = _held(project_id)
        if find_visit(me(), project, request.form.get("client_key", "")) is None:  # else it came after its report
            keep_draft(me(), project, fields, at=clock.now())
    if "HX-Request" in request.headers:
        return "", 204
    return redirect_to(url_for("reports.show", project_id=project_id), "草稿已存，下次打开接着填")


@bp.get("/<int:project_id>/report/token")
@requires(P.VISIT_REPORT, P.FIGURE_FILL)
def token(project_id: int) -> Response:
    """Give a page that was kept on the phone a token of the present session, and say whose session it is."""
    return jsonify(token=generate_csrf(), user=me().id, project=_reporting(project_id).project.id)
