"""The text of an article in a part of Markdown: headings, lists, tables, quotations, emphasis, links; no markup.

What a line break parts stays apart, as it was typed. Whatever is written comes out harmless: markup is text, pictures
are links, links lead to pages, numbers and mail boxes, and what would take long is put out as it was typed.
"""

from __future__ import annotations

import re
from functools import cache
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

LONGEST = 20_000  # characters
DEEPEST = 12  # lists in lists, quotations in quotations
MOST_SIGNS = 1_000  # of emphasis and of links: the time for these grows with the square
NOT_OURS = (
    *("html_block", "html_inline", "image", "code", "fence", "backticks", "reference", "entity"),
    *("lheading", "autolink"),
)
LARGEST_HEADING, SMALLEST_HEADING = 2, 4  # the page has its own of the first size
TAGS = frozenset("p br strong em ul ol li h2 h3 h4 blockquote hr a table thead tbody tr th td".split())  # noqa: SIM905
ATTRIBUTES = {"a": {"href"}, "ol": {"start"}}
SCHEMES = frozenset({"http", "https", "mailto", "tel"})
_SIGNS = re.compile(r"[*_\[]")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_LINK = re.compile(r"(?<!\\)\[([^\[\]\n]*)\]\([^()\s]*\)")
_AT_START = re.compile(r"^ {0,3}(?:#{1,6} +|> ?)", re.MULTILINE)
_RULES = re.compile(r"^[ |:-]*\|?[ ]*-[-| :]*$\n?", re.MULTILINE)
_EMPHASIS = re.compile(r"(?<!\\)\*+")
_ACTING = re.compile(r"[\\*_\[\]|]|^ *(?:[#>+-]|[0-9]{1,9}(?=[.)]))", re.MULTILINE)
_TAG = re.compile(r"<[^>]*>")


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt  # with the first article that a worker shows: 6 MB

    options = {"html": False, "breaks": True, "maxNesting": DEEPEST}
    return MarkdownIt("commonmark", options).enable("table").disable([*NOT_OURS])


def to_html(text: str) -> str:
    """The HTML of a text."""
    import nh3

    if len(_SIGNS.findall(text)) > MOST_SIGNS or len(text) > LONGEST:
        return plain_html(text)
    parser = _parser()
    tokens = parser.parse(text)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            size = int(token.tag[1]) + LARGEST_HEADING - 1
            token.tag = f"h{min(size, SMALLEST_HEADING)}"
    html = parser.renderer.render(tokens, parser.options, {})
    return nh3.clean(html, tags=set(TAGS), attributes=ATTRIBUTES, url_schemes=set(SCHEMES), link_rel=None).strip()


def plain_html(text: str) -> str:
    """The HTML of a text whose signs mean nothing: paragraphs at blank lines, and breaks where it has some."""
    parts = ["<br>\n".join([escape(line, quote=False) for line in part]) for part in _paragraphs(text)]
    return "\n".join([f"<p>{part}</p>" for part in parts])


def _paragraphs(text: str) -> list[list[str]]:
    parts = re.split(r"\n[ \t\u3000]*\n", text.replace("\r\n", "\n").replace("\r", "\n"))
    return [[line.strip() for line in part.strip().split("\n")] for part in parts if part.strip()]


def without_signs(text: str) -> str:
    """The words of a text, for feeds and for the search; a text without signs stays as it is."""
    text = _AT_START.sub("", _LINK.sub(r"\1", text))
    text = _EMPHASIS.sub("", _RULES.sub("", text)) if "*" in text or "-" in text else text
    return _ESCAPED.sub(r"\1", text)


def from_plain(text: str) -> str:
    """The text that shows a plain one just as it stands: signs that would act are escaped where there are any."""
    wanted = _words(plain_html(text))
    return text if _words(to_html(text)) == wanted else _ACTING.sub(_escape, text)


def _escape(found: re.Match[str]) -> str:
    sign = found[0]
    if sign[-1].isdigit():
        return f"{sign}\\"  # 1\. begins no list
    return f"{sign[:-1]}\\{sign[-1]}"


def _words(html: str) -> str:
    return re.sub(r"\s+", " ", html)
