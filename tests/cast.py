"""The people of the tests: who asks for a private page, and what each such page is asked.

They are names, roles and sites; what the staff among them may do is in tests/people/scope.txt. The surnames are ones
that become other characters when a page in Traditional converts them, which it must not: 范, 于, 余, 涂, 郑, 万.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from tests.helpers import Page


@dataclass(frozen=True)
class Person:
    """``site`` is the slug of the site that somebody works at; None for who works at none.

    ``department`` is the key of a clerk's department; with ``subtree`` the sites below belong to the work too.
    """

    key: str
    name: str
    role: str
    site: str | None = None
    department: str = ""
    subtree: bool = False


CAST = (
    Person("stranger", "", "stranger"),
    Person("citizen", "范晓燕", "citizen"),
    Person("another citizen", "于志强", "citizen"),
    Person("clerk", "余建国", "clerk", "xiling", "公安"),
    Person("clerk of another department", "郑涵", "clerk", "xiling", "政务服务"),
    Person("clerk of another site", "涂海燕", "clerk", "yichang", "公安"),
    Person("editor", "陈静", "editor", "xiling"),
    Person("site_admin", "刘洋", "site_admin", "xiling"),
    Person("site_admin above", "万里", "site_admin", "yichang", subtree=True),
    Person("operator", "周敏", "operator"),
    Person("auditor", "吴磊", "auditor"),
)
BY_KEY = {person.key: person for person in CAST}


def asked_by_each(*allowed: str) -> Callable[[Any], Any]:
    """A test for each of the cast, with ``person`` and ``may``: all who are not named must be turned away."""
    unknown = set(allowed) - BY_KEY.keys()
    assert not unknown, f"nobody in the cast is {sorted(unknown)}"
    return pytest.mark.parametrize(("person", "may"), [pytest.param(p, p.key in allowed, id=p.key) for p in CAST])


def leaks(page: Page) -> Iterator[str]:
    """Sentences about what would let a private page be read by somebody else, from a cache, a history or a link."""
    headers = page.response.headers
    if headers.get("Cache-Control") != "no-store":
        yield f"it may be kept: Cache-Control is {headers.get('Cache-Control')}"
    if "Content-Encoding" in headers:
        yield "it is packed: its length tells what is in it (BREACH)"
    if not page.find("//*[@data-hx-history='false']"):
        yield "htmx keeps it in the browser's storage: data-hx-history='false' is missing"
    if headers.get("Referrer-Policy") not in ("same-origin", "strict-origin"):
        yield f"its address goes to other sites: Referrer-Policy is {headers.get('Referrer-Policy')}"
