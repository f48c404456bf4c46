"""Photos: read when and where they were taken, then keep nothing but the picture."""

import io
from dataclasses import dataclass
from datetime import UTC, datetime
from math import isfinite
from typing import Any

from PIL import Image, ImageOps
from PIL.ExifTags import IFD, Base

from zz.clock import SHANGHAI

FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")
MAX_SIDE, THUMBNAIL_SIDE = 2560, 480
QUALITY, THUMBNAIL_QUALITY = 85, 78
# A JPEG is decoded at a fraction of its size; the others need their whole area in memory.
MAX_PIXELS, MAX_PIXELS_JPEG = 40_000_000, 64_000_000
OLDEST = 1990
EXIF_MARK = b"Exif\0\0"


class ImageError(ValueError):
    """An image that cannot be used; the text is one sentence for the person who sent it."""


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture as JPEG without metadata, its thumbnail, and what its metadata said."""

    content: bytes
    thumbnail: bytes
    width: int
    height: int
    taken_at: datetime | None
    latitude: float | None
    longitude: float | None


def process_image(data: bytes) -> Photo:
    """Decode, turn upright, shrink to 2560 pixels and encode anew; ImageError for what is no picture."""
    import pillow_heif  # large, as are the decoders it brings

    pillow_heif.register_heif_opener()
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as image:
            _check_area(image)
            exif = image.getexif()
            taken_at, (latitude, longitude) = _taken_at(exif), _position(exif)
            picture = _plain(image)
    except ImageError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise ImageError(_too_many(MAX_PIXELS_JPEG)) from error
    except Exception as error:  # a decoder may raise anything on damaged bytes
        raise ImageError("图片已损坏或没有传完整：请重新拍照或换一张图片上传。") from error
    content = _encoded(picture, QUALITY)
    small = picture.copy()
    small.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE), Image.Resampling.BICUBIC)
    return Photo(content, _encoded(small, THUMBNAIL_QUALITY), *picture.size, taken_at, latitude, longitude)


def read_metadata(head: bytes) -> tuple[datetime | None, float | None, float | None]:
    """Return when (UTC) and where (degrees) a photo was taken, from the first bytes of its file; Nones where unsaid.

    For a phone that makes a picture small before it sends it, which loses the metadata.
    """
    exif = Image.Exif()
    try:
        exif.load(head[head.index(EXIF_MARK) :])
        return _taken_at(exif), *_position(exif)
    except Exception:  # a decoder may raise anything on damaged bytes
        return None, None, None


def _check_area(image: Image.Image) -> None:
    limit = MAX_PIXELS_JPEG if image.format in ("JPEG", "MPO") else MAX_PIXELS
    if image.width * image.height > limit:
        raise ImageError(_too_many(limit))


def _too_many(limit: int) -> str:
    return f"图片超过 {limit // 10_000} 万像素：请调低分辨率或截取需要的部分后再上传。"


def _plain(image: Image.Image) -> Image.Image:
    """Return the upright picture in RGB, small enough, on white, with nothing attached."""
    image.thumbnail((MAX_SIDE, MAX_SIDE), Image.Resampling.BICUBIC)
    upright = ImageOps.exif_transpose(image)
    plain = Image.new("RGB", upright.size, "white")
    if upright.has_transparency_data:
        upright = upright.convert("RGBA")
        plain.paste(upright, mask=upright.getchannel("A"))
    else:
        plain.paste(upright.convert("RGB"))
    return plain


def _encoded(picture: Image.Image, quality: int) -> bytes:
    stream = io.BytesIO()
    picture.save(stream, "JPEG", quality=quality, optimize=False, progressive=False)
    return stream.getvalue()


def _taken_at(exif: Image.Exif) -> datetime | None:
    """Return the instant (UTC) of DateTimeOriginal; without an offset it is Shanghai's time."""
    details = exif.get_ifd(IFD.Exif)
    text = str(details.get(Base.DateTimeOriginal) or details.get(Base.DateTimeDigitized) or "")
    offset = str(details.get(Base.OffsetTimeOriginal) or "").strip(" \0")
    try:
        moment = datetime.strptime(text.strip(" \0"), "%Y:%m:%d %H:%M:%S")
        zone = datetime.strptime(offset, "%z").tzinfo if offset else SHANGHAI
    except ValueError:
        return None
    return moment.replace(tzinfo=zone).astimezone(UTC) if moment.year >= OLDEST else None


def _position(exif: Image.Exif) -> tuple[float | None, float | None]:
    """Return latitude and longitude in degrees, or two Nones."""
    gps = exif.get_ifd(IFD.GPSInfo)
    latitude, longitude = _degrees(gps, 1, "S"), _degrees(gps, 3, "W")
    if latitude is None or longitude is None or (latitude, longitude) == (0, 0):
        return None, None
    if abs(latitude) > 90 or abs(longitude) > 180:
        return None, None
    return latitude, longitude


def _degrees(gps: dict[int, Any], reference: int, negative: str) -> float | None:
    """Return a coordinate of the GPS block: `reference` is the tag of N/S or E/W, the next its value."""
    try:
        hours, minutes, seconds = (float(part) for part in gps[reference + 1])
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return None
    value = round(hours + minutes / 60 + seconds / 3600, 6)
    if not isfinite(value):
        return None
    return -value if str(gps.get(reference, "")).strip("\0 ").upper() == negative else value
