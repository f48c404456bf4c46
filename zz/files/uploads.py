"""Check an upload before anything is kept: its size, its name and what its bytes really are."""

import re
from enum import StrEnum
from pathlib import PurePosixPath

import filetype

from zz.files.archive import ArchiveError, Fault, contents

MAX_BYTES = 20 * 1024 * 1024
LONGEST_NAME = 120
OLE = bytes.fromhex("d0cf11e0a1b11ae1")
UNSAFE = re.compile('[\u0000-\u001f\u007f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff<>:"/\\\\|?*]')


class UploadError(ValueError):
    """An upload that is refused; the text is one sentence that names the rule."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


class Family(StrEnum):
    """What an upload may be."""

    IMAGE = "image"
    DOCUMENT = "document"


IMAGES = {"jpg", "jpeg", "png", "webp", "heic", "heif"}
IMAGE_TYPES = {"image/jpeg", "image/png", "image/webp", "image/heic", "image/heif"}
DOCUMENTS = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "doc": "application/msword",
    "xls": "application/vnd.ms-excel",
}
OOXML_PART = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml"}
OLE_STREAMS = {"doc": ("WordDocument",), "xls": ("Workbook", "Book")}
NAMES = {
    Family.IMAGE: "图片（jpg、png、webp、heic）",
    Family.DOCUMENT: "文档（pdf、docx、xlsx、doc、xls）",
}
MACROS = "文档里带有宏，为安全起见不接收：请去掉宏，另存为普通文档后再上传。"


def clean_filename(name: str) -> str:
    """Return the last part of the name without what a file system or a reader could be misled by."""
    base = UNSAFE.sub("", name.replace("\\", "/").rsplit("/", 1)[-1]).strip(" .")
    path = PurePosixPath(base or "未命名")
    return path.stem[: LONGEST_NAME - len(path.suffix[:10])] + path.suffix[:10]


def check_content(data: bytes, filename: str, allowed: frozenset[Family]) -> tuple[Family, str]:
    """Return the family and the extension, when the name and the bytes agree on an allowed kind."""
    if not data:
        raise UploadError("文件是空的：请确认选对了文件，再重新上传。")
    if len(data) > MAX_BYTES:
        raise UploadError(f"文件超过 {MAX_BYTES // 1024 // 1024} MB：请压缩或拆分后再上传。")
    extension = PurePosixPath(filename).suffix.lower().lstrip(".")
    family = _family(extension)
    if family is None or family not in allowed:
        wanted = "或".join(NAMES[each] for each in Family if each in allowed)
        raise UploadError(f"不接收 .{extension or '（无扩展名）'} 文件：只能上传{wanted}。")
    matches = _is_image(data) if family is Family.IMAGE else _is_document(data, extension)
    if not matches:
        raise UploadError(f"文件内容与扩展名 .{extension} 不符：请不要改扩展名，上传原来的文件。")
    return family, extension


def _family(extension: str) -> Family | None:
    if extension in IMAGES:
        return Family.IMAGE
    return Family.DOCUMENT if extension in DOCUMENTS else None


def _is_image(data: bytes) -> bool:
    return filetype.guess_mime(data) in IMAGE_TYPES


def _is_document(data: bytes, extension: str) -> bool:
    if extension == "pdf":
        return str(filetype.guess_mime(data)) == DOCUMENTS["pdf"]
    if extension in OOXML_PART:
        return data.startswith(b"PK\x03\x04") and OOXML_PART[extension] in _checked_parts(data)
    if _utf16("_VBA_PROJECT") in data:
        raise UploadError(MACROS)
    return data.startswith(OLE) and any(_utf16(name) in data for name in OLE_STREAMS[extension])


def _checked_parts(data: bytes) -> set[str]:
    """Return the names inside an office file after all of it has been unpacked and counted."""
    names = set()
    try:
        for name, content in contents(data):
            names.add(name)
            macro = name == "[Content_Types].xml" and b"macroEnabled" in content
            if macro or name.lower().endswith("vbaproject.bin"):
                raise UploadError(MACROS)
    except ArchiveError as error:
        raise UploadError(_refusal(error.fault)) from error
    return names


def _refusal(fault: Fault) -> str:
    if fault is Fault.BOMB:
        return "文件解压后大得不正常，为安全起见不接收：请用 Word 或 Excel 另存一份后再上传。"
    return "文件已损坏或加了密，打不开：请另存一份不带密码的文件后再上传。"


def _utf16(name: str) -> bytes:
    return name.encode("utf-16-le")
