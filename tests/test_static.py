"""Static files of our own: icons exist, scripts stay small, the stylesheet keeps to Chrome 109."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STATIC = ROOT / "static"


def test_icons_in_use_are_in_the_sprite() -> None:
    sprite = set(re.findall(r'<symbol id="([^"]+)"', (STATIC / "icons.svg").read_text("utf-8")))
    pages = (path.read_text("utf-8") for path in (ROOT / "templates").rglob("*.html"))
    used = {name for text in pages for name in re.findall(r'\bicon\("([^"]+)"\)', text)}
    assert used
    assert used <= sprite


def test_our_scripts_stay_under_300_lines() -> None:
    assert sum(len(path.read_text("utf-8").splitlines()) for path in STATIC.glob("*.js")) < 300


def test_stylesheet_keeps_to_chrome_109() -> None:
    text = (STATIC / "zz.css").read_text("utf-8")
    assert not re.search(r"color-mix\(|@container|:has\(|^\s*&", text, re.MULTILINE)
