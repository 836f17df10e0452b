"""Files that people send: what they are is seen in their content, what is kept of them is clean."""

from __future__ import annotations

import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from io import BytesIO
from threading import BoundedSemaphore
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from govsite.characters import is_seen
from govsite.domain.common import uploads
from govsite.domain.common.file_names import LONGEST, clean_name
from govsite.domain.common.upload_child import BROKEN, JPEG, PDF
from govsite.domain.common.upload_refused import Refused
from govsite.domain.common.uploads import Cleaned, clean
from govsite.gateways.clamav import Verdict
from govsite.gateways.settings import ClamavSettings
from govsite.models.stored_file import CLEAN, UNSCANNED
from govsite.typed import Typed
from tests.common.sent_files import opened, pdf, picture, saved

SAMPLES = (picture(), picture(kind="PNG"), picture(kind="HEIF"), saved(pdf(2)))


def refusal(content: bytes, name: str = "x.jpg") -> str:
    with pytest.raises(Refused) as caught:
        clean(name, content)
    return str(caught.value)


def test_a_picture_is_known_by_its_content_and_not_by_its_name() -> None:
    found = clean("C:\\照片\\微信图片_2026.png", picture())
    assert (found.name, found.kind, found.pages, found.state) == ("微信图片_2026.jpg", JPEG, 1, UNSCANNED)
    assert isinstance(found.name, Typed) and found.size == len(found.content) and opened(found.content).format == "JPEG"


def test_the_same_file_is_known_again() -> None:
    for sample in (picture(), saved(pdf())):
        first, again = clean("a", sample), clean("b", BytesIO(sample))  # type: ignore[arg-type]
        assert first.digest == again.digest and len(first.digest) == 64


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "空"),
        (b"hello", "不是照片"),
        (b"<svg onload='alert(1)'/>", "不是照片"),
        (b"GIF89a<script>" + b"\0" * 300, "截图"),
        (b"MZ\x90\0" + b"\0" * 300, "不是照片"),
        (b"PK\x03\x04" + b"\0" * 300, "解压"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 900, "PDF"),
        (b"\0\0\0\x18ftypmp42" + b"\0" * 300, "视频"),
        (b"ID3\x03" + b"\0" * 300, "录音"),
        (b"<html>%PDF-1.7", "不是照片"),
        (b"\xff\xd8\xff", BROKEN[JPEG]),
        (picture()[:400], BROKEN[JPEG]),
        (picture(kind="HEIF")[:400], BROKEN[JPEG]),
        (b"%PDF-1.7 and then nothing", BROKEN[PDF]),
    ],
)
def test_what_is_refused_is_told_with_the_next_step(content: bytes, words: str) -> None:
    assert words in refusal(content)


def test_a_file_that_is_too_large_is_not_read_to_its_end() -> None:
    stream = BytesIO(b"\xff" * (uploads.MOST_BYTES * 3))
    with pytest.raises(Refused, match="5 MB"):
        clean("x.jpg", stream)
    assert stream.tell() == uploads.MOST_BYTES + 1


@given(st.binary(max_size=300))
def test_any_bytes_are_cleaned_or_refused(content: bytes) -> None:
    with answered():
        clean("x", content)


@settings(max_examples=settings.default.max_examples * 3 // 10)
@given(st.sampled_from(SAMPLES), st.integers(0, 5_000), st.binary(max_size=40), st.booleans())
def test_a_file_that_is_damaged_or_cut_is_cleaned_or_refused(sample: bytes, at: int, put: bytes, cut: bool) -> None:
    at %= len(sample)
    with answered():
        assert isinstance(clean("x", sample[:at] + put + (b"" if cut else sample[at + len(put) :])), Cleaned)


@contextmanager
def answered() -> Iterator[None]:
    try:
        yield
    except Refused as refused:
        assert str(refused).endswith("。")


def test_more_than_two_wait_for_their_turn() -> None:
    files = [picture((100 + number, 100)) for number in range(5)]
    with ThreadPoolExecutor(5) as pool:
        found = list(pool.map(lambda file: clean("x", file), files))
    assert [opened(file.content).width for file in found] == [100, 101, 102, 103, 104]


def test_who_would_wait_too_long_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    taken = BoundedSemaphore(1)
    taken.acquire()
    monkeypatch.setattr(uploads, "_turn", taken)
    monkeypatch.setattr(uploads, "TURN_SECONDS", 0)
    assert refusal(picture()) == uploads.BUSY


@pytest.mark.parametrize(("setting", "value"), [("CHILD_SECONDS", 0.001), ("sys", None)])
def test_a_child_that_does_not_end_well_costs_its_file_alone(
    monkeypatch: pytest.MonkeyPatch, setting: str, value: float | None
) -> None:
    if value is None:
        monkeypatch.setattr(sys, "executable", "/nowhere/python")
    else:
        monkeypatch.setattr(uploads, setting, value)
    assert refusal(picture()) in (BROKEN[JPEG], uploads.BUSY)
    monkeypatch.undo()
    assert clean("x", picture())


def run(code: str) -> str:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()


def test_the_child_has_little_of_the_portal() -> None:
    """So it starts quickly, and has nothing worth having."""
    parts = ("flask", "sqlalchemy", "werkzeug", "cryptography")
    code = "import sys, govsite.domain.common.upload_child as child; print([n for n in {!r} if n in sys.modules])"
    assert run(code.format(parts)) == "[]"


def test_the_child_has_so_much_memory_and_no_more() -> None:
    code = "from govsite.domain.common import upload_child as c\nc._limit()\n{}\nprint('had it')"
    assert run(code.format("bytearray(c.MEMORY // 2)")) == "had it"
    with pytest.raises(subprocess.CalledProcessError, match="exit"):
        run(code.format("bytearray(c.MEMORY)"))


def test_the_child_has_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    given, original = [], subprocess.run

    def note(*args: Any, **kwargs: Any) -> Any:
        given.append(kwargs["env"])
        return original(*args, **kwargs)

    monkeypatch.setenv("GOVSITE_SECRET_KEY", "hidden")
    monkeypatch.setattr(subprocess, "run", note)
    clean("x", picture())
    assert given[0].keys() == {"PYTHONPATH", "PYTHONUTF8"}


def test_what_the_scanner_says_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    says, asked = {"verdict": Verdict.CLEAN}, []

    def scan(settings: ClamavSettings, content: bytes) -> Verdict:
        asked.append(content)
        return says["verdict"]

    monkeypatch.setattr(uploads, "scan", scan)
    there = ClamavSettings(host="scanner")
    assert clean("x", picture(), there).state == CLEAN
    says["verdict"] = Verdict.AWAY
    assert clean("x", picture(), there).state == UNSCANNED
    says["verdict"] = Verdict.INFECTED
    with pytest.raises(Refused, match="病毒"):
        clean("x", picture(), there)
    assert asked == [picture()] * 3, "what was sent, before anything opens it"
    assert clean("x", picture()).state == UNSCANNED and len(asked) == 3


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("IMG_1.HEIC", "IMG_1.jpg"),
        ("../../etc/passwd", "passwd.jpg"),
        ("C:\\fakepath\\合同.jpeg", "合同.jpg"),
        ("甲.tar.gz", "甲.tar.jpg"),
        ("说明 2026.11.30", "说明 2026.11.jpg"),
        ("no extension", "no extension.jpg"),
        ("evil\u202egpj.exe", "evilgpj.jpg"),
        ("a\0b\r\nc\t.png", "ab c.jpg"),
        ('"quoted";.png', "quoted;.jpg"),
        ("\U0002ebf0湾𣗋.png", "\U0002ebf0湾𣗋.jpg"),  # newer than Python's tables
        ("", "附件.jpg"),
        (".jpg", "附件.jpg"),
        ("...", "附件.jpg"),
        ("范" * 300 + ".png", "范" * (LONGEST - 4) + ".jpg"),
    ],
)
def test_names_are_cleaned(name: str, expected: str) -> None:
    assert clean_name(name, JPEG) == expected


@given(st.text(max_size=200), st.sampled_from(["", JPEG, PDF]))
def test_any_name_becomes_one_that_is_safe(name: str, kind: str) -> None:
    made = clean_name(name, kind)
    assert isinstance(made, Typed) and 0 < len(made) <= LONGEST
    assert made.endswith({JPEG: ".jpg", PDF: ".pdf"}.get(kind, ""))
    assert not set(made) & set('/\\<>:"|?*') and not made.startswith((".", " "))
    assert not [char for char in made if unicodedata.category(char)[0] == "C" and not is_seen(char)]
