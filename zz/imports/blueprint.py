"""The pages of an import, the same for every kind: upload, columns, preview, progress, result, undo."""

import io
from collections.abc import Callable
from contextlib import closing
from pathlib import PurePath
from typing import Any, cast

from flask import Blueprint, abort, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response

from zz import clock
from zz.access import requires
from zz.accounts.models import User
from zz.db import locked, writing
from zz.imports import correcting, forms, operations, pages, queries, staging
from zz.imports.kinds import Kind
from zz.imports.models import ImportBatch
from zz.imports.reading import blocks_of, read
from zz.sheets.guard import SheetError
from zz.sheets.returned import workbook_of
from zz.web import form_error, is_part, redirect_to

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
AT_ONCE = 1_000  # rows that are compared while the clerk waits
ROOM = 1024 * 1024  # what a form holds besides its file
CORRECTION = (("/<int:batch_id>/rows/<int:line_id>", "correct", "POST"),)
TOO_LARGE = "文件超过 20 MB：请拆成几个文件后分别上传。"
NO_FILE = "请选择要导入的文件。"
GONE = "这批导入的原文件已经清理：请重新上传。"


def blueprint(kind: Kind, prefix: str) -> Blueprint:
    """Return the pages of one kind below `prefix`."""
    bp = Blueprint(f"import_{kind.key}", __name__, url_prefix=prefix)
    bp.url_value_preprocessor(_refuse_the_huge)
    views = _Views(kind, bp.name)
    guarded: Callable[[Any], Any] = requires(kind.permission)
    for rule, endpoint, method in (
        ("", "start", "GET"), ("", "upload", "POST"), ("/<int:batch_id>", "show", "GET"),
        ("/<int:batch_id>/columns", "columns", "GET"), ("/<int:batch_id>/columns", "choose", "POST"),
        ("/<int:batch_id>/commit", "commit", "POST"), ("/<int:batch_id>/undo", "undo", "POST"),
        ("/<int:batch_id>/discard", "discard", "POST"), ("/<int:batch_id>/retry", "retry", "POST"),
        ("/<int:batch_id>/rejected.xlsx", "rejected", "GET"), *CORRECTION * kind.in_place,
    ):  # fmt: skip
        view = getattr(views, endpoint)
        bp.add_url_rule(rule, endpoint, guarded(_function(view)), methods=[method])
    return bp


def _refuse_the_huge(endpoint: str | None, values: dict[str, Any] | None) -> None:
    """Refuse a body beyond every file before anything, the check of the token too, takes it apart."""
    if (request.content_length or 0) > forms.LARGEST + ROOM:
        error = RequestEntityTooLarge(TOO_LARGE)
        error.zz_own = True  # type: ignore[attr-defined]
        raise error


def _function(view: Callable[..., ResponseReturnValue]) -> Callable[..., ResponseReturnValue]:
    """Return a function that can carry the declaration of who may use it."""

    def call(**values: Any) -> ResponseReturnValue:
        return view(**values)

    return call


def _me() -> User:
    return cast(User, current_user._get_current_object())


class _Views:
    """The views of one kind."""

    def __init__(self, kind: Kind, name: str) -> None:
        self.kind, self.name = kind, name

    def start(self) -> ResponseReturnValue:
        """Ask for a file, and list the batches before."""
        return render_template("imports/start.html", **self._start())

    def _start(self, error: str = "") -> dict[str, Any]:
        batches = queries.recent(self.kind.key, queries.units_of(_me(), self.kind))
        return {"kind": self.kind, "name": self.name, "batches": batches, "error": error}

    def upload(self) -> ResponseReturnValue:
        """Recognise the file and go on to its columns."""
        file = request.files.get("file")
        if file is None or not file.filename:
            return form_error("imports/start.html", **self._start(NO_FILE))
        with closing(file):
            data, filename = file.read(forms.LARGEST + 1), PurePath(file.filename.replace("\\", "/")).name
        try:
            workbook = read(self.kind, data, filename)
        except SheetError as error:
            return form_error("imports/start.html", **self._start(str(error)))
        units = queries.units_of(_me(), self.kind) or abort(403)
        default = {"year": workbook.year} if workbook.year else {}
        options = forms.options(self.kind, request.form, default)
        with writing():
            batch = operations.begin(
                self.kind, workbook, data, filename, unit_id=units[0], options=options, by=_me(), at=clock.now()
            )
        return redirect_to(self._url("columns", batch))

    def columns(self, batch_id: int) -> ResponseReturnValue:
        """Show which column is read as what."""
        return render_template("imports/columns.html", **self._columns(self._batch(batch_id)))

    def _columns(self, batch: ImportBatch, error: str = "") -> dict[str, Any]:
        tables, workbook = pages.tables(self.kind, batch, self._data(batch))
        return {
            "kind": self.kind, "name": self.name, "batch": batch, "tables": tables, "others": workbook.others,
            "units": forms.UNITS, "error": error, "form": request.form,
        }  # fmt: skip

    def choose(self, batch_id: int) -> ResponseReturnValue:
        """Take the columns, remember them, and compare: at once where the file is small."""
        batch = self._batch(batch_id)
        data = self._data(batch)
        workbook = read(self.kind, data, batch.filename)
        try:
            choices = forms.columns(workbook, request.form)
        except forms.Wrong as wrong:
            return form_error("imports/columns.html", **self._columns(batch, str(wrong)))
        options = forms.options(self.kind, request.form, batch.options)
        small = sum(block.stop - block.first for block in workbook.blocks) <= AT_ONCE
        with writing():
            batch = self._locked(batch_id)
            operations.choose(self.kind, batch, workbook, choices, options, by=_me(), at=clock.now())
            if not small:
                operations.preview_later(batch, by=_me(), at=clock.now())
        if small:
            staging.stage(self.kind, batch, data)
        return redirect_to(self._url("show", batch))

    def show(self, batch_id: int) -> ResponseReturnValue:
        """Show a batch: its progress while a job is at it, else what it would do or has done."""
        batch = self._batch(batch_id)
        context = {"kind": self.kind, "name": self.name, "batch": batch}
        if pages.working(batch) or pages.broken(batch):
            part = "imports/_progress.html" if is_part() else "imports/progress.html"
            return render_template(part, failed=pages.broken(batch), **context)
        if is_part() and "poll" in request.args:
            return redirect_to(self._url("show", batch))
        if not batch.counts:
            return redirect_to(self._url("columns", batch))
        template = "imports/_lines.html" if is_part() else "imports/show.html"
        data = operations.data_of(batch.id) if self.kind.in_place else None
        return render_template(template, preview=pages.preview(self.kind, batch, data), **context)

    def commit(self, batch_id: int) -> ResponseReturnValue:
        """Have the batch written."""
        return self._act(batch_id, lambda batch: operations.commit_later(batch, by=_me(), at=clock.now()))

    def undo(self, batch_id: int) -> ResponseReturnValue:
        """Have the batch taken back."""
        return self._act(batch_id, lambda batch: operations.undo_later(batch, by=_me(), at=clock.now()))

    def retry(self, batch_id: int) -> ResponseReturnValue:
        """Go on with what a failed job left."""
        return self._act(batch_id, lambda batch: operations.retry_later(batch, by=_me(), at=clock.now()))

    def correct(self, batch_id: int, line_id: int) -> ResponseReturnValue:
        """Take what was typed over a refused row, and compare again."""
        batch = self._batch(batch_id)
        line, data = queries.line(batch.id, line_id) or abort(404), self._data(batch)
        with writing():
            batch = self._locked(batch_id)
            small = correcting.keep(self.kind, batch, line, request.form) <= AT_ONCE
            if not small:
                operations.preview_later(batch, by=_me(), at=clock.now())
        if small:
            staging.stage(self.kind, batch, data)
        return redirect_to(self._url("show", batch, "reject" if small and batch.numbers["reject"] else None))

    def discard(self, batch_id: int) -> ResponseReturnValue:
        """Give the batch up."""
        with writing():
            operations.discard(self._locked(batch_id))
        return redirect_to(url_for(f"{self.name}.start"), "已放弃这次导入，没有改动任何数据")

    def rejected(self, batch_id: int) -> Response:
        """Send the refused rows in their workbook, with the reasons."""
        batch = self._batch(batch_id)
        blocks = blocks_of(self.kind, batch, self._data(batch))
        data = workbook_of(blocks, queries.refused(batch.id), self.kind.sections)
        name = f"{PurePath(batch.filename).stem}-退回.xlsx"
        return send_file(io.BytesIO(data), mimetype=XLSX, as_attachment=True, download_name=name)

    def _act(self, batch_id: int, do: Callable[[ImportBatch], None]) -> ResponseReturnValue:
        with writing():
            batch = self._locked(batch_id)
            do(batch)
        return redirect_to(self._url("show", batch))

    def _batch(self, batch_id: int) -> ImportBatch:
        units = queries.units_of(_me(), self.kind)
        return queries.batch(batch_id, self.kind.key, units) or abort(404)

    def _locked(self, batch_id: int) -> ImportBatch:
        self._batch(batch_id)
        return locked(ImportBatch, batch_id) or abort(404)

    def _data(self, batch: ImportBatch) -> bytes:
        data = operations.data_of(batch.id)
        if data is None:
            abort(404, description=GONE)
        return data

    def _url(self, endpoint: str, batch: ImportBatch, show: str | None = None) -> str:
        return url_for(f"{self.name}.{endpoint}", batch_id=batch.id, show=show)
