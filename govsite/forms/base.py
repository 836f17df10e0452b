"""What all forms share: text as people type it, and no token of a library's own.

Who sent a form is told by the guard (``web/guard.py``): its origin, the token of a session, a one-time form key.
"""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import StringField, TextAreaField
from wtforms.validators import StopValidation

from govsite.typed import Typed


class Form(FlaskForm):
    """A form; errors are sentences of ours, in Simplified Chinese."""

    class Meta:
        """No token of Flask-WTF's."""

        csrf = False


class Line(StringField):
    """A line of text, as ``Typed``; blanks around it are taken away, and what no keyboard writes is refused."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """What was typed."""
        self.data = Typed(valuelist[0].strip()) if valuelist else Typed("")

    def pre_validate(self, form: Form) -> None:  # noqa: ARG002
        """Raise StopValidation for control characters, which no database or header should see."""
        if not _is_text(self.data or ""):
            raise StopValidation("里面有无法识别的字符，请删掉后重新输入。")


class Paragraphs(TextAreaField):
    """Text of several lines, as ``Typed``, with line ends as one character."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """What was typed, each line end counted once, as the person sees it."""
        text = valuelist[0] if valuelist else ""
        self.data = Typed(text.replace("\r\n", "\n").replace("\r", "\n").strip("\n"))

    def pre_validate(self, form: Form) -> None:  # noqa: ARG002
        """Raise StopValidation for control characters."""
        if not _is_text((self.data or "").replace("\n", "").replace("\t", "")):
            raise StopValidation("里面有无法识别的字符，请删掉后重新输入。")


def _is_text(text: str) -> bool:
    """Whether a text has no control characters (C0, C1, NUL) and no half of a surrogate pair."""
    return not any(char < " " or "\x7f" <= char <= "\x9f" or "\ud800" <= char <= "\udfff" for char in text)
