"""Forms of legal persons: registration, sign-in, passwords."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, PasswordField
from wtforms.fields import HiddenField
from wtforms.validators import InputRequired, Length, StopValidation, ValidationError

from govsite.domain.accounts.codes import spelled
from govsite.domain.common import credit_codes
from govsite.domain.companies.company import KINDS
from govsite.forms.accounts import RULE, CodeForm, Mobile, PersonForm, ResetForm
from govsite.forms.acting import WithinAYear
from govsite.forms.base import MOST_TYPED, AtMost, Form, Line, Marked, Radio, Wanted, options
from govsite.forms.built import Ticks
from govsite.forms.captcha import CaptchaForm
from govsite.typed import Typed

LONGEST_NAME, LONGEST_REASON = 100, 200
ALL, SOME = "all", "some"
WHOLE = ((ALL, "单位的全部办件和来信"), (SOME, "只办下面勾选的几类"))
CONFIRM, REFUSE = "confirm", "refuse"
_LONG = Length(max=MOST_TYPED, message="写得太长了。")
NO_CODE = "统一社会信用代码是 18 位数字和大写字母，没有 I、O、S、V、Z。请照着证照写。"
ODD = "最后一位对不上，请逐位核对。确实如此的（早年发的少数代码），在下面勾选以后再提交，由工作人员核验。"


class Unsaid:
    """A field of which the form itself says when it is wanted."""

    field_flags = {"unsaid": True}  # noqa: RUF012 - WTForms' own protocol

    def __call__(self, form: Form, field: Line) -> None:
        """Nothing is asked of it here."""


class CreditCode(Line):
    """A unified credit code in its one spelling: upper case, half width, no blanks."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """What was typed; what is no code stays as it was typed."""
        super().process_formdata(valuelist)
        code = spelled(self.data or "").replace("-", "")
        if credit_codes.is_well_formed(code):
            self.data = Typed(code)


class WellFormed:
    """Eighteen characters of such codes, whatever the last one is."""

    def __call__(self, form: Form, field: CreditCode) -> None:  # noqa: ARG002
        """Raise StopValidation for anything else."""
        if not credit_codes.is_well_formed(field.data or ""):
            raise StopValidation(NO_CODE)


class CompanyForm(Form):
    """What a legal person is; ``sure`` is asked for where the last character of its code is not right."""

    kind = Radio("法人类型", choices=options(KINDS.items()), validators=[Marked()])
    name = Line("单位名称", [Wanted("请写单位名称。"), AtMost(LONGEST_NAME)])
    credit_code = CreditCode("统一社会信用代码", [Wanted("请写统一社会信用代码。"), WellFormed()])
    sure = BooleanField("我核对过，证照上就是这个代码", [Marked()])

    @property
    def asks_sure(self) -> bool:
        """Whether the box is shown."""
        code = self.credit_code.data or ""
        return credit_codes.is_well_formed(code) and not credit_codes.is_valid(code)

    def validate_name(self, field: Line) -> None:
        """Raise StopValidation for what no name looks like."""
        if sum(char.isalpha() for char in field.data or "") < 2:
            raise StopValidation("请照着证照写单位的全称。")

    def validate_credit_code(self, field: CreditCode) -> None:  # noqa: ARG002
        """Raise ValidationError for one whose last character is wrong, unless it was looked at again."""
        if self.asks_sure and not self.sure.data:
            raise ValidationError(ODD)


class RepresentativeForm(PersonForm):
    """Who represents the legal person, and a password for it."""

    name = Line("法定代表人姓名", [Wanted("请写法定代表人的姓名。")])
    id_no = Line("法定代表人身份证号", [Wanted("请写法定代表人的身份证号。")])
    password = PasswordField("单位账号的密码", [InputRequired("请设一个密码。"), _LONG], description=RULE)
    again = PasswordField("再写一遍密码", [InputRequired("请再写一遍密码。"), _LONG])

    def validate_again(self, field: PasswordField) -> None:
        """Both the same; the rule itself is the domain's."""
        if self.password.data and field.data and self.password.data != field.data:
            raise ValidationError("两次写的不一样，请重新写。")


class CompanyLoginForm(CaptchaForm):
    """Credit code and password."""

    purpose = "login"

    credit_code = CreditCode("统一社会信用代码", [Wanted("请写统一社会信用代码。"), _LONG])
    password = PasswordField("密码", [InputRequired("请写密码。"), _LONG])


class CompanyForgottenForm(CaptchaForm):
    """Whose password was forgotten."""

    purpose = "account"

    credit_code = CreditCode("统一社会信用代码", [Wanted("请写统一社会信用代码。"), WellFormed()])


class CompanyCodeForm(CodeForm):
    """The code that came to the representative's phone."""

    credit_code = HiddenField()


class CompanyResetForm(ResetForm):
    """A new password, and who represents the legal person."""

    credit_code = HiddenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, named=True, **kwargs)
        self.name.label.text, self.id_no.label.text = "法定代表人姓名", "法定代表人身份证号"


class InviteForm(Form):
    """Whom a representative invites, for what and how long; the view offers the groups."""

    phone = Line("经办人的手机号", [Wanted("请写手机号。"), Mobile()], render_kw={"inputmode": "numeric"})
    whole = Radio(
        "能办什么",
        choices=options([(ALL, "单位的全部办件和来信"), (SOME, "只办下面勾选的几类")]),
        validators=[Marked()],
    )
    scope = Ticks("哪几类", [Unsaid()])
    until = Line("办到哪一天", [Wanted("请写办到哪一天。"), WithinAYear()])

    def validate_scope(self, field: Ticks) -> None:
        """Raise StopValidation where none of the groups is ticked."""
        if self.whole.data == SOME and not field.data:
            raise StopValidation("请至少勾一类，或者选“全部”。")


class AcceptForm(Form):
    """The code of an invitation."""

    code = Line("邀请码", [Wanted("请写短信里的邀请码。"), AtMost(40)], render_kw={"inputmode": "numeric"})


class ReviewForm(Form):
    """What staff decide of a legal person."""

    decision = Radio("决定", choices=options([(CONFIRM, "通过"), (REFUSE, "退回")]), validators=[Marked()])
    reason = Line("退回的原因", [AtMost(LONGEST_REASON)])

    def validate_reason(self, field: Line) -> None:
        """Raise StopValidation where a refusal has none."""
        if self.decision.data == REFUSE and len(field.data or "") < 2:
            raise StopValidation("退回要写原因，让对方知道怎么办。")
