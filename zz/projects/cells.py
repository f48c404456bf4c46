"""Drawing the cells of the four tables: one function a kind of column."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from markupsafe import Markup, escape

from zz.projects.columns import Column, Lines, Mark, Meter, Title
from zz.web import cells

NOTHING = '<span class="zz-mute">—</span>'


def _name(shown: Title) -> str:
    marks = "".join(f" {cells.chip(mark)}" for mark in shown.marks)
    two = cells.two_lines(shown.name, shown.owner, shown.url, shown.code)
    return str(two).replace("</a>", f"</a>{marks}", 1) if marks else two


def _light(shown: Any) -> str:
    return cells.light(shown, shown.reason)


def _meter(shown: Meter) -> str:
    figures = f"{cells.money(shown.money)} <small>{escape(shown.words)}</small>"
    if shown.done is None:
        return figures
    return f"{figures}{cells.meter(shown.done, shown.tick, shown.words)}"


def _lines(shown: Lines) -> str:
    second = f'<span class="zz-sub{" zz-late" if shown.late else ""}">{escape(shown.second)}</span>'
    return f"{escape(shown.first)}{second if shown.second else ''}" if shown.first else NOTHING


def _mark(shown: Mark | None) -> str:
    if shown is None:
        return '<span class="zz-mute">无</span>'
    return f'<a href="{escape(shown.url)}">{cells.chip(shown.text, shown.tone)}</a>'


def _text(shown: str | None) -> str:
    return f'<span class="zz-clamp">{escape(shown)}</span>' if shown else NOTHING


DRAW: dict[str, Callable[[Any], str]] = {
    "name": _name,
    "light": _light,
    "money": cells.money,
    "meter": _meter,
    "lines": _lines,
    "mark": _mark,
    "date": lambda shown: str(escape(shown)) or NOTHING,
    "text": _text,
}


def _opening(column: Column) -> str:
    keep = f' c-keep" data-label="{column.label}' if column.keep else ""
    return f'<td class="c-{column.kind}{keep}">'


def draw_rows(columns: Sequence[Column], rows: Iterable[Any], names: Any) -> Markup:
    """Return the `<tr>`s of a page: one text, for a template hands on every piece through all it stands in."""
    drawn = []
    prepared = [(_opening(column), DRAW[column.kind], column.value) for column in columns]
    for row in rows:
        child = ' class="zz-child"' if row.parent_id else ""
        cells_of_row = "".join([f"{opening}{draw(value(row, names))}</td>" for opening, draw, value in prepared])
        drawn.append(f'<tr data-href="/projects/{row.id}{names.suffix}"{child}>{cells_of_row}</tr>')
    return Markup("\n".join(drawn))  # noqa: S704 escaped
