"""What all forms share: text as people type it, and no token of a library's own.

Who sent a form is told by the guard (``web/guard.py``): its origin, the token of a session, a one-time form key.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import Any

from flask_wtf import FlaskForm
from wtforms import EmailField, Field, PasswordField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, StopValidation

from govsite.characters import clean, one_line, without_unseen
from govsite.domain.common.emails import WRONG, is_email
from govsite.typed import Typed

MOST_TYPED = 200  # characters; more is no password
JOINERS = "\u200c\u200d"  # which letters of some scripts and pictures (emoji) are joined by


class Form(FlaskForm):
    """A form; errors are sentences of ours, in Simplified Chinese."""

    class Meta:
        """No token of Flask-WTF's."""

        csrf = False


class Line(StringField):
    """A line of text, as ``Typed``, without the blanks around it."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """What was typed, cleaned as the cells of tables and what systems push are."""
        self.data = Typed(one_line(clean(_readable(valuelist[0])))) if valuelist else Typed("")


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
        text = seen(text.replace("\r\n", "\n").replace("\r", "\n"), f"\n\t{JOINERS}").strip("\n")
        self.data = text if without_unseen(text).strip() else Typed("")


class OwnPassword(PasswordField):
    """The password of who is signed in, once more before something that matters (``web/again.py``)."""

    def __init__(self, wanted: str = "请再写一遍您自己的密码。", **values: Any) -> None:
        asked = [InputRequired(wanted), Length(max=MOST_TYPED, message="写得太长了。")]
        super().__init__("您的密码", asked, **values)


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


class Marked:
    """A field that has to be filled in, which something else asks for: a draft that is published, a form of its own."""

    field_flags = {"required": True}  # noqa: RUF012 - WTForms' own protocol

    def __call__(self, form: Form, field: Field) -> None:
        """Nothing is asked of it here."""


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
    """What somebody sees of a text: without control characters and such as have no width, which come from copying.

    ``also`` are those that are kept.
    """
    kept = (char for char in _readable(text) if char in also or (not _is_control(char) and without_unseen(char)))
    return Typed("".join(kept))


def _is_control(char: str) -> bool:
    return unicodedata.category(char) == "Cc"


def _readable(text: str) -> str:
    """A text with the sign for what cannot be read in the place of halves of surrogate pairs."""
    return text.encode("utf-8", "replace").decode()
