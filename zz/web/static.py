"""Static files with a fingerprint in the address, so that a browser may keep them for good."""

import hashlib
from functools import cache
from pathlib import Path

from flask import Flask, current_app, request, url_for
from werkzeug.wrappers import Response

YEAR = 31_536_000


@cache
def _fingerprint(folder: str, name: str, _modified: int) -> str:
    return hashlib.sha256((Path(folder) / name).read_bytes()).hexdigest()[:12]


@cache
def _kept(folder: str, name: str) -> str:
    return _fingerprint(folder, name, 0)


def static_url(name: str) -> str:
    """Return the address of static file `name` with its fingerprint."""
    folder = str(current_app.static_folder)
    if current_app.debug:
        return url_for("static", filename=name, v=_fingerprint(folder, name, (Path(folder) / name).stat().st_mtime_ns))
    return f"{request.script_root}/static/{name}?v={_kept(folder, name)}"


def cache_headers(response: Response) -> Response:
    """Keep fingerprinted files for a year; keep pages nowhere but in the browser's memory."""
    if request.endpoint == "static":
        response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable" if "v" in request.args else "no-cache"
    elif "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "no-store"
    return response


def init_app(app: Flask) -> None:
    """Give templates `static_url` and responses their cache headers."""
    app.add_template_global(static_url)
    app.after_request(cache_headers)
