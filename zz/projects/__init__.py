"""The project desk: key projects in four tables, visits, monthly figures, milestones and permits."""

from flask import Flask

from zz.projects import commands, history, light_trial, models, records, relighting, report_start, rules

__all__ = ["commands", "history", "light_trial", "models", "records", "relighting", "report_start", "rules"]


def init_app(app: Flask) -> None:
    """Register the pages and commands of the desk."""
    from zz.imports.blueprint import blueprint
    from zz.projects import (
        approval_panel,
        approving,
        blank_form_views,
        bureau_views,
        document_views,
        finding,
        gate_views,
        guards,
        handover,
        import_kind,
        month_views,
        permit_views,
        plan_views,
        project_views,
        request_views,
        table_views,
        view_views,
        year_views,
    )

    commands.init_app(app)
    guards.register()
    handover.init_app()
    approving.register_kinds()
    approval_panel.register()
    for views in (blank_form_views, project_views, gate_views, plan_views, permit_views, document_views, request_views):
        app.register_blueprint(views.bp)
    for tables in (table_views, view_views, month_views, year_views):
        tables.init_app(app)
    bureau_views.init_app(app)
    app.register_blueprint(blueprint(import_kind.PROJECTS, "/projects/import"))
    report_start.init_app(app)
    finding.init_app(app)
