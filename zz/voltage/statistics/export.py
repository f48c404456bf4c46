"""The table of areas as a workbook: the rows that the page shows, all pages of them; each export is logged."""

import io
from collections.abc import Sequence
from datetime import datetime

from flask import send_file
from werkzeug.wrappers import Response

from zz import clock
from zz.accounts.models import User
from zz.db import writing
from zz.journal import AccessKind, log_access
from zz.sheets.write import Column, write_table
from zz.voltage.statistics import page
from zz.voltage.statistics.columns import Row, sheet
from zz.voltage.statistics.filters import AreaFilter
from zz.voltage.statistics.periods import Period
from zz.voltage.statistics.queries import Station

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TITLE = "台区电能质量统计"


def stamp(user: User, at: datetime) -> str:
    """Say who exported it and when."""
    when = clock.local(at)
    return f"{user.name} 导出于 {when.year}年{when.month}月{when.day}日 {when:%H:%M}"


def workbook(wanted: AreaFilter, period: Period, said: str, rows: Sequence[Row]) -> bytes:
    """Return the workbook of `rows`; `said` is the line under its title."""
    parts = sheet(period.monthly)
    values = ({part.key: part.value(row) for part in parts} for row in rows)
    heads = [Column(part.key, part.label, part.kind) for part in parts]
    return write_table(heads, values, title=f"{TITLE}（{period.full}）", subtitle=said, sheet_name=TITLE)


def _said(wanted: AreaFilter, offered: Sequence[Station], rows: Sequence[Row], who: str) -> str:
    chips = "；".join(f"{chip.label}：{chip.text}" for chip in page.chips(wanted, offered)) or "全部"
    return f"筛选：{chips} · {len(rows)} 个台区 · {page.order_words(wanted)} · {who}"


def send(user: User, wanted: AreaFilter, *, at: datetime) -> Response | None:
    """Log the export and answer with the workbook; None where there is no data at all."""
    found = page.every_row(user, wanted)
    if found is None:
        return None
    period, offered, rows = found
    data = workbook(wanted, period, _said(wanted, offered, rows, stamp(user, at)), rows)
    with writing():
        log_access(AccessKind.EXPORTED, target=wanted.url()[:256], user=user, detail=f"{len(rows)} 个台区")
    name = f"{TITLE}-{period.start:%Y%m}.xlsx" if period.monthly else f"{TITLE}-{period.start:%Y%m%d}.xlsx"
    return send_file(io.BytesIO(data), mimetype=XLSX, as_attachment=True, download_name=name)
