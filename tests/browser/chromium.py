"""Find a Chromium to drive; `python -m tests.browser.chromium` prints it, or fails where there is none."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "chrome")
APPLICATIONS = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
# No sandbox: as root it does not start. The rest keeps it from talking to its maker.
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def candidates() -> list[str]:
    """Return where a browser may be: the one named in CHROMIUM, the system's, playwright's own download."""
    named = [os.environ["CHROMIUM"]] if "CHROMIUM" in os.environ else []
    caches = (Path.home() / ".cache/ms-playwright", Path.home() / "Library/Caches/ms-playwright")
    own = [str(path) for cache in caches for path in cache.glob("chromium*/*/*headless*shell*")]
    return [*named, *filter(None, map(shutil.which, NAMES)), *APPLICATIONS, *own]


def chromium() -> str | None:
    """Return the first candidate that starts: Ubuntu's `chromium-browser` may be an empty shell of one."""
    for path in candidates():
        try:
            command = [path, "--no-sandbox", "--headless", "--version"]
            subprocess.run(command, check=True, capture_output=True, timeout=30)
        except (OSError, subprocess.SubprocessError):
            continue
        return path
    return None


if __name__ == "__main__":
    found = chromium()
    sys.stdout.write(f"{found}\n")
    sys.exit(found is None)
