"""Which page stands for another on the next site."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from govsite.web.landing import LONGEST_ADDRESS, landing, own_page

# Characters of which addresses that lead astray are made.
TRICKS = st.text(st.sampled_from(list("/\\?#@:.&=%\t\n\r \x00<>\"'abcdeghilnoprstu0123456789页")), max_size=40)


@pytest.mark.parametrize(
    ("page", "lands"),
    [
        ("/", "/"),
        ("", "/"),
        ("/personal", "/personal"),
        ("/personal/x", "/"),
        ("/personal?a=1&page=2&b=3", "/personal?a=1&b=3"),
        ("/personal?page=2", "/personal"),
        ("/personal?page=22&b=1", "/personal?b=1"),
        ("/search?page=2&page=3", "/search"),
        ("/search?&page=2&&q=a", "/search?q=a"),
        ("/personal?page=2x&a=1", "/personal?page=2x&a=1"),
        ("/guides/010010001000", "/guides/010010001000"),
        ("/guides/010010001000?x=1", "/guides/010010001000"),
        ("/guides/010010001000/basic?x", "/guides/010010001000/basic"),
        ("/guides/010010001000/forms/a.docx", "/"),
        ("/guides/../x", "/"),
        ("/guides/", "/"),
        ("/halls?q=a", "/halls?q=a"),
        ("/halls/H1?q", "/halls"),
        ("/notices/a", "/notices"),
        ("/help/faq", "/help/faq"),
        ("/help/FAQ", "/"),
        ("/sites?q=a", "/"),
        ("/display?to=//x", "/"),
        ("/feed.xml", "/"),
        ("personal", "/"),
        ("//personal", "/"),
        ("/personal#x", "/"),
        ("/personal\n", "/"),
        ("/search?q=" + "x" * LONGEST_ADDRESS, "/"),
        ("/搜索", "/"),
    ],
)
def test_landing(page: str, lands: str) -> None:
    assert landing(page) == lands


@given(TRICKS, st.sampled_from(["/", "//", "/\\", "/guides/", "/search?", "/halls/", ""]))
def test_no_address_leads_to_another_host(text: str, front: str) -> None:
    for made in (landing(front + text), own_page(front + text)):
        # As a browser reads a link on the main site, where the root is empty.
        cleaned = made.replace("\t", "").replace("\n", "").replace("\r", "").replace("\\", "/")
        address = urlsplit(urljoin("http://portal.cn/x", cleaned))
        assert (address.scheme, address.netloc) == ("http", "portal.cn"), made
        assert made.startswith("/") and made.isascii()


@given(TRICKS)
@example("search?page=1&page=2")
def test_landing_twice_is_landing_once(text: str) -> None:
    assert landing(landing("/" + text)) == landing("/" + text)
