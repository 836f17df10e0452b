"""What all forms share: text as people type it, and no token of a library's own.

Who sent a form is told by the guard (``web/guard.py``): its origin, the token of a session, a one-time form key.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import Any

from flask_wtf import FlaskForm
from wtforms import EmailField, Field, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import StopValidation

from govsite.domain.common.emails import WRONG, is_email
from govsite.typed import Typed


class Form(FlaskForm):
    """A form; errors are sentences of ours, in Simplified Chinese."""

    class Meta:
        """No token of Flask-WTF's."""

        csrf = False


class Line(StringField):
    """A line of text, as ``Typed``, without the blanks around it."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """What was typed."""
        self.data = seen(valuelist[0]).strip() if valuelist else Typed("")


class Email(Line, EmailField):
    """An address of e-mail, or nothing."""

    def pre_validate(self, form: Form) -> None:  # noqa: ARG002
        """Raise StopValidation for what is no address."""
        if self.data and not is_email(self.data):
            raise StopValidation(WRONG)


class Paragraphs(TextAreaField):
    """Text of several lines, as ``Typed``, with line ends as one character."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """What was typed, each line end counted once, as the person sees it."""
        text = valuelist[0] if valuelist else ""
        self.data = seen(text.replace("\r\n", "\n").replace("\r", "\n"), "\n\t").strip("\n")


class _OneOf:
    """A choice of what the page offers; anything else is told like a missing one."""

    data: Any

    def pre_validate(self, form: Form) -> None:  # noqa: ARG002
        """Raise StopValidation for what is not offered."""
        offered = {choice.value for choice in self.iter_choices()}  # type: ignore[attr-defined]
        if self.data not in offered:
            self.data = None
            raise StopValidation("请从列出的选项里选一个。")


class Radio(_OneOf, RadioField):
    """One of a few, all in sight."""


class Select(_OneOf, SelectField):
    """One of a list."""


def options(pairs: Iterable[tuple[str, str]]) -> list[SelectChoice]:
    """The choices of a field from values and labels."""
    return [SelectChoice(value, label) for value, label in pairs]


class Wanted:
    """Something must be written; blanks are nothing."""

    field_flags = {"required": True}  # noqa: RUF012 - WTForms' own protocol

    def __init__(self, message: str) -> None:
        self.message = message

    def __call__(self, form: Form, field: Field) -> None:  # noqa: ARG002
        """Raise StopValidation with the sentence."""
        if not str(field.data or "").strip():
            raise StopValidation(self.message)


class AtMost:
    """Not more characters than so many, counted as people count; the browser cuts nothing off by itself."""

    def __init__(self, most: int, message: str = "最多 {most} 个字，现在有 {now} 个字，请删掉一些。") -> None:
        self.most = most
        self.message = message

    def __call__(self, form: Form, field: Field) -> None:  # noqa: ARG002
        """Raise StopValidation with how many there are."""
        now = len(field.data or "")
        if now > self.most:
            raise StopValidation(self.message.format(most=self.most, now=now))


def seen(text: str, also: str = "") -> Typed:
    """What somebody sees of a text: without control characters (C0, C1), which come from copying and show nowhere.

    ``also`` are those that are kept; halves of surrogate pairs become the sign for what cannot be read.
    """
    readable = text.encode("utf-8", "replace").decode()
    return Typed("".join(char for char in readable if char in also or unicodedata.category(char) != "Cc"))
