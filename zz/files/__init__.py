"""Attachments: checked, stripped and stored on disk, shown only to those who may see their subject."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Serve attachments."""
    from zz.files.views import bp

    app.register_blueprint(bp)
