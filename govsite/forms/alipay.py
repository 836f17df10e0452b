"""Forms on the way to Alipay and back."""

from __future__ import annotations

from wtforms import BooleanField
from wtforms.validators import StopValidation

from govsite.forms.accounts import CodeForm, NameForm, PhoneForm
from govsite.forms.base import Form, Marked
from govsite.forms.captcha import TokenField


class BackForm(Form):
    """What Alipay sent along with who came back."""

    state = TokenField()
    auth_code = TokenField()


class LinkPhoneForm(PhoneForm):
    """The phone of who came by Alipay for the first time."""

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
