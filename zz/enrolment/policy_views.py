"""`/enrolment/policies`: what is offered to whom, in versions; and the policy card."""

from typing import Any

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from zz import clock
from zz.access import Permission, requires
from zz.db import StaleVersion, writing
from zz.enrolment import card, policies, policy, terms
from zz.enrolment.desks import Desk
from zz.enrolment.loading import desk, managed, reader
from zz.enrolment.models import Policy
from zz.enrolment.policies import Wording
from zz.enrolment.policy_forms import CardForm, RevisionForm
from zz.enrolment.vocabulary import Residence, StaffGroup, Stage
from zz.web import is_part, redirect_to

PATH = "/enrolment/policies"
bp = Blueprint("enrolment_policies", __name__, url_prefix=PATH)


@bp.get("")
@requires(Permission.ENROLMENT_DESK_READ)
def index() -> str:
    """Groups of staff by stages: what holds today."""
    found, today = desk(), clock.today()
    known = {(p.staff_group, p.stage): p for p in policies.of_park(found.park_id)}
    lines = [(group, [(stage, known.get((group, stage))) for stage in Stage]) for group in StaffGroup]
    return render_template(
        "enrolment/policies.html", desk=found, lines=lines, stages=list(Stage), any=bool(known), today=today,
        in_force=policies.in_force, may_keep=policy.manages(reader(), found),
    )  # fmt: skip


@bp.post("/delivered")
@requires(Permission.ENROLMENT_MANAGE)
def deliver() -> ResponseReturnValue:
    """Give the park the delivered policies."""
    found = managed()
    with writing():
        number = policies.deliver(found.park, clock.today(), by=reader(), at=clock.now())
    return redirect_to(PATH, f"已装入 {number} 项默认政策，请逐项核对修订" if number else "各项政策都已有了，没有改动")


def _policy(found: Desk, policy_id: int) -> Policy:
    return policies.find(found.park_id, policy_id) or abort(404)


@bp.get("/<int:policy_id>")
@requires(Permission.ENROLMENT_DESK_READ)
def show(policy_id: int) -> str:
    """A policy as it holds today, or the version that the address asks for."""
    found, today = desk(), clock.today()
    one = _policy(found, policy_id)
    asked = request.args.get("version", "")
    version = next((v for v in one.versions if str(v.number) == asked), None) or policies.in_force(one, today)
    version = version or one.versions[-1]
    return render_template(
        "enrolment/policy.html", policy=one, version=version, asked=policies.asked_of(version), today=today,
        may_keep=policy.manages(reader(), found),
    )  # fmt: skip


@bp.get("/<int:policy_id>/revision")
@requires(Permission.ENROLMENT_MANAGE)
def revise(policy_id: int) -> str:
    """The form of the next version."""
    one, form = _policy(managed(), policy_id), RevisionForm()
    form.fill(one.versions[-1])
    return render_template("enrolment/revision.html", **_shown(one, form))


def _shown(one: Policy, form: RevisionForm) -> dict[str, Any]:
    return {"policy": one, "form": form, "names": {str(kind.id): kind for kind in policies.kinds()}}


@bp.post("/<int:policy_id>/revision")
@requires(Permission.ENROLMENT_MANAGE)
def save(policy_id: int) -> ResponseReturnValue:
    """Write the next version."""
    found, form = managed(), RevisionForm()
    one = _policy(found, policy_id)
    valid = form.validate()
    asked = form.asked()
    if valid and not asked and not form.new_document.data:
        form.new_document.errors, valid = ["请至少要求一种材料"], False
    if not valid:
        return render_template("enrolment/revision.html", **_shown(one, form)), 422
    try:
        with writing():
            version = _write(found, policy_id, form)
    except StaleVersion:
        return render_template("enrolment/revision.html", stale=True, **_shown(_policy(found, policy_id), form)), 409
    day = version.valid_from
    return redirect_to(f"{PATH}/{policy_id}", f"已保存第 {version.number} 版，{day.month}月{day.day}日起施行")


def _write(found: Desk, policy_id: int, form: RevisionForm) -> Any:
    one, by, at = _policy(found, policy_id), reader(), clock.now()
    asked = form.asked()
    if form.new_document.data:
        kind = policies.add_kind(form.new_document.data, form.new_hint.data or "", by=by, at=at)
        asked.append(policies.AskedDocument(kind))
    wording = Wording(
        form.valid_from.data or clock.today(), form.qualifies.data or "", form.priority.data or "",
        form.dates.data or "", form.reason.data or "", asked,
        form.named_days(),
    )  # fmt: skip
    return policies.revise(one, wording, shown=form.shown_version, by=by, at=at)


@bp.get("/card")
@requires(Permission.ENROLMENT_DESK_READ)
def ask() -> str:
    """The questions of the policy card."""
    desk()
    form = CardForm()
    form.grade.data = ""
    return render_template("enrolment/card.html", form=form, card=None, today=clock.today())


@bp.post("/card")
@requires(Permission.ENROLMENT_DESK_READ)
def answer() -> ResponseReturnValue:
    """The card for what was said. It is posted so that a birth date stands in no address; nothing is written."""
    found, form, today = desk(), CardForm(), clock.today()
    drawn = None
    if form.validate():
        group, residence = StaffGroup(form.group.data), Residence(form.residence.data)
        drawn = card.draw(found, group, form.born, form.wanted_grade, residence, form.have.data or (), today)
        if drawn is None and form.born:
            form.birth.errors = [card.no_grade(form.born, terms.current_of(found.root_id), today)]
    template = "enrolment/_card.html" if is_part() else "enrolment/card.html"
    return render_template(template, form=form, card=drawn, today=today), 200 if drawn else 422
