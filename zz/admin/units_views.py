"""`/admin/units`: the tree of units and what is done to one."""

from collections.abc import Callable
from typing import Any, cast

from flask import Blueprint, Flask, abort, render_template, request, url_for
from flask_login import current_user

from zz import clock
from zz.access import Permission, requires
from zz.accounts import unit_operations as operations
from zz.accounts.models import Unit, User
from zz.accounts.policy import Refused
from zz.accounts.roles import UnitKind
from zz.admin import units_queries as queries
from zz.admin.units_forms import MoveForm, NewUnitForm, UnitForm
from zz.db import StaleVersion, locked, writing
from zz.web import MenuEntry, menu, page_or_part, redirect_to

bp = Blueprint("units", __name__)
CHANGED = "您打开页面后，这个单位已被别人修改。下面是最新内容，请核对后重新修改"


def _me() -> User:
    return cast(User, current_user._get_current_object())


@bp.get("/admin/units")
@requires(Permission.USERS_MANAGE)
def index() -> str:
    """Show the tree, or what a search finds."""
    q = request.args.get("q", "").replace("\x00", "").strip()[:64]
    nodes = queries.search(q) if q else queries.tree()
    return page_or_part("admin/units.html", "admin/_units_tree.html", q=q, nodes=nodes)


@bp.get("/admin/units/new")
@requires(Permission.USERS_MANAGE)
def new() -> str:
    """Ask for a new unit; `parent` in the address is the unit above."""
    text = request.args.get("parent", "")
    above = queries.unit(int(text)) if text.isascii() and text.isdecimal() and len(text) < 10 else None
    return _new_page(NewUnitForm(data={"parent": above.name if above else ""}))


def _new_page(form: NewUnitForm, refused: str | None = None) -> str:
    form.parent.flags.optional = True
    return render_template("admin/units_new.html", form=form, refused=refused, unit_names=queries.parents())


@bp.post("/admin/units/new")
@requires(Permission.USERS_MANAGE)
def create() -> Any:
    """Create a unit."""
    form = NewUnitForm()
    if not form.validate():
        return _new_page(form), 422
    try:
        with writing():
            unit = operations.create_unit(
                **_values(form), parent=queries.by_name(form.parent.data or ""), by=_me(), at=clock.now()
            )
            name = unit.name
    except Refused as refused:
        return _new_page(form, refused.sentence), 409
    return redirect_to(url_for("units.index"), f"已新增单位“{name}”")


def _values(form: UnitForm) -> dict[str, Any]:
    return {
        "kind": UnitKind(form.kind.data), "name": form.name.data, "short_name": form.short_name.data or "",
        "uscc": form.uscc.data or None, "leader": queries.leader(form.leader.data),
    }  # fmt: skip


def _found(unit_id: int) -> Unit:
    return queries.unit(unit_id) or abort(404)


@bp.get("/admin/units/<int:unit_id>")
@requires(Permission.USERS_MANAGE)
def show(unit_id: int) -> str:
    """Show one unit with what can be changed."""
    return _page(unit_id)


def _page(unit_id: int, form: UnitForm | None = None, move: MoveForm | None = None, refused: str | None = None) -> str:
    unit = _found(unit_id)
    fresh = {
        "version": unit.version, "name": unit.name, "short_name": unit.short_name, "kind": unit.kind,
        "uscc": unit.uscc or "", "leader": unit.leader_id or 0,
    }  # fmt: skip
    above = {"version": unit.version, "parent": unit.parent.name if unit.parent else ""}
    return render_template(
        "admin/units_edit.html", unit=unit, refused=refused, unit_names=queries.parents(unit),
        form=form or UnitForm(formdata=None, data=fresh),
        move=move or MoveForm(formdata=None, data=above, prefix="to-"),
    )  # fmt: skip


@bp.post("/admin/units/<int:unit_id>")
@requires(Permission.USERS_MANAGE)
def edit(unit_id: int) -> Any:
    """Change what the unit is called and who leads it."""
    form = UnitForm()
    if not form.validate():
        return _page(unit_id, form), 422
    return _do(unit_id, lambda unit, **who: operations.edit_unit(unit, **_values(form), **who), form)


@bp.post("/admin/units/<int:unit_id>/parent")
@requires(Permission.USERS_MANAGE)
def move(unit_id: int) -> Any:
    """Hang the unit under another."""
    form = MoveForm(prefix="to-")
    if not form.validate():
        return _page(unit_id, move=form), 422
    name = form.parent.data or ""
    return _do(unit_id, lambda unit, **who: operations.move_unit(unit, queries.by_name(name), **who), move=form)


@bp.post("/admin/units/<int:unit_id>/disablement")
@requires(Permission.USERS_MANAGE)
def disable(unit_id: int) -> Any:
    """Take the unit out of use."""
    return _do(unit_id, operations.disable_unit)


@bp.post("/admin/units/<int:unit_id>/enablement")
@requires(Permission.USERS_MANAGE)
def enable(unit_id: int) -> Any:
    """Take the unit into use again."""
    return _do(unit_id, operations.enable_unit)


def _do(
    unit_id: int, operation: Callable[..., None], form: UnitForm | None = None, move: MoveForm | None = None
) -> Any:
    """Do one thing to a unit; the form knows the version the page was opened with."""
    opened = form or move
    try:
        with writing():
            unit = locked(Unit, unit_id, opened.seen_version if opened else None) or abort(404)
            operation(unit, by=_me(), at=clock.now())
            done = DONE[request.endpoint or ""].format(name=unit.name)
    except StaleVersion:
        return _page(unit_id, refused=CHANGED), 409
    except Refused as refused:
        return _page(unit_id, form, move, refused.sentence), 409
    return redirect_to(url_for("units.index"), done)


DONE = {
    "units.edit": "已保存“{name}”的信息",
    "units.move": "已调整“{name}”的上级，下级单位随之移动",
    "units.disable": "已停用“{name}”",
    "units.enable": "已启用“{name}”",
}


def init_app(app: Flask) -> None:
    """Serve the tree and enter it in the menu."""
    app.register_blueprint(bp)
    menu.register(app, MenuEntry("单位", "units.index", "/admin/units", (Permission.USERS_MANAGE,), 81))
