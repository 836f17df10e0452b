"""The virus scanner: what it finds, and that nobody notices when it is away."""

from __future__ import annotations

import logging
import zipfile
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from govsite.domain.common.upload_refused import Refused
from govsite.domain.common.uploads import clean
from govsite.gateways import clamav
from govsite.gateways.clamav import PIECE, Verdict, scan
from govsite.gateways.settings import ClamavSettings
from govsite.models.stored_file import CLEAN
from tests.common.sent_files import EICAR, pdf, picture, saved
from tests.gateways.clamd import LARGEST, fake_clamd, installed, real_clamd
from tests.gateways.servers import answering


@pytest.mark.parametrize("size", [0, 1, PIECE, PIECE + 1, LARGEST])
def test_it_is_sent_the_whole_file(size: int) -> None:
    with fake_clamd() as there:
        assert scan(there, b"a" * size) is Verdict.CLEAN
        assert scan(there, b"a" * (size // 2) + EICAR + b"a" * (size // 2 - len(EICAR))) is Verdict.INFECTED


def test_it_may_listen_on_this_machine() -> None:
    with TemporaryDirectory() as folder, fake_clamd(Path(folder) / "clamd.ctl") as there:  # a short path: 107 bytes
        assert scan(there, EICAR) is Verdict.INFECTED


@pytest.mark.parametrize(
    "answer",
    [None, b"", b"stream: OK", b"UNKNOWN COMMAND\0", b"INSTREAM size limit exceeded. ERROR\0", b"HTTP/1.1 400\r\n\r\n"],
)
def test_an_answer_that_says_nothing_is_none(answer: bytes | None) -> None:
    """What ends without its NUL was cut off: OK could have become something else."""
    with answering(answer) as port:
        assert scan(ClamavSettings(host="127.0.0.1", port=port), b"x") is Verdict.AWAY


def test_a_file_that_it_does_not_take_is_not_looked_at() -> None:
    with fake_clamd() as there:
        assert scan(there, b"a" * LARGEST * 6) is Verdict.AWAY


def test_where_nobody_listens_it_is_away(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
    assert scan(ClamavSettings(path="/nowhere/clamd.ctl"), b"x") is Verdict.AWAY
    assert scan(ClamavSettings(host="127.0.0.1", port=1), b"x") is Verdict.AWAY
    assert len(caplog.messages) == 2


def test_one_that_never_answers_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clamav, "ANSWER_SECONDS", 0.05)
    with clamav.socket.create_server(("127.0.0.1", 0)) as silent:
        assert scan(ClamavSettings(host="127.0.0.1", port=silent.getsockname()[1]), b"x") is Verdict.AWAY


@pytest.mark.skipif(installed() is None, reason="clamd is not installed (apt install clamav-daemon)")
def test_clamd_itself_finds_what_we_hide() -> None:
    made = pdf()
    made.attachments["setup.exe"] = EICAR
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.com", EICAR)
    with TemporaryDirectory() as folder, real_clamd(Path(folder)) as there:
        assert scan(there, EICAR) is Verdict.INFECTED
        assert scan(there, packed.getvalue()) is Verdict.INFECTED
        assert clean("x", picture(), there).state == CLEAN
        for sent in (picture() + EICAR, saved(made, compress_streams=False)):
            with pytest.raises(Refused, match="病毒"):
                clean("x", sent, there)
