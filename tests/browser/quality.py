"""What a machine can say of a page: serious findings of axe, errors of the HTML checker (both from npm)."""

import json
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from playwright.sync_api import Page

from tests.conftest import missing

MODULES = Path(__file__).parent / "node_modules"
AXE = MODULES / "axe-core" / "axe.min.js"
VNU = MODULES / "vnu-jar" / "build" / "dist" / "vnu.jar"
# A short run: compile quickly rather than well, and collect in one thread. Its grammar recurses deeply.
JAVA = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xss8m")


def inaccessible(page: Page) -> list[str]:
    """Return axe's serious and critical findings on a page as it stands, one line for each element."""
    if not AXE.exists():
        missing("axe-core is not installed: npm ci --prefix tests/browser")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    violations = page.evaluate("async () => (await axe.run()).violations")
    return [
        f"{violation['id']} ({violation['impact']}): {violation['help']}: {node['html'][:200]}"
        for violation in violations
        if violation["impact"] in {"serious", "critical"}
        for node in violation["nodes"]
    ]


def invalid(pages: Mapping[str, str]) -> list[str]:
    """Return the HTML checker's errors in whole pages (name → source), all checked by one start of Java."""
    java = shutil.which("java")
    if java is None or not VNU.exists():
        missing("the HTML checker needs Java, and vnu-jar from npm ci --prefix tests/browser")
    with tempfile.TemporaryDirectory() as folder:
        names = {f"{number}.html": name for number, name in enumerate(pages)}
        for file, name in names.items():
            (Path(folder) / file).write_text(pages[name], encoding="utf-8")
        command = [java, *JAVA, "-jar", str(VNU), "--errors-only", "--format", "json", *names]
        done = subprocess.run(command, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    return [
        f"{names[message['url'].rsplit('/', 1)[-1]]}:{message.get('lastLine', '?')}: {message['message']}"
        for message in json.loads(done.stderr)["messages"]
    ]
