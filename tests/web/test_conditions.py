"""What a request makes its answer depend on (RFC 9110, 12.5.3 and 13)."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from govsite.web.cache import PageCache
from govsite.web.conditions import forbids_writing, outcome, takes_gzip
from govsite.web.freshness import NOTHING_READ

ETAG, STRONG, DAY = 'W/"1a2b"', '"1a2b"', "Sun, 01 Nov 2026 08:00:00 GMT"
EARLIER, LATER = "Sat, 31 Oct 2026 08:00:00 GMT", "Mon, 02 Nov 2026 08:00:00 GMT"
NO_DATES = ("", "never", "2026-11-01", "Sun, 99 Nov 2026 08:00:00 GMT", "0", "\xff" * 9)


def status(etag: str = ETAG, modified: str = "", **asked: str) -> int:
    return outcome({f"HTTP_{name.upper()}": value for name, value in asked.items()}, etag, modified)


@pytest.mark.parametrize("said", [ETAG, STRONG, f'"x", {ETAG}', f'W/"x",{STRONG}', f'"a,b" , {STRONG}', "*", " * "])
def test_who_has_the_page_is_told_so(said: str) -> None:
    """By a weak comparison: gateways make weak tags of strong ones and the other way round."""
    assert status(if_none_match=said) == status(STRONG, if_none_match=said) == 304


@pytest.mark.parametrize(
    "said", ["", '"x"', "1a2b", 'W/"1a2b', '"W/1a2b"', '"1A2B"', 'W/"1a2b-gzip"', '"*"', ",,", "W/"]
)
def test_who_has_another_gets_it(said: str) -> None:
    assert status(if_none_match=said) == 200


def test_a_tag_outdoes_a_date() -> None:
    assert status(modified=DAY, if_none_match='"x"', if_modified_since=LATER) == 200
    assert status(modified=DAY, if_none_match=ETAG, if_modified_since=EARLIER) == 304
    assert status(STRONG, DAY, if_match=STRONG, if_unmodified_since=EARLIER) == 200


@pytest.mark.parametrize(("since", "wanted"), [(EARLIER, 200), (DAY, 304), (LATER, 304), *((d, 200) for d in NO_DATES)])
def test_a_date_counts_where_the_page_has_one(since: str, wanted: int) -> None:
    assert status(modified=DAY, if_modified_since=since) == wanted
    assert status(if_modified_since=since) == 200


@pytest.mark.parametrize("form", ["Sunday, 01-Nov-26 08:00:00 GMT", "Sun Nov  1 08:00:00 2026"])
def test_old_forms_of_dates_are_read(form: str) -> None:
    assert status(modified=DAY, if_modified_since=form) == 304


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        ({"if_match": "*"}, 200),
        ({"if_match": ETAG}, 412),  # weak: nobody can say that it is the same byte by byte
        ({"if_match": STRONG}, 412),
        ({"if_match": '"x"'}, 412),
        ({"if_unmodified_since": EARLIER}, 412),
        ({"if_unmodified_since": LATER}, 200),
        *(({"if_unmodified_since": date}, 200) for date in NO_DATES),
    ],
)
def test_who_wants_the_page_as_it_was_gets_that_or_nothing(asked: dict[str, str], wanted: int) -> None:
    assert status(modified=DAY, **asked) == wanted


@pytest.mark.parametrize(
    ("asked", "refused"),
    [({"IF_MATCH": '"x"'}, True), ({"IF_MATCH": ""}, True), ({"IF_MATCH": " *"}, False), ({"IF_NONE_MATCH": "*"}, True),
     ({"IF_NONE_MATCH": '"x"'}, False), ({"IF_UNMODIFIED_SINCE": EARLIER}, False), ({}, False)],
)  # fmt: skip
def test_what_is_written_to_has_no_tag(app: Flask, asked: dict[str, str], refused: bool) -> None:
    named = {f"HTTP_{name}": value for name, value in asked.items()}
    assert forbids_writing(named) is refused
    answer = app.test_client().post("/letters/lookup", data={}, environ_overrides=named)
    assert (answer.status_code == 412) is refused
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "accepted",
    ["gzip", "GZIP", "x-gzip", "gzip;q=0.001", "br, gzip ; Q=0.5", "gzip;q=1, identity;q=0.5", "identity;q=0, *",
     "identity;q=0,gzip", "*;q=0, gzip", "gzip;x=1;q=1"],
)  # fmt: skip
def test_gzip_is_for_who_takes_it(accepted: str) -> None:
    assert takes_gzip(accepted)


@pytest.mark.parametrize(
    "accepted",
    ["", "identity", "*", "br, deflate", "gzip;q=0", "gzip;q=0.000", "gzip ;q=0, *", "identity, gzip;q=0.5", "*;q=0",
     "gzip;q=nan", "gzip;q=x", "notgzip", "identity;q=0", ",;,"],
)  # fmt: skip
def test_and_for_nobody_else(accepted: str) -> None:
    assert not takes_gzip(accepted)


DATES = st.sampled_from([EARLIER, DAY, LATER, "x"])
KINDS = st.sampled_from(["public, max-age=60", "public, max-age=9, immutable", "no-store"])
TAGS = st.lists(st.sampled_from(["*", ETAG, STRONG, '"x"', "x"]), max_size=3).map(", ".join)
ASKED = {
    **dict.fromkeys(("HTTP_IF_NONE_MATCH", "HTTP_IF_MATCH", "HTTP_IF_RANGE"), TAGS),
    **dict.fromkeys(
        ("HTTP_IF_MODIFIED_SINCE", "HTTP_IF_UNMODIFIED_SINCE"), st.sampled_from([EARLIER, DAY, LATER, "x"])
    ),
    "HTTP_RANGE": st.sampled_from(["bytes=0-9", "bytes=9999-", "x"]),
    "HTTP_ACCEPT_ENCODING": st.sampled_from(["gzip", "gzip;q=0", "identity;q=0, *;q=0.5", "br"]),
}


@given(
    st.fixed_dictionaries({}, optional=ASKED), st.sampled_from(["GET", "HEAD"]), KINDS, st.sampled_from(["", DAY]),
    st.sampled_from([3, 3_000]),
)  # fmt: skip
def test_it_is_the_same_from_the_memory_and_past_it(
    asked: dict[str, str], method: str, control: str, modified: str, size: int
) -> None:
    def app(environ: Any, start: Any) -> list[bytes]:
        headers = [("Content-Type", "text/html"), ("Cache-Control", control), ("Accept-Ranges", "bytes")]
        start("200 OK", [*headers, *([("Last-Modified", modified)] if modified else ())])
        return [b"x" * size]

    def answer(cache: PageCache, method: str = method) -> tuple[str, dict[str, str], bytes]:
        seen: list[Any] = []
        body = cache({"REQUEST_METHOD": method, "PATH_INFO": "/", **asked}, lambda *given: seen.extend(given[:2]))
        headers = {name: value for name, value in seen[1] if name != "Content-Length" or method == "GET"}
        return seen[0], headers, b"".join(body)

    kept, never = PageCache(app, lambda: NOTHING_READ, 1_000_000), PageCache(app, lambda: NOTHING_READ, 0)
    first, again, past = answer(kept), answer(kept), answer(never)
    assert (first[0], again[0]) == (past[0], past[0]) and first[1].keys() == again[1].keys() == past[1].keys()
    get = answer(kept, "GET")
    assert get[0] == first[0] and get[1].get("ETag") == first[1].get("ETag")
    if method == "HEAD":
        assert first[2] == again[2] == past[2] == b""
    if first[0].startswith("304"):
        whole = {"Cache-Control", "Vary", *(["ETag"] if "immutable" not in control else [])}
        assert set(first[1]) == whole and first[2] == b""
    elif first[0].startswith("200") and "public" in control:
        assert "Accept-Ranges" not in first[1]
