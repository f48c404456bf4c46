"""Errors as Chinese pages, or as fragments where HTMX asked; each says what happened and what to do next."""

import logging
from typing import Any

from flask import Flask, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from zz.db import StaleVersion, db
from zz.web.htmx import is_part
from zz.workflow import InvalidTransition

log = logging.getLogger(__name__)

SENTENCES: dict[int, tuple[str, str]] = {
    400: ("请求有误", "页面提交的内容不完整，请返回上一页重新操作。"),
    403: ("没有权限", "您的角色不能使用这个功能。如确需使用，请联系系统管理员授予相应角色。"),
    404: ("没有找到", "页面不存在，或者不在您的查看范围内。请检查地址，或从菜单重新进入。"),
    405: ("操作方式有误", "这个地址不支持这样的操作，请从页面上的按钮进入。"),
    409: ("内容已有变化", "您打开页面后，别人已经修改过。请刷新后查看最新内容，再决定是否继续。"),
    413: ("文件过大", "上传的内容超过上限。请压缩后重试，或分几次上传。"),
    422: ("填写有误", "请按提示修改后再提交。"),
    429: ("操作过于频繁", "请稍等片刻再试。"),
    500: (
        "系统出错",
        "系统没有完成这次操作，您的数据没有改动。请稍后重试；如果仍然出错，请把时间和操作告诉系统管理员。",
    ),
    503: ("系统繁忙", "有其他操作正在写入，请几秒后重试。您的数据没有改动。"),
}


def error_response(code: int, text: str | None = None) -> Response:
    """Render the error `code` as a page or a fragment, with `text` instead of the usual sentence."""
    title, sentence = SENTENCES.get(code, SENTENCES[500 if code >= 500 else 400])
    template = "errors/_error.html" if is_part() else "errors/error.html"
    response = make_response(render_template(template, code=code, title=title, text=text or sentence), code)
    if is_part():
        # also for 409 and 422, which otherwise land where the request pointed
        response.headers.update({"HX-Retarget": "#errors", "HX-Reswap": "innerHTML show:window:top"})
    return response


def _http(error: HTTPException) -> Any:
    if error.code is None or error.code < 400:
        return error
    own = error.description if getattr(error, "zz_own", False) else None
    response = error_response(error.code, own)
    for name in ("Allow", "Retry-After"):
        if value := dict(error.get_headers(request.environ)).get(name):
            response.headers[name] = value
    return response


def _csrf(_error: CSRFError) -> Response:
    return error_response(400, "页面停留过久，安全令牌已失效。请刷新页面后重新提交，已填内容请先复制保存。")


def _stale(_error: Exception) -> Response:
    db.session.rollback()
    return error_response(409)


def _transition(error: InvalidTransition) -> Response:
    db.session.rollback()
    return error_response(409, error.sentence + "请刷新页面查看最新状态。")


def _busy(error: OperationalError) -> Response:
    db.session.rollback()
    if "locked" in str(error.orig) or "deadlock" in str(error.orig):
        return error_response(503)
    return _unexpected(error)


def _unexpected(error: Exception) -> Response:
    log.exception("unexpected error on %s", request.path, exc_info=error)
    db.session.rollback()
    return error_response(500)


def init_app(app: Flask) -> None:
    """Answer every error of `app` in the words of its readers."""
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(CSRFError, _csrf)
    app.register_error_handler(StaleVersion, _stale)
    app.register_error_handler(StaleDataError, _stale)
    app.register_error_handler(InvalidTransition, _transition)
    app.register_error_handler(OperationalError, _busy)
    app.register_error_handler(Exception, _unexpected)
