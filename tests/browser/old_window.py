"""A window of a Chromium of 2018, too old for Playwright: as much of the DevTools protocol as the tests ask for."""

from __future__ import annotations

import json
import platform
import subprocess
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from websocket import WebSocket, create_connection

from govsite.config import PROJECT
from tests.browser.window import PHONE, READY, WIDE, Size
from tests.waiting import PATIENCE, wait

PROGRAM = PROJECT / ".cache/chromium-67"
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--remote-debugging-port=0"]
# What IE 11 and, for the most part, Chromium 49 do not have: taken away before a page begins.
TAKEN = """
delete NodeList.prototype.forEach; delete NodeList.prototype.keys; delete NodeList.prototype.values;
delete NodeList.prototype.entries; delete DOMTokenList.prototype.forEach;
["closest", "matches", "remove", "append", "prepend", "before", "after", "replaceWith", "toggleAttribute"].forEach(
  function (name) { delete Element.prototype[name]; delete CharacterData.prototype[name]; });
["find", "findIndex", "includes", "fill"].forEach(function (name) { delete Array.prototype[name]; });
["includes", "startsWith", "endsWith", "repeat"].forEach(function (name) { delete String.prototype[name]; });
["assign", "entries", "values"].forEach(function (name) { delete Object[name]; });
delete Array.from; delete Array.of; delete Event.prototype.composedPath;
delete window.fetch; delete window.Promise; delete window.URLSearchParams; delete window.IntersectionObserver;
"""
MODIFIERS = {"alt": 1, "control": 2, "meta": 4, "shift": 8}


class Engine:
    """A running browser."""

    def __init__(self, folder: Path) -> None:
        command = [str(PROGRAM), *FLAGS, f"--user-data-dir={folder}", "about:blank"]
        self.process = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
        assert self.process.stderr is not None
        said = ""
        for said in self.process.stderr:
            if "DevTools listening on ws://" in said:
                break
        self.address = "http://" + said.split("ws://")[1].split("/")[0]

    def ask(self, path: str) -> Any:
        """What the browser says of its pages."""
        with urllib.request.urlopen(f"{self.address}/json/{path}", timeout=PATIENCE) as answer:
            text = answer.read().decode()
            return json.loads(text) if text.startswith(("[", "{")) else text

    def pages(self) -> list[str]:
        """Addresses of the open pages."""
        return [page["url"] for page in self.ask("list") if page["type"] == "page"]

    def close(self) -> None:
        """End the browser."""
        self.process.terminate()
        self.process.wait(PATIENCE)
        assert self.process.stderr is not None
        self.process.stderr.close()


@contextmanager
def engine(folder: Path) -> Iterator[Engine]:
    """The old Chromium while a test module runs."""
    if platform.machine() not in ("x86_64", "AMD64"):
        pytest.skip("the old Chromium is for x86-64")
    if not PROGRAM.is_file():
        pytest.skip("no old Chromium here: tools/assets.py --tests fetches it")
    found = Engine(folder)
    try:
        yield found
    finally:
        found.close()


class OldWindow:
    """A page with its own cookies; what goes wrong in it is kept in ``problems``."""

    def __init__(self, browser: Engine, origin: str, taken: bool = False, phone: bool = False) -> None:
        self.browser, self.origin = browser, origin
        self.problems: list[str] = []
        self.page = browser.ask("new")
        self.socket: WebSocket = create_connection(self.page["webSocketDebuggerUrl"], timeout=PATIENCE)
        self.asked = 0
        for name in ("Page", "Runtime", "Log"):
            self.call(f"{name}.enable")
        self.call("Network.clearBrowserCookies")
        if taken:
            self.call("Page.addScriptToEvaluateOnNewDocument", source=TAKEN)
        self.resize(PHONE if phone else WIDE)

    def call(self, method: str, **values: Any) -> dict[str, Any]:
        """Ask the page for something and wait for the answer; what it tells meanwhile is looked at."""
        self.asked += 1
        self.socket.send(json.dumps({"id": self.asked, "method": method, "params": values}))
        while True:
            answer: dict[str, Any] = json.loads(self.socket.recv())
            if answer.get("id") == self.asked:
                assert "error" not in answer, (method, answer["error"])
                return dict(answer["result"])
            self._told(answer.get("method", ""), answer.get("params", {}))

    def _told(self, method: str, told: dict[str, Any]) -> None:
        if method == "Runtime.exceptionThrown":
            details = told["exceptionDetails"]
            self.problems.append(details.get("exception", {}).get("description", details["text"]))
        elif method == "Log.entryAdded" and told["entry"]["level"] == "error":
            self.problems.append(f"{told['entry']['text']} {told['entry'].get('url', '')}")

    def resize(self, size: Size) -> None:
        """Change the size of the viewport."""
        self.call(
            "Emulation.setDeviceMetricsOverride", width=size[0], height=size[1], deviceScaleFactor=1, mobile=False
        )

    def run(self, code: str) -> Any:
        """The value of a JavaScript expression in the page."""
        answer = self.call("Runtime.evaluate", expression=code, returnByValue=True)
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    def go(self, path: str) -> None:
        """Open an address of the portal and wait for htmx, which comes last of all."""
        self.run("window.isOld = true")
        self.call("Page.navigate", url=self.origin + path)
        self.loaded()

    def loaded(self) -> None:
        """Wait for another document than the one that ``isOld``."""
        wait(lambda: self.run(f"!window.isOld && document.readyState === 'complete' && ({READY})"))

    def leave(self, selector: str) -> None:
        """Click on what leads to another page."""
        self.run("window.isOld = true")
        self.click(selector)
        self.loaded()

    def click(self, selector: str, *held: str, times: int = 1, button: str = "left") -> None:
        """Click on the middle of an element as a mouse does; ``held`` are keys, ``times`` 2 is a double click."""
        x, y = self.middle(selector)
        for count in range(1, times + 1):
            self.press(x, y, *held, count=count, button=button)

    def middle(self, selector: str) -> tuple[float, float]:
        """Where the first element is that a selector finds, scrolled to."""
        found = f"document.querySelector({json.dumps(selector)})"
        wait(lambda: self.run(f"!!{found}"))
        self.run(f"{found}.scrollIntoView({{block: 'center'}})")
        box = self.run(f"(function (r) {{ return [r.left, r.top, r.width, r.height]; }}({found}.getClientRects()[0]))")
        return box[0] + min(box[2] / 2, 20), box[1] + box[3] / 2

    def press(self, x: float, y: float, *held: str, count: int = 1, button: str = "left") -> None:
        """One click of a mouse; ``count`` says which one it is of a double click."""
        keys = sum(MODIFIERS[key] for key in held)
        for kind in ("mousePressed", "mouseReleased"):
            self.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, button=button, clickCount=count, modifiers=keys)

    def type(self, selector: str, text: str) -> None:
        """Write into a field as a keyboard does."""
        self.run(f"document.querySelector({json.dumps(selector)}).focus()")
        for character in text:
            self.call("Input.dispatchKeyEvent", type="char", text=character.replace("\n", "\r"))

    def wait_for(self, code: str) -> None:
        """Wait until an expression is true in the page."""
        wait(lambda: self.run(code))

    def text(self, selector: str) -> str:
        """The words of the first element that a selector finds; "" where there is none."""
        return str(self.run(f"(document.querySelector({json.dumps(selector)}) || {{textContent: ''}}).textContent"))

    def value(self, selector: str) -> str:
        """What stands in a field."""
        return str(self.run(f"document.querySelector({json.dumps(selector)}).value"))

    def path(self) -> str:
        """Where the page is, without the origin."""
        return str(self.run("location.href")).removeprefix(self.origin)

    def close(self) -> list[str]:
        """Close the page and hand over what went wrong in it."""
        self.run("1")  # what it still has to tell
        self.socket.close()
        self.browser.ask(f"close/{self.page['id']}")
        return self.problems
