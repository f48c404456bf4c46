"""What a superior's form may ask for: the fields of a ledger, and what zz works out of the months."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, and_, select

from zz.db import db
from zz.projects.exporting import rows_of
from zz.projects.models import Project
from zz.projects.months import MONTHS, Month
from zz.projects.records import MonthlyFigure
from zz.sheets.import_table import Field, as_money


def _said(*words: str) -> tuple[str, ...]:
    """Return `words` as they stand, and after every “1-n月” of a year."""
    spans = [f"{first}{last}月" for last in range(1, MONTHS + 1) for first in ("1-", "1至", "1~", "1—")]
    return (*words, *(f"{span}{word}" for span in spans for word in ("完成投资", "累计完成投资", "累计完成", "完成")))


REPORTED = (
    Field("month_invested", "本月完成投资", as_money, ("当月完成投资", "本月投资", "当月投资", "本月完成", "当月完成")),
    Field("year_to_date", "年累计完成投资", as_money, _said(
        "本年累计完成投资", "今年累计完成投资", "年度完成投资", "年度累计完成投资", "本年完成投资", "年完成投资",
        "年累计", "当年累计完成投资", "截至本月累计完成投资",
    )),
    Field("cumulative", "开工累计完成投资", as_money, (
        "累计完成投资", "开工累计", "自开工累计完成投资", "开工以来累计完成投资", "自开工以来累计完成投资",
        "累计完成投资额", "项目累计完成投资", "累计投资", "累计完成",
    )),
    Field("month_statistical", "本月入统投资", as_money, ("当月入统投资", "本月入库投资", "入统投资")),
    Field("rate", "投资完成率", names=("完成率", "年度投资完成率", "占年度计划", "占年计划", "完成年度计划比例")),
    Field("light", "亮灯", names=("亮灯情况", "红黄绿灯")),
)  # fmt: skip


def rows(which: ColumnElement[bool], today: date) -> Iterator[dict[str, Any]]:
    """Yield the values of a form's fields; the month is the last one that has ended, as reports have it."""
    worked_out = _worked_out(which, Month(today.year, today.month).before)
    for row in rows_of(which, today.year):
        yield row | worked_out[row["id"]]


def _worked_out(which: ColumnElement[bool], month: Month) -> dict[int, dict[str, Any]]:
    figure = and_(
        MonthlyFigure.project_id == Project.id, MonthlyFigure.year == month.year, MonthlyFigure.month == month.number
    )
    query = (
        select(
            Project.id, Project.year_to_date, Project.annual_plan, Project.cumulative, Project.light,
            MonthlyFigure.invested.label("month_invested"), MonthlyFigure.statistical.label("month_statistical"),
        )
        .outerjoin(MonthlyFigure, figure)
        .where(which)
    )  # fmt: skip
    return {row["id"]: dict(row) | _words(dict(row)) for row in db.session.execute(query).mappings()}


def _words(row: dict[str, Any]) -> dict[str, Any]:
    rate = (row["year_to_date"] or Decimal(0)) / row["annual_plan"] * 100 if row["annual_plan"] else None
    return {
        "rate": None if rate is None else f"{rate:.1f}%",
        "light": row["light"].label if row["light"] else "",
    }
