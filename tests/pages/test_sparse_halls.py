"""Sites without halls of their own lead to somebody else's."""

from __future__ import annotations

from pathlib import Path

from tests.apps import portal_of
from tests.columns import holes
from tests.helpers import Visitor
from tests.pages.sparse import hall, store
from tests.sites.samples import SMALL


def test_a_site_without_halls_shows_those_of_the_nearest_site_above(tmp_path: Path) -> None:
    with portal_of(SMALL, tmp_path) as made:
        store(made, hall("H0", "hubei"), hall("H1", "yichang"))
        visitor = Visitor(made.test_client())
        for path in ("/xiling/", "/xiling/halls", "/hubei/halls?area=xiling"):
            page = visitor.get(path.replace("/hubei", ""))
            assert "西陵区没有设大厅，下面是宜昌市的大厅" in page.main
            links = page.find("//a[@class='row-name']/@href")
            assert [link.rpartition("/")[2] for link in links if "/halls/" in link] == ["H1"]
            assert not list(holes(page))
        assert "没有设大厅" not in visitor.get("/yichang/halls").main
        page = visitor.get("/xiling/halls?q=没有")
        assert visitor.get(page.link("湖北省的大厅")).find("//ul[@class='rows']/li")


def test_a_city_whose_districts_have_halls_shows_them(tmp_path: Path) -> None:
    with portal_of(SMALL, tmp_path) as made:
        store(made, hall("H2", "xiling"))
        page = Visitor(made.test_client()).get("/yichang/")
        assert page.find("//a[@class='row-name']/@href") == ["/yichang/halls/H2"]
        assert "没有设大厅" not in page.main


def test_where_nobody_has_halls_one_is_told_whom_to_ask(empty: Visitor) -> None:
    for path in ("/yichang/", "/yichang/halls"):
        main = empty.get(path).one("//main")
        assert "还没有登记大厅" in main.text_content()
        assert not [link for link in main.xpath(".//a/@href") if link.endswith("/halls")], "it leads in a circle"
