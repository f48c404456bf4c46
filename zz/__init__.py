"""zz: key projects, enrolment and voltage quality of a county, on one loop of assign, sign, reply, verify, close."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import Flask
from flask_compress import Compress
from flask_wtf.csrf import CSRFProtect

from zz import access, config, schema
from zz.accounts import login
from zz.db import db
from zz.web import cells, errors, finding, health, menu, offline, security, static

ROOT = Path(__file__).resolve().parent.parent


def create_app(settings: Mapping[str, Any] | None = None) -> Flask:
    """Build the application from the environment, with `settings` over it."""
    app = Flask(__name__, template_folder=str(ROOT / "templates"), static_folder=str(ROOT / "static"))
    app.config.update(config.from_environment())
    app.config.update(settings or {})
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    db.init_app(app)
    CSRFProtect(app)
    Compress(app)
    for part in (schema, login, access, errors, security, static, cells):
        part.init_app(app)
    app.register_blueprint(health.bp)
    app.register_blueprint(offline.bp)
    finding.init_app(app)
    app.context_processor(lambda: {"menu_entries": menu.shown, "site_name": app.config["SITE_NAME"]})
    _load_packages(app)
    return app


def _load_packages(app: Flask) -> None:
    """Register the desks and the common packages; a new one is one line here."""
    from zz import (
        accounts,
        admin,
        analysis,
        approvals,
        assignments,
        calendar,
        cli,
        demo,
        enrolment,
        files,
        home,
        imports,
        jobs,
        meetings,
        notices,
        problems,
        projects,
        rules,
        voltage,
    )

    common = (calendar, rules, accounts, jobs, files, imports, notices, assignments, approvals)
    desks = {"projects": (projects, problems, meetings, analysis), "enrolment": (enrolment,), "voltage": (voltage,)}
    chosen = [package for name, packages in desks.items() if name in app.config["DESKS"] for package in packages]
    for package in (*common, *chosen, home, admin, cli, demo):
        if hasattr(package, "init_app"):
            package.init_app(app)
