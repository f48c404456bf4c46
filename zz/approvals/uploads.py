"""Files sent with a request: checked and stored before the transaction, given back where it fails."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from zz.files.operations import PreparedFile, UploadError, discard, prepare_upload


def kept(form: Any) -> dict[str, PreparedFile] | None:
    """Return what was sent in the form's `files`, stored, by a name each; None where one is refused (said there)."""
    found: dict[str, PreparedFile] = {}
    for number, sent in enumerate((f for f in form.files.data or [] if f and f.filename), 1):
        try:
            found[f"file{number}"] = prepare_upload(sent)
        except UploadError as error:
            form.files.errors = [error.text]
            _give_back(found)
            return None
    return found


@contextmanager
def discarded(uploads: Mapping[str, PreparedFile]) -> Iterator[None]:
    """Forget the stored bytes where the transaction fails."""
    try:
        yield
    except BaseException:
        _give_back(uploads)
        raise


def _give_back(uploads: Mapping[str, PreparedFile]) -> None:
    for prepared in uploads.values():
        discard(prepared)
