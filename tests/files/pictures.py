"""Pictures and office files made for tests."""

import io
import zipfile
from typing import Any

import openpyxl
import pillow_heif
from PIL import Image
from PIL.ExifTags import IFD, Base

pillow_heif.register_heif_opener()

TAKEN = "2023:09:01 10:20:30"
LILING = {1: "N", 2: (27.0, 39.0, 36.0), 3: "E", 4: (113.0, 29.0, 24.0)}  # 27.66, 113.49


def picture(
    size: tuple[int, int] = (640, 480), form: str = "JPEG", *, exif: Image.Exif | None = None, **options: Any
) -> bytes:
    """Make a picture: red above, blue below."""
    image = Image.new("RGB", size, "blue")
    image.paste("red", (0, 0, size[0], size[1] // 2))
    stream = io.BytesIO()
    image.save(stream, form, **({"exif": exif} if exif else {}), **options)
    return stream.getvalue()


def metadata(
    taken: str | None = TAKEN,
    gps: dict[int, Any] | None = None,
    offset: str | None = None,
    orientation: int = 1,
) -> Image.Exif:
    """Make what a phone writes about a photo."""
    exif = Image.Exif()
    exif[Base.Make], exif[Base.Orientation] = "HUAWEI", orientation
    details = exif.get_ifd(IFD.Exif)
    if taken:
        details[Base.DateTimeOriginal] = taken
    if offset:
        details[Base.OffsetTimeOriginal] = offset
    if gps:
        exif.get_ifd(IFD.GPSInfo).update(gps)
    return exif


def archive(parts: dict[str, bytes]) -> bytes:
    """Make a zip file."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return stream.getvalue()


def spreadsheet() -> bytes:
    """Make an xlsx file."""
    stream = io.BytesIO()
    openpyxl.Workbook().save(stream)
    return stream.getvalue()
