"""A start on bad files takes the last good ones, says so, and takes the files again once they are mended."""

from __future__ import annotations

import logging
import os
from itertools import count
from pathlib import Path
from zipfile import ZipFile

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from govsite.sites import watch
from govsite.sites.errors import SitesInvalid
from govsite.sites.last_good import LastGood
from govsite.sites.load import load_bytes
from govsite.sites.watch import MOST_LOGGED, SiteWatcher
from tests.sites.samples import SMALL
from tests.waiting import together, wait

GOOD = SMALL.encode()
WORDS = "公司注销登记 执笠\n".encode()
TIMES = count(1)
CHANGED = SMALL.replace("宜昌市", "夷陵市")


@pytest.fixture
def sites(tmp_path: Path) -> Path:
    path = tmp_path / "sites.yaml"
    write(path, GOOD)
    return path


def write(path: Path, data: bytes) -> None:
    """Write a file that has been quiet for long, so that no start waits for it."""
    path.write_bytes(data)
    os.utime(path, (1, next(TIMES)))


def start(sites: Path) -> SiteWatcher:
    return SiteWatcher(sites, LastGood(sites.with_name("instance"), sites))


def look(watcher: SiteWatcher) -> str:
    """The city's name after a look at the files."""
    watcher._due = 0
    return watcher.current.by_slug["yichang"].name


def copies(sites: Path) -> list[Path]:
    return sorted(sites.with_name("instance").iterdir())


BAD = {
    "wrong": b"sites: {}",
    "half": GOOD[: len(GOOD) // 2] + b"\n  - [",
    "empty": b"",
    "nul bytes": b"\0" * 4096,
    "another encoding": SMALL.encode("gb18030"),
}


@pytest.mark.parametrize("kind", BAD)
def test_a_start_on_a_bad_file_takes_the_last_good_one(sites: Path, kind: str) -> None:
    before = start(sites).current
    write(sites, BAD[kind])
    watcher = start(sites)
    assert isinstance(watcher.error, SitesInvalid)
    assert watcher.current.version == before.version
    look(watcher)
    assert watcher.error, "looking again at the bad file mends nothing"
    write(sites, CHANGED.encode())
    assert look(watcher) == "夷陵市"
    assert watcher.error is None


def test_mending_it_with_what_it_was_ends_the_error_too(sites: Path) -> None:
    start(sites)
    write(sites, b"sites: {}")
    watcher = start(sites)
    write(sites, GOOD)
    look(watcher)
    assert watcher.error is None


@pytest.mark.parametrize("kind", ["missing", "a folder", "a pipe", "unreadable"])
def test_a_start_without_a_file_takes_the_last_good_one(sites: Path, kind: str) -> None:
    start(sites)
    sites.unlink()
    if kind == "a folder":
        sites.mkdir()
    elif kind == "a pipe":
        os.mkfifo(sites)
    elif kind == "unreadable":
        sites.symlink_to(sites)
    watcher = start(sites)
    look(watcher)
    assert isinstance(watcher.error, OSError)
    sites.rmdir() if kind == "a folder" else sites.unlink(missing_ok=True)
    write(sites, CHANGED.encode())
    assert look(watcher) == "夷陵市"
    assert watcher.error is None


def test_a_file_that_can_be_read_again_is_no_error_any_more(sites: Path) -> None:
    watcher = start(sites)
    words = sites.with_name("words.txt")
    os.mkfifo(words)
    look(watcher)
    look(watcher)
    assert isinstance(watcher.error, OSError)
    words.unlink()
    look(watcher)
    assert watcher.error is None


def test_bad_words_take_both_files_as_they_were(sites: Path) -> None:
    words = sites.with_name("words.txt")
    write(words, WORDS)
    start(sites)
    write(sites, CHANGED.encode())
    write(words, "揾工\n".encode())
    watcher = start(sites)
    assert isinstance(watcher.error, SitesInvalid)
    assert look(watcher) == "宜昌市"
    assert watcher.current.words == (("公司注销登记", "执笠"),)
    words.unlink()
    wait(lambda: look(watcher) == "夷陵市")
    assert watcher.current.words == ()


def test_without_a_copy_the_start_stops(sites: Path) -> None:
    write(sites, b"sites: {}")
    with pytest.raises(SitesInvalid):
        start(sites)
    sites.unlink()
    with pytest.raises(FileNotFoundError):
        start(sites)


def test_the_log_says_what_is_wrong_and_where_the_copy_is(sites: Path, caplog: pytest.LogCaptureFixture) -> None:
    start(sites)
    write(sites, SMALL.replace('"420500"', "420500").encode() + b"    bad: 1\n" * 1000)
    caplog.clear()
    watcher = start(sites)
    look(watcher)
    told = [record for record in caplog.records if record.name == "govsite.sites.watch"]
    kept, refused = (record.getMessage() for record in told if record.levelno == logging.ERROR)
    assert str(copies(sites)[0]) in kept
    assert f"is not usable, version {watcher.current.version} stays" in refused
    assert len(refused.splitlines()) == MOST_LOGGED + 1


def test_what_is_taken_while_it_runs_is_kept(sites: Path) -> None:
    watcher = start(sites)
    write(sites, CHANGED.encode())
    assert look(watcher) == "夷陵市"
    write(sites, b"sites: {}")
    look(watcher)
    assert look(start(sites)) == "夷陵市"


def test_the_copy_is_private_whole_and_written_only_when_it_changed(sites: Path) -> None:
    write(sites.with_name("words.txt"), WORDS)
    start(sites)
    (copy,) = copies(sites)
    assert copy.stat().st_mode & 0o777 == 0o600
    with ZipFile(copy) as archive:
        assert (archive.read("sites.yaml"), archive.read("words.txt")) == (GOOD, WORDS)
    before = copy.stat()
    start(sites)
    assert copy.stat() == before
    write(sites, CHANGED.encode())
    start(sites)
    assert copies(sites) == [copy] and copy.stat().st_ino != before.st_ino


def test_many_processes_may_keep_it_at_once(sites: Path) -> None:
    together(8, lambda: start(sites))
    (copy,) = copies(sites)
    assert LastGood(copy.parent, sites).files() == (GOOD, None)


def test_another_portal_gets_no_copy_of_this_one(sites: Path, tmp_path: Path) -> None:
    start(sites)
    other = tmp_path / "other" / "sites.yaml"
    other.parent.mkdir()
    write(other, b"sites: {}")
    instance = sites.with_name("instance")
    with pytest.raises(SitesInvalid):
        SiteWatcher(other, LastGood(instance, other))
    foreign = LastGood(instance, other)
    copies(sites)[0].rename(foreign.path)
    assert foreign.files() is None, "the path inside counts, not the name"


@pytest.mark.parametrize("damage", [b"", b"PK", b"\0" * 999])
def test_a_damaged_copy_is_none_and_is_made_anew(sites: Path, damage: bytes) -> None:
    start(sites)
    (copy,) = copies(sites)
    whole = copy.read_bytes()
    copy.write_bytes(damage or whole[:-9])
    write(sites, b"sites: {}")
    with pytest.raises(SitesInvalid):
        start(sites)
    write(sites, GOOD)
    start(sites)
    assert copy.read_bytes() == whole


def test_a_copy_that_the_code_no_longer_takes_is_none(sites: Path) -> None:
    LastGood(sites.with_name("instance"), sites).keep((b"sites: {}", None), 1.0)
    sites.unlink()
    with pytest.raises(FileNotFoundError):
        start(sites)


def test_a_folder_that_cannot_be_written_is_told_and_stops_nothing(
    sites: Path, caplog: pytest.LogCaptureFixture
) -> None:
    sites.with_name("instance").write_text("a file where a folder should be")
    assert look(start(sites)) == "宜昌市"
    assert "cannot be kept for the next start" in caplog.text


def test_a_full_disk_leaves_the_old_copy(
    sites: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    start(sites)

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    write(sites, CHANGED.encode())
    monkeypatch.setattr("govsite.sites.last_good.os.fsync", full)
    assert look(start(sites)) == "夷陵市"
    assert "No space left" in caplog.text
    (copy,) = copies(sites)
    assert LastGood(copy.parent, sites).files() == (GOOD, None)


def test_a_start_waits_until_the_file_is_written(sites: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sites.write_text(SMALL.partition("  xiling:")[0], "utf-8")  # a valid file, too
    monkeypatch.setattr(watch, "SETTLE_TIME", 1e9)  # it is fresh, however long this machine takes
    monkeypatch.setattr("govsite.sites.watch.time.sleep", lambda _seconds: write(sites, GOOD))
    assert len(start(sites).current.all) == 3


def test_a_file_that_never_rests_is_not_read(sites: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    start(sites)
    monkeypatch.setattr(watch, "START_PATIENCE", 0)
    with monkeypatch.context() as patch:
        patch.setattr(watch, "SETTLE_TIME", 1e9)
        sites.write_text(CHANGED, "utf-8")
        watcher = start(sites)
    assert isinstance(watcher.error, TimeoutError)
    assert watcher._used.tree.by_slug["yichang"].name == "宜昌市"
    wait(lambda: look(watcher) == "夷陵市")
    assert watcher.error is None


cuts = st.integers(0, len(GOOD)).map(lambda end: GOOD[:end])
spoilt = st.tuples(st.integers(0, len(GOOD)), st.binary(max_size=20)).map(
    lambda found: GOOD[: found[0]] + found[1] + GOOD[found[0] + len(found[1]) :]
)


@given(data=st.binary() | st.text().map(str.encode) | cuts | spoilt, words=st.none() | st.binary() | st.just(WORDS))
@example(data=b"[" * 100_000, words=None)
@example(data=b"a: &a [*a, *a]\nb: *a", words=b"\xff")
def test_whatever_the_files_hold_the_portal_starts(
    data: bytes, words: bytes | None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    sites = tmp_path_factory.mktemp("any") / "sites.yaml"
    LastGood(sites.with_name("instance"), sites).keep((GOOD, None), 1.0)
    write(sites, data)
    if words is not None:
        write(sites.with_name("words.txt"), words)
    watcher = start(sites)
    if watcher.error:
        assert watcher.current.version == load_bytes(GOOD).version
    else:
        assert watcher.current.version == load_bytes(data, words=words).version
