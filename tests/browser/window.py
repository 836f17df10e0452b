"""A browser window that remembers everything that goes wrong in it, and the questions asked of its layout."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, ConsoleMessage, Locator, Request, Response, Route, expect

from govsite.web.assets import assets
from tests.waiting import PATIENCE, wait

GUIDE = "/xiling/guides/070010001000"
Size = tuple[int, int]
SCREEN: Size = (1024, 768)
WIDE: Size = (1366, 768)
PHONE: Size = (360, 640)
NARROW: Size = (320, 568)
ENLARGE = """name => {
    const site = document.querySelector("link[href*='/site.']"), elder = site.cloneNode();
    document.documentElement.className = "elder";
    elder.id = "elder";
    elder.media = "screen";
    elder.href = site.href.replace(/\\/site\\..*/, name);
    site.parentNode.insertBefore(elder, site.nextSibling);
}"""
READY = "!!window.htmx || !document.querySelector('[data-htmx]')"
SCRIPT = Path(__file__).with_name("layout.js").read_text("utf-8")


class Window:
    """One browser context with one page; ``scripts`` is JavaScript, ``elder`` the display of the cookie.

    ``before`` is a script that makes another browser of it, one that shall not get htmx.
    """

    def __init__(
        self,
        chromium: Browser,
        origin: str,
        scripts: bool = True,
        size: Size = WIDE,
        elder: bool = False,
        locale: str = "zh-CN",
        before: str = "",
    ) -> None:
        self.origin = origin
        self.swaps = scripts and not before
        self.problems: list[str] = []
        self.answers: list[Response] = []
        self.context = chromium.new_context(
            viewport={"width": size[0], "height": size[1]}, java_script_enabled=scripts, locale=locale
        )
        if elder:
            self.context.add_cookies([{"name": "display", "value": "elder", "url": origin}])
        self.context.set_default_timeout(PATIENCE * 1000)
        self.page = self.context.new_page()
        self.page.add_init_script(before)
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self.problems.append(f"script error: {error}"))
        self.page.on("request", self._asked)
        self.page.on("response", lambda answer: self.answers.append(answer))

    def cut(self, pattern: str, status: int | None = 500) -> None:
        """Let requests of htmx to addresses like ``pattern`` fail: with a status, or with None without an answer."""

        def answer(route: Route) -> None:
            if route.request.headers.get("hx-request") is None:
                route.continue_()
            elif status is None:
                route.abort("connectionreset")
            else:
                route.fulfill(status=status, body="<p>broken</p>")

        self.page.route(pattern, answer)

    def go(self, path: str, status: int = 200) -> None:
        """Open an address of the portal."""
        answer = self.page.goto(self.origin + path)
        assert answer is not None and answer.status == status, f"{path}: {answer and answer.status}"
        if self.swaps:  # htmx comes last of all; wait_for_function needs eval, which the pages forbid
            wait(lambda: self.page.evaluate(READY))

    def settle(self) -> None:
        """Let all happen that waits for a timer (``page.clock`` is installed) and all that was asked for be seen."""
        self.page.clock.run_for(1_000)
        with self.page.expect_response("**/robots.txt"):  # what was asked for before it is known by then
            self.page.evaluate("() => { fetch('/robots.txt'); }")

    def ask(self, question: str, *values: Any) -> Any:
        """Call a function of layout.js in the page, which is whole by then: a click may have led to it just now."""
        self.page.wait_for_load_state("load")
        return self.page.evaluate(f"(values) => {{ {SCRIPT}; return {question}.apply(null, values); }}", list(values))

    def resize(self, size: Size) -> None:
        """Change the size of the viewport."""
        self.page.set_viewport_size({"width": size[0], "height": size[1]})

    def enlarge(self) -> None:
        """Switch the loaded page to 长者版, with all that was typed: the class on ``html`` and the style sheet."""
        self.page.evaluate(ENLARGE, f"/{assets().names['elder.css']}")
        wait(lambda: self.page.evaluate("!!document.getElementById('elder').sheet"))

    def letters(self, percent: int) -> None:
        """Let all letters grow as a phone does; the width at which the layout changes stays."""
        self.page.evaluate("percent => { document.documentElement.style.fontSize = percent + '%' }", percent)

    def own_letters(self, pixels: int) -> None:
        """The size of letters that the reader has set in the browser; 16 as it comes."""
        sizes = {"standard": pixels, "fixed": pixels}
        self.context.new_cdp_session(self.page).send("Page.setFontSizes", {"fontSizes": sizes})

    def arrive(self, path: str) -> None:
        """Wait until the address bar is at an address of the portal: what was clicked leads there by and by."""
        expect(self.page).to_have_url(self.origin + path)
        self.page.wait_for_load_state("load")

    def send(self, button: Locator) -> None:
        """Press what sends a form, and wait for the answer: until then nothing is stored, and to go on stops it."""
        with self.page.expect_response(lambda answer: answer.request.method == "POST"):
            button.click()

    def path(self) -> str:
        """Where the address bar is, without the origin."""
        return self.page.url.removeprefix(self.origin)

    def documents(self) -> list[Response]:
        """The full pages loaded so far: not pieces, styles or scripts."""
        return [a for a in self.answers if a.request.resource_type == "document"]

    def focused(self) -> str:
        """Words of the focused element, or its value or name."""
        return str(self.page.evaluate("(document.activeElement.innerText || document.activeElement.name || '').trim()"))

    def close(self) -> list[str]:
        """Close the window and hand over what went wrong in it."""
        self.context.close()
        return self.problems

    def _said(self, message: ConsoleMessage) -> None:
        missing = "status of 404" in message.text and len(self.documents()) == 1  # the page that is not found
        if message.type in ("error", "warning") and not missing:
            self.problems.append(f"{self.path()}: console {message.type}: {message.text}")

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self.origin, "data:")):
            self.problems.append(f"{self.path()} asks for {request.url}")
