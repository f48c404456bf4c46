"""The demo county: the newspaper's Liling on the morning of 14 September 2023, with accounts to walk around in."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Add the `demo` command, and let a demo database's clock run."""
    from zz.demo import clock
    from zz.demo.command import demo

    app.cli.add_command(demo)
    clock.init_app(app)
