"""The month of the units as a workbook and as a report in Word; each is logged."""

import io
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from flask import send_file
from werkzeug.wrappers import Response

from zz import clock
from zz.accounts.models import User
from zz.db import writing
from zz.documents import DOCX, Template, render
from zz.journal import AccessKind, log_access
from zz.sheets.write import Column, write_table
from zz.voltage.statistics import units_page
from zz.voltage.statistics.export import XLSX, stamp
from zz.voltage.statistics.units import Ranked, Tally
from zz.voltage.statistics.units_page import Level, Month, UnitFilter, tenth
from zz.voltage.statistics.wording import percent

TITLE = "各单位电压质量统计"
COLUMNS = (
    Column("rank", "名次"), Column("unit", "单位", "text", 20), Column("above", "上级单位", "text", 16),
    Column("areas", "公变台区", "int"), Column("measured", "有有效数据", "int"), Column("abnormal", "异常台区", "int"),
    Column("per_thousand", "每千台区异常", "number"), Column("customer_rate", "用户电压合格率", "percent"),
    Column("outlet_rate", "出口电压合格率", "percent"), Column("completeness", "数据完整率", "percent"),
    Column("without", "数据不足或无数据", "int"), Column("plans", "治理计划（累计）", "int"),
    Column("verified", "已验证（累计）", "int"), Column("closure_rate", "闭环率", "percent"),
    Column("days", "平均闭环天数", "number"), Column("again", "重复异常", "int"),
    Column("relapse_rate", "重复异常率", "percent"),
)  # fmt: skip
COUNTS = ("areas", "measured", "abnormal", "without", "plans", "verified", "again")
RATES = ("customer_rate", "outlet_rate", "completeness", "closure_rate", "relapse_rate")


def _numbers(t: Tally) -> dict[str, Any]:
    rates = {name: None if (v := getattr(t, name)) is None else v / 100 for name in RATES}
    tenths = {
        name: None if (v := getattr(t, name)) is None else round(v, 1) for name in ("per_thousand", "days")
    }  # fmt: skip
    return {**{name: getattr(t, name) for name in COUNTS}, **rates, **tenths}


def _values(rows: Sequence[Ranked]) -> Iterator[dict[str, Any]]:
    for row in rows:
        above = row.unit.parent.label if row.unit.parent else ""
        yield {
            "rank": row.rank or "不排名",
            "unit": row.unit.label,
            "above": above,
            **_numbers(row.tally),
        }


def workbook(month: Month, level: Level, who: str) -> bytes:
    """Return the table of a level, with its sums."""
    said = f"有效台区不足 {month.least} 个的单位不排名；治理情况为累计至今 · {who}"
    title = f"{TITLE}（{month.period.label}，{level.label}）"
    return write_table(
        COLUMNS, _values(month.of(level)), title=title, subtitle=said, sums=_numbers(month.whole), sheet_name=TITLE
    )


def _line(row: Ranked) -> dict[str, str]:
    t = row.tally
    return {
        "rank": str(row.rank or "—"), "unit": row.unit.label, "areas": f"{t.areas:,}", "abnormal": f"{t.abnormal:,}",
        "per_thousand": tenth(t.per_thousand), "customer": percent(t.customer_rate),
        "completeness": percent(t.completeness), "plans": f"{t.plans:,}", "verified": f"{t.verified:,}",
        "closure": percent(t.closure_rate), "days": tenth(t.days), "again": f"{t.again:,}",
    }  # fmt: skip


def _placed(rows: Sequence[Ranked], *, best: bool) -> str:
    """Name the three best or worst of those that are ranked."""
    listed = [row for row in rows if row.rank]
    chosen = listed[:3] if best else listed[::-1][:3]
    return "、".join(f"{row.unit.label}（{tenth(row.tally.per_thousand)}）" for row in chosen) or "—"


def report(month: Month, who: str) -> dict[str, Any]:
    """Return what the month's report says."""
    t = month.whole
    return {
        "month": month.period.label, "areas": f"{t.areas:,}", "measured": f"{t.measured:,}",
        "without": f"{t.without:,}", "abnormal": f"{t.abnormal:,}", "per_thousand": tenth(t.per_thousand),
        "customer": percent(t.customer_rate), "outlet": percent(t.outlet_rate),
        "completeness": percent(t.completeness), "plans": f"{t.plans:,}", "verified": f"{t.verified:,}",
        "closure": percent(t.closure_rate), "days": tenth(t.days), "again": f"{t.again:,}",
        "relapse": percent(t.relapse_rate), "least": str(month.least), "best": _placed(month.stations, best=True),
        "worst": _placed(month.stations, best=False), "who": who,
        "stations": [_line(row) for row in month.stations], "counties": [_line(row) for row in month.counties],
    }  # fmt: skip


def _log(user: User, target: str, detail: str) -> None:
    with writing():
        log_access(AccessKind.EXPORTED, target=target[:256], user=user, detail=detail)


def send_workbook(user: User, wanted: UnitFilter, *, at: datetime) -> Response | None:
    """Log the export and answer with the workbook; None where there is no data at all."""
    month = units_page.read(user, wanted)
    if month is None:
        return None
    data = workbook(month, wanted.level, stamp(user, at))
    _log(user, wanted.url(), f"{len(month.of(wanted.level))} 个单位")
    name = f"{TITLE}-{month.period.start:%Y%m}.xlsx"
    return send_file(io.BytesIO(data), mimetype=XLSX, as_attachment=True, download_name=name)


def send_report(user: User, wanted: UnitFilter, *, at: datetime, address: str) -> Response | None:
    """Log the export and answer with the report; `address` is what its QR code opens."""
    month = units_page.read(user, wanted)
    if month is None:
        return None
    data = render(Template.VOLTAGE_MONTH, report(month, stamp(user, at)), code=address)
    _log(user, wanted.url(), f"{month.period.label}电压质量月报")
    name = f"电压质量月报-{month.period.start:%Y%m}-{clock.local(at):%m%d}.docx"
    return send_file(io.BytesIO(data), mimetype=DOCX, as_attachment=True, download_name=name)
