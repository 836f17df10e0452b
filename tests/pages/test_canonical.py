"""One address for one page: canonical, hreflang, site maps and feeds name the site's own home."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

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
        ("/yichang/personal?page=02&utm=x", "/yichang/personal?page=2"),
        ("/yichang/personal?page=1", "/yichang/personal"),
        ("/hant/xiling/notices?page=999", "/hant/xiling/notices"),
        ("/letters/new?page=7", "/letters/new"),
        ("/letters?before=123", "/letters"),
        ("/progress?recent=1", "/progress"),
        ("/xiling/guides/070010015000/elsewhere", "/guides/070010015000/elsewhere"),
        ("/hant/xiling/guides/070010015000/elsewhere", "/hant/guides/070010015000/elsewhere"),
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


def test_a_page_beyond_the_last_is_the_last(visitor: Visitor) -> None:
    last = canonical(visitor.get("/yichang/personal?page=9999"))
    assert (found := re.fullmatch(r"http://localhost/yichang/personal\?page=(\d+)", last)) and int(found[1]) < 99


def test_a_notice_is_at_home_where_it_was_published(visitor: Visitor) -> None:
    link = next(a for a in visitor.get("/notices").find("//main//a/@href") if re.match("/notices/.", a))
    assert canonical(visitor.get(f"/xiling{link}")) == f"http://localhost{link}"


def test_a_page_that_is_not_there_has_none(visitor: Visitor) -> None:
    assert not visitor.get("/qqqzzz", status=404).find("//link[@rel='canonical']")


MANGLED: dict[str, Callable[[str], str]] = {
    "slash": lambda path: f"{path}/",
    "slashes": lambda path: path.replace("/", "//"),
    "capitals": lambda path: re.sub("hant|elder|xiling|yichang|halls$|help$", lambda found: found[0].upper(), path),
    "index": lambda path: f"{path.rstrip('/')}/index.html",
    "session": lambda path: f"{path};jsessionid=1",
    "space": lambda path: f"{path}%20",
    "escaped twice": lambda path: f"{path}%2520",
    "sentence": lambda path: f"{path}%E3%80%82",
    "order": lambda path: re.sub("^/(hant)/(xiling|yichang)(?=/)", r"/\2/\1", path),
    "main": lambda path: f"/hubei{path}",
}
SHORT = [place.path for place in below(PAGES) if place.status == 200 and not re.search("[{?]", place.path)]


@given(
    st.sampled_from(SHORT), st.sampled_from(["", "/hant", "/xiling", "/hant/yichang", "/elder/hant/xiling"]),
    st.lists(st.sampled_from(sorted(MANGLED)), min_size=1, max_size=4),
)  # fmt: skip
def test_whatever_was_made_of_an_address_one_step_leads_to_its_page(
    app: Flask, page: str, root: str, ways: list[str]
) -> None:
    asked = path = f"{root}{page}"
    for way in ways:
        asked = MANGLED[way](asked)
    client = app.test_client(use_cookies=False)
    answer = client.get("/", environ_overrides={"PATH_INFO": unquote(asked, "latin-1")})
    if answer.status_code == 301:
        asked = answer.headers["Location"]
        answer = client.get(asked)
    assert (answer.status_code, asked) == (client.get(path).status_code, path)


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

    assert not maps("zw.wuhan.gov.cn") & maps("localhost")
    assert maps("zw.wuhan.gov.cn") == {f"{WUHAN}{script}/sitemap.xml" for script in ("", "/hant")}
    sites = ("", "/yichang", "/xiling")
    expected = {f"{HOME}{script}{site}/sitemap.xml" for script in ("", "/hant") for site in sites}
    assert maps("zw.hubei.gov.cn") == maps("localhost") == expected
    assert set(re.findall(r"<loc>(https://[^/]+)", text("localhost", "/yichang/sitemap.xml"))) == {HOME}


@pytest.mark.parametrize("page", ["/", "/halls", "/hant/notices", "/elder/search?q=a", "/hant/personal", "/sitemap"])
def test_nothing_at_a_domain_names_another_host_as_its_home(hosts: Visitor, page: str) -> None:
    found = hosts.get(page, Host="zw.wuhan.gov.cn")
    assert {urlsplit(url).netloc for url in (canonical(found), *languages(found).values())} == {"zw.wuhan.gov.cn"}
    text = hosts.client.get("/sitemap.xml", headers={"Host": "zw.wuhan.gov.cn"}).get_data(as_text=True)
    assert set(re.findall(r"(https?://[^/]+)/", text.partition("<url>")[2])) == {WUHAN}


def test_ids_of_a_feed_do_not_move(tmp_path: Path) -> None:
    """Nor when a site is called otherwise in addresses, gets a domain, or is read in the other script or display."""
    notices = [{"id": "power", "title": "停电", "body": "请稍后再来", "from": "2026-03-01"}]
    before = {**SITES, "wuhan": entry(100, notices=notices)}
    after = {**SITES, "jiangcheng": entry(100, notices=notices, domain="zw.wuhan.gov.cn")}
    del after["wuhan"]
    seen = set()
    for number, (sites, asked) in enumerate(
        [
            (before, [("localhost", "/wuhan"), ("localhost", "/hant/wuhan"), ("zw.hubei.gov.cn", "/elder/wuhan")]),
            (after, [("zw.wuhan.gov.cn", ""), ("zw.wuhan.gov.cn", "/hant")]),
        ]
    ):
        (folder := tmp_path / str(number)).mkdir()
        with portal_of(dump(sites), folder, origin=HOME, hosts=("localhost",)) as made:
            for host, root in asked:
                text = made.test_client().get(f"{root}/feed.xml", headers={"Host": host}).get_data(as_text=True)
                seen.add((*re.findall("<id>(.*?)</id>", text), *re.findall("<updated>(.*?)</updated>", text)))
                assert re.findall('<link href="(.*?)/notices/power"', text) == [site_home_of(number, root)]
    assert len(seen) == 1 and all(each.startswith("urn:uuid:") for each in list(*seen)[:2])


def site_home_of(number: int, root: str) -> str:
    """Where that site is at home."""
    return f"{WUHAN}{root}" if number else HOME + root.removeprefix("/elder")


@pytest.mark.parametrize("url", ["/xiling/halls/h001", "/halls/", "/xiling"])
def test_what_has_moved_may_move_again(visitor: Visitor, url: str) -> None:
    assert visitor.client.get(url).headers["Cache-Control"] == "public, max-age=300"
