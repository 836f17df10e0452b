"""The frame of a page: one for a section of a site, whatever addresses visitors make up."""

from __future__ import annotations

from govsite.sites.columns import COLUMNS
from govsite.web.frame import _frames
from tests.helpers import Visitor


def test_made_up_addresses_share_one_frame(visitor: Visitor) -> None:
    visitor.get("/xiling/wp-login.php", 404)
    before = set(_frames._values)
    for name in ("admin", "phpmyadmin", "backup", "%E5%AE%9C"):
        page = visitor.get(f"/xiling/{name}", 404)
        assert not page.find("//nav[@class='nav']//a[@aria-current]")
    assert set(_frames._values) == before


def test_a_section_marks_its_column(visitor: Visitor) -> None:
    for section in ("", *(column.key for column in COLUMNS if column.in_navigation)):
        page = visitor.get(f"/xiling/{section}")
        assert page.find("//nav[@class='nav']//a[@aria-current]/@href") == [f"/xiling/{section}"]
    for other in ("search", "sites"):
        assert not visitor.get(f"/xiling/{other}").find("//nav[@class='nav']//a[@aria-current]")
