"""From a row of a ledger to the columns of a project and of the year's list, and how they differ from what is there."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

from zz.journal.operations import plain
from zz.projects.import_links import Links
from zz.projects.ledger_cells import Named, Period, note_of
from zz.projects.ledger_columns import DATES, MEMBERS, TEXTS
from zz.projects.models import Project, ProjectYear
from zz.projects.vocabulary import Stage, YearCategory
from zz.sheets.dates import PartialDate
from zz.sheets.import_table import ParsedRow

YEAR = "year."  # before the columns of the year's list among the changes
EMPTY = (None, "")
CONVERTED = {"total_investment": "converted_total", "annual_plan": "converted_plan"}
# A place that is a whole county: 攸县, 芦淞区; but 醴陵经开区 is a park.
COUNTY = re.compile(r"^[\u4e00-\u9fff]{1,6}(?:县|区|市)$")
ZONE = re.compile(r"(?:经开|高新|开发|工业|园|示范|合作|保税|街|社|小|新城|片)区$")
# The text columns of a project are bounded: beyond them PostgreSQL refuses.
LONGEST = {
    "name": 200, "code": 32, "industry": 64, "chain": 64, "county": 32, "address": 200, "funding": 200,
    "owner_name": 128, "responsible_person": 64,
}  # fmt: skip


def tidy(row: ParsedRow) -> dict[str, Any]:
    """Return the values of a row with mixed cells taken apart; refuse what is too long to keep."""
    values = row.values
    if isinstance(name := values.get("name"), Named):
        values["name"] = name.name
        values["owner_name"] = values.get("owner_name") or name.owner
    if isinstance(values.get("nature"), YearCategory):
        values["category"] = values.get("category") or values.pop("nature")
    address = values.get("address") or ""
    if not values.get("county") and COUNTY.match(address) and not ZONE.search(address):
        values |= {"county": address, "address": ""}
    for key, converted in CONVERTED.items():
        if values.get(converted) is not None:
            values[key] = values[converted]
            row.errors = [error for error in row.errors if error.key != key]
    for key, most in LONGEST.items():
        if len(values.get(key) or "") > most:
            row.reject(f"超过{most}个字：请缩短后再导入。", None, key)
    return values


def facts(values: dict[str, Any], found: Any, links: Links) -> dict[str, Any]:
    """Return the columns that the row gives; what it leaves blank stays as it is."""
    given: dict[str, Any] = {key: values.get(key) for key in (*TEXTS, *MEMBERS)}
    for key in ("name", "code", "land_mu", "invested_before", "next_step", "activity", "address", "total_investment"):
        given[key] = values.get(key)
    if found is None and not given["county"]:
        given["county"] = links.ledger.name
    if isinstance(period := values.get("period"), Period):
        given |= {"start_year": period.start, "end_year": period.end}
    given |= {key: value.date for key in DATES if isinstance(value := values.get(key), PartialDate)}
    given |= links.of(values)
    given["remark"] = _remark(values, found.remark if found is not None else "")
    return {key: value for key, value in given.items() if value not in EMPTY}


def _remark(values: dict[str, Any], before: str) -> str:
    """Return the ledger's remark with what no column of ours can hold; a note once made is not made twice."""
    notes = {label: note_of(label, values.get(key)) for key, label in DATES.items()}
    if values.get("problems"):
        notes["存在问题"] = f"存在问题：{values['problems']}"
    base = values.get("remark") or before
    for label, note in notes.items():
        if not note or note in base:
            continue
        base = re.sub(rf"(?:；|^){label}原文：[^；]*", "", base) if label in DATES.values() else base
        base = f"{base}；{note}" if base else note
    return base


def listing(values: dict[str, Any], found: Any, listed: Any, stage: Stage, wanted: dict[str, Any], year: int) -> Any:
    """Return the columns of the year's list that the row gives; {} where it says nothing of the year."""
    plan, category = values.get("annual_plan"), values.get("category")
    if plan is None and category is None and not values.get("goal"):
        return {}
    days = {key: wanted.get(key) or getattr(found, key, None) for key in ("planned_start", "planned_finish")}
    started = wanted.get("actual_start") or getattr(found, "actual_start", None)
    return {
        "category": category or (listed.category if listed else likely(stage, started, year)),
        "annual_plan": plan if plan is not None else getattr(listed, "annual_plan", None),
        "goal": values.get("goal") or getattr(listed, "goal", ""),
        **days,
    }


def likely(stage: Stage, started: date | None, year: int) -> YearCategory:
    """Return what a year's list most likely says of a project that does not say it itself."""
    if stage == Stage.COMPLETED:
        return YearCategory.PLANNED_FINISH
    if started and started < date(year, 1, 1):
        return YearCategory.CONTINUED
    if stage == Stage.UNDER_CONSTRUCTION and started is None:
        return YearCategory.CONTINUED
    return YearCategory.RESERVE if stage == Stage.PLANNING else YearCategory.PLANNED_START


def differences(wanted: dict[str, Any], before: Any, prefix: str = "") -> dict[str, list[Any]]:
    """Return {column: [before, after]} as JSON, for what would change."""
    found = {key: (getattr(before, key, None), value) for key, value in wanted.items()}
    return {
        prefix + key: [plain(old), plain(new)]
        for key, (old, new) in found.items()
        if old != new and not (old in EMPTY and new in EMPTY)
    }


def revived(key: str, value: Any) -> Any:
    """Return a value of `differences` as its column holds it."""
    if value is None:
        return None
    table, name = (ProjectYear, key.removeprefix(YEAR)) if key.startswith(YEAR) else (Project, key)
    kind = table.__table__.c[name].type.python_type if name not in MONEY else Decimal
    if name in MONEY:
        return Decimal(value)
    if kind is date:
        return date.fromisoformat(value)
    return value


MONEY = {"total_investment", "invested_before", "annual_plan", "land_mu"}
