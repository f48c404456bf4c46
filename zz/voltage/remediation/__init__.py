"""The problem library and the loop of remedies: found, dispatched, planned, done, compared, verified, checked again."""

from flask import Flask

from zz.voltage.remediation import models, rules

__all__ = ["models", "rules"]


def init_app(app: Flask) -> None:
    """Let judged days fill the library."""
    from zz.assignments import subjects
    from zz.files.guard import guard
    from zz.voltage import sockets
    from zz.voltage.remediation import access, collecting, operations, rechecking

    sockets.after_judged(collecting.collect)
    sockets.after_judged(rechecking.after_judged)
    kind = subjects.SubjectKind(
        access.SUBJECT, "电压治理", lambda i: f"/voltage/remediation/{i}", access.sees, operations.follow, access.index
    )  # fmt: skip
    subjects.register(kind)
    guard(access.SUBJECT, access.sees)
