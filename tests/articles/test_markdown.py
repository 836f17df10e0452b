"""The text of articles: what it may hold, and that nothing else comes through."""

from __future__ import annotations

import re

import html5lib
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html

from govsite.domain.articles.markdown import ATTRIBUTES, LONGEST, TAGS, from_plain, plain_html, to_html, without_signs

SIGNS = [
    *("# ", "## ", "- ", "1. ", "> ", "**", "*", "_", "`", "```\n", "\n", "\n\n", "    ", "|", "|-|-|\n", "\\", "~~"),
    *("[", "](", ")", "![", "<", ">", "&", "&#x6a;", '"', "'", "javascript:", "data:text/html,", "JaVa\tScript:"),
    *("<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<b>", "<!--", "-->", "<a href='x'>", "//evil.cn"),
    *("https://a.cn/?a=1&b=2", "/guides/1", "tel:12345", "mailto:a@b.cn", "停电通知", "\u3000", "\0", "\u202e", "a"),
]
WRITTEN = st.lists(st.sampled_from(SIGNS) | st.text(max_size=4), max_size=40).map("".join)


@settings(max_examples=settings.default.max_examples * 2)  # type: ignore[attr-defined]
@given(WRITTEN)
@example("[x](javascript:alert(1)) <a href='javascript:alert(1)'>x</a>")
def test_whatever_is_written_only_harmless_tags_come_out(text: str) -> None:
    html = to_html(text)
    html5lib.HTMLParser(strict=False).parseFragment(html)
    root = lxml_html.fromstring(f"<div>{html}</div>")
    for element in root.iterdescendants():
        assert element.tag in TAGS, html
        assert set(element.attrib) <= ATTRIBUTES.get(element.tag, set()), html
        if href := element.get("href"):
            scheme = re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*(?=:)", href)
            assert scheme is None or scheme[0].lower() in ("http", "https", "mailto", "tel"), html


@settings(max_examples=settings.default.max_examples * 2)  # type: ignore[attr-defined]
@given(WRITTEN)
@example("1. 甲\n- 乙\n+ 丙\n> 丁\n---\n# 戊")
@example("|a|b|\n|-|-|\n|c|d|")
def test_a_plain_text_shows_what_it_showed(text: str) -> None:
    text = text.strip().replace("\0", "")
    assert squeezed(to_html(from_plain(text))) == squeezed(plain_html(text))


def squeezed(html: str) -> str:
    """What is read, and which paragraphs and breaks there are; white space counts as a page shows it."""
    return re.sub(r"\s+", " ", lxml_html.tostring(lxml_html.fromstring(f"<div>{html}</div>"), encoding="unicode"))


@pytest.mark.parametrize("sign", [">", "*", "**a*", "*a ", "[", "[a](", "- ", "\\", "_a_", "|a", "![", "# "])
def test_huge_texts_are_no_trouble(sign: str) -> None:
    text = sign * (LONGEST // len(sign))
    assert len(to_html(text)) < 20 * LONGEST
    assert to_html("".join("  " * depth + "- 项\n" for depth in range(150))).count("<ul>") < 20


@pytest.mark.parametrize(
    "text, html",
    [
        ("# 一\n## 二\n##### 五", "<h2>一</h2>\n<h3>二</h3>\n<h4>五</h4>"),
        ("一\n二\n\n三", "<p>一<br>\n二</p>\n<p>三</p>"),
        ("- 甲\n- **乙**", "<ul>\n<li>甲</li>\n<li><strong>乙</strong></li>\n</ul>"),
        ("3. 甲", '<ol start="3">\n<li>甲</li>\n</ol>'),
        ("[指南](/guides/070010015000)", '<p><a href="/guides/070010015000">指南</a></p>'),
        ("![图](https://evil.cn/x.png)", '<p>!<a href="https://evil.cn/x.png">图</a></p>'),
        ("`a` <b>b</b> &amp;", "<p>`a` &lt;b&gt;b&lt;/b&gt; &amp;amp;</p>"),
    ],
)
def test_what_it_may_hold(text: str, html: str) -> None:
    assert to_html(text) == html


def test_the_words_alone() -> None:
    text = "# 标题\n**重要**通知\\*，见[指南](/guides/1)。\n> 引文"
    assert without_signs(text) == "标题\n重要通知*，见指南。\n引文"
    assert without_signs("9:00—12:00，40元/证。\n\n第二段") == "9:00—12:00，40元/证。\n\n第二段"
