"""What may be uploaded: the name and the bytes must agree on an allowed kind."""

import pytest

from tests.files.pictures import archive, picture, spreadsheet
from zz.files.uploads import Family, UploadError, check_content, clean_filename

ALL = frozenset(Family)
OLE = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600)
DOCX = archive({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<document/>"})


def wide(name: str) -> bytes:
    return name.encode("utf-16-le")


@pytest.mark.parametrize(
    ("data", "filename", "family"),
    [
        (picture(), "现场.JPG", Family.IMAGE),
        (picture(form="PNG"), "现场.png", Family.IMAGE),
        (picture(form="WEBP"), "现场.webp", Family.IMAGE),
        (picture(form="HEIF"), "IMG_1.HEIC", Family.IMAGE),
        (picture(form="HEIF"), "IMG_1.jpg", Family.IMAGE),
        (b"%PDF-1.7\n%%EOF", "批复.pdf", Family.DOCUMENT),
        (DOCX, "批复.docx", Family.DOCUMENT),
        (spreadsheet(), "台账.xlsx", Family.DOCUMENT),
        (OLE + wide("WordDocument"), "批复.doc", Family.DOCUMENT),
        (OLE + wide("Workbook"), "台账.xls", Family.DOCUMENT),
    ],
)
def test_allowed(data: bytes, filename: str, family: Family) -> None:
    assert check_content(data, filename, ALL)[0] is family


@pytest.mark.parametrize(
    ("data", "filename", "says"),
    [
        (b"", "a.jpg", "空的"),
        (bytes(20 * 1024 * 1024 + 1), "a.pdf", "20 MB"),
        (b"<svg onload='alert(1)'/>", "a.svg", "不接收 .svg"),
        (b"<html></html>", "a.html", "不接收 .html"),
        (b"MZ", "a.exe", "不接收 .exe"),
        (picture(form="GIF"), "a.gif", "不接收 .gif"),
        (b"x", "a", "无扩展名"),
        (b"<svg onload='alert(1)'/>", "a.jpg", "不符"),
        (b"<html></html>", "a.pdf", "不符"),
        (picture(form="GIF"), "a.jpg", "不符"),
        (picture(), "a.pdf", "不符"),
        (spreadsheet(), "a.docx", "不符"),
        (archive({"x.txt": b"x"}), "a.xlsx", "不符"),
        (OLE + wide("Workbook"), "a.doc", "不符"),
        (OLE + wide("EncryptedPackage"), "a.docx", "不符"),
        (DOCX[:-40], "a.docx", "损坏"),
        (archive({"word/document.xml": b"", "word/vbaProject.bin": b""}), "a.docx", "宏"),
        (archive({"[Content_Types].xml": b"x.macroEnabled.main", "word/document.xml": b""}), "a.docx", "宏"),
        (OLE + wide("WordDocument") + wide("_VBA_PROJECT"), "a.doc", "宏"),
        (archive({"word/document.xml": bytes(60 * 1024 * 1024)}), "a.docx", "大得不正常"),
    ],
)
def test_refused_with_the_rule(data: bytes, filename: str, says: str) -> None:
    with pytest.raises(UploadError) as caught:
        check_content(data, filename, ALL)
    assert says in caught.value.text and caught.value.text.endswith("。")


def test_a_form_for_photos_takes_no_documents() -> None:
    with pytest.raises(UploadError, match="只能上传图片"):
        check_content(b"%PDF-1.7", "a.pdf", frozenset({Family.IMAGE}))


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\li\\现场 照片.jpg", "现场 照片.jpg"),
        ("a\u202egpj.exe", "agpj.exe"),
        ('批复"\r\n.pdf', "批复.pdf"),
        ("...", "未命名"),
        ("", "未命名"),
        ("长" * 300 + ".pdf", "长" * 116 + ".pdf"),
    ],
)
def test_filenames_are_made_harmless(name: str, clean: str) -> None:
    assert clean_filename(name) == clean
