"""Forms of one's own space: own data, the code to a mail address, what is suggested, how news are told."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from wtforms import BooleanField
from wtforms.validators import StopValidation

from govsite.domain.accounts.codes import spelled
from govsite.domain.accounts.profiles import CONTACTS, DIGESTS, DIGITS
from govsite.forms.base import AtMost, Email, Form, Line, Marked, Radio, Select, options
from govsite.forms.built import Ticks
from govsite.forms.letters import Phone, dialled

Pairs = Sequence[tuple[str, str]]


class Some(Ticks):
    """Some of a few; what is not offered any more is left out."""

    data: list[str]

    def pre_validate(self, form: Form) -> None:  # noqa: ARG002
        """Keep what is offered: a term that was taken out of the list meanwhile is no fault of who ticked it."""
        offered = {choice.value for choice in self.iter_choices()}
        self.data = [each for each in dict.fromkeys(self.data or ()) if each in offered]


class ProfileForm(Form):
    """Own data: nothing of it is wanted."""

    called = Line("怎么称呼您", [AtMost(40)])
    phone = Phone("常用的电话", [AtMost(40)], description="可以和登录的手机号不一样。")
    email = Email("电子邮箱", [AtMost(120)])
    address = Line("通信地址", [AtMost(200)])
    district = Select("常住的地方", default="", description="为您推荐时先看这里的事项。")
    contact = Radio("写信时给部门留", default="")
    fills = BooleanField("写信时用这些填好称呼、电话、邮箱，提交前都可以改")

    def __init__(self, sites: Iterable[tuple[str, str]], **values: Any) -> None:
        super().__init__(**values)
        self.district.choices = options([("", "不说"), *sites])
        self.contact.choices = options(CONTACTS.items())

    def validate_phone(self, field: Phone) -> None:
        """Raise StopValidation for what nobody can dial."""
        if field.data and not dialled(field.data):
            raise StopValidation("请写能打通的号码，座机带区号，例如 0717-6219300；不想留就空着。")


class MailCodeForm(Form):
    """The code that came by mail; ``do`` is ``send`` where one is wanted."""

    code = Line("邮件里的验证码", [Marked()], render_kw={"inputmode": "numeric"})

    def validate_code(self, field: Line) -> None:
        """Raise StopValidation for what no code looks like."""
        if not re.fullmatch(rf"[0-9]{{{DIGITS}}}", spelled(field.data or "")):
            raise StopValidation(f"请写邮件里的 {DIGITS} 位数字。")


class InterestsForm(Form):
    """By what guides are suggested."""

    groups = Some("我是", default=list)
    events = Some("我在办的人生大事", default=list)
    district = Select("常住的地方", default="")
    suggests = BooleanField("按我选的推荐事项")

    def __init__(self, groups: Iterable[str], events: Iterable[str], sites: Pairs, **values: Any) -> None:
        super().__init__(**values)
        self.groups.choices = options((each, each) for each in groups)
        self.events.choices = options((each, each) for each in events)
        self.district.choices = options([("", "不说，用当前站点"), *sites])


class NewsForm(Form):
    """How one is told of what one has subscribed to, beside the inbox."""

    digest = Radio("邮件", default="")
    sms = BooleanField("发短信提醒有更新，七天最多一条")

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        self.digest.choices = options(DIGESTS.items())
