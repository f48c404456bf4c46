"""Photos: when and where are read, then nothing but the picture is kept."""

import io
import struct
import time
import zlib
from datetime import UTC, datetime

import pytest
from PIL import Image

from tests.files.pictures import LILING, metadata, picture
from zz.files.images import ImageError, process_image


def reopened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


def test_time_and_place_are_read_and_then_stripped() -> None:
    data = picture(exif=metadata(gps=LILING), comment=b"secret")
    assert reopened(data).getexif().get_ifd(0x8825)
    photo = process_image(data)
    assert photo.taken_at == datetime(2023, 9, 1, 2, 20, 30, tzinfo=UTC)
    assert (photo.latitude, photo.longitude) == (27.66, 113.49)
    for stored in (photo.content, photo.thumbnail):
        assert not dict(reopened(stored).getexif())
        assert set(reopened(stored).info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        for trace in (b"Exif", b"HUAWEI", b"secret", b"2023:09"):
            assert trace not in stored


def test_offset_of_the_camera_is_respected() -> None:
    assert process_image(picture(exif=metadata(offset="+09:00"))).taken_at == datetime(
        2023, 9, 1, 1, 20, 30, tzinfo=UTC
    )


@pytest.mark.parametrize("taken", [None, "", "0000:00:00 00:00:00", "gestern", "1970:01:01 00:00:00"])
def test_without_a_believable_time_there_is_none(taken: str | None) -> None:
    assert process_image(picture(exif=metadata(taken))).taken_at is None


@pytest.mark.parametrize(
    ("gps", "place"),
    [
        ({**LILING, 1: "S", 3: "W"}, (-27.66, -113.49)),
        ({}, (None, None)),
        ({1: "N", 2: (27.0, 39.0, 36.0)}, (None, None)),
        ({**LILING, 2: (0.0, 0.0, 0.0), 4: (0.0, 0.0, 0.0)}, (None, None)),
        ({**LILING, 2: (127.0, 0.0, 0.0)}, (None, None)),
    ],
)
def test_places(gps: dict[int, object], place: tuple[float | None, float | None]) -> None:
    photo = process_image(picture(exif=metadata(gps=gps)))
    assert (photo.latitude, photo.longitude) == place


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_every_kind_becomes_jpeg(form: str) -> None:
    photo = process_image(picture((3200, 1600), form, exif=metadata(gps=LILING)))
    assert reopened(photo.content).format == "JPEG"
    assert (photo.width, photo.height) == reopened(photo.content).size == (2560, 1280)
    assert reopened(photo.thumbnail).size == (480, 240)
    assert photo.taken_at is not None and photo.latitude == 27.66


def test_small_picture_is_not_enlarged() -> None:
    assert process_image(picture((300, 200))).width == 300


def test_picture_is_turned_upright() -> None:
    photo = process_image(picture((400, 200), exif=metadata(orientation=6)))
    image = reopened(photo.content)
    assert image.size == (200, 400)
    red, _, blue = image.convert("RGB").getpixel((190, 200))  # type: ignore[misc]
    assert red > 200 and blue < 60


def test_transparent_parts_become_white() -> None:
    stream = io.BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(stream, "PNG")
    assert reopened(process_image(stream.getvalue()).content).getpixel((5, 5)) == (255, 255, 255)


def test_millions_of_pixels_in_a_small_file_are_refused_at_once() -> None:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    for side in (8_000, 60_000):
        header = chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0))
        data = b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
        started = time.monotonic()
        with pytest.raises(ImageError, match="万像素"):
            process_image(data)
        assert time.monotonic() - started < 1


@pytest.mark.parametrize("cut", [20, 300, 0.5, 0.99])
def test_truncated_picture_gets_a_sentence(cut: float) -> None:
    data = picture(exif=metadata(gps=LILING))
    with pytest.raises(ImageError, match="没有传完整"):
        process_image(data[: int(cut if cut > 1 else len(data) * cut)])


def test_twelve_megapixels_take_less_than_a_second() -> None:
    data = picture((4000, 3000), quality=90)
    started = time.process_time()
    process_image(data)
    assert time.process_time() - started < 1
