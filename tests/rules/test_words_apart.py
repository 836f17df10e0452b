"""Where there is no style, what stands apart on the screen is kept apart by signs; the page helper looks for it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from govsite.config import PROJECT
from govsite.web.assets import FOLDER
from tests.apart import run_together

NAMES = st.lists(st.text("江岸汉硚口区市", min_size=1, max_size=4), min_size=2, max_size=5)
INLINE = st.sampled_from(["a", "span", "strong", "b"])
STYLES = sorted((FOLDER / "css").glob("*.css"))


@pytest.mark.parametrize(
    "source",
    [
        "<p><a>江岸区</a>\n<a>江汉区</a></p>",
        "<p><span>即办件</span> <span>网上受理</span></p>",
        "<dl><dd>当场办结<small>法定 1 个工作日</small></dd></dl>",
        "<table><tr><th>居民户口簿<small>由父亲申报的</small></th></tr></table>",
        "<p><strong>西陵区</strong>\n<a>切换站点</a></p>",
        "<p><a>公开的来信</a><a>我要写信</a></p>",
        "<ol><li><b>受理</b> <small>已办</small></li></ol>",
        "<p><a>12345</a><a>12333</a></p>",
        "<p><a>居住证</a><small>12 项</small></p>",
        "<svg><g><text>11月</text><rect/><text>24</text></g></svg>",
    ],
)
def test_words_without_a_sign_between_them_are_found(source: str) -> None:
    assert len(list(run_together(html.document_fromstring(source)))) == 1


@pytest.mark.parametrize(
    "source",
    [
        "<p><a>江岸区</a><i>、</i>\n<a>江汉区</a></p>",
        "<ul><li><a>江岸区</a></li>\n<li><a>江汉区</a></li></ul>",
        "<p>可以<a>写信</a>问</p>",
        "<p>大家常办：\n<a>身份证</a></p>",
        "<p><a>公告</a>\n<span>2026-11-30</span></p>",
        "<p><a>居住<mark>证</mark> 办理</a></p>",
        "<p>最晚 <strong>12月9日</strong> 办结</p>",
        "<p>他写的 话</p>",
        "<p><a>12345</a> <a>12333</a></p>",
        "<p><a>居住证 <small>12</small></a></p>",
        "<p><a><svg><path/></svg>居住证</a></p>",
        "<svg><title>每月</title>：<text>11月</text>：<text>24</text></svg>",
    ],
)
def test_other_words_are_left_alone(source: str) -> None:
    assert not list(run_together(html.document_fromstring(source)))


@given(names=NAMES, tag=INLINE, sign=st.sampled_from(["、", " · ", "，"]))
@settings(max_examples=30)
def test_each_pair_is_found_once_and_none_with_signs(names: list[str], tag: str, sign: str) -> None:
    bare = "\n".join(f"<{tag}>{name}</{tag}>" for name in names)
    assert len(list(run_together(html.document_fromstring(f"<p>{bare}</p>")))) == len(names) - 1
    signed = f"<i>{sign}</i>\n".join(f"<{tag}>{name}</{tag}>" for name in names)
    assert not list(run_together(html.document_fromstring(f"<p>{signed}</p>")))


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_nothing_is_hidden_beside_the_page(path: object) -> None:
    """``left: -999em`` makes a bar to scroll sideways in some browsers; ``clip`` hides where it stands."""
    assert "-999" not in path.read_text("utf-8")  # type: ignore[attr-defined]


def test_drawings_without_style_are_lines() -> None:
    source = (PROJECT / "govsite/templates/components/entrances.html").read_text("utf-8")
    for attribute in ('width="22"', 'height="22"', 'fill="none"', 'stroke="currentColor"'):
        assert attribute in source


@pytest.mark.parametrize("folder", ["demo", "govsite/templates", "docs"])
def test_links_are_called_what_they_read(folder: str) -> None:
    """The link to Traditional reads 繁體, in that script on every page."""
    files = [p for p in (PROJECT / folder).rglob("*") if p.suffix in (".csv", ".yaml", ".html", ".md")]
    texts = [p.read_text("utf-8") for p in [*files, PROJECT / "sites.yaml"]]
    assert not [text for text in texts if "“繁体”" in text]
