"""What is vendored is what was vetted: `static/vendor/vendor.lock` holds the SHA-256 of every file."""

import hashlib
from pathlib import Path

VENDOR = Path(__file__).resolve().parent.parent / "static" / "vendor"


def locked() -> dict[str, str]:
    """Return file → SHA-256; a line is `sha256  file  (package@version)`."""
    lines = (VENDOR / "vendor.lock").read_text(encoding="utf-8").splitlines()
    return {name: digest for digest, name, *_ in (line.split() for line in lines if line and line[0] != "#")}


def test_vendored_files_are_the_locked_ones() -> None:
    files = [path for path in VENDOR.rglob("*") if path.is_file() and path.name != "vendor.lock"]
    found = {p.relative_to(VENDOR).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}
    assert found
    assert found == locked()
