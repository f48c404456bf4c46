"""Projects as something to import: their fields, options, the words of sections, and how a value is said."""

import re
from decimal import Decimal
from typing import Any

from flask import url_for
from sqlalchemy import select

from zz import clock
from zz.accounts.models import Unit, User
from zz.accounts.roles import Permission
from zz.db import db, remembered
from zz.imports.kinds import Kind, Option, register
from zz.projects.form_rows import REPORTED
from zz.projects.import_facts import MONEY, YEAR
from zz.projects.import_links import NEW
from zz.projects.importing import ProjectDesk
from zz.projects.ledger_cells import CATEGORY_WORDS, STAGE_WORDS
from zz.projects.ledger_columns import COMPUTED, FIELDS, LABELS
from zz.projects.models import Project
from zz.projects.vocabulary import (
    Activity,
    InvestmentType,
    Level,
    Nature,
    Procedure,
    Stage,
    YearCategory,
)
from zz.sheets.lines import Meaning

MEMBERS: dict[str, Any] = {
    "stage": Stage, "level": Level, "nature": Nature, "investment_type": InvestmentType, "procedure": Procedure,
    "activity": Activity, "category": YearCategory,
}  # fmt: skip
FILLERS = re.compile(
    r"项目|工程|类|及|和|与|或|拟|计划|省|市|县|级|重点|重大|建设|年度|今年|当年|共|其中|[\d\s、,.:()个项〇一二三四五六七八九十]"
)
WORDS = re.compile("|".join(dict.fromkeys(word for word, _ in (*STAGE_WORDS, *CATEGORY_WORDS))))
COUNTY = re.compile(r"^[\u4e00-\u9fff]{1,6}(?:县|区|市)$")
OFFICE = re.compile(
    r"^[\u4e00-\u9fff()、]{2,20}(?:局|委|办|镇|乡|街道|街道办|园区|经开区|高新区|集团|公司|指挥部|政府|委员会|管委会|办公室)$"
)


def sections(text: str) -> Meaning | None:
    """Explain a line that stands alone: 续建项目, (三)前期及谋划项目7项, a county, a responsible unit."""
    bare = WORDS.sub("", FILLERS.sub("", text))
    if WORDS.search(text) and len(bare) <= 2:
        stage = next((stage for word, stage in STAGE_WORDS if word in text), None)
        category = next((category for word, category in CATEGORY_WORDS if word in text), None)
        given = {"stage": stage.label if stage else "", "category": category.label if category else ""}
        return Meaning(2, {key: value for key, value in given.items() if value})
    if COUNTY.match(text):
        return Meaning(2, {"county": text}, group=True)
    if OFFICE.match(text):
        return Meaning(2, {"responsible_unit": text}, group=True)
    return None


def show(key: str, value: Any) -> str:
    """Say a value of a change: labels for members, names for ids, 万元 with separators."""
    name = key.removeprefix(YEAR)
    if value in (None, ""):
        return ""
    if isinstance(value, str) and value.startswith(NEW):
        return f"{value.split(':', 2)[2]}（新增单位）"
    if name in MEMBERS:
        return str(MEMBERS[name](value).label)
    if name in MONEY:
        return f"{Decimal(value):,f}" + (" 亩" if name == "land_mu" else " 万元")
    if name == "parent_id" and isinstance(value, int):
        return str(db.session.scalar(select(Project.name).where(Project.id == value)) or "")
    if name.endswith("_id") and isinstance(value, int):
        return _names("people" if name in {"commissioner_id", "liaison_leader_id"} else "units").get(value, "")
    return str(value)


def _names(what: str) -> dict[int, str]:
    model: Any = User if what == "people" else Unit
    return remembered(
        f"import_{what}", lambda: dict(db.session.execute(select(model.id, model.name)).all())
    )  # fmt: skip


def _years() -> list[tuple[str, str]]:
    this = clock.today().year
    return [(str(year), f"{year}年") for year in (this, this + 1, *range(this - 1, this - 6, -1))]


def _stages() -> list[tuple[str, str]]:
    return [("", "按文件；文件没写的退回"), *((s.value, s.label) for s in Stage)]


PROJECTS = register(
    Kind(
        "projects", "项目", "个", Permission.PROJECT_CREATE, FIELDS, ProjectDesk,
        labels=LABELS, show=show, sections=sections, computed=frozenset(COMPUTED), reported=REPORTED,
        subject_url=lambda i: f"/projects/{i}",
        list_url=lambda: url_for("project_tables.start"),
        options=(
            Option("year", "年度清单", "年度计划投资、年度类别记入这一年", _years, int),
            Option("stage", "没写阶段的项目归入", "分类行或“阶段”列写明的，以文件为准", _stages, lambda text: text),
        ),
    )
)  # fmt: skip
