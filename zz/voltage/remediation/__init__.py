"""The problem library and the loop of remedies: found, dispatched, planned, done, compared, verified, checked again."""

from flask import Flask

from zz.voltage.remediation import models, rules

__all__ = ["models", "rules"]


def init_app(app: Flask) -> None:
    """Let judged days fill the library."""
    from zz.voltage import sockets
    from zz.voltage.remediation import collecting

    sockets.after_judged(collecting.collect)
