"""`/admin/users/import`: template, upload and preview, import, the rows given back, the passwords once."""

from dataclasses import asdict
from typing import Any, cast

from flask import Blueprint, abort, current_app, render_template, request
from flask_login import current_user
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from itsdangerous import BadSignature, URLSafeTimedSerializer
from werkzeug.wrappers import Response

from zz import clock
from zz.access import Permission, requires
from zz.accounts.models import User
from zz.accounts.policy import Refused
from zz.admin import users_import as importing
from zz.admin.users_import import NewUser
from zz.admin.workbooks import attachment
from zz.db import writing
from zz.sheets.guard import SheetError
from zz.sheets.import_table import ParsedRow, Recognised, RowError, rejected_workbook
from zz.sheets.read import Sheet, read_table
from zz.sheets.text import cell_text
from zz.web import form_error

bp = Blueprint("user_import", __name__)
MINUTES_KEPT = 30
LARGEST = 5 * 1024 * 1024
LATE = "页面停留过久或内容不完整，请重新上传文件"


class UploadForm(FlaskForm):
    """A workbook of users."""

    file = FileField("Excel 文件", [FileRequired("请选择要导入的文件")])


def _me() -> User:
    return cast(User, current_user._get_current_object())


def _seal(kind: str) -> URLSafeTimedSerializer:
    """Return what signs the rows a page carries from one step to the next, for this user and a short time only."""
    return URLSafeTimedSerializer(str(current_app.secret_key), salt=f"users-import-{kind}-{_me().id}")


def _opened(kind: str) -> Any:
    """Return what the page carried; None where it is too old or not ours."""
    try:
        return _seal(kind).loads(request.form.get("rows", ""), max_age=MINUTES_KEPT * 60)
    except BadSignature:
        return None


@bp.get("/admin/users/import")
@requires(Permission.USERS_MANAGE)
def index() -> str:
    """Ask for a workbook."""
    return render_template("admin/users_import.html", form=UploadForm(), most=importing.MOST_ROWS)


def _again(sentence: str) -> tuple[str, int]:
    form = UploadForm(formdata=None)
    form.file.errors = [sentence]
    return form_error("admin/users_import.html", form=form, most=importing.MOST_ROWS)


@bp.get("/admin/users/import/template")
@requires(Permission.USERS_MANAGE)
def template() -> Response:
    """Give the empty workbook."""
    return attachment(importing.template(), "用户导入模板")


@bp.post("/admin/users/import")
@requires(Permission.USERS_MANAGE)
def preview() -> Any:
    """Show what would be imported and what is wrong with the rest."""
    form = UploadForm()
    if not form.validate():
        return form_error("admin/users_import.html", form=form, most=importing.MOST_ROWS)
    upload = form.file.data
    try:
        sheets = read_table(upload.read(LARGEST + 1), upload.filename or "", max_bytes=LARGEST)
        found = importing.preview(sheets)
    except SheetError as error:
        return _again(str(error).rstrip("。"))
    return render_template(
        "admin/users_import_preview.html", preview=found, minutes=MINUTES_KEPT,
        good=_seal("good").dumps([asdict(user) for user in found.good]),
        bad=_seal("bad").dumps([list(found.recognised.headings), [_packed(row) for row in found.bad]]),
    )  # fmt: skip


def _packed(row: ParsedRow) -> list[Any]:
    return [row.number, [cell_text(cell) for cell in row.cells], [[e.column, e.text] for e in row.errors]]


@bp.post("/admin/users/import/rejected-rows")
@requires(Permission.USERS_MANAGE)
def rejected_rows() -> Any:
    """Give the refused rows back with their reasons."""
    if (found := _opened("bad")) is None:
        return _again(LATE)
    headings, packed = found
    rows = [ParsedRow(n, cells, {}, [RowError(n, c, t) for c, t in errors]) for n, cells, errors in packed]
    data = rejected_workbook(Recognised(Sheet("", []), 0, tuple(headings), {}, ()), rows, title="退回的行")
    return attachment(data, "用户导入退回行")


@bp.post("/admin/users/import/users")
@requires(Permission.USERS_MANAGE)
def create() -> Any:
    """Create all users of the preview and show their one-time passwords, once."""
    if not (found := _opened("good")):
        return _again(LATE)
    made = importing.prepare([NewUser(**row) for row in found])
    try:
        with writing():
            importing.create_users(made, by=_me(), at=clock.now())
    except Refused as refused:
        return _again(f"没有导入任何人：{refused.sentence}")
    rows = [(row.unit, row.name, row.username, password) for row, password, _ in made]
    return render_template("admin/users_import_done.html", users=rows, rows=_seal("passwords").dumps(rows))


@bp.post("/admin/users/import/passwords")
@requires(Permission.USERS_MANAGE)
def passwords() -> Any:
    """Give the one-time passwords as a workbook; they come from the page and are kept nowhere."""
    if (rows := _opened("passwords")) is None:
        abort(404)
    return attachment(importing.password_workbook(rows), "初始密码表")
