"""`/`: the first page of whoever has signed in."""

from flask import Blueprint, redirect, render_template
from werkzeug.wrappers import Response

from zz.access import signed_in
from zz.web import menu

bp = Blueprint("home", __name__)


@bp.get("/")
@signed_in
def home() -> Response | str:
    """Go to the first entry of the reader's menu; without any, say whom to ask."""
    entries = menu.shown()
    return redirect(entries[0].url, 303) if entries else render_template("home.html")
