"""A site that was closed leads to the one above it; one that was renamed is found under its former key."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask import Flask

from tests.apps import portal_of
from tests.helpers import Visitor
from tests.sites.samples import WITH_LETTERS, errors_of

TEXT = WITH_LETTERS.replace("    initials: xl\n", "    initials: xl\n    closed: true\n")
TEXT = TEXT.replace("    initials: yc\n", "    initials: yc\n    former_slugs: [yidu, yizhou]\n")


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    with portal_of(TEXT, tmp_path_factory.mktemp("closed")) as made:
        yield made


@pytest.mark.parametrize("front", ["", "/hant", "/elder"])
@pytest.mark.parametrize("page", ["/", "/halls", "/letters/new", "/nothing", "/sitemap.xml"])
def test_a_closed_site_is_gone_and_points_to_its_parent(portal: Flask, front: str, page: str) -> None:
    found = portal.test_client().get(f"{front}/xiling{page}")
    text = found.get_data(as_text=True)
    assert found.status_code == 410 and ("已經關閉" if front == "/hant" else "已经关闭") in text
    links = re.findall('<a [^>]*href="(/[^"]*)"', text)
    assert links and all(link.startswith(f"{front}/yichang/") for link in links)
    assert found.headers["Cache-Control"] == "no-store"


def test_a_closed_site_is_listed_nowhere(portal: Flask) -> None:
    client = portal.test_client()
    for path in ("/robots.txt", "/sites", "/sites?q=xl", "/yichang/", "/sitemap"):
        assert "xiling" not in client.get(path).get_data(as_text=True)
    assert client.get("/xiling/console/", follow_redirects=False).status_code != 410
    assert client.post("/xiling/letters/new").status_code == 410


def test_the_page_of_a_closed_site_is_a_whole_page(portal: Flask) -> None:
    Visitor(portal.test_client()).get("/xiling/", status=410)


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("/yidu", "/yichang/"),
        ("/yidu/halls", "/yichang/halls"),
        ("/hant/yizhou/letters?page=2", "/hant/yichang/letters?page=2"),
        ("/elder/Yidu/", "/elder/yichang/"),
    ],
)
def test_a_former_key_leads_to_the_site(portal: Flask, asked: str, told: str) -> None:
    found = portal.test_client().get(asked)
    assert (found.status_code, found.headers["Location"]) == (301, told)
    assert portal.test_client().post("/yidu/letters/new").status_code == 308


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("    level: city\n", "    level: city\n    closed: true\n    x: 1\n", ""),
        ("    level: province\n", "    level: province\n    closed: true\n", "主站不能关闭"),
        ("[yidu, yizhou]", "[hubei]", "现在是一个站点的键"),
        ("[yidu, yizhou]", "[halls]", "页面地址"),
        ("closed: true", "closed: 是", "只能写 true"),
        ("closed: true", "former_slugs: [yidu]", "已经写在 yichang 里"),
        ("[yidu, yizhou]", "[A_b]", "用过的键"),
    ],
)
def test_what_cannot_be_is_told(old: str, new: str, words: str) -> None:
    found = errors_of(TEXT.replace(old, new, 1))
    assert found and any(words in error.message for error in found)


def test_nothing_open_stands_below_what_is_closed() -> None:
    found = errors_of(WITH_LETTERS.replace("    initials: yc\n", "    closed: true\n"))
    assert ["已经关闭" in error.message for error in found] == [True]
