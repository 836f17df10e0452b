"""A new name of an item is found at once, and by its parts when the search index has been made anew."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from govsite.domain.search import lending
from govsite.domain.search.index import ItemIndex, build_index
from tests.apps import change, copy_of, wait


def test_a_new_name_is_found_as_soon_as_the_index_has_come(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pages of results that were made before that must not stay in the page cache."""
    go_on = threading.Event()

    def build(rows: Any) -> ItemIndex:
        assert go_on.wait(10)
        return build_index(rows)

    with copy_of(app, tmp_path) as own:
        visitor = own.test_client(use_cookies=False)
        assert "<mark>琉璃瓦" not in visitor.get("/search?q=琉璃瓦验收").text
        monkeypatch.setattr(lending, "build_index", build)
        change(own, "UPDATE item SET name = '琉璃瓦验收' WHERE code = '070010015000'")
        wait(lambda: "琉璃瓦验收" in visitor.get("/xiling/guides/070010015000").text)
        for asked in ("琉璃瓦验收", "琉璃瓦"):
            assert f"<mark>{asked}</mark>" in visitor.get(f"/search?q={asked}").text
        assert "<mark>琉璃" not in visitor.get("/search?q=给琉璃瓦做个验收").text
        go_on.set()
        wait(lambda: "<mark>琉璃瓦" in visitor.get("/search?q=给琉璃瓦做个验收").text)
