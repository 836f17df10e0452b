"""Values of a site through the form and back: what was typed is what the loader reads, and nothing else changes."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from govsite.domain.settings.kind import content_of, text_of
from govsite.domain.settings.values import values_of, with_values
from govsite.forms.settings import SettingsForm
from govsite.sites.edit import block_of, with_block
from govsite.sites.load import load_text
from govsite.sites.origins import said_at
from govsite.sites.schema import SiteEntry
from govsite.sites.topics import CHOICES, TOPICS, Setting, Shape
from govsite.sites.tree import SiteTree
from tests.sites.samples import SMALL

ITEMS = [f"0700100{number:05}" for number in range(4)]
TEXT = SMALL.replace(
    '    parent: yichang\n',
    '    parent: yichang\n    contact: {phone: "12345", address: 一路1号}  # 总机\n    hot: []\n'
    '    description: |\n      第一行\n      第二行\n',
)  # fmt: skip
LINES = (
    st.text(st.sampled_from("西陵 a-:#{}[]'\"&*!|>%@`,?~0\\甲"), min_size=1, max_size=12).map(str.strip).filter(bool)
)
FORMS = {
    "contact.phone": st.sampled_from(["0717-6219300", "12345", "13800138000"]),
    "contact.postcode": st.from_regex("[0-9]{6}", fullmatch=True),
    "footer.site_id": st.from_regex("[0-9]{10}", fullmatch=True),
    "initials": st.from_regex("[a-z0-9]{1,20}", fullmatch=True),
}
URL = {"url": st.just("https://xl.gov.cn/a?b#c")}
WANTED = {"services": {"site": LINES, **URL}, "apps": {"how": LINES}}  # besides a title


def value_for(one: Setting) -> st.SearchStrategy[Any]:
    """What somebody may type as a setting, as the file has it."""
    if one.name in FORMS:
        return FORMS[one.name]
    rows = st.fixed_dictionaries({"title": LINES, **WANTED.get(one.name, URL)})
    return {
        Shape.LINE: LINES,
        Shape.TEXT: st.lists(LINES, min_size=1, max_size=3).map("\n".join),
        Shape.CHOICE: st.sampled_from(sorted(CHOICES.get(one.name, {"公安": ""}))),
        Shape.SWITCH: st.booleans(),
        Shape.LINES: st.lists(LINES, min_size=1, max_size=3),
        Shape.TABLE: st.lists(rows, min_size=1, max_size=3),
        Shape.ITEMS: st.lists(st.sampled_from(ITEMS), min_size=1, unique=True),
    }[one.shape]


FREE = [topic for topic in TOPICS.values() if not topic.portal]
TYPED = st.one_of(
    *(
        st.tuples(
            st.just(topic), st.fixed_dictionaries({}, optional={one.name: value_for(one) for one in topic.settings})
        )
        for topic in FREE
    )
)


def sent(form: SettingsForm, values: dict[str, Any]) -> MultiDict[str, str]:
    """The form as a browser sends it after somebody typed some values."""
    pairs = [(name, text) for name, text in form.built.sent().items(multi=True) if not covers(values, name)]
    for name, value in values.items():
        if isinstance(value, bool):
            pairs.append((name, "on" if value else "off"))
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            pairs += [(f"{name}.{n}.{key}", cell) for n, row in enumerate(value) for key, cell in row.items()]
        elif name == "hot":
            pairs += [(name, code) for code in value]
        else:
            pairs.append((name, "\r\n".join(value) if isinstance(value, list) else value.replace("\n", "\r\n")))
    return MultiDict(pairs)


def covers(values: dict[str, Any], name: str) -> bool:
    return any(name == one or name.startswith(f"{one}.") for one in values)


@pytest.fixture(scope="module")
def tree() -> SiteTree:
    return load_text(TEXT)


@pytest.fixture(scope="module")
def anywhere() -> Flask:
    made = Flask(__name__)
    made.secret_key = "x"  # noqa: S105
    return made


@settings(max_examples=settings.default.max_examples // 4)
@given(TYPED)
def test_what_is_typed_is_what_the_loader_reads(tree: SiteTree, anywhere: Flask, typed: Any) -> None:
    topic, values = typed
    site, before = tree.by_slug["xiling"], content_of(block_of(TEXT, "xiling"))
    own = values_of(before)
    choices = {one.name: [(key, key) for key in CHOICES.get(one.name, ["公安"])] for one in topic.settings}
    choices["hot"] = [(code, code) for code in ITEMS]
    with anywhere.test_request_context(method="POST"):
        blank = SettingsForm(tree, site, topic, own, choices)
        assert SettingsForm(tree, site, topic, own, choices, blank.built.sent()).changes() == {}, "nothing was typed"
        form = SettingsForm(tree, site, topic, own, choices, sent(blank, values))
        assert form.form.validate(), form.form.errors
        after = with_values(before, form.changes())
    load_text(with_block(TEXT, "xiling", text_of(after)))
    now = values_of(after)
    for other in TOPICS.values():
        for one in other.settings:
            wanted = values.get(one.name, said_at(own, one.path))
            assert said_at(now, one.path) == wanted, one.name


def test_every_value_of_a_site_stands_in_one_topic() -> None:
    names = [one.name for topic in TOPICS.values() for one in topic.settings]
    assert len(names) == len(set(names))
    assert {one.path[0] for topic in TOPICS.values() for one in topic.settings} == set(SiteEntry.model_fields) - {
        "notices"
    }
    assert all(one.label and one.label != one.name for topic in TOPICS.values() for one in topic.settings)


def test_hints_say_nothing_of_the_file_where_a_form_asks_otherwise() -> None:
    assert [one.hint for one in TOPICS["hot"].settings] == ["写了就整个代替上级的"]  # items are ticked, not typed
