"""Bytes over the wire, compressed, heads of the answers included: first visit, next page, fragment."""

from __future__ import annotations

import re
from urllib.parse import quote

from tools.bench.figures import Target, at_most
from tools.bench.load import BROWSER, FRAGMENT
from tools.bench.servers import Answer, Server, fetch
from tools.bench.setting import Setting
from tools.bench.urls import SCRIPTS, Map

WINDOW, HTML, CSS, PIECE = at_most(14.6), at_most(10), at_most(4), at_most(4)  # 1,000 bytes
STYLE = re.compile(r'<link[^>]*rel="stylesheet"[^>]*href="([^"]+)"|<link[^>]*href="([^"]+\.css)"')
SCRIPT = re.compile(r'<script[^>]*src="([^"]*htmx[^"]*)"')


def measure_sizes(setting: Setting) -> None:
    """The main site's pages and a city's, in both scripts; the largest of each kind counts."""
    chart = Map(setting.few)
    city = chart.city
    query = quote("身份证")
    kinds = {
        "home": ["/", f"{city.root}/"],
        "browse": [f"{city.root}/personal", f"{city.root}/business"],
        "guide": [f"{city.root}/guides/{city.items[0]}", f"{city.root}/guides/{city.items[0]}/basic"],
        "search": [f"{city.root}/search?q={query}"],
        "sites": [f"{city.root}/sites"],
    }
    with setting.server(setting.few) as server:
        styles = _linked(server, "/", STYLE)
        css = [_get(server, url) for url in styles]
        css_bytes = sum(map(_whole, css))
        _add(setting, "css", css_bytes, CSS, body=sum(_body(answer) for answer in css))
        for name, paths in kinds.items():
            pages = [_get(server, prefix + path) for path in paths for prefix in SCRIPTS.values()]
            html = max(map(_whole, pages))
            body = max(map(_body, pages))
            _add(setting, f"first_visit.{name}", html + css_bytes, WINDOW, html=html, css=css_bytes)
            _add(setting, f"next_page.{name}", html, HTML, body=body)
        for name in ("search", "browse", "guide"):
            pieces = [_get(server, prefix + kinds[name][-1], **FRAGMENT) for prefix in SCRIPTS.values()]
            _add(setting, f"fragment.{name}", max(map(_whole, pieces)), PIECE, body=max(map(_body, pieces)))
        for url in _linked(server, "/", SCRIPT):
            _add(setting, "htmx", _whole(_get(server, url)), None)


def _get(server: Server, url: str, **headers: str) -> Answer:
    answer = fetch(server.port, url, **{**BROWSER, **headers})
    if answer.status != 200:
        raise RuntimeError(f"{url} answers {answer.status}")
    return answer


def _linked(server: Server, url: str, pattern: re.Pattern[str]) -> list[str]:
    text = fetch(server.port, url).body.decode()
    return ["".join(filter(None, found)) if isinstance(found, tuple) else found for found in pattern.findall(text)]


def _whole(answer: Answer) -> int:
    return answer.head + len(answer.body)


def _body(answer: Answer) -> int:
    return len(answer.body)


def _add(setting: Setting, name: str, size: int, target: Target | None, **detail: int) -> None:
    setting.sheet.add(f"wire.{name}", None, size / 1000, "KB", target, bytes=size, **detail)
