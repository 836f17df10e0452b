"""The page cache: hit, dropped when content changes, bounded, one maker a page, nothing wrong kept."""

from __future__ import annotations

import gzip
import itertools
import random
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from typing import Any
from urllib.parse import quote, unquote_to_bytes

import pytest
from flask import Blueprint, Flask, Response, request, session
from sqlalchemy import text

from govsite.database import topics
from govsite.database.session import writing
from govsite.database.topics import CATALOGUE, Topic
from govsite.extensions import db
from govsite.web import cache as cache_module
from govsite.web.cache import MOST_UNSHARED, PageCache
from govsite.web.freshness import NOTHING_READ
from govsite.web.guard import PublicPageFault
from govsite.web.page import wants_piece
from govsite.web.parameters import reads
from govsite.web.policy import COUNTER, PUBLIC
from tests.apps import bump, change, copy_of
from tests.helpers import Visitor
from tests.waiting import PATIENCE, together, wait

MB = 1024 * 1024
CROWD = 8
FILE = "/xiling/guides/070010001000/forms/070010001000-1-blank.docx"


@pytest.fixture(scope="module")
def own(app: Flask, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The demo portal with views that tell how often they ran."""
    with copy_of(app, tmp_path_factory.mktemp("cache"), page_cache_bytes=8 * MB) as made:
        add_runs(made)
        yield made


def add_runs(app: Flask) -> None:
    """Public and private views that leave a mark."""
    app.extensions["runs"] = []
    for name, rules in (("runs", PUBLIC), ("mine", COUNTER)):
        views = Blueprint(name, __name__, url_prefix=f"/{name}")
        views.add_url_rule("/<kind>", "run", reads("x")(lambda kind: run(app, kind)))
        app.register_blueprint(views, policy=rules)  # type: ignore[arg-type]


def run(app: Flask, kind: str) -> Response:
    """A view that leaves a mark; ``kind`` is its Cache-Control, its status or "slow": the others wait for it."""
    app.extensions["runs"].append(kind)
    if kind == "slow" and (waiting := app.extensions.get("waiting")) is not None:
        wait(lambda: len(waiting) == CROWD - 1)
    if kind.isdigit():
        return Response("x", int(kind), headers={"Cache-Control": "public, max-age=60"})
    response = Response(kind * 100, mimetype="text/plain")
    response.headers["Cache-Control"] = "no-store" if kind.startswith("private") else "public, max-age=60"
    return response


@pytest.fixture
def cache(own: Flask) -> PageCache:
    found: PageCache = own.extensions["page_cache"]
    own.extensions["runs"].clear()
    return found


def runs(app: Flask) -> list[str]:
    found: list[str] = app.extensions["runs"]
    return found


def get(app: Flask, url: str, **headers: str) -> Any:
    return app.test_client(use_cookies=False).get(url, headers={k.replace("_", "-"): v for k, v in headers.items()})


def test_the_second_visitor_costs_the_application_nothing(own: Flask, cache: PageCache) -> None:
    first, second = get(own, "/runs/a"), get(own, "/runs/a")
    assert runs(own) == ["a"]
    assert first.data == second.data
    assert dict(first.headers) == dict(second.headers)


@pytest.mark.parametrize(
    ("url", "headers"),
    [
        ("/xiling/runs/b", {}),
        ("/hant/runs/b", {}),
        ("/runs/b?x=1", {}),
        ("/elder/runs/b", {}),
        ("/elder/hant/runs/b", {}),
        ("/runs/b", {"Host": "127.0.0.1"}),
        ("/runs/b", {"HX_Request": "true"}),
    ],
)
def test_what_makes_another_page_is_kept_apart(own: Flask, cache: PageCache, url: str, headers: dict[str, str]) -> None:
    before_bump = cache.stamp()
    bump(own)
    wait(lambda: cache.stamp() is not before_bump)
    get(own, "/runs/b")
    before = len(runs(own))
    get(own, url, **headers)
    assert len(runs(own)) == before + 1
    get(own, url, **headers)
    get(own, "/runs/b")
    assert len(runs(own)) == before + 1


PAGES = (
    "/xiling/",
    "/xiling/personal",
    "/xiling/departments",
    "/xiling/guides/070010015000",
    "/xiling/guides/070010015000/print",
    "/xiling/guides/070010015000/elsewhere",
    "/xiling/search?q=a",
    "/xiling/halls",
    "/xiling/notices",
    "/xiling/feed.xml",
    "/xiling/sites",
    "/xiling/help",
    "/xiling/help/faq",
    "/xiling/sitemap",
    "/xiling/sitemap.xml",
    "/robots.txt",
)
VALUES = ["", "true", "True", "false", "1", "junk", "true,true"]


def test_it_tells_pieces_apart_as_the_pages_do(own: Flask) -> None:
    names = ("HX-Request", "HX-Boosted", "HX-History-Restore-Request")
    for values in itertools.product(VALUES, repeat=len(names)):
        headers = {name: value for name, value in zip(names, values, strict=True) if value}
        with own.test_request_context("/", headers=headers) as context:
            assert cache_module._asks_piece(context.request.environ) is wants_piece(), headers


def test_made_up_headers_make_no_other_pages(own: Flask, cache: PageCache) -> None:
    get(own, "/runs/junk")
    before = len(cache.plain)
    for number in range(5):
        for header in ("HX_Request", "HX_Boosted", "HX_History_Restore_Request"):
            get(own, "/runs/junk", **{header: f"junk{number}"})
    assert runs(own) == ["junk"] and len(cache.plain) == before


@pytest.mark.parametrize("header", ["User-Agent", "Accept-Language", "Referer", "Accept", "X-Forwarded-For"])
def test_what_makes_no_other_page_is_not(own: Flask, cache: PageCache, header: str) -> None:
    get(own, f"/runs/h{header}")
    get(own, f"/runs/h{header}", **{header.replace("-", "_"): "anything"})
    assert runs(own) == [f"h{header}"]


def stored_number(app: Flask) -> int:
    """The catalogue's number in the database."""
    with app.app_context():
        return topics.current(db.session)


def test_large_text_never_leaks_into_another_visitors_page(own: Flask) -> None:
    for _ in range(2):
        elder = get(own, "/elder/xiling/").get_data(as_text=True)
        plain = get(own, "/xiling/").get_data(as_text=True)
        assert 'class="elder"' in elder.partition(">")[2].partition("<head>")[0]
        assert "elder" not in plain.partition("<head>")[0]
        assert "标准版" in elder and "长者版" in plain and "标准版" not in plain


def test_signed_in_or_not_it_is_the_same_page_from_the_same_cache(own: Flask, cache: PageCache) -> None:
    get(own, "/runs/s", Cookie="session=x; remember_token=y; __Host-console=z")
    get(own, "/runs/s", Authorization="Bearer x")
    get(own, "/runs/s")
    assert runs(own) == ["s"]


@pytest.mark.parametrize("kind", ["404", "500", "503", "302", "private"])
def test_only_good_public_answers_are_kept(own: Flask, cache: PageCache, kind: str) -> None:
    for _ in range(3):
        get(own, f"/runs/{kind}")
    assert len(runs(own)) == 3
    assert not [key for key in cache.plain._pages if f"/runs/{kind}\n" in key]


def test_other_methods_pass(own: Flask, cache: PageCache) -> None:
    client = own.test_client()
    for _ in range(2):
        assert client.post("/runs/p").status_code == 405
        assert client.options("/runs/p").status_code == 200
    client.head("/runs/p")
    client.get("/runs/p")
    assert runs(own) == ["p"], "HEAD fills the cache for GET"


def test_a_change_of_content_shows_without_a_restart(own: Flask) -> None:
    visitor = Visitor(own.test_client())
    url = "/xiling/guides/070010015000"
    name = visitor.get(url).h1
    visitor.get("/yuanan" + url.removeprefix("/xiling"))
    change(own, "UPDATE item SET name = '新的名称' WHERE code = '070010015000'")
    wait(lambda: visitor.get(url).h1 == "新的名称")
    assert visitor.get("/yuanan" + url.removeprefix("/xiling")).h1 == "新的名称"
    assert visitor.get("/hant" + url).h1 == "新的名稱"
    change(own, "UPDATE item SET name = :name WHERE code = '070010015000'", name=name)
    wait(lambda: visitor.get(url).h1 == name)


def test_an_edit_of_the_sites_shows_without_a_restart(own: Flask) -> None:
    visitor = Visitor(own.test_client())
    file: Path = own.extensions["config"].sites
    good = file.read_text("utf-8")
    assert visitor.get("/xiling/").h1 == "西陵区政务服务网"
    file.write_text(good.replace("title: 西陵区政务服务网", "title: 西陵办事网"), "utf-8")
    wait(lambda: visitor.get("/xiling/").h1 == "西陵办事网")
    assert "西陵办事网" in visitor.get("/xiling/halls").source
    file.write_text(good, "utf-8")
    wait(lambda: visitor.get("/xiling/").h1 == "西陵区政务服务网")


def test_an_unchanged_version_drops_nothing(own: Flask, cache: PageCache) -> None:
    get(own, "/runs/kept")
    own.extensions["freshness"].look()
    get(own, "/runs/kept")
    assert runs(own) == ["kept"]


def test_a_page_grows_old_by_itself(own: Flask, cache: PageCache) -> None:
    get(own, "/runs/old")
    (page,) = [page for key, page in cache.plain._pages.items() if "/runs/old\n" in key]
    page.age = -1.0
    get(own, "/runs/old")
    assert runs(own) == ["old", "old"]


def test_of_many_who_ask_for_the_same_new_page_one_makes_it(
    own: Flask, cache: PageCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache_module, "WAIT", PATIENCE)
    get(own, "/runs/slow")
    bump(own)
    seen = stored_number(own)
    wait(lambda: cache.stamp().numbers[CATALOGUE] == seen)
    runs(own).clear()
    waiting: list[Event] = []

    class Counted(Event):
        def wait(self, timeout: float | None = None) -> bool:
            waiting.append(self)
            return super().wait(timeout)

    monkeypatch.setattr(cache_module, "Event", Counted)
    monkeypatch.setitem(own.extensions, "waiting", waiting)
    answers: list[Any] = []
    together(CROWD, lambda: answers.append(get(own, "/runs/slow")))
    assert runs(own) == ["slow"]
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.data for answer in answers}) == 1
    assert not cache._making


def test_a_view_that_fails_leaves_nobody_waiting(own: Flask, cache: PageCache, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache_module, "WAIT", 5.0)

    def broken(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        raise RuntimeError("broken")

    whole = cache.app
    cache.app = broken
    try:
        for _ in range(2):
            with pytest.raises(RuntimeError):
                get(own, "/runs/broken")
    finally:
        cache.app = whole
    assert not cache._making
    assert get(own, "/runs/broken").status_code == 200


def test_a_page_made_from_the_last_content_is_not_kept_as_the_new(own: Flask, cache: PageCache) -> None:
    """While one thread makes the new snapshot the others answer from the last one: those answers must not stay."""
    url, memory = "/xiling/guides/070010015000/basic", own.extensions["memory"]
    old = get(own, url).get_data(as_text=True)
    change(own, "UPDATE item SET quantity_limit = '每天十份' WHERE code = '070010015000'")
    wait(lambda: cache.stamp().numbers[CATALOGUE] != memory._snapshot.version)
    assert memory._lock.acquire()  # as the thread that makes it does
    try:
        meanwhile = get(own, url)
    finally:
        memory._lock.release()
    assert meanwhile.get_data(as_text=True) == old
    assert "每天十份" in get(own, url).get_data(as_text=True)


def test_a_flood_stays_within_the_limit_and_leaves_what_is_read(own: Flask, cache: PageCache) -> None:
    hot = [
        "/",
        "/xiling/",
        "/xiling/personal",
        "/hant/xiling/guides/070010015000",
        "/xiling/search?q=%E7%A4%BE%E4%BF%9D",
    ]
    get(own, "/")
    wait(lambda: not own.extensions["memory"]._snapshot.handover.is_stale)  # until then no search is kept
    for _ in range(2):
        for url in hot:
            get(own, url)
    choose = random.Random(1)
    client = own.test_client(use_cookies=False)
    held = []
    for number in range(1500):
        client.get(f"/sites?q={choose.random()}")
        assert client.get("/help", headers={"Host": f"localhost:{number + 81}"}).status_code == 400
        if number % 20 == 0:
            for url in hot:
                client.get(url)
        if number % 100 == 99:
            assert cache.plain.size + cache.queries.size <= 8 * MB
            held.append(len(cache.queries))
    assert held[-1] < 1500, "the flood did not fill the store"
    for url in hot:
        key = [
            k
            for store in (cache.plain, cache.queries)
            for k in store._pages
            if k.endswith(_tail(url)) and "localhost" in k
        ]
        assert key, f"{url} was pushed out"


def _tail(url: str) -> str:
    path, _, query = url.partition("?")
    return f"\n{unquote_to_bytes(path).decode('latin-1')}\n{query}"


def test_a_very_long_address_is_answered_and_not_kept(own: Flask, cache: PageCache) -> None:
    before = len(cache.queries)
    assert get(own, "/help?" + "x" * 4_000).status_code == 200
    assert len(cache.queries) == before
    answer = get(own, "/help?" + "x" * 10_000)
    assert answer.status_code == 414 and "网址太长" in answer.get_data(as_text=True)


def test_it_can_be_switched_off(app: Flask, tmp_path: Path) -> None:
    with copy_of(app, tmp_path, page_cache_bytes=0) as made:
        add_runs(made)
        for _ in range(2):
            answer = get(made, "/runs/switched-off", Accept_Encoding="gzip")
            assert answer.headers["ETag"]
            assert answer.headers["Content-Encoding"] == "gzip"
        assert runs(made) == ["switched-off", "switched-off"]
        assert get(made, "/xiling/", If_None_Match=get(made, "/xiling/").headers["ETag"]).status_code == 304


def test_a_page_that_is_asked_for_again_is_packed_well_once() -> None:
    text = Path(__file__).read_bytes()
    made: list[str] = []

    def app(environ: Any, start_response: Any) -> list[bytes]:
        made.append(environ["PATH_INFO"])
        start_response("200 OK", [("Content-Type", "text/html"), ("Cache-Control", "public")])
        return [text]

    cache = PageCache(app, lambda: NOTHING_READ, 1_000_000)
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/", "HTTP_ACCEPT_ENCODING": "gzip"}
    answers = []
    for _ in range(3):
        headers: dict[str, str] = {}
        body = b"".join(cache(dict(environ), lambda status, given, *rest, h=headers: h.update(given)))
        assert int(headers["Content-Length"]) == len(body) and gzip.decompress(body) == text
        answers.append(body)
    assert made == ["/"]
    assert len(answers[1]) < len(answers[0]) and answers[2] is answers[1]


def test_a_public_page_cannot_see_who_asks(own: Flask, cache: PageCache) -> None:
    views = Blueprint("seeing", __name__)

    @views.get("/seeing")
    def seeing() -> Response:
        seen = (dict(request.headers), request.cookies, request.authorization, request.remote_addr)
        return Response(repr(seen), headers={"Cache-Control": "public, max-age=60"})

    own._got_first_request = False  # a test's own view comes late
    own.register_blueprint(views, policy=PUBLIC)  # type: ignore[arg-type]
    told = get(
        own,
        "/seeing",
        Cookie="session=secret; remember_token=secret",
        Authorization="Bearer secret",
        HX_Current_URL="http://localhost/console/letters/secret",
        HX_Prompt="secret",
        Accept_Language="secret",
        User_Agent="secret",
    )
    assert "secret" not in told.get_data(as_text=True) and "127.0.0.1" not in told.get_data(as_text=True)
    cache.plain._pages.clear()
    assert get(own, "/seeing").data == told.data


@pytest.mark.parametrize("query", ["y=1", "&&", "x%79=1", "from=singlemessage&isappinstalled=0", "X=1", "=1", "y"])
def test_parameters_that_nobody_reads_make_no_other_page(own: Flask, cache: PageCache, query: str) -> None:
    url = f"/runs/unread-{quote(query, safe='')}"
    plain, made, kept = get(own, url).data, len(runs(own)), len(cache.queries)
    for turn in range(3):
        assert get(own, f"{url}?{query}{turn}").data == plain
    assert (len(runs(own)), len(cache.queries)) == (made, kept)
    for first in (f"y=1&x=1&{query}", "x=1", "%78=1", f"x=1&{query}{query}"):
        get(own, f"{url}?{first}")
    assert len(runs(own)) == made + 2, "%78 is x, but another address"


def test_the_first_visitors_parameters_are_not_in_the_next_ones_page(own: Flask, cache: PageCache) -> None:
    kept = len(cache.plain)
    first = get(own, "/xiling/help/faq?utm_source=somebody&x=1").get_data(as_text=True)
    assert "somebody" not in first
    assert get(own, "/xiling/help/faq").get_data(as_text=True) == first and len(cache.plain) == kept + 1


def test_a_part_of_what_is_kept_is_answered_with_the_whole_of_it(own: Flask, cache: PageCache) -> None:
    whole, made = get(own, "/help"), len(cache.plain)
    part = get(own, "/help", Range="bytes=0-9")
    assert (part.status_code, part.data, len(cache.plain)) == (200, whole.data, made)


def test_a_file_that_the_visitor_has_is_told_so_by_its_tag(own: Flask) -> None:
    """The view's own 304 would go out with a length of nothing."""
    first = get(own, FILE)
    again = get(own, FILE, If_None_Match=first.headers["ETag"])
    assert (again.status_code, again.headers.get("Content-Length")) == (304, None)
    same = get(own, FILE, If_Modified_Since=first.headers["Last-Modified"])
    assert (same.status_code, same.data) == (304, b"")
    later = get(own, FILE, If_Modified_Since="Fri, 01 Jan 2010 00:00:00 GMT")
    assert (later.status_code, later.data) == (200, first.data)


def test_many_answers_of_one_visitor_each_cost_no_other_its_answer() -> None:
    """Those of the last addresses are remembered, by many threads at once; what is sent is not among them."""

    def app(environ: Any, start: Any) -> list[bytes]:
        start("200 OK", [("Cache-Control", "no-store")])
        return [b"x"]

    cache = PageCache(app, object, 10_000)
    counter = itertools.count()

    def ask() -> None:
        for _ in range(400):
            for method in ("GET", "POST"):
                environ = {"REQUEST_METHOD": method, "PATH_INFO": f"/{next(counter)}"}
                assert list(cache(environ, lambda *_: None)) == [b"x"]

    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        together(8, ask)
    finally:
        sys.setswitchinterval(before)
    assert len(cache._unshared) == MOST_UNSHARED and "" not in cache._unshared


@pytest.mark.parametrize("way", ["session", "cookie", "ask"])
def test_a_public_page_that_uses_a_session_is_a_fault_and_never_kept(own: Flask, cache: PageCache, way: str) -> None:
    """Two clients: the first one's cookie went to the second."""
    views = Blueprint(f"leaking-{way}", __name__)

    @views.get(f"/leaking-{way}")
    def leaking() -> Response:
        answer = Response("hello", headers={"Cache-Control": "public, max-age=60"})
        if way == "session":
            session["who"] = "the first"
        elif way == "cookie":
            answer.set_cookie("who", "the first")
        else:
            answer.set_data(str(session.get("who")))
        return answer

    own._got_first_request = False
    own.register_blueprint(views, policy=PUBLIC)  # type: ignore[arg-type]
    with pytest.raises(PublicPageFault):
        get(own, f"/leaking-{way}")
    own.testing = False
    own.config["PROPAGATE_EXCEPTIONS"] = False
    try:
        for _ in range(2):
            answer = get(own, f"/leaking-{way}")
            assert answer.headers["Cache-Control"] == "no-store"
        assert not [key for key in cache.plain._pages if f"/leaking-{way}\n" in key]
    finally:
        own.testing = True
        own.config["PROPAGATE_EXCEPTIONS"] = None


def test_what_sets_a_cookie_is_not_kept_whatever_it_says(own: Flask) -> None:
    """The last line of defence: the cache itself, before an application of anybody's."""
    calls = []

    def app(environ: Any, start_response: Any) -> list[bytes]:
        calls.append(environ)
        start_response("200 OK", [("Cache-Control", "public, max-age=60"), ("Set-Cookie", f"session={len(calls)}")])
        return [b"x"]

    cache = PageCache(app, lambda: NOTHING_READ, MB)
    for number in (1, 2):
        seen: list[Any] = []
        list(cache({"REQUEST_METHOD": "GET", "PATH_INFO": "/"}, lambda status, headers, s=seen: s.extend(headers)))
        assert ("Set-Cookie", f"session={number}") in seen and ("Cache-Control", "no-store") in seen
        assert not [value for name, value in seen if "public" in value]
    assert len(calls) == 2 and not len(cache.plain)


def test_private_answers_are_passed_through_as_they_come(own: Flask) -> None:
    """Unpacked (BREACH) and piece by piece: the first is out before the second is made, and closed at the end."""
    made: list[str] = []

    class Answer:
        def __iter__(self) -> Iterator[bytes]:
            for piece in ("first", "second"):
                made.append(piece)
                yield piece.encode() * 1_000

        def close(self) -> None:
            made.append("closed")

    def app(environ: Any, start_response: Any) -> Answer:
        start_response("200 OK", [("Content-Type", "text/html"), ("Cache-Control", "no-store")])
        return Answer()

    cache = PageCache(app, lambda: NOTHING_READ, MB)
    headers: list[Any] = []
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/", "HTTP_ACCEPT_ENCODING": "gzip"}
    answer = cache(environ, lambda status, given, *more: headers.extend(given))
    pieces = iter(answer)
    assert next(pieces) == b"first" * 1_000 and made == ["first"]
    assert "Content-Encoding" not in dict(headers) and "ETag" not in dict(headers)
    list(pieces)
    answer.close()  # type: ignore[attr-defined]
    assert made == ["first", "second", "closed"]
    list(cache({**environ, "REQUEST_METHOD": "HEAD"}, lambda *_: None))
    assert made[3:] == ["closed"], "HEAD has no body"


def test_views_of_the_counter_are_private_whatever_they_say(own: Flask, cache: PageCache) -> None:
    for _ in range(2):
        assert get(own, "/mine/a").headers["Cache-Control"] == "no-store"
    assert runs(own) == ["a", "a"]


def test_a_page_stands_while_its_own_topics_do(own: Flask, cache: PageCache) -> None:
    """A number that moves every moment (a letter that is published) leaves the pages of other topics in memory."""
    views = Blueprint("topical", __name__)

    @views.get("/topical/<name>")
    def topical(name: str) -> Response:
        request.environ[cache_module.TOPICS] = ("sites", name)
        return run(own, name)

    own._got_first_request = False
    own.register_blueprint(views, policy=PUBLIC)  # type: ignore[arg-type]
    with topics_of(own, "alpha", "beta"):
        wait(lambda: {"alpha", "beta"} <= set(cache.stamp().numbers))
        get(own, "/topical/alpha")
        get(own, "/topical/beta")
        get(own, "/runs/all")
        with own.app_context(), writing() as store:
            topics.bump(store, Topic("alpha"))
        wait(lambda: cache.stamp().numbers.get("alpha") == 2)
        runs(own).clear()
        for url in ("/topical/alpha", "/topical/beta", "/runs/all"):
            get(own, url)
        assert runs(own) == ["alpha", "all"], "without topics a page is made from everything"


@contextmanager
def topics_of(app: Flask, *names: str) -> Iterator[None]:
    with app.app_context(), writing() as store:
        for name in names:
            topics.set_mark(store, name, 1)
    yield
    with app.app_context(), writing() as store:
        store.execute(text("DELETE FROM content_version WHERE name IN ('alpha', 'beta')"))


@pytest.mark.parametrize("page", PAGES)
def test_every_page_leaves_out_topics_that_are_not_its_own(own: Flask, cache: PageCache, page: str) -> None:
    get(own, page)
    path, _, query = page.partition("?")
    store = cache.queries if query else cache.plain
    (kept,) = [kept for key, kept in store._pages.items() if key.endswith(_tail(page)) and "\nlocalhost\n" in key]
    assert kept.topics is not None
    assert {topic.partition(":")[0] for topic in kept.topics} <= {"sites", "catalogue", "letters", "articles"}
    assert "articles" not in kept.topics, "that of a site is asked for, not that of all"


def test_a_path_with_a_question_mark_in_it_is_another_address(own: Flask, cache: PageCache) -> None:
    assert get(own, "/runs/x%3Fa=1").data != get(own, "/runs/x?a=1").data
    assert runs(own) == ["x?a=1", "x"]


def test_nobody_waits_for_an_answer_that_is_another_persons(own: Flask, cache: PageCache) -> None:
    """Two persons at one private address: once it is known to be private, neither stands behind the other."""
    both = threading.Barrier(2)
    views = Blueprint("standing", __name__)

    @views.get("/standing")
    def standing() -> str:
        if request.args.get("meet"):
            both.wait(PATIENCE)
        return "x"

    own._got_first_request = False
    own.register_blueprint(views, policy=COUNTER)  # type: ignore[arg-type]
    key = cache._key({**environ_of("/standing"), "QUERY_STRING": "meet=1"})
    assert key
    cache._note_unshared(key)
    answers: list[int] = []
    together(2, lambda: answers.append(get(own, "/standing?meet=1").status_code))
    assert answers == [200, 200]


def environ_of(path: str) -> dict[str, str]:
    return {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "HTTP_HOST": "localhost",
        "wsgi.url_scheme": "http",
    }


@pytest.mark.parametrize("control", ["no-store, x=public", "private, public", "no-cache, public", "max-age=60"])
def test_only_what_is_public_and_nothing_else_is_kept(control: str) -> None:
    def app(environ: Any, start_response: Any) -> list[bytes]:
        start_response("200 OK", [("Cache-Control", control)])
        return [b"x"]

    cache = PageCache(app, lambda: NOTHING_READ, MB)
    list(cache(environ_of("/"), lambda *_: None))
    assert not len(cache.plain)
