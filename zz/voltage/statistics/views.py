"""The table of areas and one area's page."""

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from zz import clock
from zz.access import Permission, requires
from zz.voltage.statistics import area_page, area_queries, export, heat, page, units_export, units_page
from zz.voltage.statistics.filters import AreaFilter
from zz.voltage.statistics.periods import read_day, read_month
from zz.voltage.statistics.units_page import UnitFilter
from zz.web import page_or_part

bp = Blueprint("voltage_statistics", __name__, url_prefix="/voltage")


@bp.get("/statistics")
@requires(Permission.VOLTAGE_READ)
def index() -> ResponseReturnValue:
    """Show the areas of a day or a month as the address asks, or send them as a workbook."""
    wanted = AreaFilter.parse(request.args)
    if (form := request.args.get("format")) == "xlsx":
        return export.send(current_user, wanted, at=clock.now()) or abort(404)
    if form:
        abort(404)
    found = page.assemble(current_user, wanted)
    return page_or_part("voltage/statistics/index.html", "voltage/statistics/_table.html", list=found)


@bp.get("/areas/<area_key>")
@requires(Permission.VOLTAGE_READ)
def area(area_key: str) -> ResponseReturnValue:
    """Show an area, named by its code or its id, on a day of its history."""
    found = area_queries.find(current_user, area_key) or abort(404)
    day, month = (read(request.args.get(name, "")) for name, read in (("day", read_day), ("month", read_month)))
    return render_template(
        "voltage/statistics/area.html", a=area_page.assemble(found, day, month, clock.today()), legend=heat.LEGEND
    )


@bp.get("/units")
@requires(Permission.VOLTAGE_READ)
def units() -> ResponseReturnValue:
    """Show how stations or counties stand in a month, or send it as a workbook."""
    wanted = UnitFilter.parse(request.args)
    if (form := request.args.get("format")) == "xlsx":
        return units_export.send_workbook(current_user, wanted, at=clock.now()) or abort(404)
    if form:
        abort(404)
    return render_template("voltage/statistics/units.html", list=units_page.assemble(current_user, wanted))


@bp.get("/units/report.docx")
@requires(Permission.VOLTAGE_READ)
def report() -> ResponseReturnValue:
    """月报: the month of all units in Word."""
    wanted = UnitFilter.parse(request.args)
    address = f"{request.url_root.rstrip('/')}{wanted.url()}"
    return units_export.send_report(current_user, wanted, at=clock.now(), address=address) or abort(404)
