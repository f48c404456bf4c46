"""Numbers of documents: 醴项督〔2023〕31号, one row a series, year and county, taken within the transaction."""

from datetime import datetime

from sqlalchemy import Select, String, UniqueConstraint, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from zz import clock, rules
from zz.db import Model, db

GROUP = "文书编号"
PATTERNS = {
    "assignment": rules.define(
        "number.assignment",
        "交办单编号",
        GROUP,
        rules.Kind.TEXT,
        "醴项交〔{year}〕{n}号",
        help="{year} 为年份，{n} 为序号。",
    ),
    "minutes": rules.define(
        "number.minutes",
        "会议纪要编号",
        GROUP,
        rules.Kind.TEXT,
        "醴项纪〔{year}〕{n}号",
        help="{year} 为年份，{n} 为序号。",
    ),
    "remediation": rules.define(
        "number.remediation",
        "电压治理单编号",
        GROUP,
        rules.Kind.TEXT,
        "株电压治〔{year}〕{n}号",
        help="{year} 为年份，{n} 为序号。",
    ),
    "voltage_supervision": rules.define(
        "number.voltage_supervision",
        "电压督办单编号",
        GROUP,
        rules.Kind.TEXT,
        "株电压督〔{year}〕{n}号",
        help="{year} 为年份，{n} 为序号。",
    ),
    "enrolment_supervision": rules.define(
        "number.enrolment_supervision",
        "就学督办单编号",
        GROUP,
        rules.Kind.TEXT,
        "茶就学督〔{year}〕{n}号",
        help="{year} 为年份，{n} 为序号。",
    ),
    "supervision": rules.define(
        "number.supervision",
        "督办单编号",
        GROUP,
        rules.Kind.TEXT,
        "醴项督〔{year}〕{n}号",
        help="{year} 为年份，{n} 为序号。",
    ),
}


class NumberSeries(Model):
    """The last number given in a series, a year and a county."""

    __tablename__ = "number_series"
    __table_args__ = (UniqueConstraint("series", "year", "root_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    series: Mapped[str] = mapped_column(String(32))
    year: Mapped[int]
    root_id: Mapped[int]
    last: Mapped[int] = mapped_column(default=0)


def _begun(series: str, year: int, root: int, query: Select[NumberSeries]) -> NumberSeries:
    """Begin a series; another transaction may be doing so at this moment: then it is that one's."""
    try:
        with db.session.begin_nested():
            row = NumberSeries(series=series, year=year, root_id=root, last=0)
            db.session.add(row)
    except IntegrityError:
        return db.session.scalars(query.with_for_update()).one()
    return row


def next_number(series: str, *, at: datetime, root: int) -> str:
    """Take the next number of `series`; without gaps, as it rolls back with the transaction that took it."""
    year = clock.local(at).year
    query = select(NumberSeries).where(
        NumberSeries.series == series, NumberSeries.year == year, NumberSeries.root_id == root
    )
    row = db.session.scalars(query.with_for_update()).first() or _begun(series, year, root, query)
    row.last += 1
    db.session.flush()
    pattern = str(rules.value(PATTERNS[series].key))
    return pattern.replace("{year}", str(year)).replace("{n}", str(row.last))
