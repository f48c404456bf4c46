"""Attachments: checked, stripped and stored on disk, shown only to those who may see their subject."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Serve attachments, and forget uploads that came to nothing."""
    from zz.files import operations as operations
    from zz.files.views import bp

    app.register_blueprint(bp)
