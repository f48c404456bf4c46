"""Look into a zip container (xlsx, docx) without trusting what its directory claims."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

MIB = 1024 * 1024
CHUNK = MIB
LOCAL_HEADER = struct.Struct("<4s5H3L2H")
DEFLATED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
ENCRYPTED_FLAG = 0x1
# What zipfile raises, besides BadZipFile, on bytes that only look like a zip.
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    ValueError,
    OSError,
    EOFError,
    NotImplementedError,
    OverflowError,
    RuntimeError,
)


class Fault(StrEnum):
    """Why a container is refused."""

    BROKEN = "broken"
    ENCRYPTED = "encrypted"
    BOMB = "bomb"


class ArchiveError(Exception):
    """A container that must not be handed to a parser; `fault` says why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.value)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Limits:
    """What an honest office file stays below; bytes, and a ratio tested from `ratio_from` on."""

    entries: int = 5_000
    total: int = 256 * MIB
    ratio: int = 300
    ratio_from: int = 16 * MIB


def directory(data: bytes, limits: Limits | None = None) -> list[zipfile.ZipInfo]:
    """List the entries, after the directory's own claims are found within `limits`."""
    limits = limits or Limits()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
    except BROKEN as error:
        raise ArchiveError(Fault.BROKEN) from error
    if len(entries) > limits.entries:
        raise ArchiveError(Fault.BOMB)
    _within(sum(entry.file_size for entry in entries), len(data), limits)
    if any(entry.flag_bits & ENCRYPTED_FLAG for entry in entries):
        raise ArchiveError(Fault.ENCRYPTED)
    return entries


def contents(data: bytes, limits: Limits | None = None) -> Iterator[tuple[str, bytes]]:
    """Yield each entry's name and content, counting what really comes out of it."""
    limits = limits or Limits()
    entries = directory(data, limits)
    total = 0
    for entry in entries:
        parts = []
        for part in _inflate(data, entry):
            total += len(part)
            _within(total, len(data), limits)
            parts.append(part)
        content = b"".join(parts)
        if len(content) != entry.file_size or zlib.crc32(content) != entry.CRC:
            raise ArchiveError(Fault.BROKEN)
        yield entry.filename, content


def _within(total: int, packed: int, limits: Limits) -> None:
    dense = total > limits.ratio_from and total > packed * limits.ratio
    if total > limits.total or dense:
        raise ArchiveError(Fault.BOMB)


def _inflate(data: bytes, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    packed = _packed(data, entry)
    if entry.compress_type == zipfile.ZIP_STORED:
        yield packed
        return
    engine = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        while packed and not engine.eof:
            yield engine.decompress(packed, CHUNK)
            packed = engine.unconsumed_tail
        yield engine.flush()
    except zlib.error as error:
        raise ArchiveError(Fault.BROKEN) from error


def _packed(data: bytes, entry: zipfile.ZipInfo) -> bytes:
    """Return the entry's compressed bytes, found by its local header."""
    head = data[entry.header_offset : entry.header_offset + LOCAL_HEADER.size]
    if entry.compress_type not in DEFLATED or len(head) < LOCAL_HEADER.size:
        raise ArchiveError(Fault.BROKEN)
    fields = LOCAL_HEADER.unpack(head)
    start = entry.header_offset + LOCAL_HEADER.size + fields[-2] + fields[-1]
    packed = data[start : start + entry.compress_size]
    if fields[0] != b"PK\x03\x04" or len(packed) != entry.compress_size:
        raise ArchiveError(Fault.BROKEN)
    return packed
