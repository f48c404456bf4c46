"""The page on which a year's list is carried over to the next."""

from flask import Blueprint, Flask, abort, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from zz import clock
from zz.access import Permission, requires
from zz.accounts.models import Unit
from zz.db import locked, writing
from zz.projects import year_operations, years
from zz.projects.vocabulary import YearCategory
from zz.web import redirect_to

bp = Blueprint("years", __name__, url_prefix="/projects/years")


@bp.get("/<int:year>/carry-over")
@requires(Permission.YEAR_CARRY_OVER)
def carry_over(year: int) -> str:
    """Show which projects would go on in the year, and as what."""
    return render_template(
        "projects/carry_over.html", preview=years.preview(current_user, _year(year)), categories=YearCategory.options()
    )


def _year(year: int) -> int:
    if not years.FIRST_YEAR < year <= clock.today().year + 1:
        abort(404)
    return year


def _ledger_id() -> int:
    found: int = next(unit.root_id for _, unit in current_user.grants(Permission.YEAR_CARRY_OVER))
    return found


def _choices() -> dict[int, YearCategory]:
    """Return the ticked projects with the category chosen for each; nonsense is left out."""
    ids = [
        int(text) for text in request.form.getlist("carry") if text.isascii() and text.isdecimal() and len(text) < 10
    ]
    chosen = ((number, request.form.get(f"category-{number}", "")) for number in ids)
    return {number: YearCategory(text) for number, text in chosen if text in set(YearCategory)}


@bp.post("/<int:year>/carry-over")
@requires(Permission.YEAR_CARRY_OVER)
def carry(year: int) -> Response:
    """Carry the ticked projects over."""
    choices = _choices()
    here = url_for(".carry_over", year=_year(year))
    if not choices:
        return redirect_to(here, "请先勾选要结转的项目")
    with writing():
        ledger = locked(Unit, _ledger_id()) or abort(404)
        added, passed = year_operations.carry_over(ledger, year, choices, by=current_user, at=clock.now())
    rest = f"，{passed} 个此前已列入或不再结转" if passed else ""
    return redirect_to(here, f"已将 {added} 个项目列入{year}年清单{rest}")


@bp.post("/<int:year>/carry-over/undo")
@requires(Permission.YEAR_CARRY_OVER)
def undo(year: int) -> Response:
    """Take the newest carrying over back."""
    here = url_for(".carry_over", year=_year(year))
    with writing():
        ledger = locked(Unit, _ledger_id()) or abort(404)
        batch = years.last_batch(current_user, year)
        if batch is None or request.form.get("batch") != str(batch.id):
            return redirect_to(here, "这次结转已经撤销，或之后又有新的结转，请刷新查看")
        removed, kept = year_operations.undo_carry_over(ledger, batch.id, by=current_user, at=clock.now())
    rest = f"；{'、'.join(kept)} 已下达计划或已填报，保留在清单中" if kept else ""
    return redirect_to(here, f"已撤销结转，移出 {removed} 个项目{rest}")


def init_app(app: Flask) -> None:
    """Register the page."""
    app.register_blueprint(bp)
