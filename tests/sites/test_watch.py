"""Hot reload: an edit shows without a restart, a bad edit changes nothing, and nobody waits."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from govsite.sites import watch
from govsite.sites.errors import SitesInvalid
from govsite.sites.files import Files
from govsite.sites.load import load_files
from govsite.sites.watch import SiteWatcher
from tests.sites.samples import SMALL
from tests.waiting import finish, wait, wait_for

CHANGED = SMALL.replace("宜昌市", "夷陵市")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "sites.yaml"
    path.write_text(SMALL, "utf-8")
    return path


def replace(path: Path, text: str) -> None:
    """Write as careful editors do: a new file in the place of the old one."""
    fresh = path.with_suffix(".new")
    fresh.write_text(text, "utf-8")
    fresh.replace(path)


def city(watcher: SiteWatcher) -> str:
    return watcher.current.by_slug["yichang"].name


@pytest.mark.parametrize("write", [lambda path, text: path.write_text(text, "utf-8"), replace])
def test_an_edit_shows_without_a_restart(file: Path, write: Callable[[Path, str], object]) -> None:
    watcher = SiteWatcher(file)
    before = watcher.current
    write(file, CHANGED)
    wait(lambda: city(watcher) == "夷陵市")
    assert watcher.current.version != before.version
    assert before.by_slug["yichang"].name == "宜昌市"
    assert watcher.error is None


def test_an_invalid_file_stops_the_start(file: Path) -> None:
    file.write_text("sites: {}", "utf-8")
    with pytest.raises(SitesInvalid):
        SiteWatcher(file)
    file.unlink()
    with pytest.raises(FileNotFoundError):
        SiteWatcher(file)


def test_a_bad_edit_keeps_the_sites_and_says_why_once(file: Path, caplog: pytest.LogCaptureFixture) -> None:
    watcher = SiteWatcher(file)
    before = watcher.current
    replace(file, CHANGED.replace('"420500"', "420500"))
    wait(lambda: (watcher.current, watcher.error)[1])
    for _ in range(5):
        watcher._due = 0
        assert watcher.current is before
    assert isinstance(watcher.error, SitesInvalid)
    (record,) = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert '写成 "420500"' in record.getMessage()
    replace(file, CHANGED)
    wait(lambda: city(watcher) == "夷陵市")
    assert watcher.error is None


def test_a_file_that_vanishes_for_a_moment_is_no_error(file: Path, caplog: pytest.LogCaptureFixture) -> None:
    watcher = SiteWatcher(file)
    file.unlink()
    watcher._due = 0
    assert city(watcher) == "宜昌市"
    assert watcher.error is None
    file.write_text(CHANGED, "utf-8")
    wait(lambda: city(watcher) == "夷陵市")
    assert not [record for record in caplog.records if record.levelno > logging.INFO]


def test_a_file_that_stays_away_is_told_and_the_sites_stay(file: Path) -> None:
    watcher = SiteWatcher(file)
    file.unlink()
    for _ in range(2):
        watcher._due = 0
        assert city(watcher) == "宜昌市"
    assert isinstance(watcher.error, FileNotFoundError)
    file.write_text(SMALL, "utf-8")
    wait(lambda: (watcher.current, watcher.error)[1] is None)


def test_a_touched_file_keeps_the_tree(file: Path) -> None:
    watcher = SiteWatcher(file)
    before = watcher.current
    os.utime(file, (1, 1))
    watcher._due = 0
    assert watcher.current is before


def test_a_file_is_not_read_while_it_is_written(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    watcher = SiteWatcher(file)
    before = watcher.current
    monkeypatch.setattr(watch, "SETTLE_TIME", 1e9)  # however long this machine takes from here to the look
    file.write_text(SMALL.partition("  xiling:")[0], "utf-8")  # half of it is a valid file, too
    watcher._due = 0
    assert watcher.current is before
    file.write_text(CHANGED, "utf-8")
    monkeypatch.undo()
    watcher._due = 0
    wait(lambda: watcher.current is not before)
    assert len(watcher.current.all) == 3


def test_one_thread_reads_and_the_others_go_on(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    watcher = SiteWatcher(file)
    reading, go_on = threading.Event(), threading.Event()
    readers: list[str] = []

    def slow(files: Files, name: str):  # type: ignore[no-untyped-def]
        readers.append(threading.current_thread().name)
        reading.set()
        wait_for(go_on)
        return load_files(files, name)

    monkeypatch.setattr(watch, "load_files", slow)
    replace(file, CHANGED)
    os.utime(file, (1, 1))
    watcher._due = 0
    first = threading.Thread(target=lambda: watcher.current)
    first.start()
    wait_for(reading)
    watcher._due = 0
    assert city(watcher) == "宜昌市"
    go_on.set()
    finish(first)
    assert city(watcher) == "夷陵市"
    assert len(readers) == 1


def test_a_fork_in_the_middle_of_a_look_goes_on_looking(file: Path) -> None:
    watcher = SiteWatcher(file)
    watcher._lock.acquire()  # by a thread that the child does not have
    watcher._owner = -1
    replace(file, CHANGED)
    os.utime(file, (1, 1))
    watcher._due = 0
    assert city(watcher) == "夷陵市"


def test_an_edit_of_the_words_is_taken_too(file: Path) -> None:
    watcher = SiteWatcher(file)
    before, words = watcher.current, file.with_name("words.txt")
    assert before.words == ()
    words.write_text("公司注销登记 执笠\n", "utf-8")
    wait(lambda: watcher.current.words == (("公司注销登记", "执笠"),))
    assert watcher.current.version != before.version
    replace(words, "就业登记 揾工\n")
    wait(lambda: watcher.current.words == (("就业登记", "揾工"),))
    words.unlink()
    wait(lambda: watcher.current.version == before.version)
    assert watcher.current.words == ()


def test_a_bad_edit_of_the_words_keeps_all(file: Path, caplog: pytest.LogCaptureFixture) -> None:
    words = file.with_name("words.txt")
    words.write_text("公司注销登记 执笠\n", "utf-8")
    watcher = SiteWatcher(file)
    before = watcher.current
    replace(words, "公司注销登记 执笠\n揾工\n")
    wait(lambda: (watcher.current, watcher.error)[1])
    assert watcher.current is before
    assert "words.txt:2:1 揾工" in caplog.text
    replace(words, "公司注销登记 执笠\n就业登记 揾工\n")
    wait(lambda: len(watcher.current.words) == 2)
    assert watcher.error is None


def test_invalid_words_stop_the_start(file: Path) -> None:
    file.with_name("words.txt").write_text("执笠", "utf-8")
    with pytest.raises(SitesInvalid):
        SiteWatcher(file)
