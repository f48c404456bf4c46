"""The house rules hold in every file, and each rule is able to find what it forbids."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2 import Environment, TemplateSyntaxError
from jinja2.meta import find_referenced_templates

from tests.house_rules import RULES, Rule

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("zz", "templates", "static", "migrations", "tests", "tools", "bench", "deploy", "docs", ".ci")
SUFFIXES = {".py", ".html", ".js", ".css", ".md", ".toml", ".txt", ".json", ".sh", ".yml", ".service", ""}
NOT_OURS = {"vendor", "node_modules", "__pycache__", ".git"}
MAX_JAVASCRIPT = 300
VAGUE = re.compile(r"(^|_)(utils?|helpers?|manager|service|common)(\.|$)")


def own_files() -> Iterator[Path]:
    """Yield every text file of ours: nothing vendored, nothing generated."""
    for top in (*ROOT.iterdir(), *(path for name in FOLDERS for path in (ROOT / name).rglob("*"))):
        inside = top.relative_to(ROOT).parts
        if top.is_file() and top.suffix in SUFFIXES and not NOT_OURS & {*inside}:
            yield top


FILES = {path.relative_to(ROOT).as_posix(): path for path in own_files()}


def ids(rule: Rule) -> str:
    return rule.sentence


@pytest.mark.parametrize("rule", RULES, ids=ids)
def test_rule_holds(rule: Rule) -> None:
    broken = [
        f"{name}:{finding}"
        for name, path in FILES.items()
        if rule.holds_for(name)
        for finding in rule.check(path.read_text(encoding="utf-8"))
    ]
    assert not broken, f"{rule.sentence}:\n" + "\n".join(broken)


@pytest.mark.parametrize("rule", RULES, ids=ids)
def test_rule_can_fail(rule: Rule) -> None:
    assert list(rule.check(rule.bad))
    assert not list(rule.check(rule.good))


@pytest.mark.parametrize("rule", RULES, ids=ids)
def test_rule_has_files_to_check(rule: Rule) -> None:
    assert any(map(rule.holds_for, FILES))


def vague(name: str) -> bool:
    return any(VAGUE.search(part) for part in name.split("/"))


def test_no_file_has_a_name_that_says_nothing() -> None:
    assert vague("zz/projects/helpers.py")
    assert vague("zz/common/money.py")
    assert not vague("zz/projects/managers_report.py")
    assert [name for name in FILES if vague(name) and not name.startswith("deploy/")] == []


def test_own_javascript_stays_small() -> None:
    sizes = {n: len(p.read_text(encoding="utf-8").splitlines()) for n, p in FILES.items() if n.endswith(".js")}
    assert sum(sizes.values()) < MAX_JAVASCRIPT, sizes


def dangling(source: str) -> list[str]:
    """Return the templates that a template names and that are not there; raise where it does not parse."""
    named = find_referenced_templates(Environment(autoescape=True).parse(source))
    return [name for name in named if name and f"templates/{name}" not in FILES]


def test_templates_parse_and_name_what_exists() -> None:
    assert dangling('{% include "no/_such.html" %}') == ["no/_such.html"]
    with pytest.raises(TemplateSyntaxError):
        dangling("{% if x %}")
    templates = {name: path for name, path in FILES.items() if name.startswith("templates/")}
    found = {name: dangling(path.read_text(encoding="utf-8")) for name, path in templates.items()}
    assert {name: missing for name, missing in found.items() if missing} == {}


def foreign_pages(feature: str, text: str) -> list[str]:
    """Return the views and forms of other features that a file of `feature` imports."""
    modules = [node.module or "" for node in ast.walk(ast.parse(text)) if isinstance(node, ast.ImportFrom)]
    return [
        m for m in modules if re.fullmatch(r"zz\.(?!web\b)\w+\.(views|forms)\b.*", m) and m.split(".")[1] != feature
    ]


def test_no_feature_imports_the_pages_of_another() -> None:
    assert foreign_pages("admin", "from zz.projects.forms import ProjectForm")
    assert not foreign_pages("projects", "from zz.projects.forms import ProjectForm")
    features = {name: path for name, path in FILES.items() if re.match(r"zz/\w+/", name)}
    found = {n: foreign_pages(n.split("/")[1], p.read_text(encoding="utf-8")) for n, p in features.items()}
    assert {name: modules for name, modules in found.items() if modules} == {}
