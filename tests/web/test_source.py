"""Template files are laid out for people: neither indentation nor wrapped Chinese is seen by a browser."""

from __future__ import annotations

import pytest
from jinja2 import Environment

from govsite.web.source import ReadableSource


@pytest.mark.parametrize(
    ("source", "rendered"),
    [
        ("<ul>\n  <li>一</li>\n</ul>", "<ul>\n<li>一</li>\n</ul>"),
        ("<p>材料不齐的，\n  窗口一次告知。</p>", "<p>材料不齐的，窗口一次告知。</p>"),
        ("<p>请打\n  12345 询问。</p>", "<p>请打\n12345 询问。</p>"),
        ("<a>一</a>\n  <a>二</a>", "<a>一</a>\n<a>二</a>"),
        ("<p>说“不”\n“好”\n  和\n\n别的</p>", "<p>说“不”“好”和别的</p>"),
    ],
)
def test_only_what_a_browser_shows_as_a_space_stays(source: str, rendered: str) -> None:
    assert Environment(extensions=[ReadableSource]).from_string(source).render() == rendered
