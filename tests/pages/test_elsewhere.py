"""The sites that offer the same item."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from tests.apps import change, copy_of, portal_of, rows, tree_of
from tests.columns import holes
from tests.helpers import Visitor
from tests.pages.sparse import CODE, item, offering, store
from tests.sites.samples import SMALL
from tests.waiting import wait


@pytest.mark.parametrize("root", ["", "/xiling", "/hant/donghugaoxin", "/xiantao"])
def test_it_names_exactly_the_sites_that_offer_it(
    app: Flask, visitor: Visitor, offered: dict[str, list[str]], root: str
) -> None:
    tree = tree_of(app)
    home = tree.by_slug[root.rpartition("/")[2] or "hubei"]
    for code in list(offered)[::40]:
        page = visitor.get(f"{root}/guides/{code}/elsewhere")
        assert not list(holes(page))
        front = "/hant" if "hant" in root else ""
        links = page.find("//section//a/@href")
        wanted = {s for s in offered[code] if s != home.slug}
        shown = {f"{front}{'' if s == 'hubei' else f'/{s}'}/guides/{code}" for s in wanted}
        assert set(links) == shown
        assert len(links) == len(shown), "a site stands there twice"
        here = page.find(f"//p[@class='lead']//a[@href='{root}/guides/{code}']")
        assert bool(here) == (home.slug in offered[code])


def test_the_nearest_come_first(visitor: Visitor, offered: dict[str, list[str]]) -> None:
    code = next(
        code
        for code, slugs in offered.items()
        if {"yichang", "xiling", "hubei"} <= set(slugs) or {"yichang", "xiling"} <= set(slugs)
    )
    links = visitor.get(f"/xiling/guides/{code}/elsewhere").find("//section//a/@href")
    assert links[0] == f"/yichang/guides/{code}"


def test_each_link_leads_to_the_guide_there(visitor: Visitor, offered: dict[str, list[str]]) -> None:
    code = next(code for code, slugs in offered.items() if "hubei" not in slugs)
    page = visitor.get(f"/guides/{code}/elsewhere")
    for link in page.find("//section//a/@href")[::15]:
        assert page.h1.startswith(visitor.get(link).h1)


def test_an_item_that_nobody_offers_still_has_an_answer(app: Flask, tmp_path_factory: pytest.TempPathFactory) -> None:
    code = rows(app, "SELECT item_code FROM offering WHERE site_code = '420502' ORDER BY item_code LIMIT 1")[0][0]
    with copy_of(app, tmp_path_factory.mktemp("nobody")) as own:
        change(own, "DELETE FROM offering WHERE item_code = :code", code=code)
        visitor = Visitor(own.test_client())
        wait(lambda: visitor.client.get(f"/xiling/guides/{code}").status_code == 302)
        page = visitor.get(f"/xiling/guides/{code}/elsewhere")
        assert "没有站点办理" in page.main
        assert "下列" not in page.main
        assert page.find("//main//a[starts-with(@href, 'tel:')]")


def test_an_item_of_one_site_alone_is_said_to_be_done_there(tmp_path: Path) -> None:
    with portal_of(SMALL, tmp_path) as made:
        store(made, item(), offering("hubei"))
        visitor = Visitor(made.test_client())
        page = visitor.get(f"/guides/{CODE}/elsewhere")
        assert "湖北省就能办" in page.main
        assert "其他站点不办理" in page.main
        assert "下列地方" not in page.main and "没有站点" not in page.main
        assert "下列地方办理" in visitor.get(f"/yichang/guides/{CODE}/elsewhere").main
