"""Saved views and the choice of columns: dialogs of the tables, and pages of their own without JavaScript."""

from flask import Blueprint, Flask, abort, request
from flask_login import current_user
from werkzeug.wrappers import Response

from zz import clock
from zz.access import Permission, requires
from zz.db import locked, writing
from zz.projects import saved_views, view_operations
from zz.projects.columns import chosen
from zz.projects.filters import ProjectFilter
from zz.projects.records import SavedView
from zz.projects.view_forms import ColumnOrder, ViewForm, filter_of, stage_of
from zz.projects.vocabulary import Stage
from zz.web import form_error, is_part, page_or_part, redirect_to

bp = Blueprint("project_views", __name__, url_prefix="/projects")
Answer = Response | str | tuple[str, int]


def _form_template() -> str:
    return "projects/_view_form.html" if is_part() else "projects/view_form.html"


@bp.get("/views/new")
@requires(Permission.PROJECT_READ)
def new_view() -> str:
    """Ask for the name of a view."""
    wanted = filter_of(request.args)
    return page_or_part("projects/view_form.html", "projects/_view_form.html", form=ViewForm(), filter=wanted)


@bp.post("/views")
@requires(Permission.PROJECT_READ)
def save_view() -> Answer:
    """Keep the filter that the form carries."""
    wanted, form = filter_of(request.form), ViewForm()
    if not _accepted(form, wanted.stage):
        return form_error(_form_template(), form=form, filter=wanted)
    with writing():
        view_operations.save_view(wanted, name=form.title, share=form.shared.data, by=current_user, at=clock.now())
    return redirect_to(wanted.url(), f"已保存视图“{form.title}”")


@bp.get("/views")
@requires(Permission.PROJECT_READ)
def views() -> str:
    """List one's own views of a table."""
    stage = stage_of(request.args.get("stage", ""))
    return _list(stage)


def _list(stage: Stage, failed: int | None = None, form: ViewForm | None = None) -> str:
    found = [
        (view, form if view.id == failed else ViewForm(None, obj=view, shared=view.unit_id is not None))
        for view in saved_views.own(current_user, stage)
    ]
    return page_or_part("projects/views.html", "projects/_views.html", views=found, stage=stage)


@bp.post("/views/<int:view_id>/name")
@requires(Permission.PROJECT_READ)
def rename_view(view_id: int) -> Answer:
    """Rename one's own view, share it or stop sharing it."""
    stage, form = _own_stage(view_id), ViewForm()
    if not _accepted(form, stage, view_id):
        return _list(stage, view_id, form), 422
    with writing():
        view = locked(SavedView, view_id) or abort(404)
        view_operations.rename_view(view, name=form.title, share=form.shared.data, by=current_user, at=clock.now())
    return redirect_to(f"/projects/views?stage={stage.slug}", f"视图已改为“{form.title}”")


@bp.post("/views/<int:view_id>/deletion")
@requires(Permission.PROJECT_READ)
def delete_view(view_id: int) -> Answer:
    """Delete one's own view."""
    stage = _own_stage(view_id)
    with writing():
        view = locked(SavedView, view_id) or abort(404)
        name = view.name
        view_operations.delete_view(view, by=current_user, at=clock.now())
    return redirect_to(f"/projects/views?stage={stage.slug}", f"已删除视图“{name}”")


def _own_stage(view_id: int) -> Stage:
    view = saved_views.find_own(current_user, view_id) or abort(404)
    return view.stage


def _accepted(form: ViewForm, stage: Stage, view_id: int | None = None) -> bool:
    """Validate, the name being the only one of its kind."""
    if not form.validate():
        return False
    if saved_views.taken(current_user, stage, form.title, view_id):
        form.name.errors = [f"您在这张表已有名为“{form.title}”的视图，请换一个名称"]
        return False
    return True


@bp.get("/columns")
@requires(Permission.PROJECT_READ)
def columns() -> str:
    """Show which columns a table has."""
    wanted = filter_of(request.args)
    keep = saved_views.kept(current_user, wanted.stage)
    now = [column.key for column in chosen(wanted.stage, wanted.cols, keep.columns)]
    return _columns(wanted, ColumnOrder.starting_from(wanted.stage, now))


@bp.post("/columns")
@requires(Permission.PROJECT_READ)
def choose_columns() -> Answer:
    """Keep the columns, bring back the table's own, or move one up or down."""
    wanted = filter_of(request.form)
    order = ColumnOrder.from_form(wanted.stage, request.form)
    if request.form.keys() & {"up", "down"}:
        return _columns(wanted, order)
    keys = [] if "reset" in request.form else order.chosen
    with writing():
        view_operations.choose_columns(wanted.stage, keys, by=current_user)
    return redirect_to(wanted.url(cols=()), "已恢复默认列" if not keys else "列设置已保存")


def _columns(wanted: ProjectFilter, order: ColumnOrder) -> str:
    return page_or_part("projects/columns.html", "projects/_columns.html", order=order, filter=wanted)


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(bp)
