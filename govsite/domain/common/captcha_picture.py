"""The picture of a captcha (图形验证码): distorted characters, drawn by the package captcha, a PNG of some 3 KB.

It is drawn at twice the size at which it is shown, so that enlarging it shows more and fetches nothing. Dark characters
on white that hardly overlap: who sees badly has to read them. White arcs through them are what reading machines mind
most and people least; what stops those are limits.
"""

from __future__ import annotations

from functools import cache
from io import BytesIO
from secrets import choice, randbelow
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from captcha.image import ImageCaptcha
    from PIL.Image import Image

WIDTH, HEIGHT = 144, 60  # at which it is shown; it has twice as many pixels each way
COLOURS = 8  # shades of one ink on white
DARKEST, LIGHTEST = 30, 100  # of the ink, each of red, green, blue: 5:1 on white at least
FONT_SIZES = (76, 84, 92)
DOT, DOTS = 5, 30
ARC, ARCS = 4, 3
WHITE = (255, 255, 255)
_pen = Lock()  # the package's fonts and the table of an ink belong to one picture at a time


def drawn(characters: str) -> bytes:
    """A PNG of the characters, drawn by chance: another one each time."""
    ink = (_shade(), _shade(), _shade())
    with _pen:
        drawer = _drawer()
        drawer.lookup_table = _opacities(ink)
        image = drawer.create_captcha_image(characters, ink, WHITE)
    drawer.create_noise_dots(image, ink, DOT, DOTS)
    made = BytesIO()
    _cut(image).quantize(COLOURS).save(made, "PNG", optimize=True)
    return made.getvalue()


def _cut(image: Image) -> Image:
    """With flat white arcs across it, each with a jagged edge smoothed away."""
    from PIL.ImageDraw import Draw
    from PIL.ImageFilter import SMOOTH

    for _ in range(ARCS):
        left, right = -randbelow(HEIGHT), 2 * WIDTH + randbelow(HEIGHT)
        top = 10 + randbelow(HEIGHT)
        start = choice((0, 180))  # hanging or standing
        box = (left, top, right, top + 20 + randbelow(50))
        Draw(image).arc(box, start, start + 180, fill=WHITE, width=ARC)
    return image.filter(SMOOTH)


def _shade() -> int:
    return DARKEST + randbelow(LIGHTEST - DARKEST + 1)


def _opacities(ink: tuple[int, int, int]) -> list[int]:
    """How opaque each brightness of a drawn character is; the package's own table makes dark inks pale."""
    red, green, blue = ink
    brightness = (red * 299 + green * 587 + blue * 114) // 1000  # as Pillow turns colours to grey
    return [min(255, value * 255 // brightness) for value in range(256)]


@cache
def _drawer() -> ImageCaptcha:
    """The one of this process, made for the first picture: it brings Pillow and takes 12 MB."""
    from captcha.image import ImageCaptcha

    drawer = ImageCaptcha(2 * WIDTH, 2 * HEIGHT, font_sizes=FONT_SIZES)
    drawer.character_rotate = (-25, 25)
    drawer.word_offset_dx = 0.15
    drawer.word_space_probability = 0.9  # of none before a character
    return drawer
