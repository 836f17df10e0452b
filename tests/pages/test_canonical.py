"""One address for one page: canonical, hreflang, site maps and feeds name the site's own home."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import quote, urlsplit

import pytest
from flask import Flask

from tests.apps import portal_of
from tests.helpers import Page, Visitor
from tests.places import PAGES, Place, below, by_place, path_of
from tests.sites.samples import dump, entry

HOME, WUHAN = "https://zw.hubei.gov.cn", "https://zw.wuhan.gov.cn"
SITES = {
    "hubei": entry(0, "province", None),
    "yichang": entry(500),
    "xiling": entry(502, "county", "yichang"),
    "wuhan": entry(100, domain="zw.wuhan.gov.cn"),
}


def canonical(page: Page) -> str:
    return str(page.one("//link[@rel='canonical']").get("href"))


def languages(page: Page) -> dict[str, str]:
    return {e.get("hreflang"): e.get("href") for e in page.find("//link[@rel='alternate'][@hreflang]")}


@by_place([place for place in below(PAGES) if place.status == 200])
@pytest.mark.parametrize("front", ["", "/hant"])
def test_each_page_has_one_address_and_that_is_its_own(app: Flask, visitor: Visitor, place: Place, front: str) -> None:
    url = canonical(visitor.get(front + path_of(app, place)))
    assert url.startswith(f"http://localhost{front}/")
    page = visitor.get(url.removeprefix("http://localhost"))
    assert canonical(page) == url, "canonical of canonical"
    both = languages(page)
    assert both["zh-Hant" if front else "zh-Hans"] == url
    for other in both.values():
        assert languages(visitor.get(other.removeprefix("http://localhost"))) == both


@pytest.mark.parametrize(
    ("url", "to"),
    [
        ("/yichang/personal?page=2", "/yichang/personal?page=2"),
        (f"/xiling/business?theme={quote('设立变更')}", "/xiling/business"),
        ("/yichang/halls?area=xiling&page=2", "/yichang/halls"),
        ("/xiling/search?q=a", "/xiling/search"),
        ("/xiling/sites?to=%2Fpersonal", "/xiling/sites"),
        ("/xiling/guides/070010015000/online", "/xiling/guides/070010015000"),
        ("/xiling/guides/070010015000/print", "/xiling/guides/070010015000"),
        ("/xiling/guides/070010015000/basic", "/xiling/guides/070010015000/basic"),
        ("/elder/hant/xiling/personal", "/hant/xiling/personal"),
        ("/wuhan/halls/H003", "/xiling/halls/H003"),
    ],
)
def test_a_list_without_its_filters_stands_for_all(visitor: Visitor, url: str, to: str) -> None:
    if "H003" in url:
        to = canonical(visitor.get(url)).removeprefix("http://localhost")
        assert canonical(visitor.get(to)) == f"http://localhost{to}", "wherever a hall is shown, it is its owner's"
    assert canonical(visitor.get(url)) == f"http://localhost{to}"


def test_a_notice_is_at_home_where_it_was_published(visitor: Visitor) -> None:
    link = next(a for a in visitor.get("/notices").find("//main//a/@href") if re.match("/notices/.", a))
    assert canonical(visitor.get(f"/xiling{link}")) == f"http://localhost{link}"


def test_a_page_that_is_not_there_has_none(visitor: Visitor) -> None:
    assert not visitor.get("/qqqzzz", status=404).find("//link[@rel='canonical']")


@pytest.fixture(scope="module")
def hosts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visitor]:
    """A portal with an origin, one of whose sites has a domain."""
    with portal_of(dump(SITES), tmp_path_factory.mktemp("homes"), origin=HOME, hosts=("localhost",)) as made:
        yield Visitor(made.test_client())


@pytest.mark.parametrize(
    ("host", "path", "to"),
    [
        ("localhost", "/halls", f"{HOME}/halls"),
        ("ZW.HUBEI.GOV.CN", "/hant/yichang/halls", f"{HOME}/hant/yichang/halls"),
        ("zw.wuhan.gov.cn", "/halls", f"{WUHAN}/halls"),
        ("zw.wuhan.gov.cn", "/elder/hant/", f"{WUHAN}/hant/"),
        ("zw.wuhan.gov.cn.", "/", f"{WUHAN}/"),
        ("zw.wuhan.gov.cn:80", "/", f"{WUHAN}/"),
    ],
)
def test_whatever_host_was_asked_the_home_is_named(hosts: Visitor, host: str, path: str, to: str) -> None:
    assert canonical(hosts.get(path, Host=host)) == to


@pytest.mark.parametrize(
    ("host", "path", "to"),
    [
        ("zw.hubei.gov.cn", "/wuhan/", f"{WUHAN}/"),
        ("zw.hubei.gov.cn", "/hant/wuhan/halls?q=a", f"{WUHAN}/hant/halls?q=a"),
        ("zw.wuhan.gov.cn", "/yichang/halls", f"{HOME}/yichang/halls"),
        ("zw.wuhan.gov.cn", "/hubei/", f"{HOME}/"),
    ],
)
def test_a_site_is_at_its_home_only(hosts: Visitor, host: str, path: str, to: str) -> None:
    answer = hosts.client.get(path, headers={"Host": host})
    assert (answer.status_code, answer.headers["Location"]) == (301, to)
    there = urlsplit(to)
    page = hosts.get(f"{there.path}?{there.query}", Host=there.netloc)
    assert canonical(page) == to.partition("?")[0]


def test_links_of_a_domain_lead_to_the_homes_of_others(hosts: Visitor) -> None:
    links = hosts.get("/sites", Host="zw.wuhan.gov.cn").find("//main//a/@href")
    assert f"{HOME}/yichang/" in links
    assert not [link for link in links if re.match("/(yichang|hubei)/", link)]


def test_robots_and_site_maps_of_a_host_name_its_own_sites(hosts: Visitor) -> None:
    def text(host: str, path: str) -> str:
        return hosts.client.get(path, headers={"Host": host}).get_data(as_text=True)

    def maps(host: str) -> set[str]:
        return set(re.findall(r"Sitemap: (\S+)", text(host, "/robots.txt")))

    assert maps("zw.wuhan.gov.cn") == {f"{WUHAN}{script}/sitemap.xml" for script in ("", "/hant")}
    sites = ("", "/yichang", "/xiling")
    expected = {f"{HOME}{script}{site}/sitemap.xml" for script in ("", "/hant") for site in sites}
    assert maps("zw.hubei.gov.cn") == maps("localhost") == expected
    assert set(re.findall(r"<loc>(https://[^/]+)", text("localhost", "/yichang/sitemap.xml"))) == {HOME}


def test_ids_of_a_feed_do_not_move(hosts: Visitor) -> None:
    feeds = [hosts.client.get("/feed.xml", headers={"Host": host}) for host in ("localhost", "zw.hubei.gov.cn")]
    ids = [re.findall("<id>(.*?)</id>", feed.get_data(as_text=True)) for feed in feeds]
    assert ids[0] == ids[1] and ids[0][0].startswith("urn:uuid:")
