"""An item with the longest name and code goes the whole way: list, search, guide, print, letter, site map."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import pytest

from govsite.models.item import LONGEST_ITEM_NAME
from tests.apps import portal_of
from tests.helpers import Visitor
from tests.pages.sparse import CODE, item, offering, office, store
from tests.sites.samples import WITH_LETTERS

VARIANT = f"{CODE}01"
NAME = ("建设工程规划核实与竣工验收备案（含消防、人防、防雷）" * 20)[: LONGEST_ITEM_NAME - 1] + "末"
BOTH = pytest.mark.parametrize("code", [CODE, VARIANT])


@pytest.fixture(scope="module")
def visitor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visitor]:
    with portal_of(WITH_LETTERS, tmp_path_factory.mktemp("long")) as made:
        store(
            made,
            *(item(code=code, slug=code, name=f"{NAME[:-2]}{code[-1]}末") for code in (CODE, VARIANT)),
            *(offering("xiling", item_code=code) for code in (CODE, VARIANT)),
            office("xiling"),
        )
        yield Visitor(made.test_client())


@BOTH
@pytest.mark.parametrize("path", ["", "/basic", "/print", "/elsewhere"])
def test_its_guide_answers(visitor: Visitor, code: str, path: str) -> None:
    page = visitor.get(f"/xiling/guides/{code}{path}")
    assert f"{NAME[:-2]}{code[-1]}末" in page.main
    assert len(page.one("//nav[@class='crumbs']").text_content().strip()) < 100, "the heading says the whole of it"


@BOTH
def test_lists_and_searches_lead_to_it(visitor: Visitor, code: str) -> None:
    for path in ("/personal", "/departments/gongan", f"/search?q={quote(NAME)}", "/search?q=" + quote("竣工验收备案")):
        assert visitor.get(f"/xiling{path}").find(f"//main//a[@href='/xiling/guides/{code}']"), path
    assert f"/guides/{code}</loc>" in visitor.client.get("/xiling/sitemap.xml").text


@BOTH
def test_a_letter_about_it_names_it(visitor: Visitor, code: str) -> None:
    page = visitor.get(f"/xiling/letters/new?item={code}")
    assert page.one("//input[@name='item']").get("value") == f"{NAME[:-2]}{code[-1]}末"
