"""The store of finished pages: bounded by bytes, forgets the least used first."""

from __future__ import annotations

import gzip
import sys
import threading
import tracemalloc
import zlib
from importlib.util import find_spec, module_from_spec

import pytest

from govsite.web.store import SHORTEST_PACKED, Page, Store, make_etag, unpack


def page(size: int = 1_000) -> Page:
    body = b"x" * size
    return Page("stamp", 0.0, [("Content-Type", "text/html")], body, make_etag(body))


def test_it_gives_back_what_it_was_given() -> None:
    store, one = Store(100_000), page()
    assert store.get("a") is None
    store.add("a", one)
    assert store.get("a") is one
    assert len(store) == 1


def test_a_page_takes_the_place_of_the_last_one_of_its_key() -> None:
    store = Store(100_000)
    store.add("a", page(1_000))
    first = store.size
    store.add("a", page(2_000))
    assert first < store.size < 2 * first + 2_000
    store.add("a", page(1_000))
    assert (len(store), store.size) == (1, first)


def test_it_never_holds_more_than_its_limit() -> None:
    store = Store(50_000)
    for number in range(500):
        store.add(str(number), page(number * 7))
        assert store.size <= store.limit
    assert len(store) > 5
    assert store.size == sum(kept.cost for kept in store._pages.values())


def test_what_is_read_outlives_a_flood() -> None:
    store = Store(50_000)
    for key in "abc":
        store.add(key, page())
    for number in range(1_000):
        store.add(f"flood{number}", page())
        if number % 5 == 0:
            assert all(store.get(key) for key in "abc"), number


def test_what_was_read_once_goes_in_the_end() -> None:
    store = Store(50_000)
    store.add("a", page())
    store.get("a")
    for number in range(1_000):
        store.add(f"flood{number}", page())
    assert store.get("a") is None


def test_one_page_never_takes_the_whole_store() -> None:
    store = Store(50_000)
    store.add("small", page())
    store.add("large", page(20_000))
    assert store.get("large") is None
    assert store.get("small")


def test_a_store_without_bytes_keeps_nothing() -> None:
    store = Store(0)
    store.add("a", page())
    assert (len(store), store.size) == (0, 0)


def test_long_keys_count() -> None:
    store = Store(100_000)
    store.add("k", page())
    short = store.size
    store.add("k" * 2_000, page())
    assert store.size >= 2 * short + 1_999


def test_what_it_counts_is_what_it_takes() -> None:
    limit = 2_000_000
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        store = Store(limit)
        for number in range(2_000):
            one = Page(
                "stamp",
                0.0,
                [(str(number), str(n)) for n in range(8)],
                bytes([number % 256]) * 300 + str(number).encode() * 500,
                f'W/"{number}"',
            )
            one.ready = ([*one.headers, ("Content-Encoding", "gzip")], one.body)
            store.add(f"http\nlocalhost\nNone\nNone\nNone\nFalse\n/xiling/search?q={number}", one)
        del one
        taken = tracemalloc.get_traced_memory()[0] - before
    finally:
        tracemalloc.stop()
    assert taken < 1.25 * limit


def test_the_packed_form_is_the_same_text_however_often_it_is_packed() -> None:
    one = page()
    text = one.body
    for well in (False, True, True):
        one.pack(well)
        assert gzip.decompress(one.body) == text == unpack(one.body)
        assert one.packed and one.dense is well


def test_where_there_is_no_build_of_isal_zlib_does_its_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "isal", None)
    spec = find_spec("govsite.web.store")
    assert spec and spec.loader
    other = module_from_spec(spec)
    spec.loader.exec_module(other)
    assert other.quick is zlib
    one = page()
    one.body = text = one.body * 3
    other.Page.pack(one, False)
    assert gzip.decompress(one.body) == text == other.unpack(one.body)


@pytest.mark.parametrize(("kind", "size"), [("image/png", 1_000), ("text/html", SHORTEST_PACKED)])
def test_what_does_not_shrink_is_not_packed(kind: str, size: int) -> None:
    assert page().suits
    assert not Page("stamp", 0.0, [("content-type", kind)], b"x" * size, "").suits


@pytest.mark.parametrize("other", [b"", b"b", b"aa", b"a\0"])
def test_another_text_has_another_etag(other: bytes) -> None:
    assert make_etag(b"a") != make_etag(other)
    assert make_etag(b"a") == make_etag(b"a")
    assert make_etag(other).startswith('W/"') and make_etag(other).endswith('"')


def test_many_threads_keep_its_count_right() -> None:
    store = Store(80_000)

    def work(offset: int) -> None:
        for number in range(400):
            store.add(str((number * offset) % 97), page(number))
            store.get(str(number % 97))

    threads = [threading.Thread(target=work, args=(n,)) for n in range(1, 5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert store.size == sum(kept.cost for kept in store._pages.values()) <= store.limit
