"""Pages where people of fake systems say who they are (模拟登录页), and what those systems remember."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any
from urllib.parse import urlsplit

HERE = ("localhost", "127.0.0.1", "::1")
MOST = 500  # codes, tokens and certifications that are kept
PAGE = """<!DOCTYPE html>
<html lang="zh-Hans"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title}</title></head><body><h1>{title}</h1><p><strong>{label}</strong>。下面的人和单位都是编造的。</p>
<form action="{action}" method="post">{hidden}<fieldset><legend>{question}</legend>{people}</fieldset>
<p><button name="do" value="agree">同意</button> <button name="do" value="cancel">取消</button></p></form></body></html>
"""


def people_page(
    title: str, label: str, action: str, kept: Mapping[str, str], question: str, people: Mapping[str, str]
) -> str:
    """The page that asks who it is; ``people`` are their names by the value that is sent."""
    hidden = "".join(f'<input type="hidden" name="{name}" value="{escape(value)}">' for name, value in kept.items())
    choices = "".join(
        f'<p><label><input type="radio" name="person" value="{number}"{"" if place else " checked"}> {name}</label>'
        for place, (number, name) in enumerate(people.items())
    )
    names = {"title": title, "label": label, "action": action, "question": escape(question)}
    return PAGE.format(hidden=hidden, people=choices, **names)


def keep(where: dict[str, Any], key: str, value: Any) -> str:
    """Remember a value under a key, which is returned; the oldest is forgotten."""
    where[key] = value
    while len(where) > MOST:
        del where[next(iter(where))]
    return key


def is_here(url: str) -> bool:
    """Whether an address leads to this machine: a demo's fake sign-in leads nowhere else."""
    parts = urlsplit(url)
    return url.isascii() and url.isprintable() and parts.scheme in ("http", "https") and parts.hostname in HERE
