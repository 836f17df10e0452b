"""Forms of citizens' accounts: registration, sign-in, passwords, real name."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from wtforms import BooleanField, PasswordField
from wtforms.fields import HiddenField
from wtforms.validators import InputRequired, Length, StopValidation, ValidationError

from govsite.domain.accounts.codes import DIGITS, spelled
from govsite.domain.accounts.levels import TOO_YOUNG, is_too_young
from govsite.domain.common import id_cards
from govsite.domain.common.phones import is_mobile
from govsite.forms.base import Form, Line, Marked, Paragraphs, Wanted
from govsite.forms.captcha import AnswerField, CaptchaForm, TokenField
from govsite.typed import Typed

MOST_TYPED = 200  # characters; more is no password
LONGEST_NAME = 40
MOST_LINES = 5  # tickets that are put in at a time: each costs a verification
_LONG = Length(max=MOST_TYPED, message="写得太长了。")
_CODE = re.compile(rf"[0-9]{{{DIGITS}}}")
# Rare characters: those that came after this Python's tables, and those that machines keep in places of their own.
_LETTER = "(?:[^\\W\\d_]|[\ue000-\uf8ff\U00020000-\U0003fffd])"
_NAME = re.compile(rf"{_LETTER}(?:{_LETTER}|[·•‧・･．.,'’\- ])*{_LETTER}")
RULE = "8 到 64 个字符，数字、字母、符号（`~!_@#$%*）当中至少两种"


class Mobile:
    """One mobile number."""

    def __call__(self, form: Form, field: Line) -> None:  # noqa: ARG002
        """Raise StopValidation for anything else."""
        if not is_mobile(field.data or ""):
            raise StopValidation("请写 11 位的手机号，像 13812345678。")


class PhoneOrNumber:
    """A mobile number or an ID number."""

    def __call__(self, form: Form, field: Line) -> None:  # noqa: ARG002
        """Raise StopValidation for anything else."""
        if not is_mobile(field.data or "") and id_cards.fault(field.data or ""):
            raise StopValidation("请写 11 位的手机号，或者 18 位的身份证号。")


class AccountForm(CaptchaForm):
    """A form whose captcha is told apart from the code by SMS."""

    captcha_answer = AnswerField("图片验证码")


class PhoneForm(AccountForm):
    """The phone that a code is sent to."""

    purpose = "account"

    phone = Line("手机号", [Wanted("请写手机号。"), Mobile()], render_kw={"inputmode": "numeric"})


class ForgottenForm(AccountForm):
    """Whose password was forgotten."""

    purpose = "account"

    name = Line("手机号或者身份证号", [Wanted("请写手机号或者身份证号。"), PhoneOrNumber()])


class LoginForm(AccountForm):
    """Phone or ID number, and password."""

    purpose = "login"

    next = HiddenField()
    own = TokenField()
    name = Line("手机号或者身份证号", [Wanted("请写手机号或者身份证号。"), _LONG])
    password = PasswordField("密码", [InputRequired("请写密码。"), _LONG])


class CodeForm(Form):
    """The code that came by SMS; ``do`` is ``again`` where another one is wanted."""

    course = TokenField()
    next = HiddenField()
    own = TokenField()  # of who signs in by an engine that does not say where a form came from
    code = Line("短信验证码", [Marked()], render_kw={"inputmode": "numeric"})
    sent_again = False  # whether the page has to say so

    def validate_code(self, field: Line) -> None:
        """Raise StopValidation for what no code looks like."""
        if not _CODE.fullmatch(spelled(field.data or "")):
            raise StopValidation(f"请写短信里的 {DIGITS} 位数字。")


class RegisterForm(CodeForm):
    """The second step of registration."""

    password = PasswordField("密码", [InputRequired("请设一个密码。"), _LONG], description=RULE)
    again = PasswordField("再写一遍密码", [InputRequired("请再写一遍密码。"), _LONG])
    agree = BooleanField("我看过并同意注册协议", [Marked()])

    def validate_again(self, field: PasswordField) -> None:
        """Both the same; the rule itself is the domain's."""
        if self.password.data and field.data and self.password.data != field.data:
            raise ValidationError("两次写的不一样，请重新写。")

    def validate_agree(self, field: BooleanField) -> None:
        """Raise StopValidation where it was not agreed to."""
        if not field.data:
            raise StopValidation("同意注册协议才能注册。")


class PersonForm(Form):
    """A name and an ID number."""

    name = Line("姓名", [Wanted("请写身份证上的姓名。")])
    id_no = Line("身份证号", [Wanted("请写身份证号。")])

    def validate_name(self, field: Line) -> None:
        """Raise StopValidation for what no name looks like; the gateway knows better."""
        text = field.data or ""
        if not (2 <= len(text) <= LONGEST_NAME and _NAME.fullmatch(text)):
            raise StopValidation("请照着身份证写姓名，少数民族姓名中间的点写成“·”。")

    def validate_id_no(self, field: Line) -> None:
        """Raise StopValidation for what cannot be a number: it would cost money to ask."""
        if said := id_cards.fault(field.data or ""):
            raise StopValidation(said)


class NameForm(PersonForm):
    """A name and an ID number, after a code; of nobody who is a child."""

    course = TokenField()
    next = HiddenField()

    def validate_id_no(self, field: Line) -> None:
        """Raise StopValidation for what cannot be a number, and for a child's, with the way that there is."""
        super().validate_id_no(field)
        if is_too_young(field.data or ""):
            raise StopValidation(TOO_YOUNG)


class NewPasswordForm(Form):
    """A password that somebody chooses."""

    course = TokenField()
    new = PasswordField("新密码", [InputRequired("请写新密码。"), _LONG], description=RULE)
    again = PasswordField("再写一遍新密码", [InputRequired("请再写一遍新密码。"), _LONG])

    def validate_again(self, field: PasswordField) -> None:
        """Both the same; the rule itself is the domain's."""
        if self.new.data and field.data and self.new.data != field.data:
            raise ValidationError("两次写的不一样，请重新写。")


class ResetForm(NewPasswordForm):
    """A new password for who has forgotten theirs; the name where the account has a real one."""

    name = Line("姓名", [Marked()])
    id_no = Line("身份证号", [Marked()])

    def __init__(self, *args: Any, named: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.named = named
        if not named:
            del self.name, self.id_no

    def validate(self, extra_validators: Mapping[str, Sequence[Any]] | None = None) -> bool:
        """Both are wanted where they are asked for."""
        good: bool = super().validate(extra_validators)
        if self.named:
            for field, said in ((self.name, "请写姓名。"), (self.id_no, "请写身份证号。")):
                if not field.data:
                    field.errors = [said]
                    good = False
        return good


class ChangePasswordForm(NewPasswordForm):
    """A password in the place of another."""

    old = PasswordField("原密码", [Marked(), _LONG])


class ExportForm(Form):
    """The password once more, before all that is kept of somebody leaves the portal."""

    password = PasswordField("密码", [Marked(), _LONG])


class ClaimForm(CaptchaForm):
    """Number and password of a ticket that is to be one's own."""

    purpose = "lookup"

    number = Line("编号", [Wanted("请写回执上的编号。")])
    password = PasswordField("查询密码", [Wanted("请写回执上的查询密码。")])


class SeveralForm(Form):
    """Numbers and passwords of several tickets, a line each."""

    lines = Paragraphs(
        "编号和查询密码",
        [Wanted("请写编号和查询密码，一行一件。")],
        description=f"一行一件：先写编号，空一格，再写查询密码。一次最多 {MOST_LINES} 件。",
    )

    def pairs(self) -> list[tuple[Typed, Typed]]:
        """Number and password of each line; a line without a password has "" for it."""
        lines = (str(self.lines.data or "")).replace("，", " ").replace(",", " ").splitlines()
        found = (line.split(None, 1) for line in lines)
        return [(Typed(parts[0]), Typed(parts[1] if parts[1:] else "")) for parts in found if parts]

    def validate_lines(self, field: Paragraphs) -> None:  # noqa: ARG002
        """Raise StopValidation for more than are tried at a time, and for lines with one of both."""
        pairs = self.pairs()
        if len(pairs) > MOST_LINES:
            raise StopValidation(f"一次最多 {MOST_LINES} 件，请分几次放。")
        lacking = [place for place, (_, password) in enumerate(pairs, 1) if not password]
        if lacking:
            raise StopValidation(f"第 {lacking[0]} 行没有查询密码。")
