"""Filing: an enterprise's own list, beginning a request, the form with its autosave, handing in."""

from typing import Any

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from zz import clock
from zz.access import Permission, requires
from zz.db import StaleVersion, writing
from zz.enrolment.requests import (
    access,
    carrying,
    checks,
    consent,
    filing,
    form_page,
    list_page,
    own_queries,
    schooling,
)
from zz.enrolment.requests.forms import RequestForm, StartForm
from zz.enrolment.requests.listing import OwnFilter
from zz.enrolment.requests.loading import held, mine_or_404, private, reader, schools_for, stale, to_fill
from zz.enrolment.requests.models import EnrolmentRequest
from zz.enrolment.requests.vocabulary import ConsentWay
from zz.files.operations import discard
from zz.web import page_or_part, redirect_to
from zz.web.choices import choices
from zz.workflow import InvalidTransition

bp = Blueprint("enrolment_requests", __name__, url_prefix="/enrolment/requests")

WHO = Permission.ENROLMENT_FILE, Permission.ENROLMENT_PREREVIEW
CLOSED = "现在没有正在收件的学期：请等待园区工作组公布下一学期的收件日期。"


@bp.get("")
@requires(*WHO)
def index() -> ResponseReturnValue:
    """The list of what the reader files; a workbook asks for its reason first."""
    wanted = OwnFilter.parse(request.args)
    if (form := request.args.get("format")) == "xlsx":
        return redirect_to(wanted.export_url)
    if form:
        abort(404)
    page = list_page.assemble(reader(), wanted, clock.today())
    return private(page_or_part("enrolment/requests/index.html", "enrolment/requests/_table.html", list=page))


@bp.get("/new")
@requires(*WHO)
def new() -> ResponseReturnValue:
    """How to begin: one child, a brother or sister, an earlier year's papers, or many at once."""
    return private(_new_page(StartForm()))


def _new_page(form: StartForm, error: str = "") -> str:
    filings = schooling.filings(reader(), clock.today())
    form.enterprise_id.choices = choices(list({str(f.enterprise.id): f.enterprise.name for f in filings}.items()))
    form.term_id.choices = choices(list({str(f.term.id): f.term.name for f in filings}.items()))
    earlier = carrying.earlier(reader(), filings) if filings else []
    said = error or ("" if filings else CLOSED)
    paper = bool(filings) and filings[0].paper
    return render_template(
        "enrolment/requests/new.html", form=form, filings=filings, earlier=earlier, error=said, paper=paper
    )


@bp.post("")
@requires(*WHO)
def begin() -> ResponseReturnValue:
    """Begin a request and go on to its form."""
    sent = request.form
    filings = schooling.filings(reader(), clock.today())
    found = next((f for f in filings if _chosen(f, sent)), None)
    if found is None:
        return private(_new_page(StartForm(), "" if not filings else "请选择列出的企业和学期"), 422)
    source = carrying.source(reader(), sent.get("source", "")) if sent.get("source") else None
    if sent.get("source") and source is None:
        abort(404)
    same_child = bool(sent.get("carry"))
    copied = carrying.prepare(source) if source is not None and same_child else []
    schools = schooling.schools(found.term.root_id)
    try:
        with writing():
            made = filing.start(found, {}, schools, by=reader(), at=clock.now())
            if source is not None:
                carrying.take_over(made, source.id, copied, same_child=same_child, by=reader(), at=clock.now())
    except BaseException:
        for _kind, file in copied:
            discard(file)
        raise
    return redirect_to(f"/enrolment/requests/{made.id}/edit")


def _chosen(found: filing.Filing, sent: Any) -> bool:
    firm, term = sent.get("enterprise_id", ""), sent.get("term_id", "")
    return firm in ("", str(found.enterprise.id)) and term in ("", str(found.term.id))


@bp.post("/submission")
@requires(*WHO)
def submit_all() -> ResponseReturnValue:
    """Hand in every draft that lacks nothing."""
    with writing():
        drafts = own_queries.drafts(reader())
        schools = schools_for(drafts[0]) if drafts else {}
        done = filing.submit_ready(drafts, schools, by=reader(), at=clock.now())
    left = len(drafts) - len(done)
    said = f"已提交 {len(done)} 份" if done else "没有可以提交的草稿"
    return redirect_to("/enrolment/requests?state=draft", f"{said}，还有 {left} 份没有填齐" if left else said)


@bp.get("/<int:request_id>/edit")
@requires(*WHO)
def edit(request_id: int) -> ResponseReturnValue:
    """The form, with what was typed before and what is wrong with it."""
    found = to_fill(request_id)
    schools, form = schools_for(found), RequestForm(formdata=None)
    form.offer(schools)
    form.show(found)
    form.complain(checks.faults(found, schools, clock.today()))
    return private(_form(found, form, schools))


def _form(found: EnrolmentRequest, form: RequestForm, schools: Any) -> str:
    page = form_page.build(found, form, schools, list_page.asked_places(found))
    return render_template("enrolment/requests/edit.html", page=page, form=form, case=found)


@bp.post("/<int:request_id>/draft")
@requires(*WHO)
def autosave(request_id: int) -> ResponseReturnValue:
    """Keep what was typed so far, and say what is still missing."""
    to_fill(request_id)
    found = _kept(request_id)
    if found is None:
        return stale()
    schools = schools_for(found)
    page = form_page.build(found, RequestForm(formdata=None), schools)
    return private(
        render_template("enrolment/requests/_saved.html", page=page, case=found, at=clock.local(clock.now()))
    )


def _kept(request_id: int) -> EnrolmentRequest | None:
    """Keep the form that was sent; None where the request has moved on meanwhile."""
    form = RequestForm()
    try:
        with writing():
            found = held(request_id, form.shown_version)
            if not (access.files_for(reader(), found) and filing.may_fill(found)):
                abort(404)
            filing.keep(found, form.texts(request.form), schools_for(found), by=reader(), at=clock.now())
    except StaleVersion:
        return None
    return mine_or_404(request_id)


@bp.post("/<int:request_id>/edit")
@requires(*WHO)
def save(request_id: int) -> ResponseReturnValue:
    """Keep the form; hand it in where that was asked for and nothing stands in the way."""
    to_fill(request_id)
    found = _kept(request_id)
    if found is None:
        return stale()
    if request.form.get("act") != "submit":
        return redirect_to("/enrolment/requests", "已保存，可随时继续填写")
    try:
        with writing():
            found = held(request_id)
            if request.form.get("consented") and found.guardian_name:
                consent.give(found, ConsentWay.PAPER, by=reader(), at=clock.now())
            filing.submit(found, schools_for(found), by=reader(), at=clock.now())
    except filing.NotReady:
        return _refused(request_id)
    except InvalidTransition:
        return stale()
    return redirect_to("/enrolment/requests", f"已提交，编号 {found.number}，由园区工作组预审")


def _refused(request_id: int) -> ResponseReturnValue:
    """Show the form again with everything that stands in the way."""
    found, form = mine_or_404(request_id), RequestForm(formdata=None)
    schools = schools_for(found)
    form.offer(schools)
    form.show(found)
    form.complain(checks.problems(found, schools, clock.today()))
    if found.consent is None:
        form.consented.errors = ["监护人同意后才能提交：请先取得签字，或发链接请监护人本人填写"]
    form.consented.data = bool(request.form.get("consented"))
    return private(_form(found, form, schools), 422)
