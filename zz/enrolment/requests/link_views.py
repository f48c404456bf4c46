"""The link for a parent: HR makes it and shows its QR code once; the parent fills in one child and consents.

Opening a link is a POST from a page that says nothing, so that a chat's preview uses nothing up and every look-up of a
token is counted. No page of a parent is kept anywhere.
"""

from collections.abc import Mapping
from typing import Any

import segno
from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from zz import clock
from zz.access import public, requires
from zz.db import writing
from zz.enrolment.requests import checks, consent, form_page, links, paper_views, papers, rules
from zz.enrolment.requests.fields import CHILD, GUARDIAN, RANKS
from zz.enrolment.requests.forms import RequestForm
from zz.enrolment.requests.loading import held, mine_or_404, private, reader, schools_for, to_fill
from zz.enrolment.requests.models import EnrolmentRequest, ParentLink
from zz.enrolment.requests.views import WHO
from zz.files.operations import PreparedFile, UploadError, discard
from zz.web import redirect_to

bp = Blueprint("enrolment_links", __name__)

KEYS = (
    *(f.key for f in CHILD), *(f.key for f in GUARDIAN), "residence", *(f"school_{n}" for n in RANKS), "accept_any",
    "together",
)  # fmt: skip
SECTIONS = (
    ("孩子", tuple(f.key for f in CHILD)),
    ("监护人", (*(f.key for f in GUARDIAN), "residence")),
    ("志愿", (*(f"school_{n}" for n in RANKS), "accept_any", "together")),
)
GONE = "链接已失效：可能已经填过、超过有效期，或被停用。请向企业人事索取新的链接。"
BRAKED = "打开得太频繁，请过一会儿再试。"
NOTHING: Mapping[str, str] = {}
Files = list[tuple[Any, PreparedFile]]
FILLED = "enrolment/requests/parent_form.html"


@bp.post("/enrolment/requests/<int:request_id>/link")
@requires(*WHO)
def make(request_id: int) -> ResponseReturnValue:
    """Make a link and show it, once."""
    to_fill(request_id)
    if not rules.links_allowed():
        abort(404)
    with writing():
        token = links.open_link(held(request_id), by=reader(), at=clock.now(), now=clock.real_now())
    url = f"{request.host_url}enrolment/parents/{token}"
    picture = Markup(segno.make(url, error="m", micro=False).svg_inline(scale=5, border=2))  # noqa: S704
    found = mine_or_404(request_id)
    return private(
        render_template("enrolment/requests/link.html", case=found, url=url, picture=picture, days=rules.link_days())
    )


@bp.post("/enrolment/requests/<int:request_id>/link/closing")
@requires(*WHO)
def close(request_id: int) -> ResponseReturnValue:
    """Let the link open no more."""
    to_fill(request_id)
    with writing():
        links.close_links(held(request_id), by=reader(), at=clock.now(), now=clock.real_now())
    return redirect_to(f"/enrolment/requests/{request_id}/edit", "已停用家长填写链接")


@bp.get("/enrolment/parents/<string:token>")
@public
def landing(token: str) -> ResponseReturnValue:
    """Say what the link is for; the same for any token."""
    return private(render_template("enrolment/requests/parent.html", token=token, message=""))


@bp.post("/enrolment/parents/<string:token>/opening")
@public
def open_form(token: str) -> ResponseReturnValue:
    """The form of the one child."""
    link = _link(token)
    if not isinstance(link, ParentLink):
        return link
    schools, form = schools_for(link.request), RequestForm(formdata=None)
    form.offer(schools)
    form.show(link.request)
    form.complain(_faults(link.request, schools))
    return private(_page(token, link.request, form))


@bp.post("/enrolment/parents/<string:token>")
@public
def fill(token: str) -> ResponseReturnValue:
    """Take what the parent has filled in; with the consent given, the link has done its work."""
    link = _link(token)
    if not isinstance(link, ParentLink):
        return link
    case = link.request
    schools, texts = schools_for(case), {key: request.form.get(key, "") for key in KEYS}
    try:
        files = _files(case)
    except UploadError as error:
        return _again(token, {"papers": error.text})
    wrong = _lacking(texts) or _taken(token, texts, schools, files)
    if not wrong:
        return private(render_template("enrolment/requests/parent_done.html"))
    for _kind, file in files:
        discard(file)
    return _again(token, wrong)


def _taken(token: str, texts: dict[str, str], schools: Any, files: Files) -> Mapping[str, str]:
    """Take what came, and use the link up; return what was mistyped, and then nothing is taken."""
    try:
        with writing():
            link = links.found(token, clock.real_now()) or abort(404)
            for kind, file in files:
                papers.add(link.request, kind, file, by=None, at=clock.now())
            links.finish(link, texts, schools, at=clock.now(), now=clock.real_now())
    except links.Slipped as slipped:
        return slipped.found
    return {}


def _files(case: EnrolmentRequest) -> Files:
    """Store the papers that came with the form, encrypted; none where one is refused."""
    done: Files = []
    try:
        for kind in papers.kinds():
            sent = [file for file in request.files.getlist(f"paper-{kind.id}") if file.filename]
            done += [(kind, file) for file in (paper_views.stored(case, kind, sent) if sent else [])]
    except UploadError:
        for _kind, file in done:
            discard(file)
        raise
    return done


def _lacking(texts: dict[str, str]) -> dict[str, str]:
    """Return what a consent cannot do without."""
    found = {} if texts["guardian_name"].strip() else {"guardian_name": "请填写监护人姓名"}
    return found if request.form.get("agreed") else {**found, "agreed": "请阅读告知同意书，同意的请勾选后提交"}


def _again(token: str, wrong: Mapping[str, str]) -> ResponseReturnValue:
    """Show the form again with what was typed, and what is wrong beside it."""
    link = links.found(token, clock.real_now()) or abort(404)
    form, schools = RequestForm(), schools_for(link.request)
    form.offer(schools)
    form.complain({key: sentence for key, sentence in wrong.items() if key in KEYS})
    return private(_page(token, link.request, form, wrong), 422)


def _faults(case: EnrolmentRequest, schools: Any) -> dict[str, str]:
    found = checks.faults(case, schools, clock.today())
    return {key: text for key, text in found.items() if key in KEYS}


def _page(token: str, case: EnrolmentRequest, form: RequestForm, wrong: Mapping[str, str] = NOTHING) -> str:
    wanted = [paper for paper in form_page.kinds(case) if paper.missing]
    number, body = consent.wording(case.park_id)
    return render_template(
        FILLED, token=token, case=case, form=form, sections=SECTIONS, hints=form_page.HINTS, papers=wanted,
        number=number, body=body, wrong=wrong, agreed=request.form.get("agreed"),
    )  # fmt: skip


def _link(token: str) -> ParentLink | ResponseReturnValue:
    """Return the link that a token opens; else the page that says why not."""
    now = clock.real_now()
    with writing():
        admitted = links.admitted(request.remote_addr, now=now)
        link = links.found(token, now) if admitted else None
        if link is not None:
            links.forget_brake(request.remote_addr)
    if link is not None:
        return link
    said, code = (GONE, 404) if admitted else (BRAKED, 429)
    return private(render_template("enrolment/requests/parent.html", token="", message=said), code)
