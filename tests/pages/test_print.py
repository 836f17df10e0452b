"""The whole guide on one page, with a QR code back."""

from __future__ import annotations

import re

import pytest
import segno

from govsite.domain.catalogue.guides import TABS
from tests.columns import holes
from tests.helpers import Visitor, squeeze

HOT = "070010015000"


def modules(path: str) -> set[tuple[int, int]]:
    """Dark modules (x, y) of the drawn code."""
    assert re.fullmatch(r"(M\d+ \d+h1v1h-1z)+", path)
    return {(int(x), int(y)) for x, y in re.findall(r"M(\d+) (\d+)h", path)}


@pytest.mark.parametrize("root", ["", "/xiling", "/hant/xiling"])
def test_the_code_leads_back_to_the_guide(visitor: Visitor, root: str) -> None:
    guide = f"{root or '/xiantao'}/guides/{HOT}"
    page = visitor.get(f"{guide}/print")
    url = f"http://localhost{guide}"
    wanted = segno.make(url, error="m")
    border = 2
    dark = {(x, y) for y, row in enumerate(wanted.matrix_iter(border=border)) for x, bit in enumerate(row) if bit}
    drawing = page.one("//div[@class='qr']/svg")
    assert modules(drawing.xpath("string(path[@fill='#000']/@d)")) == dark
    size = wanted.symbol_size(border=border)[0]
    assert drawing.get("viewbox") == f"0 0 {size} {size}"
    assert drawing.get("aria-label")
    assert squeeze(page.one("//span[@class='code']").text_content()) == url
    visitor.get(guide)


def test_it_holds_all_tabs_in_order(visitor: Visitor) -> None:
    page = visitor.get(f"/xiling/guides/{HOT}/print")
    assert [squeeze(h.text_content()) for h in page.find("//section[@class='tab']/h2")] == list(TABS.values())
    assert not list(holes(page))
    for tab in TABS:
        alone = visitor.get(f"/xiling/guides/{HOT}/{tab}")
        assert squeeze(alone.one("//section[@class='tab']").text_content()) in page.main


def test_the_guide_leads_to_it(visitor: Visitor) -> None:
    assert visitor.get(f"/xiling/guides/{HOT}").link("打印") == f"/xiling/guides/{HOT}/print"
