"""The display in the cookie: by name and whole value, for the pages and for the cache alike."""

from __future__ import annotations

import pytest
from flask import Flask

from govsite.web.display import is_elder
from tests.helpers import Visitor

LARGE = ["display=elder", "a=b; display=elder", "display=elder;a=b", "x_display=standard; display=elder"]
NORMAL = ["", "display=standard", "x_display=elder", "display=elderly", "a=display=elder", "display=no; display=elder"]


@pytest.mark.parametrize("cookie", LARGE + NORMAL)
def test_only_the_whole_cookie_makes_large_text(app: Flask, cookie: str) -> None:
    large = cookie in LARGE
    assert is_elder(cookie) is large
    visitor = Visitor(app.test_client(use_cookies=False))
    for _ in range(2):  # made, and kept
        page = visitor.get("/xiling/help", Cookie=cookie)
        assert (page.find("//html/@class") == ["elder"]) is large
