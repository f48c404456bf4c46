"""A person's notices: read, opened, copied into a chat."""

from flask import Blueprint, Flask, abort, redirect, render_template, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from zz import clock
from zz.access import Permission, requires
from zz.db import writing
from zz.notices import operations, queries
from zz.web import MenuEntry, menu, paginate, redirect_to

bp = Blueprint("notices", __name__)


@bp.get("/notices")
@requires(Permission.INBOX)
def show() -> str:
    """Show the reader's notices, unread first."""
    page = paginate(queries.of(current_user))
    lines = "\n".join(f"{clock.local(n.at):%m-%d %H:%M} {n.text}" for n in page.items if n.read_at is None)
    return render_template("notices/show.html", page=page, lines=lines, local=clock.local)


@bp.post("/notices/<int:notice_id>/reading")
@requires(Permission.INBOX)
def open_one(notice_id: int) -> Response:
    """Note that a notice was read and go to what it is about."""
    if queries.one(current_user, notice_id) is None:
        abort(404)
    with writing():
        found = queries.one(current_user, notice_id)
        if found is None:
            abort(404)
        operations.read(found, at=clock.now())
        url = found.url
    return redirect(url, 303)


@bp.post("/notices/reading")
@requires(Permission.INBOX)
def read_all() -> Response:
    """Note that all were read."""
    with writing():
        count = operations.read_all(current_user, at=clock.now())
    return redirect_to(url_for(".show"), f"已把 {count} 条消息标为已读")


def init_app(app: Flask) -> None:
    """Register the page and its entry in the menu."""
    app.register_blueprint(bp)
    entry = MenuEntry("消息", "notices.show", "/notices", (Permission.INBOX,), order=80, count=queries.unread)
    menu.register(app, entry)
