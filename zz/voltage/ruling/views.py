"""`/voltage/rules`: the rules in force for a scope, changing one after a trial, and ending a stricter one."""

from typing import Any, cast

from flask import Blueprint, Flask, abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from zz import clock
from zz.access import Permission, requires
from zz.accounts.models import User
from zz.db import db, locked, writing
from zz.voltage.models import RuleTrial, VoltageRule
from zz.voltage.ruling import forms, operations, page, scopes
from zz.voltage.ruling.operations import Unready, scope_of
from zz.voltage.ruling.scopes import RuleScope
from zz.voltage.ruling.values import RuleValues
from zz.voltage.vocabulary import RuleKind
from zz.web import MenuEntry, form_error, menu, page_or_part, redirect_to

bp = Blueprint("voltage_rules", __name__, url_prefix="/voltage/rules")


def _me() -> User:
    return cast(User, current_user._get_current_object())


def _scope() -> RuleScope:
    unit_id, area_id = (request.args.get(name, type=int) for name in ("unit", "area"))
    return scopes.find(_me(), unit_id, area_id) or abort(404)


def _kind(text: str) -> RuleKind:
    return RuleKind(text) if text in set(RuleKind) else abort(404)


@bp.get("")
@requires(Permission.VOLTAGE_RULES)
def index() -> ResponseReturnValue:
    """The rules that judge a scope, and the stricter ones below it."""
    code = request.args.get("code", "").strip()
    if code:
        area = scopes.area_by_code(_me(), code)
        if area is not None:
            return redirect_to(f"/voltage/rules?area={area.id}")
    missing = f"没有编号为“{code}”的台区，或者它不归您管：请核对编号。" if code else ""
    return render_template("voltage/rules/index.html", **page.index(_me(), _scope(), clock.today()), missing=missing)


@bp.get("/<rule_kind>")
@requires(Permission.VOLTAGE_RULES)
def edit(rule_kind: str) -> ResponseReturnValue:
    """The form that changes a rule for a scope."""
    scope, kind = _scope(), _kind(rule_kind)
    now = RuleValues.of(scopes.in_force(scope, kind, clock.today()))
    return render_template("voltage/rules/edit.html", **_edit(scope, kind, forms.rule_form(kind, now, clock.today())))


def _edit(scope: RuleScope, kind: RuleKind, form: forms.RuleForm) -> dict[str, Any]:
    return {"form": form, "end_form": forms.EndForm(formdata=None), **page.edit(scope, kind, clock.today())}


@bp.post("/<rule_kind>")
@requires(Permission.VOLTAGE_RULES)
def begin(rule_kind: str) -> ResponseReturnValue:
    """Have the change tried."""
    scope, kind, today = _scope(), _kind(rule_kind), clock.today()
    form = forms.rule_form(kind, RuleValues.of(scopes.in_force(scope, kind, today)), today)
    base = None if scope.general else RuleValues.of(scopes.in_force(scope, kind, today, above=True))
    if forms.problems(form, kind, base):
        return form_error("voltage/rules/edit.html", **_edit(scope, kind, form))
    day = form.valid_from.data or today
    with writing():
        trial, _ = operations.begin_trial(
            scope, kind, form.values(), valid_from=day, reason=form.reason.data or "", by=_me(), at=clock.now()
        )  # fmt: skip
    return redirect_to(f"/voltage/rules/trials/{trial.id}")


def _trial(trial_id: int) -> RuleTrial:
    """Return a trial of a scope that is the user's."""
    trial = db.session.get(RuleTrial, trial_id)
    if trial is None or scopes.find(_me(), trial.unit_id, trial.area_id) is None:
        abort(404)
    if trial.unit_id is None and trial.area_id is None and not scopes.governs(_me()):
        abort(404)
    return trial


@bp.get("/trials/<int:trial_id>")
@requires(Permission.VOLTAGE_RULES)
def trial(trial_id: int) -> ResponseReturnValue:
    """A trial: its progress, then what would appear and vanish by station."""
    found = page.trial(_trial(trial_id), clock.today())
    return page_or_part("voltage/rules/trial.html", "voltage/rules/_trial.html", **found)


@bp.post("/trials/<int:trial_id>/adoption")
@requires(Permission.VOLTAGE_RULES)
def adopt(trial_id: int) -> ResponseReturnValue:
    """Let the change that was tried become a rule."""
    scope = scope_of(_trial(trial_id))
    try:
        with writing():
            held = locked(RuleTrial, trial_id) or abort(404)
            rule = operations.adopt(held, by=_me(), at=clock.now(), today=clock.today())
    except Unready as error:
        found = page.trial(_trial(trial_id), clock.today())
        return render_template("voltage/rules/trial.html", **found | {"refused": str(error)}), 409
    day = rule.valid_from
    return redirect_to(
        f"/voltage/rules?{scope.parameter}", f"“{rule.kind.label}”自{day.month}月{day.day}日的数据起按新规则判定"
    )  # fmt: skip


@bp.post("/versions/<int:version_id>/end")
@requires(Permission.VOLTAGE_RULES)
def end(version_id: int) -> ResponseReturnValue:
    """End a stricter rule: what is above holds again."""
    rule = db.session.get(VoltageRule, version_id) or abort(404)
    scope = scope_of(rule)
    ended = rule.valid_to is not None and rule.valid_to <= clock.today()
    if ended or scope.general or scopes.find(_me(), rule.unit_id, rule.area_id) is None:
        abort(404)
    form = forms.EndForm()
    if not form.validate():
        now = RuleValues.of(scopes.in_force(scope, rule.kind, clock.today()))
        context = _edit(scope, rule.kind, forms.rule_form(rule.kind, now, clock.today()))
        return form_error("voltage/rules/edit.html", **context | {"end_form": form})
    with writing():
        held = locked(VoltageRule, version_id) or abort(404)
        operations.end(held, clock.today(), form.why.data or "", by=_me(), at=clock.now())
    return redirect_to(f"/voltage/rules?{scope.parameter}", f"已停用，“{rule.kind.label}”改为沿用上级规则")


def init_app(app: Flask) -> None:
    """Serve the pages and enter them in the menu."""
    app.register_blueprint(bp)
    entry = MenuEntry("电压规则", "voltage_rules.index", "/voltage/rules", (Permission.VOLTAGE_RULES,), 57)
    menu.register(app, entry)
