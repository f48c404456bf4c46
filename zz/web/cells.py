"""Pieces of a table cell as functions: 50 rows call them 300 times, and as macros they took half of the page.

`components/table.html` hands them out under their names.
"""

from decimal import Decimal
from typing import Any

from flask import Flask
from markupsafe import Markup, escape


def money(value: Decimal | None, unit: str = "") -> str:
    """Return 万元 as 32,000 with no more decimals than it needs; — where there is none."""
    return "—" if value is None else f"{value.normalize():,f}{unit}"


def meter(value: Decimal | float | None, tick: Any = None, label: str | None = None, wide: bool = False) -> Markup:
    """Draw `value` per cent done, with a tick where it ought to be by now; `label` is for a screen reader."""
    done = min(max(value or 0, 0), 100)
    bar = f'<rect class="value" y="3" width="{done}%" height="6" rx="3"/>' if done else ""
    mark = "" if tick is None else f'<rect class="tick" x="{min(max(tick, 0), 99)}%" width="2" height="12"/>'
    return Markup(  # noqa: S704 numbers and an escaped label
        f'<svg class="zz-meter{" zz-meter-wide" if wide else ""}" role="img" '
        f'aria-label="{escape(label or f"完成 {value or 0}%")}">'
        f'<rect class="track" y="3" width="100%" height="6" rx="3"/>{bar}{mark}</svg>'
    )


def light(shown: Any, reason: str | None = None, long: bool = False) -> Markup:
    """Show a light (`.value` red amber yellow green …, `.label`) that gives its reason on hover and on tap."""
    tone = "amber" if shown.value == "yellow" else escape(shown.value)
    word = escape(shown.label) + ("灯" if long and len(shown.label) == 1 else "")
    if not reason:
        return Markup(f'<span class="zz-light zz-light-{tone}">{word}</span>')  # noqa: S704 escaped
    why = escape(reason)
    return Markup(  # noqa: S704 escaped
        f'<details class="zz-light zz-light-{tone}"><summary data-why="{why}">{word}</summary><p>{why}</p></details>'
    )


def two_lines(title: str, sub: str | None, url: str | None = None, code: str | None = None) -> Markup:
    """Show a name (a link where `url` is given) over its owner and a code that does not break."""
    first = f'<a href="{escape(url)}">{escape(title)}</a>' if url else f"<b>{escape(title)}</b>"
    last = f'<span class="text-nowrap">{escape(code)}</span>' if code else ""
    between = " · " if sub and code else ""
    return Markup(f'{first}<span class="zz-sub">{escape(sub or "")}{between}{last}</span>')  # noqa: S704 escaped


def chip(text: str, tone: str | None = None) -> Markup:
    """Show a word on a tint: cobalt, amber, red, green, or neutral."""
    tint = f" zz-{escape(tone)}" if tone and tone != "neutral" else ""
    return Markup(f'<span class="zz-chip{tint}">{escape(text)}</span>')  # noqa: S704 escaped


def status(text: str, tone: str | None = None) -> Markup:
    """Show a state: in progress is cobalt."""
    return chip(text, tone or "cobalt")


def init_app(app: Flask) -> None:
    """Give templates the pieces, as `cells`."""
    pieces = (money, meter, light, two_lines, chip, status)
    app.add_template_global({piece.__name__: piece for piece in pieces}, "cells")  # type: ignore[arg-type]
