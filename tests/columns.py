"""No empty column (国办函〔2017〕115号): what stands below a heading, and what a list or a block holds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.helpers import Page, squeeze

HEADINGS = ("h2", "h3", "h4", "dt")
BLOCKS = (
    "p",
    "ul",
    "ol",
    "dl",
    "table",
    "tbody",
    "section",
    "article",
    "a",
    "button",
    "option",
    "th",
    "strong",
    "small",
)


def holes(page: Page) -> Iterator[str]:
    """Sentences about headings with nothing below them and elements with nothing in them."""
    main = page.one("//main")
    for element in main.iter(*HEADINGS):
        if not _says_something(_below(element)):
            yield f"nothing below {element.tag} {squeeze(element.text_content())!r}"
    for element in main.iter(*BLOCKS):
        if not squeeze(element.text_content()) and not element.xpath(".//input|.//img|.//svg"):
            yield f"empty {element.tag} {dict(element.attrib)}"
    for word in ("暂无", "暫無", "undefined", "{department}", "{phone}", "{"):
        if word in main.text_content():
            yield f"{word!r} in the text"


def _below(heading: Any) -> Iterator[Any]:
    """What follows a heading, or the box of a heading and its link, before the next heading that is as high."""
    box = heading.getparent() if heading.getparent().get("class") == "title" else heading
    for element in box.itersiblings():
        if element.tag <= heading.tag and element.tag in HEADINGS and element.tag != "dt":
            return
        if element.tag == "dt" and heading.tag == "dt":
            return
        yield element


def _says_something(elements: Iterator[Any]) -> bool:
    return any(squeeze(e.text_content()) for e in elements if isinstance(e.tag, str))
