"""Pictures of telephones: what is seen stays, upright and legible; all else is gone."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image

from govsite.domain.common import pictures
from govsite.domain.common.pictures import clean_picture, smaller, without_notes
from govsite.domain.common.upload_refused import Refused
from govsite.domain.common.uploads import clean
from tests.common.sent_files import PLACE, notes, opened, picture

RED, BLUE = (254, 0, 0), (0, 0, 254)


def is_like(found: object, wanted: tuple[int, int, int]) -> bool:
    assert isinstance(found, tuple)
    return all(abs(a - b) < 30 for a, b in zip(found, wanted, strict=True))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "HEIF"])
def test_where_it_was_taken_is_gone(kind: str) -> None:
    sent = picture(kind=kind, exif=notes())
    assert opened(sent).getexif().get_ifd(0x8825), "the test's own picture has a place"
    found = opened(clean_picture(sent))
    assert not found.getexif() and set(found.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "dpi"}
    assert PLACE.encode() not in clean_picture(sent)


def test_comments_and_what_is_hung_on_behind_are_gone() -> None:
    sent = picture(comment="a comment", icc_profile=b"profile" * 40) + b"PK\x03\x04<script>alert(1)</script>"
    found = clean_picture(sent)
    assert (
        found.endswith(b"\xff\xd9") and b"script" not in found and b"comment" not in found and b"profile" not in found
    )


@pytest.mark.parametrize("orientation", range(1, 9))
def test_it_stands_as_the_camera_was_held(orientation: int) -> None:
    turned = opened(picture()).transpose(
        {
            1: Image.Transpose.ROTATE_180,
            2: Image.Transpose.FLIP_LEFT_RIGHT,
            3: Image.Transpose.ROTATE_180,
            4: Image.Transpose.FLIP_TOP_BOTTOM,
            5: Image.Transpose.TRANSPOSE,
            6: Image.Transpose.ROTATE_90,
            7: Image.Transpose.TRANSVERSE,
            8: Image.Transpose.ROTATE_270,
        }[orientation]
    )
    if orientation == 1:
        turned = opened(picture())
    written = BytesIO()
    turned.save(written, "JPEG", exif=notes(orientation))
    found = opened(clean_picture(written.getvalue()))
    assert found.size == (400, 300)
    assert is_like(found.getpixel((50, 50)), RED) and is_like(found.getpixel((350, 250)), BLUE)


def test_an_iphones_photograph_is_turned_once() -> None:
    turned, written = opened(picture()).transpose(Image.Transpose.ROTATE_90), BytesIO()
    turned.save(written, "HEIF", exif=notes(6), quality=90)
    found = opened(clean_picture(written.getvalue()))
    upright = found if found.size == (400, 300) else found.transpose(Image.Transpose.ROTATE_270)
    assert found.size == opened(written.getvalue()).size, "as the library shows it, which has turned it"
    assert is_like(upright.getpixel((50, 50)), RED)


def test_notes_that_are_broken_do_not_matter() -> None:
    broken = b"Exif\0\0MM\0*\xff\xff\xff\xff nonsense"
    assert opened(clean("x", picture(exif=broken)).content).size == (400, 300)  # in a child, where a warning is none


@pytest.mark.parametrize(
    ("mode", "kind", "options", "expected"),
    [
        ("CMYK", "JPEG", {}, "RGB"),
        ("L", "JPEG", {}, "L"),
        ("RGB", "JPEG", {"progressive": True}, "RGB"),
        ("P", "PNG", {}, "RGB"),
        ("P", "PNG", {"transparency": 0}, "RGB"),
        ("1", "PNG", {}, "L"),
        ("LA", "PNG", {}, "RGB"),
        ("RGBA", "PNG", {}, "RGB"),
        ("RGBA", "HEIF", {}, "RGB"),
    ],
)
def test_whatever_a_telephone_writes_is_read(mode: str, kind: str, options: dict[str, object], expected: str) -> None:
    found = opened(clean_picture(picture(mode=mode, kind=kind, **options)))
    assert (found.mode, found.size, found.format) == (expected, (400, 300), "JPEG")


def test_sixteen_bits_do_not_turn_white() -> None:
    grey, written = Image.new("I;16", (40, 40), 0x8000), BytesIO()
    grey.save(written, "PNG")
    value = opened(clean_picture(written.getvalue())).getpixel((20, 20))
    assert isinstance(value, int) and 120 < value < 136


def test_what_is_transparent_becomes_white() -> None:
    written = BytesIO()
    Image.new("RGBA", (40, 40), (0, 0, 0, 0)).save(written, "PNG")
    assert opened(clean_picture(written.getvalue())).getpixel((20, 20)) == (255, 255, 255)


@pytest.mark.parametrize("kind", ["PNG", "MPO", "HEIF"])
def test_of_several_pictures_the_first_is_kept(kind: str) -> None:
    first, written = opened(picture()), BytesIO()
    first.save(written, kind, save_all=True, append_images=[Image.new("RGB", (400, 300), "lime")] * 2)
    found = opened(clean_picture(written.getvalue()))
    assert getattr(found, "n_frames", 1) == 1 and is_like(found.getpixel((50, 50)), RED)


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ((4000, 3000), (2400, 1800)),
        ((3000, 4000), (1800, 2400)),
        ((2400, 10), (2400, 10)),
        ((1, 1), (1, 1)),
        ((8000, 4000), (2400, 1200)),
        ((1080, 15_000), (1080, 15_000)),  # a long screenshot of a chat
        ((1440, 20_000), (1080, 15_000)),
        ((20_000, 3000), (7200, 1080)),  # a panorama
        ((1080, 36_000), (480, 16_000)),
        ((1, 40_000_000), (1, 16_000)),
    ],
)
def test_large_ones_are_made_smaller_and_stay_legible(size: tuple[int, int], expected: tuple[int, int]) -> None:
    assert smaller(*size) == expected


@pytest.mark.parametrize("size", [(3000, 2000), (700, 6000)])
def test_they_are_written_in_that_size(size: tuple[int, int]) -> None:
    assert opened(clean_picture(picture(size))).size == smaller(*size)


def png(width: int, height: int) -> bytes:
    """The head of a picture that says it is so large, and what little makes it so."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack("!I", len(data)) + name + data + struct.pack("!I", zlib.crc32(name + data))

    head = struct.pack("!IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 99_999))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("size", [(60_000, 60_000), (8000, 6000), (1, 2**31 - 1)])
def test_a_bomb_is_refused_before_it_is_unpacked(size: tuple[int, int]) -> None:
    with pytest.raises(Refused) as caught:
        clean_picture(png(*size))
    assert str(caught.value) == pictures.TOO_MANY_PIXELS


def test_notes_are_taken_out_of_a_jpeg_without_touching_its_picture() -> None:
    for sent in (picture(exif=notes(), comment="a comment"), picture(mode="CMYK", exif=notes())):
        found = without_notes(sent)
        assert PLACE.encode() not in found and b"a comment" not in found
        assert opened(found).tobytes() == opened(sent).tobytes()


@pytest.mark.parametrize("sent", [b"", b"\xff\xd8", b"\xff\xd8\xff\xe1", b"\xff\xd8\xff\xe1\0\0" * 9, b"hello"])
def test_what_is_no_jpeg_stays_as_it_is(sent: bytes) -> None:
    assert without_notes(sent) == sent
