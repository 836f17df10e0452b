"""Forms of staff: the sign-in, their own password, accounts."""

from __future__ import annotations

from wtforms import BooleanField, PasswordField
from wtforms.fields import HiddenField
from wtforms.validators import InputRequired, Length, ValidationError

from govsite.forms.base import MOST_TYPED, AtMost, Email, Form, Line, OwnPassword, Radio, Select, Wanted

_LONG = Length(max=MOST_TYPED, message="写得太长了。")


class SignInForm(Form):
    """The first step."""

    next = HiddenField()
    username = Line("用户名", [InputRequired("请写用户名。"), _LONG])
    password = PasswordField("密码", [InputRequired("请写密码。"), _LONG])


class CodeForm(Form):
    """A code of the authenticator."""

    code = Line("动态口令", [InputRequired("请写动态口令。"), _LONG], render_kw={"inputmode": "numeric"})


class RecoveryForm(Form):
    """A recovery code."""

    code = Line("恢复码", [InputRequired("请写恢复码。"), _LONG], render_kw={"inputmode": "numeric"})


class AgainForm(Form):
    """The password once more, before something that matters."""

    password = OwnPassword()


class PasskeyForm(Form):
    """A passkey that the browser made; the script fills its answer in."""

    name = Line("名称", [Wanted("请写一个名称。"), Length(max=40, message="最多 40 个字。")], default="这台电脑")
    credential = HiddenField()


class OldPasswordForm(Form):
    """The password that somebody has."""

    old = PasswordField("原密码", [InputRequired("请写原密码。"), _LONG])


class NewPasswordForm(Form):
    """A password that somebody chooses, who has just proved who they are."""

    new = PasswordField("新密码", [InputRequired("请写新密码。"), _LONG])
    again = PasswordField("再写一遍新密码", [InputRequired("请再写一遍新密码。"), _LONG])

    def validate_again(self, field: PasswordField) -> None:
        """Both the same; the rule itself is the domain's."""
        if self.new.data and field.data and self.new.data != field.data:
            raise ValidationError("两次写的不一样，请重新写。")


class ChangePasswordForm(OldPasswordForm, NewPasswordForm):
    """A password in the place of another."""


class RoleForm(Form):
    """A role at a site; what of it somebody may give, the view offers."""

    role = Radio("角色", [Wanted("请选一个角色。")])
    department = Select("部门", description="经办人要选部门；别的角色不选。")
    subtree = BooleanField("包括全部下级站点")
    password = OwnPassword()


class AccountForm(RoleForm):
    """A new account with its first role."""

    username = Line("用户名", [Wanted("请写用户名。"), _LONG], description="登录用，字母和数字，建好以后不能改。")
    name = Line("姓名", [Wanted("请写姓名。"), _LONG])


class ResetForm(Form):
    """Another first password."""

    lost_factor = BooleanField("手机丢了：同时取消动态口令、通行密钥和恢复码，登录时重新设置")
    password = OwnPassword()


class DigestForm(Form):
    """Where somebody gets their daily digest."""

    email = Email("邮箱", [AtMost(120)])
