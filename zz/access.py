"""Access to routes: denied unless the view declares who may use it."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, abort, current_app, request
from flask_login import current_user
from sqlalchemy import ColumnElement, select
from werkzeug.wrappers import Response

from zz.accounts.models import Unit
from zz.accounts.roles import GRANTS, Permission, Role, Scope, UnitKind
from zz.db import writing
from zz.journal import AccessKind, log_access

__all__ = [
    "GRANTS", "Permission", "Role", "Scope", "UnitKind", "declared", "init_app", "public", "requires", "signed_in",
    "within",
]  # fmt: skip

F = TypeVar("F", bound=Callable[..., Any])
PUBLIC, SIGNED_IN = "public", "signed in"


def _declare(view: F, access: tuple[Permission, ...] | str) -> F:
    view.zz_access = access  # type: ignore[attr-defined]
    return view


def requires(*permissions: Permission) -> Callable[[F], F]:
    """Let a view be used by whoever has one of `permissions`."""
    return lambda view: _declare(view, permissions)


def signed_in(view: F) -> F:
    """Let a view be used by anyone who has signed in; what it shows is scoped by its queries."""
    return _declare(view, SIGNED_IN)


def public(view: F) -> F:
    """Let a view be used by anyone."""
    return _declare(view, PUBLIC)


def declared(app: Flask, endpoint: str) -> tuple[Permission, ...] | str | None:
    """Return what the view of `endpoint` declares: permissions, `PUBLIC`, `SIGNED_IN`, or None."""
    if endpoint == "static":
        return PUBLIC
    return getattr(app.view_functions[endpoint], "zz_access", None)


def _deny() -> None:
    with writing():
        log_access(
            AccessKind.DENIED,
            target=f"{request.method} {request.path}",
            user=current_user._get_current_object(),
        )
    abort(403)


def _check() -> Response | None:
    """Refuse the request unless its view lets the user in (before_request hook)."""
    if request.endpoint is None:
        return None  # no route: the 404 follows
    access = declared(current_app, request.endpoint)
    if access == PUBLIC:
        return None
    if access is None:
        raise RuntimeError(f"{request.endpoint} does not declare who may use it")
    if not current_user.is_authenticated:
        return current_app.login_manager.unauthorized()  # type: ignore[attr-defined,no-any-return]
    if access != SIGNED_IN and not any(current_user.has(p) for p in access):
        _deny()
    return None


def init_app(app: Flask) -> None:
    """Check every request of `app`."""
    app.before_request(_check)


def within(column: Any, scope: Scope, unit: Unit) -> ColumnElement[bool]:
    """Return the condition that `column` (a unit's id) lies within `scope` of `unit` (own or subtree)."""
    if scope == Scope.SUBTREE:
        below = select(Unit.id).where(Unit.path.startswith(unit.path, autoescape=True))
        return column.in_(below)  # type: ignore[no-any-return]
    return column == unit.id  # type: ignore[no-any-return]
