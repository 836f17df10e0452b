"""Half of a file, another portal's or one that shrinks is not believed: sites never go quietly."""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from govsite.config import PROJECT
from govsite.sites import watch
from govsite.sites.errors import SitesInvalid
from govsite.sites.last_good import LastGood
from govsite.sites.load import load_text
from govsite.sites.trust import SitesHeld
from govsite.sites.watch import SiteWatcher
from tests.sites.samples import SMALL, dump, entry, many
from tests.waiting import wait

TIMES = count(1)
SHIPPED = (PROJECT / "sites.yaml").read_text("utf-8")
UNCOUNTED = re.sub(r"(?m)^  site_count:.*\n", "", SHIPPED)  # what a portal writes that has never heard of it
TEN = many(10)


def start(path: Path, data: str | bytes) -> SiteWatcher:
    """A worker's watcher, whose machine has used a file."""
    write(path, data)
    return again(path)


def again(path: Path) -> SiteWatcher:
    return SiteWatcher(path, LastGood(path.with_name("instance"), path))


def write(path: Path, data: str | bytes) -> None:
    """Write a file that has been quiet for long."""
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    os.utime(path, (1, next(TIMES)))


def look(watcher: SiteWatcher) -> int:
    """The number of sites after a look at the files."""
    watcher._due = 0
    return len(watcher.current.all)


def told(watcher: SiteWatcher) -> str:
    return "\n".join(watcher.reasons)


def without(text: str, *numbers: int) -> str:
    """The text of ``many`` without some of its counties."""
    for number in numbers:
        text, found = re.subn(rf"  site{number}:\n(    .*\n)+", "", text)
        assert found == 1
    return text


def counted(text: str, number: int) -> str:
    """The text with the number of its sites in the head; JSON has quotes around its keys."""
    text, found = re.subn(r'"?hotline"?: "12345"', rf'\g<0>, "site_count": {number}', text, count=1)
    assert found
    return text


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> dict[str, SiteWatcher]:
    """Watchers of files as big as ours; the examples share them, since nothing may change what they have."""
    return {text: start(tmp_path_factory.mktemp("shipped") / "sites.yaml", text) for text in (SHIPPED, UNCOUNTED)}


def test_a_cut_at_any_byte_is_refused(tmp_path: Path) -> None:
    whole = SMALL.encode()
    watcher = start(tmp_path / "sites.yaml", whole)
    before = watcher.current
    for end in range(len(whole.rstrip())):
        write(watcher.path, whole[:end])
        look(watcher)
        assert watcher.current is before
        assert told(watcher), end
    write(watcher.path, whole.rstrip())
    assert look(watcher) == 3 and watcher.error is None, "an editor that writes no last line end"


@given(text=st.sampled_from([SHIPPED, UNCOUNTED]), share=st.floats(0, 1, exclude_max=True), at_line=st.booleans())
@settings(max_examples=max(8, settings.default.max_examples // 10))
def test_a_cut_of_our_own_file_is_refused(
    text: str, share: float, at_line: bool, shipped: dict[str, SiteWatcher]
) -> None:
    whole, watcher = text.rstrip().encode(), shipped[text]
    cut = whole[: int(share * len(whole))]
    write(watcher.path, cut.rpartition(b"\n")[0] + b"\n" if at_line else cut)
    assert look(watcher) == 152
    assert told(watcher)
    write(watcher.path, whole)
    assert look(watcher) == 152 and watcher.error is None


@given(end=st.integers(0, len(TEN)), start_of=st.booleans())
def test_an_edit_that_is_cut_never_takes_sites_away(
    end: int, start_of: bool, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """What is cut is no beginning of what was in use; a start says the same as a worker that runs."""
    path = tmp_path_factory.mktemp("cut") / "sites.yaml"
    watcher = start(path, TEN)
    write(path, TEN.replace("湖北政务服务网", "湖北一张网")[:end])
    watcher = again(path) if start_of else watcher
    assert look(watcher) == 10


def test_a_file_that_is_cut_between_two_sites(tmp_path: Path) -> None:
    watcher = start(tmp_path / "sites.yaml", UNCOUNTED)
    write(watcher.path, UNCOUNTED.partition("  xiling:\n")[0])
    assert look(watcher) == 152
    assert isinstance(watcher.error, SitesHeld)
    assert re.search(r"sites.yaml: 到第 \d+ 行就断了，后面的内容没有了，少了 \d+ 个站点。", told(watcher))
    assert "就在 portal 下面写 site_count: " in told(watcher) and "flask sites accept" in told(watcher)


def test_a_file_that_grows_is_taken_when_it_is_whole(tmp_path: Path) -> None:
    watcher = start(tmp_path / "sites.yaml", TEN)
    grown = TEN.replace("第3县", "三县")
    for end in range(0, len(grown), 97):
        write(watcher.path, grown[:end])
        assert look(watcher) == 10
        assert watcher.current.by_slug["site3"].name == "第3县"
    write(watcher.path, grown)
    look(watcher)
    assert watcher.current.by_slug["site3"].name == "三县" and watcher.error is None


def test_a_few_sites_may_go_and_are_named_in_the_log(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    watcher = start(tmp_path / "sites.yaml", TEN)
    write(watcher.path, without(TEN, 1, 3))
    assert look(watcher) == 8 and watcher.error is None
    (warned,) = [record.getMessage() for record in caplog.records if record.levelno == logging.WARNING]
    assert "2 sites fewer: 第1县（site1）、第3县（site3）" in warned


def site_of(text: str, number: int) -> str:
    """The block of one of the counties."""
    return "".join(re.findall(rf"  site{number}:\n(?:    .*\n)+", text))


SITE_OF_SIX = site_of(TEN, 6)
SITE_MORE = SITE_OF_SIX.replace("site6", "site9").replace("500006", "500009").replace("n6", "n9")
LOSSES = {
    "four": without(TEN, 0, 1, 2, 3),
    "the last one": without(TEN, 6),
    "the last one and others": without(TEN, 0, 6).replace("第5县", "五县").replace("id: n5", "id: n9"),
    "another portal's file": counted(
        dump({"hainan": entry(40000, "province", None), "haikou": entry(40100, parent="hainan")}), 2
    ),
}
LOST = {
    "four": "比正在使用的少 4 个站点：第0县（site0）、第1县（site1）、第2县（site2）、第3县（site3）。",
    "the last one": "到第 70 行就断了，后面的内容没有了，少了 1 个站点。",
    "the last one and others": "比正在使用的少 2 个站点：第0县（site0）、第6县（site6）。",
    "another portal's file": "主站不是湖北省，像是放错了文件，暂不采用",
}


@pytest.mark.parametrize("kind", LOSSES)
def test_more_are_held_back_in_a_worker_that_runs_and_in_one_that_starts(tmp_path: Path, kind: str) -> None:
    watcher = start(tmp_path / "sites.yaml", TEN)
    write(watcher.path, LOSSES[kind])
    for worker in (watcher, again(watcher.path)):
        for _ in range(2):
            assert look(worker) == 10
        assert isinstance(worker.error, SitesHeld)
        assert LOST[kind] in told(worker)
    write(watcher.path, TEN.replace("第3县", "三县"))
    assert look(watcher) == 10 and watcher.error is None, "it is mended"


def test_a_site_with_another_key_or_name_is_not_lost(tmp_path: Path) -> None:
    watcher = start(tmp_path / "sites.yaml", TEN)
    write(watcher.path, re.sub(r"  site(\d):", r"  county\1:", TEN))
    assert look(watcher) == 10 and watcher.error is None
    assert "county6" in watcher.current.by_slug


CONFIRMED: dict[str, Callable[[Path, str], None]] = {
    "a count in the file": lambda path, text: write(path, counted(text, text.count("level:"))),
    "the command": lambda path, text: LastGood(path.with_name("instance"), path).put((text.encode(), None), 1.0),
}


@pytest.mark.parametrize("how", CONFIRMED)
@pytest.mark.parametrize("kind", ["four", "the last one", "the last one and others"])
def test_what_is_confirmed_is_taken_by_all_and_stays(tmp_path: Path, how: str, kind: str) -> None:
    path, left = tmp_path / "sites.yaml", LOSSES[kind].count("level:")
    workers = [start(path, TEN), again(path)]
    write(path, LOSSES[kind])
    assert [look(worker) for worker in workers] == [10, 10]
    CONFIRMED[how](path, LOSSES[kind])
    assert [look(worker) for worker in (*workers, again(path))] == [left] * 3
    assert not any(worker.error for worker in workers)


EDITS = {  # of the end, or near it: none takes anything away
    "a site behind": TEN + SITE_MORE,
    "the last one first": without(TEN, 6).replace("  site0:\n", SITE_OF_SIX + "  site0:\n").replace("第3县", "三县"),
    "a copy of one before it": TEN.replace("第3县", "三县") + SITE_MORE.replace("n9", "n2"),
    "another last notice": TEN.replace(
        "{id: n6, title: 停机, body: 请稍后再来", "{id: n6, title: 恢复, body: 已经恢复"
    ),
    "a notice of a site before it": TEN.replace("      - {id: n5, title: 停机", "      - {id: n5, title: 恢复"),
    "one more line": TEN + "    keywords: 第6县\n",
}


@pytest.mark.parametrize("kind", EDITS)
def test_edits_of_the_end_are_taken(tmp_path: Path, kind: str) -> None:
    watcher = start(tmp_path / "sites.yaml", TEN)
    write(watcher.path, EDITS[kind])
    look(watcher)
    assert watcher.error is None and watcher.current.version == load_text(EDITS[kind]).version


def test_what_one_worker_took_in_two_steps_another_takes_in_one(tmp_path: Path) -> None:
    path = tmp_path / "sites.yaml"
    first, second = start(path, TEN), again(path)
    write(path, without(TEN, 0, 1))
    assert look(first) == 8
    write(path, without(TEN, 0, 1, 2, 3))
    assert look(first) == 6
    assert look(second) == 6 and second.error is None


def test_a_comment_at_the_end_says_that_the_rest_is_meant_to_go(tmp_path: Path) -> None:
    last = "      - {id: n6, title: 停机, body: 请稍后再来, from: 2026-11-01, until: 2026-12-31}\n"
    assert TEN.endswith("    notices:\n" + last)
    watcher = start(tmp_path / "sites.yaml", TEN)
    write(watcher.path, TEN.removesuffix("    notices:\n" + last))
    look(watcher)
    assert "到第 76 行就断了" in told(watcher) and "加一行“# 完”" in told(watcher)
    write(watcher.path, TEN.removesuffix("    notices:\n" + last) + "# 完\n")
    look(watcher)
    assert watcher.error is None and not watcher.current.by_slug["site6"].notices


@pytest.mark.parametrize("ends", ["", "\n\n\n", "\n# 上次改动：张三\n", "\r\n"])
def test_what_stands_behind_the_last_site_may_go(tmp_path: Path, ends: str) -> None:
    watcher = start(tmp_path / "sites.yaml", TEN + "\n# 完\n\n")
    write(watcher.path, TEN.rstrip() + ends)
    look(watcher)
    assert watcher.error is None


def test_line_ends_of_windows_do_not_hide_a_cut(tmp_path: Path) -> None:
    watcher = start(tmp_path / "sites.yaml", b"\xef\xbb\xbf" + TEN.encode())
    write(watcher.path, TEN.partition("    notices:\n      - {id: n6")[0].replace("\n", "\r\n"))
    look(watcher)
    assert "就断了" in told(watcher)


def test_fewer_sites_than_the_file_says_are_a_mistake_even_where_nothing_was_known(tmp_path: Path) -> None:
    path = tmp_path / "sites.yaml"
    with pytest.raises(SitesInvalid, match="写的是 152 个站点，文件里只有 12 个：文件可能没有写完.*就改成 12"):
        start(path, counted(many(12), 152))
    assert len(start(path, counted(many(12), 11)).current.all) == 12, "more are none"


DOUBTFUL = {
    "no line end": TEN.replace("第3县", "三县").rstrip(),
    "one site fewer": without(TEN.replace("第3县", "三县"), 2),
    "another end": TEN.replace("第3县", "三县").replace("id: n6", "id: n9"),
}


@pytest.mark.parametrize("kind", DOUBTFUL)
def test_what_looks_half_written_is_left_alone_for_longer(
    tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch, "SETTLE_TIME", 0)
    watcher = start(tmp_path / "sites.yaml", TEN)
    with monkeypatch.context() as patch:
        patch.setattr(watch, "REST_TIME", 1e12)  # however long this machine takes
        write(watcher.path, DOUBTFUL[kind])
        look(watcher)
        assert watcher.current.by_slug["site3"].name == "第3县" and watcher.error is None
    look(watcher)
    assert watcher.current.by_slug["site3"].name == "三县"


def test_it_is_taken_by_itself_when_it_has_rested(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "REST_TIME", 0.3)
    watcher = start(tmp_path / "sites.yaml", TEN)
    watcher.path.write_text(DOUBTFUL["no line end"], "utf-8")
    wait(lambda: watcher.current.by_slug["site3"].name == "三县")


@pytest.mark.parametrize("is_start", [True, False])
def test_an_old_copy_with_fewer_sites_is_held_back_though_its_count_is_right(tmp_path: Path, is_start: bool) -> None:
    path = tmp_path / "sites.yaml"
    path.write_text(counted(TEN, 10), "utf-8")
    watcher = again(path)
    write(path, counted(LOSSES["four"], 6))
    watcher = again(path) if is_start else watcher
    assert look(watcher) == 10
    assert "文件的时间也更早，像是旧文件" in told(watcher) and "重新保存一次" in told(watcher)
    path.touch()
    wait(lambda: look(watcher) == 6)


def test_an_old_copy_is_taken_and_told(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "sites.yaml"
    path.write_text(TEN, "utf-8")
    watcher = again(path)
    write(path, TEN.replace("第3县", "三县"))
    look(watcher)
    assert watcher.current.by_slug["site3"].name == "三县"
    assert "is older than the one before it" in caplog.text


def test_a_folder_that_cannot_be_written_changes_nothing_of_this(tmp_path: Path) -> None:
    (tmp_path / "instance").write_text("a file where a folder should be")
    watcher = start(tmp_path / "sites.yaml", TEN)
    write(watcher.path, LOSSES["four"])
    assert look(watcher) == 10 and isinstance(watcher.error, SitesHeld)
    write(watcher.path, counted(LOSSES["four"], 6))
    assert look(watcher) == 6
