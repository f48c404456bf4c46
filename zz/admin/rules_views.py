"""`/admin/rules`: what every local rule says, since when and by whom; changing one with a reason."""

from typing import Any, cast

from flask import Blueprint, Flask, abort, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from zz import clock, rules
from zz.access import Permission, requires
from zz.accounts.models import User
from zz.admin import rules_forms
from zz.admin.rules_list import Line, line, lines, tabs
from zz.db import writing
from zz.rules import Definition, Unacceptable, trials
from zz.rules.trials import Trial
from zz.web import MenuEntry, form_error, menu, redirect_to

ANY = (
    Permission.RULES_BUSINESS, Permission.RULES_SYSTEM, Permission.RULES_SECURITY, Permission.ENROLMENT_MANAGE,
    Permission.VOLTAGE_MANAGE,
)  # fmt: skip

bp = Blueprint("rules", __name__)


def can_change(user: User, rule: Definition) -> bool:
    """Tell whether `user` may change `rule`: who keeps business rules does not keep those of signing in."""
    return user.has(Permission(rule.permission))


def _me() -> User:
    return cast(User, current_user._get_current_object())


def _rule(key: str) -> Definition:
    try:
        return rules.definition(key)
    except KeyError:
        abort(404)


@bp.get("/admin/rules")
@requires(*ANY)
def index() -> str:
    """Show the rules of one group."""
    groups = rules.grouped()
    mine = [name for name, found in groups.items() if any(can_change(_me(), rule) for rule in found)]
    chosen = request.args.get("group", "")
    chosen = chosen if chosen in groups else (mine or list(groups))[0]
    return render_template(
        "admin/rules.html", tabs=tabs(groups, chosen), group=chosen,
        lines=[(found, can_change(_me(), found.rule)) for found in lines(groups[chosen])],
    )  # fmt: skip


def _context(rule: Definition, shown: Line, form: rules_forms.RuleForm, trial: Trial | None = None) -> dict[str, Any]:
    return {
        "trial": trial, "tried": trials.tried(rule.key),
        "rule": rule, "line": shown, "form": form, "allowed": can_change(_me(), rule),
        "holder": Permission(rule.permission).label, "rows": rules_forms.shown_rows(rule, rules.value(rule.key)),
        "back": url_for(".index", group=rule.group),
    }  # fmt: skip


@bp.get("/admin/rules/<key>")
@requires(*ANY)
def show(key: str) -> str:
    """Show one rule with its history and, to whom it is given, the form that changes it."""
    rule = _rule(key)
    form = rules_forms.rule_form(rule, rules.value(key), clock.today())
    return render_template("admin/rules_show.html", **_context(rule, line(rule), form))


@bp.post("/admin/rules/<key>")
@requires(*ANY)
def change(key: str) -> Response | str | tuple[str, int]:
    """Let the rule say something else from a day on."""
    rule = _rule(key)
    if not can_change(_me(), rule):
        abort(403)
    form = rules_forms.rule_form(rule, rules.value(key), clock.today())
    valid = form.validate()
    try:
        value = rules_forms.posted(rule, form)
        if "try" in request.form:
            return _tried(rule, value, form)
        if valid:
            return _change(rule, value, form)
    except Unacceptable:
        pass
    return form_error("admin/rules_show.html", **_context(rule, line(rule), form))


def _tried(rule: Definition, value: Any, form: rules_forms.RuleForm) -> str:
    """Show what would change; nothing is written, and nothing else on the form is asked for yet."""
    if not trials.tried(rule.key):
        abort(404)
    for field in form:
        field.errors = ()
    found = trials.trial(rule.key, value, _me(), clock.today())
    return render_template("admin/rules_show.html", **_context(rule, line(rule), form, found))


@bp.post("/admin/rules/<key>/withdrawal")
@requires(*ANY)
def take_back(key: str) -> Response:
    """收回 the last change: the rule says again what it said before."""
    rule = _rule(key)
    if not can_change(_me(), rule):
        abort(403)
    with writing():
        row = rules.take_back(rule, by=_me(), at=clock.now())
    say = f"已收回，“{rule.label}”恢复为{rules.kinds.words(rule, rules.kinds.load(rule, row.value))}" if row else ""
    return redirect_to(url_for(".show", key=key), say or "没有可以收回的调整")


def _change(rule: Definition, value: Any, form: rules_forms.RuleForm) -> Response:
    """Make the change and go back to the list.

    Raises:
        Unacceptable: the day is past; the sentence stands under the field.
    """
    day = form.valid_from.data
    try:
        with writing():
            rules.change_rule(rule, value, by=_me(), at=clock.now(), reason=form.reason.data or "", valid_from=day)
    except Unacceptable as error:
        form.valid_from.errors = [str(error)]
        raise
    say = f"“{rule.label}”自{day.month}月{day.day}日起为{rules.kinds.words(rule, value)}" if day else ""
    return redirect_to(url_for(".index", group=rule.group), say)


def init_app(app: Flask) -> None:
    """Serve the pages and enter them in the menu."""
    app.register_blueprint(bp)
    menu.register(app, MenuEntry("规则", "rules.index", "/admin/rules", ANY, 84))
