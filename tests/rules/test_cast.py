"""The cast and the questions that private pages will be asked, on pages made for the purpose."""

from __future__ import annotations

import pytest
from flask import Flask, Response

from tests.cast import BY_KEY, CAST, Person, asked_by_each, leaks
from tests.helpers import Page

GOOD = {"Cache-Control": "no-store", "Referrer-Policy": "same-origin"}
BODY = '<main data-hx-history="false"><h1>我的件</h1></main>'


def page(body: str = BODY, **headers: str) -> Page:
    app = Flask("private")
    named = {**GOOD, **{name.replace("_", "-"): value for name, value in headers.items()}}
    app.add_url_rule("/", view_func=lambda: Response(body, headers=named), endpoint="page")
    return Page("/", app.test_client().get("/"))


@asked_by_each("clerk", "site_admin")
def test_a_page_is_asked_for_by_each(person: Person, may: bool) -> None:
    assert may is (person.site == "xiling" and person.role != "editor" and person.department != "政务服务")


def test_the_cast_has_one_of_each_role_and_more_where_one_must_not_see_the_others() -> None:
    roles = [person.role for person in CAST]
    assert {role for role in roles if roles.count(role) > 1} == {"citizen", "clerk", "site_admin"}
    clerk, colleague, away = (BY_KEY[f"clerk{more}"] for more in ("", " of another department", " of another site"))
    assert (clerk.site, clerk.department) == (colleague.site, away.department)
    assert clerk.department != colleague.department and clerk.site != away.site
    with pytest.raises(AssertionError, match="nobody"):
        asked_by_each("king")


def test_a_page_that_stays_with_its_reader_leaks_nothing() -> None:
    assert list(leaks(page())) == []


@pytest.mark.parametrize(
    ("headers", "said"),
    [
        ({"Cache_Control": "public, max-age=60"}, "kept"),
        ({"Content_Encoding": "gzip"}, "packed"),
        ({"Referrer_Policy": "unsafe-url"}, "address"),
    ],
)
def test_a_leak_is_told(headers: dict[str, str], said: str) -> None:
    (leak,) = leaks(page(**headers))
    assert said in leak
    (leak,) = leaks(page("<h1>我的件</h1>"))
    assert "hx-history" in leak
