"""What a browser calls itself becomes two short names, or none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govsite.web.browsers import BROWSERS, SYSTEMS, short_name

WINDOWS, GECKO = "Mozilla/5.0 (Windows NT 10.0; Win64; x64)", "AppleWebKit/537.36 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (f"{WINDOWS} {GECKO} Chrome/120.0.0.0 Safari/537.36", "Chrome，Windows"),
        (f"{WINDOWS} {GECKO} Chrome/120.0.0.0 Safari/537.36 Edg/120.0", "Edge，Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0", "Firefox，Linux"),
        ("Mozilla/5.0 (compatible; MSIE 9.0; Windows NT 6.1; Trident/5.0)", "Internet Explorer，Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Safari/604.1", "Safari，iPhone"),
        ("curl/8.0", ""),
    ],
)
def test_known_ones(agent: str, name: str) -> None:
    assert short_name(agent) == name


@given(st.text())
def test_nothing_else_of_it_is_kept(agent: str) -> None:
    known = {name for _, name in (*BROWSERS, *SYSTEMS)}
    assert set(short_name(agent).split("，")) - {""} <= known
