"""Browsing by department."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from tests.apps import root_of, rows, site_of
from tests.columns import holes
from tests.helpers import Visitor, squeeze
from tests.pages.conftest import KINDS


@pytest.mark.parametrize("slug", KINDS)
def test_departments_that_do_something_stand_there_once_with_how_much(app: Flask, visitor: Visitor, slug: str) -> None:
    site = site_of(app, slug)
    page = visitor.get(f"{root_of(site)}/departments")
    assert not list(holes(page))
    shown = {
        squeeze(a.xpath("string(strong)")): int(a.xpath("string(small)").split()[0])
        for a in page.find("//ul[@class='tiles']//a")
    }
    counted = rows(
        app,
        "SELECT d.name, count(*) FROM offering o "
        "JOIN department d ON d.site_code = o.site_code AND d.key = o.department "
        "WHERE o.site_code = :code GROUP BY d.name",
        code=site.code,
    )
    assert shown == dict(counted)
    assert f"有 {len(shown)} 个部门" in page.main


@pytest.mark.parametrize("root", ["/xiling", "/hant/xiling", "/wuhan"])
def test_each_leads_to_its_items(visitor: Visitor, root: str) -> None:
    page = visitor.get(f"{root}/departments")
    tiles = page.find("//ul[@class='tiles']//a")
    for tile in tiles[::5]:
        one = visitor.get(tile.get("href"))
        assert one.h1 == squeeze(tile.xpath("string(strong)"))
        number = tile.xpath("string(small)").split()[0]
        assert f"共 {number} " in one.main
        assert not list(holes(one))
        visitor.get(one.find("//a[@class='row-name']/@href")[0])


def test_it_says_how_to_reach_it(visitor: Visitor) -> None:
    page = visitor.get("/yichang/departments/gongan")
    facts = dict(
        zip(
            [squeeze(e.text_content()) for e in page.find("//main//dt")],
            [squeeze(e.text_content()) for e in page.find("//main//dd")],
            strict=True,
        )
    )
    assert re.search(r"\d{5,}", facts["咨询电话"])
    assert facts["咨询电话"] != facts["投诉电话"]


def test_the_piece_is_the_list(visitor: Visitor) -> None:
    piece = visitor.piece("/xiling/departments/renshe?page=2")
    assert piece.get("id") == "items"
    assert piece.xpath(".//a[@class='row-name']")


@pytest.mark.parametrize("slug", ["nothing", "%00", "%FF", "🙂", "x" * 4_000, "x..%2f", "GONGANX", "公安局"])
def test_an_unknown_department_is_not_found(visitor: Visitor, slug: str) -> None:
    visitor.led(f"/yichang/departments/{slug}", status=404)
