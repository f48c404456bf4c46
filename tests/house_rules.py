"""The house rules that a program can check, each with a snippet that breaks it and one that keeps it."""

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatch

MAX_FILE, MAX_FUNCTION, MAX_TEMPLATE = 400, 40, 120
CHINESE = "\u4e00-\u9fff"


@dataclass(frozen=True)
class Rule:
    """A sentence, the files it holds for (fnmatch patterns, `!` excepts), a check yielding `line: fault`."""

    sentence: str
    files: tuple[str, ...]
    check: Callable[[str], Iterator[str]]
    bad: str
    good: str

    def holds_for(self, path: str) -> bool:
        wanted = [p for p in self.files if not p.startswith("!")]
        excepted = [p[1:] for p in self.files if p.startswith("!")]
        return any(fnmatch(path, p) for p in wanted) and not any(fnmatch(path, p) for p in excepted)


def lines_at_most(limit: int) -> Callable[[str], Iterator[str]]:
    def check(text: str) -> Iterator[str]:
        if (count := len(text.splitlines())) > limit:
            yield f"1: {count} lines, at most {limit}"

    return check


def pattern(regex: str, message: str, flags: int = 0) -> Callable[[str], Iterator[str]]:
    """Make a check that finds `regex`; its group `ok`, where it matched, excuses the place."""
    compiled = re.compile(regex, flags)

    def check(text: str) -> Iterator[str]:
        for match in compiled.finditer(text):
            if not match.groupdict().get("ok"):
                yield f"{text[: match.start()].count(chr(10)) + 1}: {message}: {match[0].strip()[:60]}"

    return check


def syntax(find: Callable[[ast.AST], str | None]) -> Callable[[str], Iterator[str]]:
    """Make a check from a function that says what is wrong with one node, or None."""

    def check(text: str) -> Iterator[str]:
        for node in ast.walk(ast.parse(text)):
            if message := find(node):
                yield f"{getattr(node, 'lineno', 1)}: {message}"

    return check


def last_name(node: ast.AST) -> str:
    """Return `c` of `a.b.c`, `c` of `c`, else nothing."""
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def long_function(node: ast.AST) -> str | None:
    if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return None
    length = (node.end_lineno or 0) - node.lineno + 1
    return f"{node.name} has {length} lines, at most {MAX_FUNCTION}" if length > MAX_FUNCTION else None


def sets_a_state(node: ast.AST) -> str | None:
    targets: list[ast.AST] = []
    if isinstance(node, ast.Assign):
        targets = list(node.targets)
    elif isinstance(node, ast.AnnAssign | ast.AugAssign):
        targets = [node.target]
    names = [t.attr for t in targets if isinstance(t, ast.Attribute)]
    if isinstance(node, ast.Call) and last_name(node.func) == "values":
        names = [k.arg for k in node.keywords if k.arg]
    if isinstance(node, ast.Call) and last_name(node.func) == "setattr" and len(node.args) > 1:
        names = [str(getattr(node.args[1], "value", ""))]
    found = {"state", "stage"}.intersection(names)
    return f"{found.pop()} is set outside the flow" if found else None


WALL_CLOCK = {
    ("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today"), ("time", "time"),
    ("func", "now"), ("func", "current_timestamp"),
}  # fmt: skip


def reads_the_clock(node: ast.AST) -> str | None:
    if isinstance(node, ast.Attribute) and (last_name(node.value), node.attr) in WALL_CLOCK:
        return f"{last_name(node.value)}.{node.attr} reads the wall clock"
    if isinstance(node, ast.ImportFrom) and node.module == "time" and any(a.name == "time" for a in node.names):
        return "time.time reads the wall clock"
    return None


def knows_the_request(node: ast.AST) -> str | None:
    if isinstance(node, ast.ImportFrom):
        found = {"request", "current_user", "session", "g"}.intersection(a.name for a in node.names)
        if found and node.module in {"flask", "flask_login", "zz.access", "zz.accounts"}:
            return f"imports {', '.join(sorted(found))}"
    return None


def queries_in_a_view(node: ast.AST) -> str | None:
    if isinstance(node, ast.Call) and last_name(node.func) in {"select", "execute", "scalars", "scalar"}:
        return f"{last_name(node.func)}() belongs in queries.py"
    if isinstance(node, ast.Attribute) and node.attr == "query":
        return ".query belongs in queries.py"
    return None


def compares_a_state(node: ast.AST) -> str | None:
    if isinstance(node, ast.Compare):
        for side in (node.left, *node.comparators):
            if isinstance(side, ast.Attribute) and side.attr in {"state", "stage"}:
                return f"compares .{side.attr}: ask the flow or the policy"
    return None


def routes(node: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    """Yield (method or 'route', call) of every `@blueprint.method(...)` above a function."""
    if isinstance(node, ast.FunctionDef):
        for decorator in node.decorator_list:
            if isinstance(decorator, ast.Call) and isinstance(decorator.func, ast.Attribute):
                yield decorator.func.attr, decorator


def get_writes(node: ast.AST) -> str | None:
    if any(method == "get" for method, _ in routes(node)):
        for inner in ast.walk(node):
            if isinstance(inner, ast.Call) and last_name(inner.func) in {"writing", "commit"}:
                return f"a GET calls {last_name(inner.func)}()"
    return None


def odd_route(node: ast.AST) -> str | None:
    for method, call in routes(node):
        if method in {"put", "patch", "delete", "route"}:
            return f"@….{method}: say @….get or @….post"
        if method in {"get", "post"} and call.args and isinstance(call.args[0], ast.Constant):
            path = re.sub(r"<[^>]+>", "x", str(call.args[0].value))
            if not re.fullmatch(r"(/[a-z0-9.-]+)*/?", path):
                return f"{call.args[0].value} is not kebab-case"
    return None


def no_docstring(text: str) -> Iterator[str]:
    tree = ast.parse(text)
    if tree.body and not ast.get_docstring(tree):
        yield "1: a module says its purpose in one sentence"


VIEWS, TEMPLATES, PYTHON = ("zz/*/views.py", "zz/*/views/*.py"), ("templates/*.html",), ("zz/*.py",)
WRITES_AND_READS = ("zz/*/operations.py", "zz/*/queries.py", "zz/*/flow.py", "zz/*/policy.py")

RULES = [
    Rule("A Python file has at most 400 lines", PYTHON, lines_at_most(MAX_FILE), "x\n" * 401, "x\n" * 400),
    Rule(
        "A function has at most 40 lines", ("zz/*.py", "app.py"), syntax(long_function),
        "def f():\n" + "    x = 1\n" * 40, "def f():\n" + "    x = 1\n" * 39,
    ),
    Rule("A module says what it is for", PYTHON, no_docstring, "x = 1\n", '"""Count."""\nx = 1\n'),
    Rule("A template has at most 120 lines", TEMPLATES, lines_at_most(MAX_TEMPLATE), "\n" * 121, "\n" * 120),
    Rule(
        "A state is set by its flow alone", (*PYTHON, "!zz/workflow.py"), syntax(sets_a_state),
        "problem.state = State.CLOSED", "stage = problem.stage",
    ),
    Rule(
        "The time comes from zz/clock.py", (*PYTHON, "!zz/clock.py"), syntax(reads_the_clock),
        "at = datetime.datetime.now(UTC)", "at = clock.now()",
    ),
    Rule(
        # save the journal, which notes the sender's address so that no operation has to pass it on
        "Reads and writes do not know the request",
        (*WRITES_AND_READS, "!zz/journal/operations.py"), syntax(knows_the_request),
        "from flask_login import current_user", "from zz.projects.models import Project",
    ),
    Rule(
        "A view asks queries.py", VIEWS, syntax(queries_in_a_view),
        "rows = db.session.scalars(select(Project))", "rows = queries.overdue(user)",
    ),
    Rule(
        "A view compares no states", VIEWS, syntax(compares_a_state),
        "if project.stage == Stage.COMPLETED: pass", "if policy.can_report(user, project): pass",
    ),
    Rule(
        "A GET writes nothing", VIEWS, syntax(get_writes),
        "@bp.get('/x')\ndef show():\n    with writing(): pass",
        "@bp.post('/x')\ndef move():\n    with writing(): pass",
    ),
    Rule(
        "Routes are GET or POST, in kebab-case", PYTHON, syntax(odd_route),
        "@bp.post('/problems/<int:id>/signOff')\ndef f(): pass",
        "@bp.post('/problems/<int:id>/sign-off')\ndef f(): pass",
    ),
    Rule(
        "Only partials are included", TEMPLATES,
        pattern(r"""\{%-?\s*include\s+["'](?:[^"']*/)?(?P<ok>_)?[^"']*["']""", "not a partial"),
        '{% include "projects/row.html" %}', '{% include "projects/_row.html" %}',
    ),
    Rule(
        "A partial stands alone", ("templates/_*.html", "templates/*/_*.html"),
        pattern(r"\{%-?\s*extends\b", "a partial extends nothing"),
        '{% extends "base.html" %}', '<p id="p"></p>',
    ),
    Rule(
        "No style, script or handler inside a page", TEMPLATES,
        pattern(
            r"<style\b|\sstyle\s*=|<script(?P<ok>[^>]*(?:\bsrc=|application/json))?|<[^>]*\s(?:on[a-z]+|hx-on[^=\s]*)\s*="
            r"|javascript:|[\"']js:", "inline", re.IGNORECASE,
        ),
        '<button class="btn" onclick="go()">', '<script src="{{ static_url("zz.js") }}" defer></script>',
    ),
    Rule(
        "No asset from elsewhere", TEMPLATES,
        pattern(r"<(?:script|link|img|iframe|use)\b[^>]*(?:src|href)=[\"'](?:https?:)?//", "from elsewhere"),
        '<img src="https://example.org/a.png">', '<a href="https://example.org/">',
    ),
    Rule(
        "A template compares no Chinese words", TEMPLATES,
        pattern(
            rf"(?:==|!=|\bin\b)\s*[\[(]?\s*[\"'][^\"']*[{CHINESE}]|[\"'][^\"']*[{CHINESE}][^\"']*[\"']\s*(?:==|!=|in\b)",
            "compares",
        ),
        '{% if project.state.label == "已竣工" %}', "<th>已竣工</th>",
    ),
    Rule(
        "Python compares no Chinese words", (*VIEWS, *WRITES_AND_READS),
        pattern(rf"(?:==|!=)\s*[\"'][^\"']*[{CHINESE}]", "compares"),
        'if label == "已竣工":', 'label = "已竣工"',
    ),
    Rule(
        "No class called a helper", PYTHON,
        pattern(r"^class \w*(?:Utils?|Helpers?|Manager|Service)\b", "says nothing", re.MULTILINE),
        "class ProjectService:", "class Project:",
    ),
    Rule(
        "No path of somebody's machine", ("*",),
        pattern(r"(?<![\w./])/(?:home|Users|root|work|tmp)/\w|[A-Z]:\\Users", "machine path"),
        "cd /" + "home/me/zz", "cd docs/home/me",
    ),
    Rule(
        "The stylesheet works in Chrome 109", ("static/*.css", "!static/vendor/*"),
        pattern(
            r"color-mix\(|oklch\(|oklab\(|@starting-style|@scope\b|^\s*&", "too new",
            re.MULTILINE,
        ),
        "a { color: color-mix(in srgb, red, blue) }", "a { color: rgb(0 0 0 / 50%) }",
    ),
]  # fmt: skip
