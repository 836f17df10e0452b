"""The measuring tool itself: what it computes from what it measured, and the data it makes."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from ruamel.yaml import YAML
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from govsite.config import PROJECT
from govsite.demo import load_demo
from govsite.models import Department, Hall, Offering
from govsite.sites.load import load_file
from tests.waiting import wait
from tools.bench.client import drive
from tools.bench.edits import edit_title
from tools.bench.figures import Figure, Sheet, at_least, at_most, machine
from tools.bench.grow import grow
from tools.bench.load import Page, ratio, read_wrk, write_paths
from tools.bench.province import repeat, write_repeated
from tools.bench.queries import search_paths, vary

SITES = PROJECT / "sites.yaml"


@pytest.mark.parametrize(
    ("ratio", "value", "target", "verdict"),
    [
        (0.7, 1.0, at_least(0.7), "ok"),
        (0.699, 9.0, at_least(0.7), "short"),
        (None, 14.6, at_most(14.6), "ok"),
        (None, 14.7, at_most(14.6), "short"),
        (None, 1.0, None, ""),
    ],
)
def test_the_ratio_is_judged_where_there_is_one(ratio, value, target, verdict):
    assert Figure("name", ratio, value, "", target).verdict == verdict


def test_a_line_is_name_ratio_value():
    line = Figure("sqlite.hello", 1.0, 12345.6, "req/s", at_least(0.5)).line()
    assert line.split() == ["sqlite.hello", "1.00", "12,346", "req/s", ">=", "0.5", "ok"]


def test_the_file_holds_machine_figures_and_notes(tmp_path):
    shown: list[str] = []
    sheet = Sheet(shown.append)
    sheet.add("a", 0.5, 2, "MB", at_most(0.4), why="b")
    sheet.note("nothing else")
    sheet.write(tmp_path / "bench.json", machine("none"))
    found = json.loads((tmp_path / "bench.json").read_text("utf-8"))
    assert found["figures"][0] == {
        "name": "a",
        "ratio": 0.5,
        "value": 2,
        "unit": "MB",
        "target": "<= 0.4",
        "verdict": "short",
        "detail": {"why": "b"},
    }
    assert found["notes"] == ["nothing else"]
    assert found["machine"]["cores"] >= 1
    assert [line.split()[0] for line in shown] == ["a", "#"]


def test_the_ratio_is_the_median_of_the_rounds():
    assert ratio([10, 90, 30], [10, 100, 10]) == 1.0


def test_what_wrk_prints_is_read():
    assert read_wrk("Running\nBENCH 100 2000000 3 1\n") == (100, 2.0, 4)
    with pytest.raises(RuntimeError, match="unable to connect"):
        read_wrk("unable to connect")


def test_a_query_is_never_asked_for_twice(tmp_path):
    page = Page("search", 1, *write_paths(tmp_path, "search", ["/"] * 1_000), once=True)
    page.took(900)
    with pytest.raises(RuntimeError, match="not enough"):
        page.took(10)


def test_queries_differ_and_are_the_same_in_every_run():
    queries = vary(["身份证丢了怎么补", "shenfenzheng", "低保"], ["宜昌"], 1_000)
    assert len(set(queries)) == 1_000
    assert queries == vary(["身份证丢了怎么补", "shenfenzheng", "低保"], ["宜昌"], 1_000)
    with pytest.raises(ValueError, match="different queries"):
        vary(["a"], ["b"], 10_000)
    assert list(search_paths(["", "/yichang"], ["a b", "低"])) == ["/search?q=a%20b", "/yichang/search?q=%E4%BD%8E"]


def test_a_province_is_repeated_with_its_structure(tmp_path):
    target = tmp_path / "sites.yaml"
    copied = write_repeated(SITES, target, 400)
    few, many = load_file(SITES), load_file(target)
    assert len(many.all) == 400
    assert len(copied) == 400 - len(few.all)
    assert [site.slug for site in many.all[: len(few.all)]] == [site.slug for site in few.all]
    original, copy = next((s, many.by_slug[f"{s.slug}-01"]) for s in few.all if s.parent and s.parent.parent)
    assert copy.parent is many.by_slug[f"{original.parent.slug}-01"]
    assert (copy.level, copy.code[2:]) == (original.level, original.code[2:])
    assert original.name in copy.name != original.name


def test_too_many_copies_are_refused():
    sites = {"a": {"code": "420000"}, "b": {"code": "420100", "parent": "a"}}
    with pytest.raises(ValueError, match="division codes"):
        repeat(sites, 80)


def test_rows_grow_with_the_sites(engine: Engine, tmp_path):
    target = tmp_path / "sites.yaml"
    small = _small(tmp_path)
    copied = write_repeated(small, target, 12)
    with engine.connect() as connection:
        with Session(connection, join_transaction_mode="create_savepoint") as session:
            load_demo(session, load_file(small), PROJECT / "demo")
            session.commit()
        before = _counts(connection)
        grow(connection, copied, before[Offering] * 5)
        after = _counts(connection)
        assert after[Offering] == before[Offering] * 5
        assert after[Department] > before[Department]
        old, new, number = copied[0]
        assert _codes(connection, new) >= _codes(connection, old)
        hall = connection.scalar(
            select(Offering.hall_id).where(Offering.site_code == new, Offering.hall_id.is_not(None))
        )
        assert hall.endswith(f"-{number}")
        connection.rollback()


def _small(folder: Path) -> Path:
    """The main site, its first city and that city's first county."""
    yaml = YAML(typ="safe")
    yaml.default_flow_style, yaml.allow_unicode = False, True
    data = yaml.load(SITES.read_text("utf-8"))
    data["sites"] = dict(list(data["sites"].items())[:3])
    data["portal"]["site_count"] = 3
    path = folder / "small.yaml"
    with path.open("w", encoding="utf-8") as stream:
        yaml.dump(data, stream)
    return path


def _counts(connection):
    return {m: connection.scalar(select(func.count()).select_from(m)) for m in (Offering, Department, Hall)}


def _codes(connection, site_code):
    return set(connection.scalars(select(Offering.item_code).where(Offering.site_code == site_code)))


def test_an_edit_of_a_title_keeps_the_file_valid(tmp_path):
    path = tmp_path / "sites.yaml"
    path.write_text(SITES.read_text("utf-8"), "utf-8")
    edit_title(path, "yichang", "改动1号")
    changed = load_file(path)
    assert changed.by_slug["yichang"].title == "改动1号"
    assert [s.title for s in changed.all].count("改动1号") == 1
    with pytest.raises(RuntimeError, match="no title"):
        edit_title(path, "nowhere", "x")


class Echo(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):  # noqa: N802
        self.server.seen.append(self.path)
        body = b"x" * 3000
        self.send_response(500 if self.path == "/bad" else 200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args):
        pass


class Quiet(ThreadingHTTPServer):
    def handle_error(self, request, client_address):
        """The client closes its connections when the time is over."""


def test_the_client_without_wrk_counts_answers_and_errors():
    with Quiet(("127.0.0.1", 0), Echo) as server:
        server.seen = []
        threading.Thread(target=server.serve_forever, daemon=True).start()
        paths = ["/a", "/bad", "/c"]

        def all_were_asked_for() -> bool:
            done, took, wrong = drive(server.server_port, paths, 1, 0.2, 3, {"Accept-Encoding": "gzip"})
            assert took >= 0.2
            return 0 < wrong < done and set(server.seen) == set(paths)

        wait(all_were_asked_for)
        server.shutdown()
