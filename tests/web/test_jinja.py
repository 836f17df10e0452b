"""Putting out values: escaped, in the page's script, remembered within a bound."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import DictLoader, UndefinedError
from markupsafe import Markup, escape

from govsite.typed import Typed
from govsite.web import jinja
from govsite.web.jinja import PageEnvironment

PLAIN, HANT = PageEnvironment(DictLoader({}), False, False), PageEnvironment(DictLoader({}), True, False)


def show(value: object, env: PageEnvironment = PLAIN) -> str:
    return env.from_string("{{ x }}").render(x=value)


@given(st.text())
def test_text_is_escaped_as_jinja_escapes_it(text: str) -> None:
    assert show(text) == show(text) == str(escape(text))
    assert show(Typed(text)) == str(escape(text))
    assert show(Typed(text), HANT) == str(escape(text))
    assert show(Markup(text)) == text


@pytest.mark.parametrize(
    ("value", "text"), [(0, "0"), (-7, "-7"), (1.5, "1.5"), (True, "True"), (["<"], "[&#39;&lt;&#39;]")]
)
def test_other_values_are_their_text(value: object, text: str) -> None:
    assert show(value) == show(value, HANT) == text


def test_values_and_words_of_templates_are_converted_but_nothing_typed() -> None:
    source = '<p title="办事">{{ x }}办理</p><input value="{{ y }}"><b translate="no">办</b>'
    source += '<textarea>办</textarea>{{ "办" }}'
    assert HANT.from_string(source).render(x="发证", y=Typed("办")) == (
        '<p title="辦事">發證辦理</p><input value="办"><b translate="no">办</b><textarea>办</textarea>辦'
    )
    assert PLAIN.from_string(source).render(x="发证", y="办").count("办") == 6


@pytest.mark.parametrize("env", [PLAIN, HANT])
@pytest.mark.parametrize(
    "source",
    [
        "{{ a }}",
        "{{ x.nothing }}",
        "{{ x['nothing'] }}",
        "{% if a %}{% endif %}",
        "{{ a|upper }}",
        "{{ a ~ 'b' }}",
        "{% for b in a %}{% endfor %}",
        "{{ a == 1 }}",
    ],
)
def test_an_unknown_name_is_an_error(env: PageEnvironment, source: str) -> None:
    with pytest.raises(UndefinedError):
        env.from_string(source).render(x={})


def test_filters_loops_and_expressions_are_put_out_too() -> None:
    source = "{% for x in xs %}{{ x }}{{ x|length }}{{ x ~ '<' }}{% endfor %}{{ 1 + 1 }}{{ xs|join('<') }}"
    assert PLAIN.from_string(source).render(xs=["<", "办"]) == "&lt;1&lt;&lt;办1办&lt;2&lt;&lt;办"
    assert HANT.from_string(source).render(xs=["<", "办"]) == "&lt;1&lt;&lt;辦1辦&lt;2&lt;&lt;辦"


def test_what_is_joined_with_a_persons_words_is_not_converted(app: Flask) -> None:
    env = app.extensions["pages"]["hant", False]
    source = "{{ [a, b]|join('、') }}{{ [a, '<b>']|join('&') }}"
    assert env.from_string(source).render(a="后面", b=Typed("范某<")) == "後面、范某&lt;後面&amp;&lt;b&gt;"
    assert not [text for text in env._texts if "范某" in text]


def test_macros_and_includes_are_not_escaped_twice() -> None:
    loader = DictLoader({"m": "{% macro a(x) %}<b>{{ x }}</b>{% endmacro %}", "i": "<i>{{ x }}</i>"})
    env = PageEnvironment(loader, True, False)
    template = env.from_string(
        '{% from "m" import a %}{{ a(x) }}{% include "i" %}{% set s %}<u>{{ x }}</u>{% endset %}{{ s }}'
    )
    assert template.render(x="办<") == "<b>辦&lt;</b><i>辦&lt;</i><u>辦&lt;</u>"


def test_what_is_remembered_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jinja, "MOST_CHARACTERS", 1_000)
    env = PageEnvironment(DictLoader({}), True, False)
    for number in range(1_000):
        env.put(f"办{number}")
        env.put("x" * 5_000 + str(number))
    assert sum(map(len, env._texts)) <= 1_000
    assert env.put("办1") == "辦1"


def test_what_visitors_send_is_not_remembered(app: Flask) -> None:
    """Else a flood of addresses would fill the memory that finished texts share."""
    client = app.test_client(use_cookies=False)
    urls = [
        "/xiling/personal?x={}",
        "/sites?to=/personal&q={}",
        "/search?q=zz{}",
        "/halls?q={}",
        "/n{}",
        "/xiling/personal?theme={}",
        "/guides/{}",
        "/xiling/guides/070010015000/print?x={}",
        "/xiling/personal?page=2&x={}",
    ]
    for url in urls:
        client.get(url.format("warm"))
        client.get("/hant" + url.format("warm"))
    before = [len(env._texts) for env in app.extensions["pages"].values()]
    for number in range(30):
        for url in urls:
            client.get(url.format(f"flood{number}" * 40))
            client.get("/hant" + url.format(f"flood{number}" * 40), headers={"Host": f"h{number}.cn"})
    after = [len(env._texts) for env in app.extensions["pages"].values()]
    kept = [
        text for env in app.extensions["pages"].values() for text in env._texts if re.search(r"flood|h\d+\.cn", text)
    ]
    assert not kept, kept[:3]
    assert sum(after) - sum(before) < 100


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("{{ name }}", "范某后面"),
        ("{{ name ~ '后' }}", "范某后面後"),
        ("{{ '后' ~ name }}", "後范某后面"),
        ("{{ name[:2] }}", "范某"),
        ("{{ name + '!' }}", "范某后面!"),
        ("{{ name|trim }}", "范某后面"),
        ("{{ name|upper }}", "范某后面"),
        ("{{ name|replace('某', '') }}", "范后面"),
        ("{{ name|marked(['后']) }}", "范某<mark>后</mark>面"),
        ("{{ name.split('某')|first }}", "范"),
    ],
)
def test_what_a_person_wrote_stays_so_whatever_is_done_with_it(app: Flask, source: str, shown: str) -> None:
    for private in (False, True):
        env = app.extensions["pages"]["hant", private]
        assert env.from_string(source).render(name=Typed("范某后面")) == shown
        assert not [text for text in env._texts if "范某" in text or "范后" in text]
