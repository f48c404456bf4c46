"""Where files of readings wait: uploads until a worker takes them, and the folder that others drop files into."""

import secrets
import shutil
from pathlib import Path

from flask import current_app
from werkzeug.datastructures import FileStorage

UPLOADS, INBOX, DONE, REFUSED = "uploads", "inbox", "done", "refused"


def folder(name: str) -> Path:
    """Return a folder of the desk in the instance, made where it is missing."""
    found = Path(current_app.config["INSTANCE"]) / "voltage" / name
    found.mkdir(parents=True, exist_ok=True)
    return found


def keep_upload(file: FileStorage) -> Path:
    """Write an upload beside the database, before any transaction; it gets its number by `settle`."""
    path = folder(UPLOADS) / f"{secrets.token_hex(16)}.part"
    file.save(path)
    return path


def settle(path: Path, batch_id: int) -> None:
    """Give a kept upload the number of its batch."""
    path.replace(path.with_name(f"{batch_id}.readings"))


def kept(batch_id: int) -> Path | None:
    """Return where the upload of a batch lies; None where it is gone."""
    path = folder(UPLOADS) / f"{batch_id}.readings"
    return path if path.exists() else None


def put_away(path: Path, batch_id: int, *, refused: bool, sentence: str) -> None:
    """Move a dropped file to `done` or `refused`, with what is to be said of it in a text beside it."""
    target = folder(REFUSED if refused else DONE) / f"{batch_id}-{path.name}"
    shutil.move(path, target)
    target.with_name(f"{target.name}.txt").write_text(sentence + "\n", encoding="utf-8")
