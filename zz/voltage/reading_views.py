"""`/voltage/readings`: bring a file of readings, watch it being judged, and read what was counted in it."""

from pathlib import PurePath
from typing import Any, cast

from flask import Blueprint, Flask, Response, abort, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from zz import clock
from zz.access import Permission, requires
from zz.accounts.models import User
from zz.db import db, writing
from zz.sheets.write import Column, write_table
from zz.voltage import operations, queries, receiving, wording
from zz.voltage.forms import UploadForm
from zz.voltage.models import ReadingBatch
from zz.voltage.vocabulary import Dirt, ReadingSource
from zz.web import MenuEntry, form_error, menu, page_or_part, paginate, redirect_to

bp = Blueprint("voltage_readings", __name__, url_prefix="/voltage/readings")

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
EXPORTED = 2_000


def _me() -> User:
    return cast(User, current_user._get_current_object())


@bp.get("")
@requires(Permission.VOLTAGE_IMPORT)
def index() -> ResponseReturnValue:
    """The form to bring a file, and the files that have come."""
    if request.args.get("format") == "xlsx":
        return _export()
    return page_or_part("voltage/readings/index.html", "voltage/readings/_table.html", **_context(UploadForm()))


def _context(form: UploadForm) -> dict[str, Any]:
    return {"form": form, "files": paginate(queries.batches(_me())), "days": wording.days, "sums": wording.sums}


def _export() -> Response:
    """Return the list as a workbook."""
    columns = [
        Column("filename", "文件"), Column("received", "接收时间"), Column("source", "来源"), Column("who", "报送人"),
        Column("state", "状态"), Column("days", "数据日期"), Column("areas", "台区日", "number"),
        Column("found", "发现异常", "number"), *(Column(str(dirt), dirt.label, "number") for dirt in Dirt),
        Column("sentence", "未接收原因"),
    ]  # fmt: skip
    found = db.session.scalars(queries.batches(_me()).limit(EXPORTED))
    data = write_table(columns, map(wording.exported, found), title="电压数据接收记录")
    return Response(data, mimetype=XLSX, headers={"Content-Disposition": "attachment; filename=voltage-readings.xlsx"})


@bp.post("")
@requires(Permission.VOLTAGE_IMPORT)
def upload() -> ResponseReturnValue:
    """Keep the file and have a worker take it in."""
    form = UploadForm()
    if not form.validate():
        return form_error("voltage/readings/index.html", **_context(form))
    filename = PurePath(form.file.data.filename.replace("\\", "/")).name
    path = receiving.keep_upload(form.file.data)
    size = path.stat().st_size
    with writing():
        batch = operations.begin(
            filename, size, ReadingSource.PAGE, only_day=form.day.data, by=_me(), at=clock.now()
        )  # fmt: skip
        receiving.settle(path, batch.id)
        operations.take_later(batch, by=_me(), at=clock.now())
    return redirect_to(f"/voltage/readings/{batch.id}")


@bp.get("/<int:reading_id>")
@requires(Permission.VOLTAGE_IMPORT)
def show(reading_id: int) -> ResponseReturnValue:
    """One file: its progress while a worker is at it, then what was counted."""
    batch = queries.batch(_me(), reading_id) or abort(404)
    return page_or_part("voltage/readings/show.html", "voltage/readings/_report.html", **_report(batch))


def _report(batch: ReadingBatch) -> dict[str, Any]:
    counted = wording.counted(batch)
    return {
        "batch": batch, "days": wording.days(batch), "working": bool(batch.job and not batch.job.state.finished),
        "values": [(dirt, number) for dirt, number in counted if dirt.values],
        "others": [(dirt, number) for dirt, number in counted if not dirt.values],
    }  # fmt: skip


def init_app(app: Flask) -> None:
    """Serve the pages and enter them in the menu."""
    app.register_blueprint(bp)
    entry = MenuEntry("电压数据", "voltage_readings.index", "/voltage/readings", (Permission.VOLTAGE_IMPORT,), 56)
    menu.register(app, entry)
    menu.cover(app, "voltage_readings.index", "/voltage/areas/import")
