"""A table as a workbook: the columns, order and rows that the page shows, all pages of them; each export is logged."""

import io
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from flask import send_file
from werkzeug.wrappers import Response

from zz import clock
from zz.accounts.models import User
from zz.db import writing
from zz.journal import AccessKind, log_access
from zz.projects.columns import Part
from zz.projects.filters import ProjectFilter
from zz.projects.past import Past, day_words, reading
from zz.projects.table_pages import TablePage, assemble
from zz.sheets.write import Column, write_table

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def parts(page: TablePage) -> dict[str, Part]:
    """Return the columns of the workbook by key, in the order of the page's columns."""
    return {f"{column.key}.{i}": part for column in page.columns for i, part in enumerate(column.parts)}


def _rows(page: TablePage) -> Iterator[dict[str, Any]]:
    wanted = parts(page)
    for row in page.rows:
        yield {key: part.value(row, page.names) for key, part in wanted.items()}


def heading(page: TablePage, user: User, at: datetime) -> str:
    """Say what was filtered, how it is ordered, who exported it and when."""
    chips = "；".join(f"{chip.label}：{chip.text}" for chip in page.chips) or "全部"
    day = clock.local(at)
    when = f"{day.year}年{day.month}月{day.day}日 {day:%H:%M}"
    count = f"{page.totals.count} 个项目"
    if page.totals.children:
        count += f"（合计不重复计入 {page.totals.children} 个子项目）"
    words = page.names.progress_text
    then = f"截至 {day_words(page.filter.as_of)} 的样子 · " if page.filter.as_of else ""
    return f"{then}筛选：{chips} · {count} · {page.filter.order_text} · {words} · {user.name} 导出于 {when}"


def _sums(page: TablePage) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for column in page.columns:
        if column.key in page.totals.money:
            found[f"{column.key}.0"] = page.totals.money[column.key]
        if column.kind == "meter" and page.totals.rate is not None:
            found[f"{column.key}.1"] = page.totals.rate / 100
    return found


def workbook(page: TablePage, user: User, at: datetime) -> bytes:
    """Return the workbook of a page that holds all rows."""
    columns = [Column(key, p.label, p.kind, p.width) for key, p in parts(page).items()]  # type: ignore[arg-type]
    return write_table(
        columns,
        _rows(page),
        title=f"重点项目（{page.stage.label}）",
        subtitle=heading(page, user, at),
        sums=_sums(page),
        sheet_name=page.stage.label,
    )


def send(user: User, wanted: ProjectFilter, past: Past, *, at: datetime) -> Response:
    """Log the export and answer with the workbook."""
    with reading(user, past):
        page = assemble(user, wanted, past.shown, size=None)
    data = workbook(page, user, at)
    with writing():
        log_access(AccessKind.EXPORTED, target=page.filter.url(), user=user, detail=f"{page.totals.count} 个项目")
    name = f"重点项目-{page.stage.label}-{past.shown:%Y%m%d}.xlsx"
    return send_file(io.BytesIO(data), mimetype=XLSX, as_attachment=True, download_name=name)
