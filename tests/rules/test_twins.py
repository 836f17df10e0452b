"""What htmx does, a plain link or form does too; nothing needs a script."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from flask import Flask

from govsite.config import PROJECT
from tests.helpers import Visitor
from tests.places import PAGES, Place, below, by_place, path_of

TEMPLATES = sorted((PROJECT / "govsite" / "templates").rglob("*.html"))
NOTHING_FOUND = ("sites", "search without words")  # nothing was asked for: there is nothing to count
SHOWN = below(place for place in PAGES if place.status == 200)


@pytest.mark.parametrize("root", ["/xiling", "/hant/xiling"])
@by_place(SHOWN)
def test_every_target_is_on_the_page(app: Flask, visitor: Visitor, root: str, place: Place) -> None:
    page = visitor.get(path_of(app, place, root))
    for target in page.find("//@data-hx-target|//@data-hx-indicator"):
        assert page.find(f"//*[@id='{target.removeprefix('#')}']"), f"{target} is not there"


@by_place(SHOWN)
def test_what_htmx_fetches_is_the_piece_for_its_target(app: Flask, visitor: Visitor, place: Place) -> None:
    page = visitor.get(path_of(app, place, "/xiling"))
    for element in page.find("//*[@data-hx-get]"):
        target = element.get("data-hx-target") or element.xpath(
            "string(ancestor::*[@data-hx-target][1]/@data-hx-target)"
        )
        assert element.get("data-hx-swap") in ("outerHTML", "outerHTML ignoreTitle:true")
        piece = visitor.piece(element.get("data-hx-get"))
        assert piece.get("id") == target.removeprefix("#")


@by_place(SHOWN)
def test_links_in_a_swapped_part_lead_to_the_same_part(app: Flask, visitor: Visitor, place: Place) -> None:
    page = visitor.get(path_of(app, place, "/xiling"))
    for part in page.find("//*[@data-links]"):
        base = part.get("data-links")
        assert part.get("data-hx-target") == f"#{part.get('id')}"
        assert part.get("data-hx-push-url") == "true"
        inside = [href for href in part.xpath(".//a/@href") if href.startswith("?") or urlsplit(href).path == base]
        inside += [href for href in part.xpath(".//a/@href") if re.fullmatch(re.escape(base) + "/[a-z]+", href)]
        for href in inside[:6]:
            address = base + href if href.startswith("?") else href
            answer = visitor.client.get(address, headers={"HX-Request": "true"})
            swapped = f'id="{part.get("id")}"' in answer.get_data(as_text=True)[:300]
            # An address without a piece, like the print version, must not be swapped in: it comes as a page.
            assert swapped or "<!DOCTYPE" in answer.get_data(as_text=True)[:20], address
            assert swapped or not href.startswith("?"), address


@pytest.mark.parametrize("words", ["证", "护昭", "qqqzzz"])
def test_links_of_a_piece_shown_on_any_page_name_their_page(visitor: Visitor, words: str) -> None:
    for href in visitor.piece(f"/xiling/search?q={words}").xpath(".//a/@href"):
        assert href.startswith(("/", "tel:")), f"{href} would lead to the page that one is on"


def test_results_announce_themselves(app: Flask, visitor: Visitor) -> None:
    """By the focus or by what site.js says in their place: a live region that is replaced itself is not heard."""
    words = "self::*[@data-focus]|.//*[@data-focus or @class='count' or @class='empty']"
    for place in SHOWN:
        page = visitor.get(path_of(app, place, "/xiling"))
        for target in {t.removeprefix("#") for t in page.find("//@data-hx-target")}:
            element = page.one(f"//*[@id='{target}']")
            assert not element.get("aria-live"), f"{place.name}: #{target}"
            filled = len(element) and place.name not in NOTHING_FOUND
            assert element.xpath(words) or not filled, f"{place.name}: #{target} is swapped in silence"


def test_pages_work_without_scripts(app: Flask, visitor: Visitor) -> None:
    for place in SHOWN:
        page = visitor.get(path_of(app, place, "/xiling"))
        assert not page.find("//noscript"), "a page is finished without scripts"
        assert not page.find("//a[starts-with(@href, 'javascript:') or @href='#']")
        for form in page.find("//form"):
            assert form.get("action") and form.get("method") in ("get", "post")
            assert form.xpath(".//button[@type='submit']"), "a form without a button needs a script"


def test_templates_use_no_htmx_that_needs_eval() -> None:
    for template in TEMPLATES:
        text = template.read_text("utf-8")
        assert not re.search(r"hx-on|hx-vals=.js:|hx-headers=.js:|hx-boost|\son[a-z]+=|javascript:", text), template
        assert not re.search(r"hx-trigger=\"[^\"]*\[", text), f"{template}: a filter in a trigger needs eval"
        assert not re.search(r"(?<!data-)\bhx-", text), f"{template}: hx- is no attribute of HTML: data-hx- is"
