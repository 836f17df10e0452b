"""Forms of proofs of who one is, of guardians, and of errands that are done for others."""

from __future__ import annotations

from wtforms import BooleanField
from wtforms.fields import HiddenField
from wtforms.validators import StopValidation

from govsite.domain.accounts.children import RELATIONS, TOO_OLD
from govsite.domain.accounts.codes import spelled
from govsite.domain.accounts.levels import is_too_young
from govsite.domain.common import bank_cards
from govsite.forms.accounts import CodeForm, Mobile, NameForm, PersonForm
from govsite.forms.acting import WithinAYear
from govsite.forms.base import AtMost, Form, Line, Marked, Radio, Select, Wanted, options

CARD = "card"  # way of a code form that goes on with a bank's card


class LevelForm(CodeForm):
    """The code before a proof; ``way`` is which."""

    way = HiddenField()


class CardForm(NameForm):
    """Name, ID number, a bank's card, and the phone that the bank knows."""

    card = Line("银行卡号", [Wanted("请写银行卡号。")], render_kw={"inputmode": "numeric"})
    phone = Line("在银行留的手机号", [Wanted("请写在银行留的手机号。"), Mobile()], render_kw={"inputmode": "numeric"})

    def validate_card(self, field: Line) -> None:
        """Raise StopValidation for what cannot be a number: it would cost money to ask."""
        if said := bank_cards.fault(field.data or ""):
            raise StopValidation(said)


class WindowForm(PersonForm):
    """What staff at a window take from the card that they see; the view offers the halls."""

    code = Line("窗口认证码", [Wanted("请写对方的窗口认证码。"), AtMost(40)], render_kw={"inputmode": "numeric"})
    name = Line("证件上的姓名", [Wanted("请照着证件写姓名。")])
    id_no = Line("证件上的号码", [Wanted("请照着证件写号码。")])
    place = Select("在哪个大厅", [Marked()])
    seen = BooleanField("我看过证件原件，是本人", [Marked()])

    def validate_code(self, field: Line) -> None:
        """Raise StopValidation for what no code looks like."""
        if not spelled(field.data or "").isdigit():
            raise StopValidation("窗口认证码是 8 位数字。")

    def validate_seen(self, field: BooleanField) -> None:
        """Raise StopValidation where nobody says that they have seen it."""
        if not field.data:
            raise StopValidation("看过原件、人证一致，才能认证。")


class ChildForm(PersonForm):
    """A child, by its guardian."""

    name = Line("孩子的姓名", [Wanted("请照着户口簿或者身份证写姓名。")])
    id_no = Line("孩子的身份证号", [Wanted("请写身份证号，户口簿上有。")])
    relation = Radio("您是孩子的", choices=options(RELATIONS.items()), validators=[Marked()])
    agree = BooleanField("我是孩子的监护人，同意本网为替孩子办事保存这些信息", [Marked()])

    def validate_id_no(self, field: Line) -> None:
        """Raise StopValidation for what cannot be a child's."""
        super().validate_id_no(field)
        if not is_too_young(field.data or ""):
            raise StopValidation(TOO_OLD)

    def validate_agree(self, field: BooleanField) -> None:
        """Raise StopValidation where it was not agreed to."""
        if not field.data:
            raise StopValidation("监护人同意才能登记。")


class MandateForm(Form):
    """Which errand somebody may do, and until when; the view offers the errands."""

    errand = Select("托办哪件事", [Marked()])
    until = Line("办到哪一天", [Wanted("请写办到哪一天。"), WithinAYear()])


class ErrandForm(Form):
    """The code of somebody else's errand."""

    code = Line("代办码", [Wanted("请写对方告诉您的代办码。"), AtMost(40)], render_kw={"inputmode": "numeric"})
