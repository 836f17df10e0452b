"""The page helper: it inspects every page that a test fetches, so no test can look at a broken one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from flask.testing import FlaskClient
from lxml import html as lxml_html

from tests.apart import run_together
from tests.validity import html_fault

HX_URLS = ("data-hx-get", "data-hx-post")
PIECE_TITLE = re.compile(r"<title>([^<]+)</title>")


class Page:
    """A fetched page; ``text`` is what a reader sees, ``find`` takes an XPath."""

    def __init__(self, url: str, response: Any, client: FlaskClient | None = None) -> None:
        self.url = url
        self.response = response
        self.client = client
        self.status = response.status_code
        self.source = response.get_data(as_text=True)
        self.tree = lxml_html.document_fromstring(self.source)

    def find(self, path: str) -> list[Any]:
        return self.tree.xpath(path)

    def one(self, path: str) -> Any:
        found = self.find(path)
        assert len(found) == 1, f"{self.url}: {len(found)} of {path}"
        return found[0]

    @property
    def text(self) -> str:
        return squeeze(self.tree.text_content())

    @property
    def h1(self) -> str:
        return squeeze(self.one("//h1").text_content())

    @property
    def main(self) -> str:
        return squeeze(self.one("//main").text_content())

    def links(self) -> dict[str, str]:
        """Address of every link by its words; the last one of the same words counts."""
        return {squeeze(a.text_content()): a.get("href") for a in self.find("//a[@href]")}

    def link(self, words: str) -> str:
        found = [a.get("href") for a in self.find("//a[@href]") if words in squeeze(a.text_content())]
        assert found, f"{self.url} has no link {words!r}"
        return found[0]


def squeeze(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


class Visitor:
    """A test client that inspects what it gets."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def get(self, url: str, status: int = 200, **headers: str) -> Page:
        response = self.client.get(url, headers={k.replace("_", "-"): v for k, v in headers.items()})
        assert response.status_code == status, f"{url}: {response.status_code}, wanted {status}"
        return inspected(Page(url, response, self.client))

    def led(self, url: str, status: int = 200) -> Page:
        """The page that an address leads to, by way of its one spelling."""
        response = self.client.get(url, follow_redirects=True)
        assert response.status_code == status, f"{url}: {response.status_code}, wanted {status}"
        return inspected(Page(url, response, self.client))

    def piece(self, url: str, status: int = 200) -> Any:
        """The fragment htmx gets: valid, and with exactly one element as its wrapper."""
        response = self.client.get(url, headers={"HX-Request": "true"})
        assert response.status_code == status, f"{url}: {response.status_code}"
        source = response.get_data(as_text=True)
        title = PIECE_TITLE.match(source)
        assert title, f"{url}: a piece brings the title of its page"
        source = source[title.end() :]
        fault = html_fault(source, piece=True)
        assert not fault, f"{url}: {fault}"
        wrappers = lxml_html.fragments_fromstring(source)
        elements = [w for w in wrappers if not isinstance(w, str)]
        assert len(elements) == 1 and elements[0].get("id"), f"{url}: a piece owns its wrapper"
        assert "HX-Request" in response.headers["Vary"]
        return elements[0]

    def redirect(self, url: str, status: int = 302) -> str:
        response = self.client.get(url)
        assert response.status_code == status, f"{url}: {response.status_code}"
        return str(response.headers["Location"])


def inspected(page: Page) -> Page:
    """The page itself, which has nothing that no page of ours may have."""
    problems = list(inspect(page))
    assert not problems, f"{page.url}:\n" + "\n".join(problems)
    return page


def after_mount(url: str) -> tuple[list[str], list[str]]:
    """The segments of an address that choose the display and the script, in this order, and those after them."""
    segments = urlsplit(url).path.split("/")[1:]
    chosen = []
    for prefix in ("elder", "hant"):
        if segments[:1] == [prefix]:
            chosen.append(segments.pop(0))
    return chosen, segments


def script_of(url: str) -> str:
    """The language tag of the page at an address."""
    return "zh-Hant" if "hant" in after_mount(url)[0] else "zh-Hans"


def inspect(page: Page) -> Iterator[str]:
    """Sentences about everything that no page of ours may have."""
    yield from _validity(page)
    yield from _head(page)
    yield from _fields(page)
    yield from _scripts(page)
    yield from _twins(page)
    yield from (f"without style these words run together: {words}" for words in run_together(page.tree))
    public = page.status == 200 and "no-store" not in page.response.headers.get("Cache-Control", "")
    if public and "Set-Cookie" in page.response.headers:
        yield "a public page sets a cookie"


def _validity(page: Page) -> Iterator[str]:
    if fault := html_fault(page.source):
        yield fault
    ids = Counter(page.find("//@id"))
    yield from (f"id {name} stands {n} times" for name, n in ids.items() if n > 1)
    for link in page.find("//a[not(@href)]"):
        yield f"a link without an address: {link.text_content()!r}"
    if "{{" in page.source or "{%" in page.source or "None" in page.text:
        yield "template code or None in the text"
    yield from (
        f"empty {e.tag}"
        for e in page.find("//main//*[self::dd or self::td or self::li or self::h2 or self::h3]")
        if not squeeze(e.text_content()) and not len(e)
    )


def _head(page: Page) -> Iterator[str]:
    lang = script_of(page.url)
    if page.find("//html/@lang") != [lang]:
        yield f"lang is {page.find('//html/@lang')}, wanted {lang}"
    headings = page.find("//h1")
    if len(headings) != 1:
        yield f"{len(headings)} h1"
    elif f" - {squeeze(headings[0].text_content())}" not in f" - {squeeze(page.find('string(//title)'))}":
        yield "the title does not start with the h1, nor does what follows the visitor's own words in it"
    titles = [squeeze(title.text_content()) for title in page.find("//*[local-name()='title']")]
    if len(titles) != 1 or len(set(parts := titles[0].split(" - "))) != len(parts):
        yield f"the title is doubled: {titles}"
    names = set(page.find("//meta/@name"))
    yield from (f"no meta {n}" for n in ("SiteName", "SiteDomain", "viewport") if n not in names)
    yield from (f"meta {e.get('name')} is empty" for e in page.find("//meta[@name]") if not e.get("content"))
    if sorted(page.find("//link[@rel='alternate']/@hreflang")) != ["zh-Hans", "zh-Hant"]:
        yield "hreflang does not name both scripts"


def _fields(page: Page) -> Iterator[str]:
    labelled = set(page.find("//label/@for"))
    for field in page.find("//input[not(@type='hidden' or @type='submit')]|//select|//textarea"):
        if field.get("id") not in labelled and not field.get("aria-label"):
            yield f"field {field.get('name')} has no label"
    yield from (f"image without alt: {i.get('src')}" for i in page.find("//img[not(@alt)]"))


def _scripts(page: Page) -> Iterator[str]:
    if page.find("//script[not(@src)]") or page.find("//style") or page.find("//@style"):
        yield "inline script or style"
    if any(name.startswith("on") for e in page.tree.iter() if isinstance(e.tag, str) for name in e.attrib):
        yield "inline event handler"
    if any(name.startswith("hx-") for e in page.tree.iter() if isinstance(e.tag, str) for name in e.attrib):
        yield "hx- is no attribute of HTML: data-hx- is"


def _twins(page: Page) -> Iterator[str]:
    """Each data-hx-get stands on a link or in a form that leads to the same address without scripts."""
    for element in page.tree.iter():
        for name in HX_URLS:
            target = element.get(name) if isinstance(element.tag, str) else None
            if target is None:
                continue
            form = element if element.tag == "form" else next(element.iterancestors("form"), None)
            twin = element.get("href") or (form.get("action") if form is not None else None)
            if twin != target:
                yield f"{name}={target} has no twin without scripts"
