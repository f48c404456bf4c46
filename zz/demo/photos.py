"""Pictures of the demo's sites: drawn, not taken, so that nobody mistakes them; with the time and place of a camera."""

import io
import random
from datetime import datetime

from PIL import Image, ImageDraw
from werkzeug.datastructures import FileStorage

from zz import clock
from zz.files.operations import PreparedFile, prepare_upload

SIZE = WIDTH, HEIGHT = 960, 720
SKY, GROUND, CONCRETE, STEEL, BOARD = (205, 220, 232), (176, 158, 130), (168, 172, 176), (214, 148, 52), (38, 84, 148)
EXIF_TIME, EXIF_FOLDER, GPS_FOLDER = 36867, 0x8769, 0x8825
LILING = {1: "N", 2: (27.0, 38.0, 48.0), 3: "E", 4: (113.0, 29.0, 12.0)}


def _jpeg(image: Image.Image, taken_at: datetime) -> FileStorage:
    exif = Image.Exif()
    exif.get_ifd(EXIF_FOLDER)[EXIF_TIME] = f"{clock.local(taken_at):%Y:%m:%d %H:%M:%S}"
    exif.get_ifd(GPS_FOLDER).update(LILING)
    stream = io.BytesIO()
    image.save(stream, "JPEG", quality=80, exif=exif)
    stream.seek(0)
    return FileStorage(stream, filename=f"IMG_{clock.local(taken_at):%Y%m%d_%H%M%S}.jpg")


def site(taken_at: datetime, seed: int) -> PreparedFile:
    """Draw a site: a frame going up, a crane above it."""
    chance = random.Random(seed)  # noqa: S311  (a drawing)
    image = Image.new("RGB", SIZE, SKY)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 520, WIDTH, HEIGHT), fill=GROUND)
    left = chance.randrange(80, 300)
    for floor in range(chance.randrange(2, 6)):
        top = 520 - (floor + 1) * 62
        draw.rectangle((left, top, left + 420, top + 14), fill=CONCRETE)
        for column in range(7):
            draw.rectangle((left + column * 68, top, left + column * 68 + 12, top + 62), fill=CONCRETE)
    mast = left + 520
    draw.rectangle((mast, 120, mast + 14, 520), fill=STEEL)
    draw.rectangle((mast - 360, 128, mast + 110, 140), fill=STEEL)
    draw.line((mast - 240, 140, mast - 240, 300), fill=(60, 60, 60), width=3)
    return prepare_upload(_jpeg(image, taken_at))


def sign_board(taken_at: datetime) -> PreparedFile:
    """Draw a sign board (一块牌子)."""
    image = Image.new("RGB", SIZE, SKY)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 560, WIDTH, HEIGHT), fill=GROUND)
    for post in (260, 680):
        draw.rectangle((post, 200, post + 20, 600), fill=CONCRETE)
    draw.rectangle((200, 140, 760, 460), fill=BOARD)
    for line in range(5):
        draw.rectangle((240, 190 + line * 50, 240 + 480 - line * 60, 206 + line * 50), fill=(240, 244, 250))
    return prepare_upload(_jpeg(image, taken_at))
