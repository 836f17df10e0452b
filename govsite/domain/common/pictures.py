"""Pictures that people send (照片、截图): made anew as JPEG, so that nothing but what is seen is kept.

Gone are place and time of a photograph, the make of the telephone, thumbnails, further pictures of a series, and
whatever was hung on behind. Runs in the process of ``upload_child.py``.
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from govsite.domain.common.upload_refused import Refused

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

FORMATS = ("JPEG", "PNG", "HEIF")  # as Pillow names them
MOST_PIXELS = 40_000_000
LONGER_SIDE = 2400  # pixels: an A4 page at 200 dpi
LEGIBLE = 1080  # of the shorter side of a long picture: a telephone's width, below which a chat cannot be read any more
LONGEST = 16_000  # what all viewers show
QUALITY = 85
SCAN, COMMENT, ADOBE = 0xDA, 0xFE, 0xEE  # markers of JPEG
TOO_MANY_PIXELS = "图片的像素太多，打不开。请截一张图，或用较低的分辨率再拍一次。"


def clean_picture(content: bytes) -> bytes:
    """A picture as JPEG, upright, at most 2,400 pixels long; what is transparent becomes white.

    A long picture (长截图) keeps the width that its letters need. Colour profiles are left out.
    Raises Refused for too many pixels, and Pillow's many errors for what is no whole picture.
    """
    from PIL import Image
    from pillow_heif import register_heif_opener

    register_heif_opener(thumbnails=False, decode_threads=1)  # a small thumbnail must not stand in for the picture
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    try:
        picture: Picture = Image.open(BytesIO(content), formats=FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Refused(TOO_MANY_PIXELS) from None
    if picture.width * picture.height > MOST_PIXELS:  # up to twice as many are no more than a warning
        raise Refused(TOO_MANY_PIXELS)
    size = smaller(picture.width, picture.height)
    if picture.format in ("JPEG", "MPO"):
        picture.draft(None, (size[0] * 2, size[1] * 2))  # large ones are never unpacked in full
    picture.load()
    made = _opaque(picture)
    made.thumbnail(size, Image.Resampling.LANCZOS)
    made = _upright(made, picture)
    made.info.clear()  # or the old one's comment would be written again
    written = BytesIO()
    made.save(written, "JPEG", quality=QUALITY)
    return written.getvalue()


def without_notes(jpeg: bytes) -> bytes:
    """A JPEG without what was noted in it (EXIF, XMP, comments), its picture untouched; as it is where it is none.

    Kept are the segments of JFIF and Adobe (APP0, APP14), which say how its colours are meant (ITU-T T.81, B.2.4.6).
    """
    kept, at = [jpeg[:2]], 2
    while jpeg[at : at + 1] == b"\xff" and at + 4 <= len(jpeg):
        marker, end = jpeg[at + 1], at + 2 + int.from_bytes(jpeg[at + 2 : at + 4])
        if marker == SCAN:
            return b"".join((*kept, jpeg[at:]))
        if marker in (0xE0, ADOBE) or not (0xE0 < marker <= 0xEF or marker == COMMENT):
            kept.append(jpeg[at:end])
        at = end
    return jpeg


def smaller(width: int, height: int) -> tuple[int, int]:
    """The size in pixels that a picture is kept in; never larger than it is."""
    short, long = sorted((width, height))
    fits, legible = LONGER_SIDE / long, min(LEGIBLE / short, LONGEST / long)
    scale = min(1.0, max(fits, legible))
    return max(1, round(width * scale)), max(1, round(height * scale))


def _opaque(picture: Picture) -> Picture:
    """In grey or in colours, on white where it was transparent."""
    from PIL import Image

    if picture.mode.startswith("I"):  # 16 bits a pixel, of which JPEG has 8
        return picture.point(lambda value: value / 256).convert("L")
    if picture.mode in ("1", "L"):
        return picture.convert("L")
    if "A" not in picture.mode and "transparency" not in picture.info:
        return picture.convert("RGB")
    above = picture.convert("RGBA")
    ground = Image.new("RGB", above.size, "white")
    ground.paste(above, mask=above.getchannel("A"))
    return ground


def _upright(made: Picture, original: Picture) -> Picture:
    """Turned as the camera was held; a camera that says so in a broken way is not listened to."""
    from PIL import ExifTags, Image

    turns = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_270,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_90,
    }
    try:
        turn = turns.get(int(original.getexif().get(ExifTags.Base.Orientation, 1)))
    except Exception:
        return made
    return made.transpose(turn) if turn is not None else made
