"""A workbook is read in a process with limits: what it does to that, it does to nobody else."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import BoundedSemaphore
from typing import Any

import pytest

from govsite.domain.importing import TableError, read_table, read_table_apart
from govsite.domain.tables import apart
from govsite.domain.tables.reading import IMPORTS, MB
from tests.importing.samples import as_csv
from tests.tables.books import made, row, sheet, text
from tests.tables.test_reading import as_xlsx

BOOK = as_xlsx([["名称", "值"], ["甲\n乙", 12], ["\U00020bb7", "，"]])
LARGE = made(sheet("".join(row(n, text(f"第{n}个"), f"><v>{n}</v>") for n in range(2, 20_000))))


def refusal(content: bytes, limits: Any = IMPORTS) -> str:
    with pytest.raises(TableError) as caught:
        read_table_apart("a.xlsx", content, limits)
    return str(caught.value)


def test_it_is_read_as_it_would_be_here(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[Any] = []
    original = subprocess.run
    monkeypatch.setattr(subprocess, "run", lambda *args, **more: given.append(more) or original(*args, **more))
    monkeypatch.setenv("GOVSITE_SECRET_KEY", "hidden")
    assert read_table_apart("a.xlsx", BOOK) == read_table("a.xlsx", BOOK)
    assert given[0]["env"].keys() == {"PYTHONPATH", "PYTHONUTF8"}
    assert "已损坏" in refusal(BOOK[:-30])


def test_a_small_csv_needs_no_process_and_a_large_one_has_one(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [["名称", "值"], *([f"第{n}个", "12"] for n in range(4000))]
    here = read_table("a.csv", as_csv(rows))
    with monkeypatch.context() as changed:
        changed.setattr(apart, "run_apart", lambda *_, **__: pytest.fail("it needs none"))
        assert read_table_apart("a.csv", as_csv(rows)) == here
    monkeypatch.setattr(apart, "PLAIN", 1000)
    assert read_table_apart("a.csv", as_csv(rows)) == here


@pytest.mark.parametrize("limits", [IMPORTS._replace(memory=30 * MB), IMPORTS._replace(seconds=0)])
def test_too_much_memory_or_time_is_told_in_a_sentence(limits: Any, caplog: pytest.LogCaptureFixture) -> None:
    assert refusal(LARGE, limits) == apart.TOO_MUCH
    assert "could not be read" in caplog.text and "第" not in caplog.text


def test_who_waits_too_long_or_has_no_process_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as changed:
        changed.setattr(sys, "executable", "/nowhere/python")
        assert refusal(BOOK) == apart.BUSY
    with monkeypatch.context() as changed:
        changed.setattr(apart, "_patience", lambda _: 0.001)
        assert refusal(BOOK) == apart.TOO_MUCH
    taken = BoundedSemaphore(1)
    taken.acquire()
    monkeypatch.setattr(apart, "_turn", taken)
    monkeypatch.setattr(apart, "TURN_SECONDS", 0)
    assert refusal(BOOK) == apart.BUSY


def test_threads_read_at_once() -> None:
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda n: read_table_apart("a", as_xlsx([["值"], [n]])), range(4)))
    assert [table.rows for table in found] == [[(2, (str(n),))] for n in range(4)]


def test_the_process_has_little_of_the_portal() -> None:
    parts = ("flask", "sqlalchemy", "werkzeug", "openpyxl")
    code = f"import sys, govsite.domain.tables.child; print([n for n in {parts} if n in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
