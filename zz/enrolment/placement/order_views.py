"""`/enrolment/order`: the order of priority, read by everybody who has signed in, revised by the work group."""

from typing import Any

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from zz import clock
from zz.access import Permission, requires
from zz.db import writing
from zz.enrolment import policy
from zz.enrolment.loading import desk, managed, reader
from zz.enrolment.placement import orders
from zz.enrolment.placement.forms import OrderForm
from zz.enrolment.placement.vocabulary import BY_RANK, EVIDENCE
from zz.web import form_error, redirect_to

PATH = orders.PATH
bp = Blueprint("placement_orders", __name__, url_prefix=PATH)


@bp.get("")
@requires(Permission.ENROLMENT_DESK_READ)
def show() -> str:
    """The order in force, what comes next, the versions before."""
    found, today = desk(), clock.today()
    versions = orders.versions(found.park_id)
    return render_template(
        "enrolment/placement/order.html", desk=found, order=orders.in_force(found.park_id, today), versions=versions,
        coming=[one for one in versions if one.valid_from > today], evidence=EVIDENCE,
        may_keep=policy.manages(reader(), found), local=clock.local,
    )  # fmt: skip


def _page(form: Any) -> dict[str, Any]:
    return {"form": form, "evidence": EVIDENCE, "by_rank": BY_RANK}


@bp.get("/revision")
@requires(Permission.ENROLMENT_MANAGE)
def revision() -> str:
    """The newest order to revise."""
    form, versions = OrderForm(), orders.versions(managed().park_id)
    form.fill(versions[0] if versions else None)
    return render_template("enrolment/placement/order_form.html", **_page(form))


@bp.post("/revision")
@requires(Permission.ENROLMENT_MANAGE)
def revise() -> ResponseReturnValue:
    """A new version; rounds that were sealed keep theirs."""
    found, form = managed(), OrderForm()
    if not form.validate():
        return form_error("enrolment/placement/order_form.html", **_page(form))
    with writing():
        if len(orders.versions(found.park_id)) != form.shown_version:
            abort(409, description="您打开后，排序办法已由别人修订。请返回重新打开。")
        day = form.valid_from.data or clock.today()
        row = orders.write(found.park_id, form.ranked, day, form.reason.data or "", by=reader(), at=clock.now())
    return redirect_to(PATH, f"排序办法第 {row.number} 版已公布")
