"""An enterprise's children as something to import: the columns of the workbook, the empty one, its pages."""

import io
from decimal import Decimal
from typing import Any

from flask import Blueprint, send_file
from werkzeug.wrappers import Response

from zz.access import Permission, requires
from zz.accounts.models import User
from zz.enrolment.requests import schooling
from zz.enrolment.requests.fields import FIELDS, NO, YES, plain
from zz.enrolment.requests.identity import SENSITIVE
from zz.enrolment.requests.import_desk import RequestDesk
from zz.enrolment.vocabulary import Residence, StaffGroup
from zz.imports.blueprint import blueprint
from zz.imports.kinds import Kind, register
from zz.imports.models import ImportBatch
from zz.sheets.import_table import Field, Parse
from zz.sheets.read import Cell
from zz.sheets.text import cell_text, half_width
from zz.sheets.values import CellError
from zz.sheets.write import Column, write_table

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PATH = "/enrolment/requests/import"
LONG = frozenset({"id_number", "guardian_id", "registry_no"})
LOST = (
    "这一格是数字格式，后几位已被表格软件改成 0，无法还原：请先把整列设为“文本”格式，"
    "再重新输入号码，或直接在这里改好"
)  # fmt: skip
REQUIRED = frozenset({"employee_name", "child_name", "id_number"})
LABELS = {"grade": "申请年级", "staff_group": "员工类别", "wishes": "志愿数", "accept_any": "服从统筹"}


def _cell(key: str) -> Parse:
    """Return what reads a cell as text; a number where digits would be lost is refused with how to mend it."""

    def parse(value: Cell, _heading: str) -> str:
        if key in LONG and isinstance(value, int | float | Decimal) and not isinstance(value, bool):
            raise CellError(LOST)
        return plain(cell_text(value))

    return parse


def _consented(value: Cell, _heading: str) -> bool:
    word = half_width(plain(cell_text(value))).lower()
    if word not in YES | NO:
        raise CellError("请填“是”或“否”")
    return word in YES


COLUMNS = (
    *(Field(f.key, f.label, _cell(f.key), f.names, required=f.key in REQUIRED) for f in FIELDS),
    Field("consented", "监护人已签字同意", _consented, ("监护人是否同意", "已签告知同意书")),
)


def template() -> bytes:
    """Return the empty workbook, with its rules under the title."""
    columns = [Column(field.label, field.label, width=20 if field.key in SENSITIVE else 14) for field in COLUMNS]
    groups = "、".join(label for _value, label in StaffGroup.options())
    homes = "、".join(label for _value, label in Residence.options())
    rules = (
        f"每个孩子一行；证件号码列已设为文本。员工类别：{groups}；住房户籍情况：{homes}；年级如：一年级、七年级、高一"
    )
    return write_table(columns, [], title="员工子女入学申请名单", subtitle=rules)


def units(user: User) -> list[int]:
    """Return the enterprises whose children `user` files, never a county's."""
    return [unit.id for unit in schooling.own_enterprises(user)]


def following(batch: ImportBatch) -> tuple[str, str] | None:
    """Go on to the drafts, to be handed in."""
    return "去提交", "/enrolment/requests?state=draft"


def show(key: str, value: Any) -> str:
    """Say a fact of a new row."""
    return "" if value is None else str(value)


REQUESTS = register(
    Kind(
        "requests", "入学申请", "份", Permission.ENROLMENT_FILE, COLUMNS, RequestDesk, labels=LABELS, show=show,
        subject_url=lambda i: f"/enrolment/requests/{i}/edit", list_url=lambda: "/enrolment/requests",
        paper="名单", template=lambda: f"{PATH}/template.xlsx", following=following, private=True, in_place=True,
        units=units,
    )
)  # fmt: skip
bp = blueprint(REQUESTS, PATH)
empty = Blueprint("enrolment_template", __name__, url_prefix=PATH)


@empty.get("/template.xlsx")
@requires(Permission.ENROLMENT_FILE)
def blank() -> Response:
    """The empty workbook."""
    return send_file(io.BytesIO(template()), mimetype=XLSX, as_attachment=True, download_name="入学申请名单模板.xlsx")
