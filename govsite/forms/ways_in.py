"""Forms of the ways in: passkeys, what is asked for besides a code, the password once more."""

from __future__ import annotations

from wtforms import PasswordField
from wtforms.fields import HiddenField
from wtforms.validators import Length

from govsite.forms.base import MOST_TYPED, Form, Line, OwnPassword, Wanted
from govsite.forms.captcha import TokenField

_LONG = Length(max=MOST_TYPED, message="写得太长了。")


class KeyForm(Form):
    """What a passkey has signed; the script fills it in."""

    next = HiddenField()
    credential = HiddenField()


class NewKeyForm(Form):
    """A passkey that the browser has made, under the token of its challenge."""

    name = Line("名称", [Wanted("请写一个名称。"), Length(max=40, message="最多 40 个字。")], default="我的手机")
    token = TokenField()
    credential = HiddenField()


class AgainForm(Form):
    """The password once more, before something that matters."""

    password = OwnPassword()


class ProofForm(Form):
    """What is asked for besides the code: the password, or the ID number where that does, too."""

    course = TokenField()
    next = HiddenField()
    own = TokenField()
    id_no = Line("身份证号", [_LONG], render_kw={"autocomplete": "off"})
    password = PasswordField("密码", [_LONG])

    def take(self, *, either: bool) -> None:
        """Ask for the password alone, unless ``either`` does."""
        if either:
            self.id_no.flags.unsaid = self.password.flags.unsaid = True
        else:
            del self.id_no
            self.password.flags.required = True

    def lacks(self) -> str:
        """What is wrong with it, before anything is compared."""
        if self.password.data:
            return ""
        if "id_no" not in self:
            return "请写密码。"
        return "" if self.id_no.data else "请写身份证号或者密码，写一样就行。"
