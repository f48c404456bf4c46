"""The problem library and the loop of remedies: found, dispatched, planned, done, compared, verified, checked again."""

from flask import Flask

from zz.voltage.remediation import models, rules

__all__ = ["models", "rules"]


def init_app(app: Flask) -> None:
    """Let judged days fill the library."""
    from zz.access import Permission
    from zz.assignments import subjects
    from zz.files.guard import guard
    from zz.voltage import sockets
    from zz.voltage.remediation import access, collecting, entry_views, handling, operations, rechecking, views
    from zz.web import MenuEntry, menu

    sockets.after_judged(collecting.collect)
    sockets.after_judged(rechecking.after_judged)
    kind = subjects.SubjectKind(
        access.SUBJECT, "电压治理", lambda i: f"/voltage/remediation/{i}", access.sees, operations.follow, access.index,
        subjects.Chain(handling.above, handling.LEVELS, "voltage_supervision"),
    )  # fmt: skip
    subjects.register(kind)
    guard(access.SUBJECT, access.sees)
    app.register_blueprint(entry_views.bp)
    app.register_blueprint(views.bp)
    read = (Permission.VOLTAGE_READ,)
    menu.register(app, MenuEntry("异常台区", "voltage_problems.index", "/voltage/problems", read, order=41))
    menu.register(app, MenuEntry("问题治理", "remediation.index", "/voltage/remediation", read, order=42))
