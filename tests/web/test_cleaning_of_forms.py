"""What is typed into forms is cleaned in one way: nothing unseen is stored, nothing that is seen is changed."""

from __future__ import annotations

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from govsite.characters import clean, one_line
from govsite.forms.base import Form, Line, Paragraphs, Wanted
from govsite.typed import Typed

FAMILY = "\U0001f468\u200d\U0001f469"
UNSEEN = ["\u200b", "\u202e", "\ufeff", "\x07", "\xad", "\u2800", "\u3164", "\x85", "\ud800\u200b"]


class Both(Form):
    line = Line("行", [Wanted("请写。")])
    text = Paragraphs("文", [Wanted("请写。")])


def sent(text: str) -> Both:
    app = Flask(__name__)
    app.secret_key = "x"
    with app.test_request_context("/", method="POST", data={"line": text, "text": text}):
        return Both()


@pytest.mark.parametrize("unseen", UNSEEN[:-1])
def test_what_nobody_sees_is_nothing_and_is_taken_out(unseen: str) -> None:
    with Flask(__name__).test_request_context("/"):
        assert set(sent(unseen).errors) == set()
    form = sent(f"{unseen}白云{unseen}大厅")
    assert (form.line.data or "").replace(" ", "") == form.text.data == "白云大厅"
    assert isinstance(form.line.data, Typed) and isinstance(form.text.data, Typed)


@pytest.mark.parametrize("unseen", [*UNSEEN[:-1], "\u200d", " \u200c\n"])
def test_of_it_alone_there_is_nothing_written(unseen: str) -> None:
    form = sent(unseen)
    assert not str(form.line.data).strip() and not str(form.text.data).strip()


@pytest.mark.parametrize("text", ["范\U000235cb", "葛\U000e0100城", FAMILY, "\u3000\u3000第一段\n\t第二段", "①、Ⅳ"])
def test_paragraphs_stay_as_they_were_written(text: str) -> None:
    assert sent(text).text.data == text


@given(st.text())
def test_a_line_is_cleaned_as_a_cell_of_a_table_is(text: str) -> None:
    text = text.encode("utf-8", "replace").decode()
    assert sent(text).line.data == one_line(clean(text))
