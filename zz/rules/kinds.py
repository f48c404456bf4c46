"""Values of rules between their four forms: typed text, JSON in the database, Python, and words."""

from collections.abc import Callable, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from zz.rules.definitions import Column, Definition, Kind


class Unacceptable(ValueError):
    """A value that a rule cannot take; the text says in Chinese why."""


def load(rule: Definition, stored: Any) -> Any:
    """Return the Python value of what the database holds."""
    if rule.kind in (Kind.DECIMAL, Kind.PERCENT):
        return Decimal(stored)
    if rule.kind == Kind.TABLE:
        decimals = {c.key for c in rule.columns if c.kind in (Kind.DECIMAL, Kind.PERCENT)}
        return [{k: Decimal(v) if k in decimals else v for k, v in row.items()} for row in stored]
    return stored


def dump(value: Any) -> Any:
    """Return `value` as the database holds it: Decimal as text."""
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, list | tuple):
        return [dump(v) for v in value]
    if isinstance(value, dict):
        return {k: dump(v) for k, v in value.items()}
    return value


def number(text: str, kind: Kind) -> int | Decimal:
    """Return the number that was typed.

    Raises:
        Unacceptable: it is none, or not whole where it has to be.
    """
    try:
        found = Decimal(text.strip())
    except InvalidOperation:
        raise Unacceptable("请填写数字。") from None
    if not found.is_finite() or abs(found) > 10**9:
        raise Unacceptable("请填写数字，不超过十亿。")
    if kind != Kind.INT:
        return found
    if found != found.to_integral_value():
        raise Unacceptable("请填写整数。")
    return int(found)


def _number(rule: Definition, typed: Sequence[str]) -> int | Decimal:
    found = number(typed[0] if typed else "", rule.kind)
    if rule.minimum is not None and found < rule.minimum:
        raise Unacceptable(f"不能小于 {rule.minimum:f}{rule.unit}。")
    if rule.maximum is not None and found > rule.maximum:
        raise Unacceptable(f"不能大于 {rule.maximum:f}{rule.unit}。")
    return found


def _text(_rule: Definition, typed: Sequence[str]) -> str:
    found = (typed[0] if typed else "").strip()
    if not found:
        raise Unacceptable("请填写内容。")
    return found


def _choice(rule: Definition, typed: Sequence[str]) -> str:
    if not typed or typed[0] not in dict(rule.choices):
        raise Unacceptable("请选择其中一项。")
    return typed[0]


def _bool(_rule: Definition, typed: Sequence[str]) -> bool:
    return bool(typed) and typed[0] in ("1", "y", "true", "on")


def _list(rule: Definition, typed: Sequence[str]) -> list[str]:
    if rule.choices:
        found = [value for value, _ in rule.choices if value in typed]
    else:
        lines = (line.strip() for text in typed for line in text.splitlines())
        found = list(dict.fromkeys(line for line in lines if line))
    if not found:
        raise Unacceptable("至少保留一项。")
    return found


_PARSERS: dict[Kind, Callable[[Definition, Sequence[str]], Any]] = {
    Kind.INT: _number,
    Kind.DECIMAL: _number,
    Kind.PERCENT: _number,
    Kind.TEXT: _text,
    Kind.CHOICE: _choice,
    Kind.BOOL: _bool,
    Kind.LIST: _list,
}


def parse(rule: Definition, typed: Sequence[str]) -> Any:
    """Return the value of what was typed into a rule's field (of any kind but a table).

    Raises:
        Unacceptable: with the sentence to show under the field.
    """
    return _PARSERS[rule.kind](rule, typed)


def _cell(column: Column, text: str) -> Any:
    if column.optional and not text.strip():
        return ""
    if column.kind in (Kind.INT, Kind.DECIMAL, Kind.PERCENT):
        return number(text, column.kind)
    if column.choices and text not in dict(column.choices):
        raise Unacceptable("请选择其中一项。")
    if not text.strip():
        raise Unacceptable("请填写内容。")
    return text.strip()


def parse_table(rule: Definition, rows: Sequence[dict[str, str]]) -> list[dict[str, Any]]:
    """Return a table rule's value from typed rows; a row with nothing in it is left out."""
    found: list[dict[str, Any]] = []
    for row in rows:
        if not any(text.strip() for text in row.values()):
            continue
        cells = {}
        for column in rule.columns:
            try:
                cells[column.key] = _cell(column, row.get(column.key, ""))
            except Unacceptable as error:
                raise Unacceptable(f"第 {len(found) + 1} 行“{column.label}”：{error}") from None
        found.append(cells)
    if not found:
        raise Unacceptable("至少保留一行。")
    return found


def _said(column: Column, row: dict[str, Any]) -> str:
    """Say a cell: a choice speaks for itself, an empty cell says nothing."""
    value = row.get(column.key, "—")
    if value == "":
        return ""
    return dict(column.choices).get(str(value)) or f"{column.label} {value}"


def words(rule: Definition, value: Any) -> str:
    """Say a value as a reader understands it: “15 分钟”, “施工许可证、开工照片”, “是”."""
    labels = dict(rule.choices)
    if rule.kind == Kind.BOOL:
        return "是" if value else "否"
    if rule.kind == Kind.CHOICE:
        return str(labels.get(value, value))
    if rule.kind == Kind.LIST:
        return "、".join(labels.get(v, v) for v in value)
    if rule.kind == Kind.TABLE:
        return "；".join("，".join(filter(None, (_said(c, row) for c in rule.columns))) for row in value)
    unit = rule.unit if rule.unit in ("", "%") else f" {rule.unit}"
    return f"{value}{unit}"
