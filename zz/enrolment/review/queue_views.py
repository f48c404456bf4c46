"""The queue: list, look-up, several at once, export."""

from typing import Any

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from zz import clock
from zz.access import Permission, requires
from zz.db import writing
from zz.enrolment.privacy.forms import ExportForm
from zz.enrolment.review import export, list_page, page, policy, queue
from zz.enrolment.review.acts import ACTS, BATCH, Doing
from zz.enrolment.review.forms import ConfirmForm, SearchForm
from zz.enrolment.review.listing import PATH, QueueFilter
from zz.enrolment.review.loading import held, private, reader
from zz.web import page_or_part, redirect_to
from zz.workflow import InvalidTransition

bp = Blueprint("enrolment_queue", __name__, url_prefix=PATH)

MOST = 50
SLUGS = f"any({', '.join(repr(slug) for slug in BATCH)})"


@bp.get("")
@requires(Permission.ENROLMENT_READ)
def index() -> ResponseReturnValue:
    """Show the queue as the address asks; a workbook asks for its reason first."""
    wanted = QueueFilter.parse(request.args)
    if (form := request.args.get("format")) == "xlsx":
        return redirect_to(wanted.url(f"{PATH}/export"))
    if form:
        abort(404)
    shown = list_page.assemble(reader(), wanted, clock.today())
    return private(page_or_part("enrolment/review/index.html", "enrolment/review/_table.html", list=shown))


@bp.post("/search")
@requires(Permission.ENROLMENT_READ)
def search() -> ResponseReturnValue:
    """Look a case up by name or ID number: posted, so that no address holds either."""
    form = SearchForm()
    found = list(queue.found_by(reader(), form.text.data or "")) if form.validate() else []
    rows = list_page.rows_of(found, reader(), clock.today())
    code = 422 if form.errors else 200
    return private(render_template("enrolment/review/search.html", form=form, rows=rows, most=queue.MOST_FOUND), code)


@bp.get("/search")
@requires(Permission.ENROLMENT_READ)
def search_form() -> ResponseReturnValue:
    """The form of the look-up."""
    return private(render_template("enrolment/review/search.html", form=SearchForm(), rows=None, most=0))


@bp.get("/export")
@requires(Permission.ENROLMENT_READ)
def export_form() -> ResponseReturnValue:
    """Ask for the reason."""
    return private(_export_page(ExportForm()))


@bp.post("/export")
@requires(Permission.ENROLMENT_READ)
def export_list() -> ResponseReturnValue:
    """The workbook of the rows that the page shows."""
    form = ExportForm()
    if not form.validate():
        return private(_export_page(form), 422)
    return export.send(reader(), QueueFilter.parse(request.args), form.reason.data, at=clock.now())


def _export_page(form: Any) -> str:
    wanted = QueueFilter.parse(request.args)
    counts = queue.counts(reader(), wanted, clock.today())
    return render_template("enrolment/review/export.html", form=form, filter=wanted, total=counts[wanted.tab])


@bp.post(f"/<{SLUGS}:slug>")
@requires(Permission.ENROLMENT_READ)
def several(slug: str) -> ResponseReturnValue:
    """Do one act to everything that was ticked; what has moved meanwhile, or lacks papers, is counted and left."""
    ids = [int(text) for text in request.form.getlist("ids") if text.isdecimal()][:MOST]
    back = QueueFilter.parse(request.args).url()
    if not ids:
        return redirect_to(back, "请先勾选申请")
    done = sum(_one(request_id, slug) for request_id in queue.of_ids(reader(), ids))
    left = len(ids) - done
    rest = f"，另有 {left} 件材料不全或已有变化，没有处理，请逐件查看" if left else ""
    return redirect_to(back, f"{ACTS[slug].title} {done} 件{rest}")


def _one(request_id: int, slug: str) -> bool:
    act, by, at = ACTS[slug], reader(), clock.now()
    try:
        with writing():
            found = held(request_id, None)
            today = clock.local(at).date()
            if not policy.can(policy.standing(by, found, today), act.action) or page.missing_of(found, today):
                return False
            act.run(Doing(found, ConfirmForm(meta={"csrf": False}), by, at))
    except InvalidTransition:
        return False
    return True
