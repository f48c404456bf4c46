"""`/sw.js`: the script that keeps a phone's report pages for places without a signal; it must lie at the root."""

from pathlib import Path

from flask import Blueprint, Response, current_app

from zz.access import public

bp = Blueprint("offline", __name__)


@bp.get("/sw.js")
@public
def worker() -> Response:
    """Send the script, to be asked for anew each time."""
    script = Path(str(current_app.static_folder), "sw.js").read_bytes()
    return Response(script, mimetype="text/javascript", headers={"Cache-Control": "no-cache"})
