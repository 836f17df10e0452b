"""What visitors see of articles that are rows: lists, pages, feeds, search, site maps, files."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from flask import Flask

from govsite.database import topics
from govsite.database.session import writing
from govsite.domain.common.days import ZONE, start_of
from govsite.models import ArticleFile
from govsite.models.stored_file import CLEAN
from tests.apps import tree_of
from tests.articles.articles import CITY, article, change, day, publish
from tests.helpers import Visitor, squeeze

PROVINCE, COUNTY, OTHER = "420000", "420502", "420100"


def titles(visitor: Visitor, url: str) -> list[str]:
    return [squeeze(a.text_content()) for a in visitor.get(url).find("//ul[contains(@class, 'dated')]/li/a")]


def test_a_row_is_shown_wherever_notices_are(portal: Flask, reader: Visitor) -> None:
    publish(portal, article("a", -3, title="停电检修公告", text="周六**停电**检修。", source="供电局", author="李工"))
    publish(portal, article("b", -1), article("top", -9, pinned=True), article("later", 2), article("over", -9, -1))
    assert titles(reader, "/yichang/notices") == ["top号通知", "b号通知", "停电检修公告"] == titles(reader, "/yichang/")
    assert titles(reader, "/hant/yichang/notices")[1:] == ["b號通知", "停電檢修公告"]
    page = reader.get("/yichang/notices/a")
    assert "来源：供电局 · 作者：李工" in page.main and page.one("//article//strong").text == "停电"
    assert "週六停電檢修。" in reader.get("/hant/yichang/notices/a").main
    assert reader.get("/yichang/search?q=停电检修").find("//main//a/@href[contains(., '/notices/')]") == [
        "/yichang/notices/a"
    ]
    feed = portal.test_client().get("/yichang/feed.xml").get_data(as_text=True)
    assert re.findall("/notices/([a-z]+)", feed) == ["b", "a", "top"]
    assert '<content type="text">周六停电检修。</content>' in feed
    map_ = portal.test_client().get("/yichang/sitemap.xml").get_data(as_text=True)
    assert re.findall(r"yichang/notices/(\w+)</loc>", map_) == ["top", "b", "a"]


def test_a_site_shows_its_own_or_those_above(portal: Flask, reader: Visitor) -> None:
    publish(portal, article("a"), article("p", site_code=PROVINCE))
    assert titles(reader, "/xiling/notices") == ["a号通知"] and titles(reader, "/wuhan/notices") == ["p号通知"]
    publish(portal, article("own", site_code=COUNTY), article("a", site_code=COUNTY, title="另一个", end=-1, begin=-3))
    assert titles(reader, "/xiling/notices") == ["own号通知"] and titles(reader, "/wujiagang/notices") == ["a号通知"]
    reader.get("/xiling/notices/a", status=410)
    assert reader.get("/wujiagang/notices/a").one("//link[@rel='canonical']").get("href").endswith("/yichang/notices/a")
    assert tree_of(portal).by_slug["xiling"].notices == ()


def test_a_correction_moves_the_times_that_feeds_and_site_maps_tell(portal: Flask, reader: Visitor) -> None:
    publish(portal, article("a", -3), article("b", -1))
    feed = portal.test_client().get("/yichang/feed.xml").get_data(as_text=True)
    ids = re.findall("<id>(urn:uuid:[^<]+)</id>", feed)
    assert re.findall("<updated>([^<]+)<", feed) == [start_of(day(at)) for at in (-1, -1, -3)]
    now = datetime.now(UTC)
    change(portal, "a", changed=now, title="更正：a号通知")
    feed = portal.test_client().get("/yichang/feed.xml").get_data(as_text=True)
    local = now.astimezone(ZONE).isoformat(timespec="seconds")
    assert re.findall("<updated>([^<]+)<", feed) == [local, start_of(day(-1)), local]
    assert re.findall("<id>(urn:uuid:[^<]+)</id>", feed) == ids, "an entry keeps its id"
    assert f"<lastmod>{local}</lastmod>" in portal.test_client().get("/yichang/sitemap.xml").get_data(as_text=True)


def test_what_is_over_or_withdrawn_is_gone(portal: Flask, reader: Visitor) -> None:
    publish(portal, article("over", -9, -1), article("later", 1), article("back"))
    reader.get("/yichang/notices/over", status=410)
    reader.get("/xiling/notices/later", status=404)
    reader.get("/yichang/notices/back")
    change(portal, "back", state="停用")
    reader.get("/yichang/notices/back", status=410)
    assert "近期没有新公告" in reader.get("/yichang/notices").main


def test_links_in_a_text_lead_into_this_site_and_script(portal: Flask, reader: Visitor) -> None:
    text = "[指南](/guides/070010015000)、[页面](/other/x)，[外面](https://example.cn/guides/1)；<script>1</script>"
    publish(portal, article("a", text=text))
    for root in ("/yichang", "/hant/xiling"):
        links = reader.get(f"{root}/notices/a").find("//article//a/@href")
        assert links == [f"{root}/guides/070010015000", "/other/x", "https://example.cn/guides/1"]


def test_files_are_given_out_by_the_article_that_names_them(portal: Flask, reader: Visitor) -> None:
    with portal.app_context(), writing() as session:
        more = {"kind": "application/pdf", "size": 3, "digest": "x" * 64, "state": CLEAN, "content": b"PDF"}
        files = [
            ArticleFile(site_code=code, added=datetime.now(UTC), name="范围表.pdf", **more) for code in (CITY, OTHER)
        ]
        session.add_all(files)
        session.flush()
        own, foreign = (file.id for file in files)
    publish(portal, article("a", files=[own, foreign]), article("b"))
    page = reader.get("/hant/xiling/notices/a")
    assert page.find("//main//ul//a/text()") == ["范围表.pdf"]
    link = page.link("范围表.pdf")
    answer = portal.test_client().get(link)
    assert (answer.data, answer.mimetype) == (b"PDF", "application/pdf")
    assert (
        answer.headers["Cache-Control"].startswith("public") and "attachment" in answer.headers["Content-Disposition"]
    )
    for path in (f"a/files/{foreign}", f"b/files/{own}", "a/files/999", f"c/files/{own}"):
        assert portal.test_client().get(f"/yichang/notices/{path}").status_code == 404, path
    change(portal, "a", shown_until=day(-1), shown_from=day(-2))
    assert portal.test_client().get(link).status_code == 410


def test_a_notice_of_one_site_leaves_the_pages_of_others_in_memory(portal: Flask, reader: Visitor) -> None:
    publish(portal, article("a"), article("x", site_code=OTHER), article("p", site_code=PROVINCE))
    paths = [f"/{slug}{page}" for slug in ("yichang", "xiling", "wuhan") for page in ("/", "/notices", "/help")]
    paths += ["/", "/notices", "/yichang/notices/a", "/wuhan/notices/x"]
    for path in paths:
        reader.get(path)
    publish(portal, article("b"))
    cache = portal.extensions["page_cache"]
    stamp = cache.stamp()
    stale = {
        path
        for path in paths
        for key, page in cache.plain._pages.items()
        if key.endswith(f"\n{path}\n") and not page.is_fresh(stamp)
    }
    assert stale == {f"/{slug}{page}" for slug in ("yichang", "xiling") for page in ("/", "/notices")} | {
        "/yichang/notices/a"
    }


def test_a_backup_that_comes_back_makes_all_of_it_new(portal: Flask, reader: Visitor) -> None:
    publish(portal, article("a"))
    reader.get("/yichang/notices")
    with portal.app_context(), writing() as session:
        before = topics.numbers(session)
        topics.leap(session)
    with portal.app_context(), writing() as session:
        after = topics.numbers(session, before)
    assert after[topics.of_site(CITY)] == after[topics.ARTICLES] > before[topics.of_site(CITY)]


@pytest.mark.parametrize("known", [{}, {"articles": 1}, {"articles": 10**15, "articles:420500": 7}])
def test_numbers_are_whole_whatever_is_known(portal: Flask, reader: Visitor, known: dict[str, int]) -> None:
    publish(portal, article("a"), article("x", site_code=OTHER))
    with portal.app_context(), writing() as session:
        whole = topics.numbers(session)
        assert topics.numbers(session, known) == whole == topics.numbers(session, whole)
        assert whole[topics.of_site(CITY)] == whole[topics.of_site(OTHER)] == whole[topics.ARTICLES]
