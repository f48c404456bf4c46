"""The voltage desk: areas and their readings, rules, what they find, and what is done about it."""

from flask import Flask

from zz.voltage import models, remediation, rules, statistics

__all__ = ["models", "remediation", "rules", "statistics"]


def init_app(app: Flask) -> None:
    """Register the pages, commands and jobs of the desk."""
    from zz.imports.blueprint import blueprint
    from zz.voltage import commands, dropfolder, finding, reading_views, tasks  # noqa: F401  (jobs and ticks register)
    from zz.voltage.area_kind import AREAS
    from zz.voltage.ruling import views as rule_views

    commands.init_app(app)
    finding.init_app(app)
    reading_views.init_app(app)
    rule_views.init_app(app)
    app.register_blueprint(blueprint(AREAS, "/voltage/areas/import"))
    statistics.init_app(app)
    remediation.init_app(app)
