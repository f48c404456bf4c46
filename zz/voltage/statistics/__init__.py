"""Statistics of areas and units: what every day and month looks like, and who stands where."""

from flask import Flask

from zz.voltage.statistics import models, rules

__all__ = ["models", "rules"]


def init_app(app: Flask) -> None:
    """Register the pages and their entries in the menu, and sum up what is judged."""
    from zz.access import Permission
    from zz.voltage import sockets
    from zz.voltage.statistics import rollup, views
    from zz.web import MenuEntry, menu

    sockets.after_judged(rollup.after_judged)
    app.register_blueprint(views.bp)
    read = (Permission.VOLTAGE_READ,)
    menu.register(app, MenuEntry("台区统计", "voltage_statistics.index", "/voltage/statistics", read, order=40))
    menu.register(app, MenuEntry("单位统计", "voltage_statistics.units", "/voltage/units", read, order=43))
    menu.cover(app, "voltage_statistics.index", "/voltage/areas")
