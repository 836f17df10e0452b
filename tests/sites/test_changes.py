"""However a file changes, it is seen at the next looks, and understood or refused with a sentence."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from govsite.sites.files import LARGEST
from govsite.sites.watch import SiteWatcher
from tests.sites.samples import SMALL
from tests.waiting import wait

CHANGED = SMALL.replace("宜昌市", "夷陵市")  # as long as before
Write = Callable[[Path, bytes], Any]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """As a ConfigMap is mounted: the file is a link to one in a folder that is a link, too."""
    (tmp_path / "data-1").mkdir()
    (tmp_path / "data-1" / "sites.yaml").write_text(SMALL, "utf-8")
    (tmp_path / "..data").symlink_to("data-1")
    (tmp_path / "sites.yaml").symlink_to("..data/sites.yaml")
    return tmp_path / "sites.yaml"


def look(watcher: SiteWatcher) -> str:
    watcher._due = 0
    return watcher.current.by_slug["yichang"].name


def told(watcher: SiteWatcher) -> str:
    look(watcher)
    return "\n".join(watcher.reasons)


def plain(path: Path, data: bytes) -> None:
    """A file in the place of the link."""
    path.unlink()
    path.write_bytes(data)


def in_steps(path: Path, data: bytes) -> None:
    with path.open("wb") as stream:
        for start in range(0, len(data), 100):
            stream.write(data[start : start + 100])
            stream.flush()


def over_it(path: Path, data: bytes) -> None:
    """Without making it empty before, as rsync --inplace does."""
    with path.open("r+b") as stream:
        stream.write(data)
        stream.truncate()


def renamed(path: Path, data: bytes) -> None:
    beside = path.with_name("sites.yaml~")
    beside.write_bytes(data)
    beside.replace(path)


def swapped(path: Path, data: bytes) -> None:
    folder = path.with_name("data-2")
    folder.mkdir()
    (folder / "sites.yaml").write_bytes(data)
    path.with_name("..tmp").symlink_to(folder.name)
    path.with_name("..tmp").rename(path.with_name("..data"))
    shutil.rmtree(path.with_name("data-1"))


def at_the_same_time(path: Path, data: bytes) -> None:
    """Nothing but the bytes differs: size, time and number of the file are as before."""
    before = path.stat()
    over_it(path, data)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert (path.stat().st_size, path.stat().st_mtime_ns) == (before.st_size, before.st_mtime_ns)


def with_time(seconds: float) -> Write:
    def write(path: Path, data: bytes) -> None:
        path.write_bytes(data)
        os.utime(path, (seconds, seconds))

    return write


def with_a_whole_second(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    second = int(path.stat().st_mtime)
    os.utime(path, (second, second))


WAYS: dict[str, Write] = {
    "in place": lambda path, data: path.write_bytes(data),
    "in steps": in_steps,
    "over it": over_it,
    "renamed": renamed,
    "taken away and written": plain,
    "links swapped": swapped,
    "a copy that keeps an old time": with_time(1_000_000.5),
    "a time to come": with_time(4_000_000_000),
    "same size and time": at_the_same_time,
    "whole seconds": with_a_whole_second,
}


@pytest.mark.parametrize("way", WAYS)
def test_every_way_of_writing_is_seen(file: Path, way: str, caplog: pytest.LogCaptureFixture) -> None:
    watcher = SiteWatcher(file)
    WAYS[way](file, CHANGED.encode())
    wait(lambda: look(watcher) == "夷陵市")
    assert watcher.error is None and "not usable" not in caplog.text


def test_an_edit_within_the_moment_of_another_is_seen(file: Path) -> None:
    watcher = SiteWatcher(file)
    for name in ("甲乙市", "丙丁市", "戊己市"):
        at_the_same_time(file, SMALL.replace("宜昌市", name).encode())
        wait(lambda name=name: look(watcher) == name)  # type: ignore[misc]


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"\xef\xbb\xbf" + CHANGED.encode(), "夷陵市"),
        (b"\xef\xbb\xbf\xef\xbb\xbf" + CHANGED.encode(), "夷陵市"),
        (CHANGED.replace("\n", "\r\n").encode(), "夷陵市"),
        (CHANGED.replace("\n", "\r").encode(), "夷陵市"),
        (CHANGED.replace("    ", "\xa0\xa0\xa0\xa0").encode(), "夷陵市"),
        (SMALL.replace("宜昌市", "夷\u2028陵\x85市").encode(), "夷 陵 市"),
        (SMALL.replace("宜昌市", '"夷\\u200b陵\\x07市\\u202e"').encode(), "夷陵市"),
        (SMALL.replace("宜昌市", "夷\u200b陵\u2066市").encode(), "夷陵市"),
        (CHANGED.replace("    name:", "    name\u200b:").encode(), "夷陵市"),
    ],
)
def test_what_editors_add_is_understood(file: Path, data: bytes, name: str) -> None:
    watcher = SiteWatcher(file)
    plain(file, data)
    wait(lambda: look(watcher) == name)
    assert watcher.error is None


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (CHANGED.encode("utf-16"), "1:1 全文: 这是 UTF-16 编码（记事本里叫 Unicode）：请把文件另存为 UTF-8"),
        (CHANGED.encode("utf-16-le"), "1:1 全文: 这是 UTF-16 编码"),
        (CHANGED.encode("utf-16-be"), "1:1 全文: 这是 UTF-16 编码"),
        (CHANGED.encode("gb18030"), "1:16 全文: 这是 GBK（GB18030）编码，记事本里叫 ANSI：请把文件另存为 UTF-8"),
        (CHANGED.encode("big5", "ignore"), "1:16 全文: 这"),
        (CHANGED.encode()[:200] + b"\0" * 500, "从这里起是空字节，文件没有写完整"),
        (CHANGED[:43].encode() + CHANGED[43:].replace("湖", "\0").encode(), "空字节"),
        (CHANGED.encode()[: CHANGED.encode().index("西陵区".encode()) + 4], "文件在一个字的中间断了，没有写完"),
        (CHANGED.encode().replace("市".encode(), b"\xe5\xb8"), "11:13 全文: 这里不是 UTF-8 编码的文字"),
        (b"", "文件是空的"),
        (b"\n" * 100, "文件是空的"),
    ],
)
def test_what_is_no_text_of_ours_is_refused(file: Path, data: bytes, words: str) -> None:
    watcher = SiteWatcher(file)
    plain(file, data)
    wait(lambda: watcher.error or not look(watcher))
    assert words in told(watcher)
    assert look(watcher) == "宜昌市"


def folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def loop(path: Path) -> None:
    path.unlink()
    path.symlink_to(path)


def pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def huge(path: Path) -> None:
    os.truncate(path, LARGEST + 1)


def away(path: Path) -> None:
    path.unlink()


def its_folder_away(path: Path) -> None:
    path.with_name("..data").unlink()


BLOCKED: dict[str, tuple[Callable[[Path], None], str]] = {
    "gone": (away, "找不到这个文件：请放回原处"),
    "a dangling link": (its_folder_away, "找不到这个文件：请放回原处"),
    "a folder": (folder, "这里是一个文件夹，不是文件"),
    "a pipe": (pipe, "这里不是普通的文件"),
    "a link to itself": (loop, "链接绕成了圈"),
    "huge": (huge, "文件超过 32 MB"),
}


@pytest.mark.parametrize("kind", BLOCKED)
def test_what_cannot_be_read_is_told_at_the_second_look_and_mended(file: Path, kind: str) -> None:
    spoil, words = BLOCKED[kind]
    watcher = SiteWatcher(file)
    spoil(file)
    assert told(watcher) == "", "it may be a moment between two steps of an editor"
    assert told(watcher) == f"{file}: {told(watcher).partition(': ')[2]}" and words in told(watcher)
    assert look(watcher) == "宜昌市"
    if kind == "a folder":
        file.rmdir()
    else:
        file.unlink(missing_ok=True)
    file.write_text(CHANGED, "utf-8")
    wait(lambda: look(watcher) == "夷陵市")
    assert watcher.error is None


@pytest.mark.parametrize(
    ("number", "words"),
    [(errno.EACCES, "没有读它的权限"), (errno.ESTALE, "读不出来（Stale file handle）"), (errno.EIO, "网络文件系统")],
)
def test_rights_and_file_systems(file: Path, number: int, words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    watcher = SiteWatcher(file)
    with monkeypatch.context() as patch:

        def refuse(path: Path, _flags: int) -> int:
            raise OSError(number, os.strerror(number), str(path))

        patch.setattr("govsite.sites.files.os.open", refuse)
        assert told(watcher) == ""
        assert words in told(watcher)
    assert told(watcher) == "" and look(watcher) == "宜昌市"


def test_the_words_may_vanish_for_a_moment(file: Path) -> None:
    words = file.with_name("words.txt")
    words.write_text("公司注销登记 执笠\n", "utf-8")
    os.utime(file, (1, 1))  # it has been quiet for long, the words have not
    watcher = SiteWatcher(file)
    before = watcher.current
    words.unlink()
    look(watcher)
    assert watcher.current is before
    words.write_text("公司注销登记 执笠\n", "utf-8")
    look(watcher)
    assert watcher.current is before and watcher.error is None
