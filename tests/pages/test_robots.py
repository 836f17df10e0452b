"""What machines ask for: robots.txt, the state of health, the icon of old browsers."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from tests.apps import copy_of, tree_of
from tests.helpers import Visitor
from tests.waiting import wait


def test_robots_may_read_what_is_public_and_find_every_site_map(app: Flask) -> None:
    client = app.test_client()
    answer = client.get("/robots.txt")
    assert answer.mimetype == "text/plain"
    lines = answer.get_data(as_text=True).splitlines()
    assert lines[0] == "User-agent: *"
    for path in ("/console/", "/search", "/sites?", "/display"):
        assert {f"Disallow: {path}", f"Disallow: /*{path}"} <= set(lines)
    assert {"Disallow: /elder/", "Disallow: /*?*&"} <= set(lines)
    maps = [line.partition(": ")[2] for line in lines if line.startswith("Sitemap: ")]
    assert len(maps) == len(set(maps)) == 2 * len(tree_of(app).all)
    for address in maps[:: len(maps) // 6]:
        assert client.get(address.removeprefix("http://localhost")).status_code == 200, address


def test_health_is_told_and_never_stored(app: Flask) -> None:
    answer = app.test_client().get("/healthz")
    assert answer.status_code == 200
    assert answer.mimetype == "application/json"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.json["sites"] == 152
    assert answer.json["content"] > 0
    assert answer.json["sites_error"] is False
    assert answer.json["primary"] is True


def test_a_bad_edit_of_the_sites_is_told_and_the_last_good_ones_stay(
    app: Flask, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("edited")
    with copy_of(app, folder) as own:
        visitor, file = Visitor(own.test_client()), folder / "sites.yaml"
        good = file.read_text("utf-8")
        assert visitor.get("/xiling/").h1 == "西陵区政务服务网"
        for bad in (
            good.replace('code: "420502"', "code: 420502"),
            good[: len(good) // 2] + "\n  - [",
            "\x00",
        ):
            file.write_text(bad, "utf-8")
            wait(lambda: visitor.client.get("/healthz").json["sites_error"])
            assert visitor.client.get("/healthz").json["sites"] == 152
            assert str(file) in visitor.client.get("/healthz").json["sites_message"]
            assert visitor.get("/xiling/").h1 == "西陵区政务服务网"
            file.write_text(good, "utf-8")
            wait(lambda: not visitor.client.get("/healthz").json["sites_error"])
        assert "sites_message" not in visitor.client.get("/healthz").json
        file.write_text(good.partition("  xiling:\n")[0].replace("site_count: 152  #", "#"), "utf-8")
        wait(lambda: visitor.client.get("/healthz").json["sites_error"])
        assert "个站点" in visitor.client.get("/healthz").json["sites_message"]
        assert visitor.get("/xiling/").h1 == "西陵区政务服务网"
        file.write_text(good.replace("title: 西陵区政务服务网", "title: 西陵办事"), "utf-8")
        wait(lambda: visitor.get("/xiling/").h1 != "西陵区政务服务网")


@pytest.mark.parametrize("root", ["", "/yichang", "/hant"])
def test_old_browsers_find_the_icon(visitor: Visitor, root: str) -> None:
    target = visitor.redirect(f"{root}/favicon.ico")
    answer = visitor.client.get(target)
    assert answer.mimetype == "image/png"
    assert answer.data.startswith(b"\x89PNG")
    assert visitor.get(f"{root}/help").one("//link[@rel='icon']").get("href") == target


def may_read(lines: list[str], url: str) -> bool:
    """Whether a robot may read an address (RFC 9309, 2.2.3)."""
    rules = [line.removeprefix("Disallow: ") for line in lines if line.startswith("Disallow: ")]
    return not any(re.match(re.escape(rule).replace(r"\*", ".*"), url) for rule in rules)


@pytest.mark.parametrize("root", ["", "/xiling", "/hant", "/hant/xiling"])
def test_robots_read_each_page_once_and_no_combination_of_facets(visitor: Visitor, root: str) -> None:
    lines = visitor.client.get("/robots.txt").get_data(as_text=True).splitlines()
    for page in (
        "/",
        "/personal",
        "/personal?page=2",
        "/business?theme=a",
        "/guides/1",
        "/sites",
        "/halls/H1",
        "/help",
    ):
        assert may_read(lines, root + page), page
    for page in ("/personal?theme=a&group=b", "/personal?theme=a&page=2", "/halls?q=a&area=b", "/sites?to=%2F"):
        assert not may_read(lines, root + page), page
    for page in ("/search?q=a", "/display?mode=elder", "/console/login"):
        assert not may_read(lines, root + page), page
    assert not may_read(lines, f"/elder{root}/")


def test_robots_are_not_led_to_the_switch_of_the_site(visitor: Visitor) -> None:
    page = visitor.get("/xiling/personal")
    for link in page.find("//*[@id='top']//a[contains(@href, '/sites?') or contains(@href, '/display?')]"):
        assert link.get("rel") == "nofollow"
