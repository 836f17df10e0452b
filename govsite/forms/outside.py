"""Forms on the way to another system's sign-in and back."""

from __future__ import annotations

from flask import request
from wtforms import BooleanField, HiddenField, PasswordField
from wtforms.validators import InputRequired, Length, StopValidation

from govsite.forms.accounts import CodeForm, NameForm, PhoneForm
from govsite.forms.base import MOST_TYPED, Form, Marked
from govsite.forms.captcha import CaptchaForm, TokenField
from govsite.typed import Typed

LONGEST = 2048  # characters of a code of theirs


class ToldField(HiddenField):
    """What another system wrote into an address: printable and of a sensible length, else nothing."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """What came back."""
        text = valuelist[0] if valuelist else ""
        self.data = Typed(text if len(text) <= LONGEST and text.isascii() and text.isprintable() else "")


class BackForm(Form):
    """What the system sent along with who came back; Alipay calls its code ``auth_code``."""

    state = TokenField()
    code = ToldField()
    iss = ToldField()

    @classmethod
    def of_address(cls) -> BackForm:
        """What stands in the address that was opened."""
        form = cls(request.args)
        form.code.data = form.code.data or Typed(request.args.get("auth_code", ""))
        return form


class LinkPhoneForm(PhoneForm):
    """The phone of who came for the first time."""

    trip = TokenField()


class LinkCodeForm(CodeForm):
    """The code that came to it; an account is made where there is none, so all agree."""

    trip = TokenField()
    agree = BooleanField("我看过并同意注册协议", [Marked()])

    def validate_agree(self, field: BooleanField) -> None:
        """Raise StopValidation where it was not agreed to."""
        if not field.data:
            raise StopValidation("同意注册协议才能继续。")


class LinkNameForm(NameForm):
    """The name of an account that has a real one."""

    trip = TokenField()


class LinkFirmForm(CaptchaForm):
    """The password of a legal person that came for the first time."""

    purpose = "login"

    trip = TokenField()
    password = PasswordField("单位账号的密码", [InputRequired("请写密码。"), Length(max=MOST_TYPED)])


class EnterForm(Form):
    """The code that leads to a session of a site's own host, and the page to go on to."""

    code = ToldField()
    next = ToldField()
