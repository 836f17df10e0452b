"""What a browser calls itself, as the short name of it and its system (浏览器): ``Chrome，Windows``, and no more.

Enough to know one's own sign-ins by, too little to know a person by. What it calls itself may be anything.
"""

from __future__ import annotations

from collections.abc import Sequence

# The first that is found in what it says: most also name those that they came from.
BROWSERS = (
    ("MicroMessenger", "微信"),
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("QQBrowser", "QQ 浏览器"),
    ("UCBrowser", "UC 浏览器"),
    ("MetaSr", "搜狗浏览器"),
    ("Firefox/", "Firefox"),
    ("Trident/", "Internet Explorer"),
    ("MSIE ", "Internet Explorer"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("HarmonyOS", "鸿蒙"),
    ("OpenHarmony", "鸿蒙"),
    ("Windows", "Windows"),
    ("Android", "安卓"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
)


def short_name(agent: str) -> str:
    """Browser and system of a User-Agent; "" where neither is known."""
    return "，".join(name for name in (_first(BROWSERS, agent), _first(SYSTEMS, agent)) if name)


def _first(known: Sequence[tuple[str, str]], agent: str) -> str:
    return next((name for mark, name in known if mark in agent), "")
