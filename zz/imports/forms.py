"""What a clerk says of a file: the file and the kind's options, and which column is which field in which unit."""

from collections.abc import Mapping
from typing import Any

from zz.imports.kinds import Kind
from zz.sheets.ledger import Block, Workbook

LARGEST = 20 * 1024 * 1024
UNITS = ("万元", "亿元", "元", "千元", "百万元")


class Wrong(Exception):
    """What was sent cannot be used; the text is the sentence for the clerk."""


def options(kind: Kind, form: Mapping[str, str], default: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Read the kind's options; what is missing or none of the choices is the default, else the first choice."""
    found: dict[str, Any] = {}
    for option in kind.options:
        values = [value for value, _ in option.choices()]
        text = form.get(option.key, str((default or {}).get(option.key, "")))
        found[option.key] = option.parse(text if text in values else values[0])
    return found


def columns(workbook: Workbook, form: Mapping[str, str]) -> list[dict[str, Any]]:
    """Read which column is which field (`c-TABLE-COLUMN`), and the units of money columns (`u-TABLE-COLUMN`).

    Raises:
        Wrong: two columns are one field, or a field that is required has no column.
    """
    return [_columns(number, block, form) for number, block in enumerate(workbook.blocks)]


def _columns(number: int, block: Block, form: Mapping[str, str]) -> dict[str, Any]:
    known = {each.key: each for each in block.fields}
    found: dict[str, int] = {}
    units: dict[str, str] = {}
    for index in range(len(block.headings.texts)):
        key = form.get(f"c-{number}-{index}", "")
        if key not in known:
            continue
        if key in found:
            first, second = block.headings.texts[found[key]], block.headings.texts[index]
            raise Wrong(f"“{first}”和“{second}”两列都选了“{known[key].label}”：请只留一列，另一列选“不导入”。")
        found[key] = index
        unit = form.get(f"u-{number}-{index}", "")
        if known[key].money and unit in UNITS:
            units[str(index)] = unit
    if missing := [each.label for each in block.fields if each.required and each.key not in found]:
        raise Wrong(f"没有选出“{'”“'.join(missing)}”在哪一列：请在下面选好再继续。")
    return {"columns": found, "units": units}
