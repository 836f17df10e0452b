"""Forms that may ask for a captcha (验证码), and those that notice when no person fills them in.

    form = LetterForm()
    if not form.validate_on_submit():                  # 换一张 comes here too, without errors
        return page(form, 422 if form.errors else 200)
    if (form.looks_automatic(key) or LETTERS.seems(client)) and not form.passes_captcha():
        return page(form, 422)

The captcha is asked for when everything else is right, so that nobody solves two. The template has
``captcha_field(form, root, portal.hotline)`` and ``trap_field(form)`` (``components/captcha.html``) above its button,
which is ``do`` too: ``send``.
"""

from __future__ import annotations

import re
import time
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, NamedTuple

from flask import current_app
from wtforms import BooleanField, HiddenField, StringField

from govsite.domain.common.captcha import Captchas
from govsite.domain.common.captcha_picture import HEIGHT, WIDTH
from govsite.domain.common.suspicion import begun, too_fast
from govsite.forms.base import Form
from govsite.typed import Typed

ANOTHER = "another"  # value of the button 换一张, whose name is ``do``
ASKED = "请写出图中的字符，或者听到的数字，再提交一次。您填写的内容都在。"
WRONG = "验证码不对，或者已经过期。请写出新的一张。"
_TOKEN = re.compile(r"[A-Za-z0-9_.-]{1,200}")  # a form key stands in one


class TokenField(HiddenField):
    """A token as it went out, else nothing: it stands in addresses of the page."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """What came back."""
        text = valuelist[0] if valuelist else ""
        self.data = Typed(text if _TOKEN.fullmatch(text) else "")


class AnswerField(StringField):
    """What was typed for the picture; any text, since only the captcha knows what is forgiven."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.flags.required = True  # wherever it is shown

    def process_formdata(self, valuelist: list[str]) -> None:
        """What was typed."""
        self.data = Typed(valuelist[0] if valuelist else "")


class Shown(NamedTuple):
    """The captcha that a page shows; width and height in pixels, twice as many once it is ``large``."""

    token: str
    large: bool
    width: int = WIDTH
    height: int = HEIGHT


class CaptchaForm(Form):
    """A form that asks for a captcha when its view wants one; ``purpose`` is what the captcha is good for."""

    purpose: ClassVar[str]

    captcha_token = TokenField()
    captcha_large = BooleanField("放大图片")
    captcha_answer = AnswerField("验证码")
    do = StringField()  # which button was pressed

    def validate(self, extra_validators: Mapping[str, Sequence[Any]] | None = None) -> bool:
        """False without an error when another picture is wanted; one that is out of date is replaced."""
        if self.do.data == ANOTHER:
            self.ask_captcha()
            return False
        is_valid: bool = super().validate(extra_validators)
        if not is_valid and self.captcha_token.data and not _captchas().is_good(self.captcha_token.data):
            self.ask_captcha()
        return is_valid

    def ask_captcha(self) -> None:
        """Show a new captcha."""
        self.captcha_token.data = Typed(_captchas().new(self.purpose))
        self.captcha_answer.data = Typed("")

    def passes_captcha(self) -> bool:
        """Whether the captcha is solved, which is thereby used up; else a new one is shown and said to be wanted.

        Stored at once: never inside ``writing()``. To be asked last, and after a form key was found to be used: the
        second click of a letter that has arrived would fail.
        """
        token, answer = self.captcha_token.data, self.captcha_answer.data
        if token and _captchas().is_right(self.purpose, token, answer):
            return True
        self.ask_captcha()
        self.captcha_answer.errors = [WRONG if token else ASKED]
        return False

    @property
    def captcha(self) -> Shown | None:
        """The captcha to show, if any."""
        token = self.captcha_token.data
        return Shown(token, self.captcha_large.data) if token else None


class WatchedForm(CaptchaForm):
    """A captcha form with a field that no person sees (honeypot) and the moment when it was shown."""

    website = StringField()
    begun = TokenField()

    def begin(self, form_key: str) -> None:
        """Note that the form is shown for the first time, under its form key."""
        self.begun.data = Typed(begun(current_app.extensions["config"].secret_key, form_key, time.time()))

    def looks_automatic(self, form_key: str) -> bool:
        """Whether it was filled in faster than a person can, or where no person would."""
        stamp = self.begun.data or ""
        secret = current_app.extensions["config"].secret_key
        return bool(self.website.data) or too_fast(secret, stamp, form_key, time.time())

    @property
    def trapped(self) -> Typed:
        """What stands in the field that no person sees."""
        return Typed(self.website.data or "")


def _captchas() -> Captchas:
    found: Captchas = current_app.extensions["captchas"]
    return found
