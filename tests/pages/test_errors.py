"""Error pages: in the site's look, both scripts, right status, with a way on."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask, abort, request
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from govsite.web.errors import WORDS
from tests.apps import portal_of
from tests.columns import holes
from tests.helpers import Visitor
from tests.sites.samples import SMALL

STATUSES = (400, 403, 404, 405, 410, 413, 422, 429, 500, 503)


def fail(status: int) -> str:
    abort(status)


def crash(kind: str) -> str:
    if kind == "database":
        raise OperationalError("SELECT secret", {}, Exception("server closed the connection"))
    if kind == "pool":
        raise PoolTimeout("QueuePool limit")
    raise RuntimeError("secret detail")


@pytest.fixture(scope="module")
def failing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """A portal with views that fail on demand."""
    with portal_of(SMALL, tmp_path_factory.mktemp("failing")) as made:
        made.config["PROPAGATE_EXCEPTIONS"] = False
        made.add_url_rule("/console/fail/<int:status>", "fail", fail)
        made.add_url_rule("/console/crash/<kind>", "crash", crash)
        made.add_url_rule("/console/read", "read", lambda: str(len(request.form)), methods=["POST"])
        yield made


@pytest.fixture
def unlucky(failing: Flask) -> Visitor:
    return Visitor(failing.test_client())


def test_every_status_of_the_list_has_words_of_its_own() -> None:
    assert set(STATUSES) <= set(WORDS)
    assert len({title for title, _ in WORDS.values()}) == len(WORDS)


@pytest.mark.parametrize("root", ["", "/xiling", "/hant/xiling"])
@pytest.mark.parametrize("status", STATUSES)
def test_each_error_has_a_page_in_the_sites_look(unlucky: Visitor, root: str, status: int) -> None:
    page = unlucky.get(f"{root}/console/fail/{status}", status=status)
    assert page.find("//header") and page.find("//footer") and page.find("//nav[@class='nav']")
    assert page.find(f"//main//a[@href='{root}/']"), "no way on"
    assert page.find("//main//a[starts-with(@href, 'tel:')]")
    assert str(status) in page.main
    assert not list(holes(page))
    site = {"": "湖北", "/xiling": "西陵", "/hant/xiling": "西陵"}[root]
    assert site in page.find("string(//p[@class='where'])")
    headers = page.response.headers
    assert headers["Cache-Control"] == "no-store"
    assert "ETag" not in headers
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert ("Retry-After" in headers) == (status in (429, 503))


def test_words_are_in_the_script_of_the_page(unlucky: Visitor) -> None:
    assert unlucky.get("/console/fail/404", status=404).h1 == "没有找到这个页面"
    assert unlucky.get("/hant/console/fail/404", status=404).h1 == "沒有找到這個頁面"


@pytest.mark.parametrize("status", [401, 406, 409, 415, 418, 502, 504])
def test_any_other_status_keeps_its_number_and_has_a_page(unlucky: Visitor, status: int) -> None:
    assert unlucky.get(f"/console/fail/{status}", status=status).find("//main//a[@href='/']")


@pytest.mark.parametrize(("kind", "status"), [("database", 503), ("pool", 503), ("bug", 500)])
def test_a_failure_inside_shows_nothing_of_the_inside(unlucky: Visitor, kind: str, status: int) -> None:
    page = unlucky.get(f"/xiling/console/crash/{kind}", status=status)
    for word in ("secret", "Traceback", "sqlalchemy", "SELECT", "RuntimeError"):
        assert word not in page.source


def test_a_body_that_is_too_large_is_told(failing: Flask) -> None:
    answer = failing.test_client().post("/xiling/console/read", data={"text": "x" * 2_000_000})
    assert answer.status_code == 413
    assert "西陵" in answer.get_data(as_text=True)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
@pytest.mark.parametrize("path", ["/", "/xiling/personal", "/hant/search"])
def test_a_method_that_a_page_does_not_take_is_told(failing: Flask, method: str, path: str) -> None:
    answer = failing.test_client().open(path, method=method)
    assert answer.status_code == 405
    assert {"GET", "HEAD"} <= {word.strip() for word in answer.headers["Allow"].split(",")}
    assert len(answer.headers.getlist("Allow")) == 1
    assert "<h1" in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    ("path", "near"),
    [
        ("/xilling", "/xiling/"),
        ("/xiling1/personal", "/xiling/personal"),
        ("/yichan", "/yichang/"),
        ("/西陵", "/xiling/"),
        ("/hant/xilling", "/hant/xiling/"),
        ("/西陵区/personal", "/xiling/personal"),
        ("/yc", "/yichang/"),
    ],
)
def test_a_wrong_site_comes_with_those_that_look_like_it(unlucky: Visitor, path: str, near: str) -> None:
    assert near in unlucky.get(path, status=404).find("//ul[@class='tiles']//a/@href")


@pytest.mark.parametrize(
    "path",
    [
        "/%00",
        "/%FF%FE",
        "/%ED%A0%80",
        "/🙂",
        "/" + "x" * 4_000,
        "/..%2f..%2fetc/passwd",
        "/%0d%0aX:1",
        "/xiling/%00/%00",
        "/<script>alert(1)</script>",
        "/hant/%FF",
        "/{{7*7}}",
        "/%E5%AE",
        "/.env",
        "/wp-login.php",
    ],
)
def test_any_wrong_address_is_a_page(unlucky: Visitor, path: str) -> None:
    page = unlucky.get(path, status=404)
    assert "<script>alert" not in page.source
    assert "49" not in page.main


@pytest.mark.parametrize(
    "host", ["evil.cn", '"><script>alert(1)</script>', "a b", "x" * 5_000, "[::1]:80", "宜昌.cn", ""]
)
def test_a_strange_host_is_escaped(failing: Flask, host: str) -> None:
    answer = failing.test_client().get("/xiling/help", headers={"Host": host.encode().decode("latin-1")})
    assert answer.status_code in (200, 400)
    assert "<script>alert" not in answer.get_data(as_text=True)


def test_a_piece_that_fails_is_a_page_too(unlucky: Visitor) -> None:
    page = unlucky.get("/xiling/console/fail/503", status=503, HX_Request="true")
    assert page.find("//html")


@pytest.mark.parametrize(
    ("path", "near"),
    [
        ("/xilin/guides/070010001000", "/xiling/guides/070010001000"),
        ("/xilin/halls?q=a", "/xiling/halls"),
        ("/hant/xilin/help/faq", "/hant/xiling/help/faq"),
        ("/xilin/nowhere", "/xiling/"),
        ("/xilin/halls/H1", "/xiling/halls"),
        ("/xilin//evil.cn/", "/xiling/"),
        ("/xilin/\\evil.cn", "/xiling/"),
    ],
)
def test_a_wrong_site_is_entered_where_one_wanted_to_go(unlucky: Visitor, path: str, near: str) -> None:
    if "//" in path:
        path = unlucky.redirect(path, 301)
    assert near in unlucky.get(path, status=404).find("//ul[@class='tiles']//a/@href")


@pytest.mark.parametrize(
    ("path", "words", "page"),
    [
        ("/hall", "服务大厅", "/halls"),
        ("/halls.html", "服务大厅", "/halls"),
        ("/xiling/hallls", "服务大厅", "/xiling/halls"),
        ("/服务大厅", "服务大厅", "/halls"),
        ("/西陵区服务大厅", "服务大厅", "/halls"),
        ("/department", "部门", "/departments"),
        ("/hant/xiling/serach", "搜索", "/hant/xiling/search"),
        ("/personel", "个人办事", "/personal"),
        ("/site", "切换站点", "/sites"),
    ],
)
def test_a_mistyped_page_comes_with_that_which_looks_like_it(
    unlucky: Visitor, path: str, words: str, page: str
) -> None:
    links = unlucky.get(path, status=404).find("//ul[@class='tiles']//a")
    assert page in [link.get("href") for link in links]
    assert path.startswith("/hant") or words in [link.text_content() for link in links]


def test_what_looks_like_nothing_comes_without_proposals(visitor: Visitor) -> None:
    page = visitor.get("/qqqzzzqqq", status=404)
    assert not page.find("//ul[@class='tiles']")
