"""`/projects/report`: where a commissioner or an owner begins on a phone; and the registration of all report pages."""

from flask import Blueprint, Flask, render_template

from zz import clock
from zz.access import Permission, requires
from zz.projects import report_checks, report_views, visit_views
from zz.projects.report_cards import cards, due_line
from zz.projects.report_views import me
from zz.web import MenuEntry
from zz.web.menu import register

bp = Blueprint("report_start", __name__, url_prefix="/projects")

P = Permission


@bp.get("/report")
@requires(P.VISIT_REPORT, P.FIGURE_FILL, P.FIGURE_CONFIRM)
def start() -> str:
    """Show the reader's projects, the most urgent first, each with its one button."""
    today = clock.today()
    found = cards(me(), today)
    return render_template("projects/report_start.html", cards=found, due_line=due_line(found, today), user=me())


def init_app(app: Flask) -> None:
    """Register the pages of reporting and their menu entries."""
    for blueprint in (bp, report_views.bp, report_checks.bp, visit_views.bp):
        app.register_blueprint(blueprint)
    endpoint, prefix = "report_start.start", "/projects/report"
    register(app, MenuEntry("上报", endpoint, prefix, (P.VISIT_REPORT, P.FIGURE_FILL), order=5))
    register(app, MenuEntry("投资审核", endpoint, prefix, (P.FIGURE_CONFIRM,), order=40))
