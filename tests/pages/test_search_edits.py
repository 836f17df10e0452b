"""A new name of an item is found at once; by its parts, and by a new everyday word, when there is a new index."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from govsite.domain.index import handover
from govsite.domain.index.item_index import ItemIndex, build_index
from govsite.sites.words import WORDS_FILE, Words
from tests.apps import change, copy_of
from tests.waiting import wait, wait_for


def test_a_new_name_is_found_as_soon_as_the_index_has_come(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pages of results that were made before that must not stay in the page cache."""
    go_on = threading.Event()

    def build(rows: Any, words: Words) -> ItemIndex:
        wait_for(go_on)
        return build_index(rows, words)

    with copy_of(app, tmp_path) as own:
        visitor = own.test_client(use_cookies=False)
        assert "<mark>琉璃瓦" not in visitor.get("/search?q=琉璃瓦验收").text
        visitor.get("/xiling/guides/070010015000")  # what is read late is read as it is then
        monkeypatch.setattr(handover, "build_index", build)
        change(own, "UPDATE item SET name = '琉璃瓦验收' WHERE code = '070010015000'")
        wait(lambda: "琉璃瓦验收" in visitor.get("/xiling/guides/070010015000").text)
        for asked in ("琉璃瓦验收", "琉璃瓦"):
            assert f"<mark>{asked}</mark>" in visitor.get(f"/search?q={asked}").text
        assert "<mark>琉璃" not in visitor.get("/search?q=给琉璃瓦做个验收").text
        go_on.set()
        wait(lambda: "<mark>琉璃瓦" in visitor.get("/search?q=给琉璃瓦做个验收").text)


def test_an_edit_of_the_words_is_found_without_a_restart(app: Flask, tmp_path: Path) -> None:
    """The portal beside it, in the same process, does not learn them."""
    shown, query = ">公司注销登记</a>", "/search?q=执笠"
    with copy_of(app, tmp_path) as own:
        visitor, words = own.test_client(use_cookies=False), tmp_path / WORDS_FILE
        before = words.read_bytes() if words.exists() else b""
        assert shown not in visitor.get(query).text
        words.write_bytes(before + "\n公司注销登记 执笠\n".encode())
        wait(lambda: shown in visitor.get(query).text)
        assert shown not in app.test_client(use_cookies=False).get(query).text
        words.write_bytes(before + "\n执笠\n".encode())
        wait(lambda: visitor.get("/healthz").json["sites_error"])
        assert shown in visitor.get(query).text
        words.write_bytes(before)
        wait(lambda: shown not in visitor.get(query).text)
        assert visitor.get("/healthz").json["sites_error"] is False
