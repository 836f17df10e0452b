"""What an import takes out of use is not shown, and comes back when it is put to use again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.apps import portal_of, rows
from tests.helpers import Visitor
from tests.importing.samples import as_csv
from tests.sites.samples import SMALL

ITEM = "070010015000"
GUIDE = f"/xiling/guides/{ITEM}"


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Flask]:
    with portal_of(SMALL, tmp_path, demo=True) as made:
        yield made


def state(app: Flask, folder: Path, noun: str, key: dict[str, str], word: str) -> None:
    """Import a table with nothing but the key, what is required, and the state."""
    file = folder / "table.csv"
    file.write_bytes(as_csv([[*key, "状态"], [*key.values(), word]]))
    result = app.test_cli_runner().invoke(args=["import", noun, str(file)])
    assert result.exit_code == 0 and "更新 1" in result.output, result.output
    app.extensions["freshness"].look()


def test_an_offering(own: Flask, tmp_path: Path) -> None:
    visitor, key = Visitor(own.test_client()), {"site_code": "420502", "item_code": ITEM}
    assert "西陵" in visitor.get(f"/yichang/guides/{ITEM}/elsewhere").main
    name = visitor.get(GUIDE).h1
    state(own, tmp_path, "offerings", key, "停用")
    assert visitor.redirect(GUIDE).endswith("/elsewhere")
    assert f"/xiling/guides/{ITEM}" not in visitor.get(f"/yichang/guides/{ITEM}/elsewhere").links().values()
    state(own, tmp_path, "offerings", key, "在用")
    assert visitor.get(GUIDE).h1 == name


def test_a_hall(own: Flask, tmp_path: Path) -> None:
    visitor = Visitor(own.test_client())
    wanted = "SELECT hall_id, item_code FROM offering WHERE site_code = '420502' AND hall_id <> '' LIMIT 1"
    hall, item = rows(own, wanted)[0]
    columns = "id, site_code AS site_slug, name, level, address, hours"
    key = dict(rows(own, f"SELECT {columns} FROM hall WHERE id = :id", id=hall)[0]._mapping)
    assert key["name"] in visitor.get("/xiling/halls").links()
    state(own, tmp_path, "halls", key, "停用")
    assert key["name"] not in visitor.get("/xiling/halls").links()
    assert key["name"] not in visitor.get(f"/xiling/guides/{item}/offices").links()
    visitor.get(f"/xiling/halls/{hall}", status=404)
    visitor.get(GUIDE)
    state(own, tmp_path, "halls", key, "在用")
    visitor.get(f"/xiling/halls/{hall}")
