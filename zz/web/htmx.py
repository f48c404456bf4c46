"""All of the hypermedia plumbing: a page and its fragment come from the same template parts."""

import json
from typing import Any

from flask import flash, make_response, redirect, render_template, request
from werkzeug.wrappers import Response


def is_part() -> bool:
    """Tell whether HTMX asks for a fragment (not a boosted page or one restored from history)."""
    headers = request.headers
    return "HX-Request" in headers and "HX-Boosted" not in headers and "HX-History-Restore-Request" not in headers


def page_or_part(page: str, part: str, **context: Any) -> str:
    """Render `part` for HTMX, else `page`, which includes the same part."""
    return render_template(part if is_part() else page, **context)


def form_error(template: str, **context: Any) -> tuple[str, int]:
    """Render a form that was not accepted: 422, with what was typed and a message beside each field."""
    return render_template(template, **context), 422


def toast(text: str) -> None:
    """Say `text` on the next page that is shown."""
    flash(text, "toast")


def redirect_to(url: str, say: str | None = None) -> Response:
    """Send the browser to `url` after a change, HTMX or not, and say what happened there."""
    if say:
        toast(say)
    if "HX-Request" in request.headers:
        response = make_response("", 204)
        response.headers["HX-Redirect"] = url
        return response
    return redirect(url, 303)


def trigger(response: Response, text: str) -> Response:
    """Have the page that receives the fragment `response` show `text` as a toast (ASCII-safe header)."""
    response.headers["HX-Trigger"] = json.dumps({"toast": text})
    return response
