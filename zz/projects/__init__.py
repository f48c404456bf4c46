"""The project desk: key projects in four tables, visits, monthly figures, milestones and permits."""

from flask import Flask

from zz.projects import commands, history, models, records, report_start, rules, table_views

__all__ = ["commands", "history", "models", "records", "report_start", "rules", "table_views"]


def init_app(app: Flask) -> None:
    """Register the pages and commands of the desk."""
    from zz.projects import document_views, gate_views, guards, permit_views, plan_views, project_views

    commands.init_app(app)
    table_views.init_app(app)
    guards.register()
    for views in (project_views, gate_views, plan_views, permit_views, document_views):
        app.register_blueprint(views.bp)
    report_start.init_app(app)
