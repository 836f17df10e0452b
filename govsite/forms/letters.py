"""The form of a letter (写信), and those of what its writer does with it afterwards."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wtforms import BooleanField
from wtforms.fields import TelField
from wtforms.validators import StopValidation

from govsite.domain.catalogue.naming import LONGEST_NAME
from govsite.domain.common.phones import lines
from govsite.forms.base import AtMost, Email, Form, Line, Paragraphs, Radio, Select, Wanted, options
from govsite.forms.captcha import WatchedForm
from govsite.forms.uploads import Uploads

TITLE, BODY, ADDITION, REASON = 60, 2000, 1000, 500  # characters at most
_PHONE_DIGITS = range(7, 16)


def dialled(text: str) -> bool:
    """Whether one of the numbers in a text can be dialled."""
    return any(len(line.digits.lstrip("+")) in _PHONE_DIGITS for line in lines(text))


class Phone(Line, TelField):
    """A telephone number, as it was typed; any that can be dialled."""


class LetterForm(WatchedForm):
    """A letter; ``find_item`` tells the code of an item from its name or code, "" for what is none."""

    purpose = "letter"

    kind = Radio("这封信是", [Wanted("请选一种。")])
    department = Select("写给哪个部门", default="", description="不清楚就选“由本站转办”，工作人员会转给负责的部门。")
    theme = Select("属于哪类事情", default="")
    item = Line("和哪个事项有关", [AtMost(LONGEST_NAME)], description="照办事指南的名称写，没有就空着。")
    about = Line("办件的申请编号", [AtMost(60)], description="投诉某次办事时填，在受理通知或者收件回执上。")
    title = Line(
        "标题", [Wanted("请写标题，一句话说明什么事。"), AtMost(TITLE)], description=f"一句话，最多 {TITLE} 个字。"
    )
    body = Paragraphs("内容", [Wanted("请写内容：什么时间、什么地点、什么事、希望怎样解决。"), AtMost(BODY)])
    files = Uploads()
    name = Line("怎么称呼您", [AtMost(40)])
    phone = Phone("手机或者电话", [AtMost(40)])
    email = Email("电子邮箱", [AtMost(120)])
    public = BooleanField("答复以后，愿意把这封信隐去个人信息公开，让遇到同样问题的人看到")

    def __init__(self, kinds: Iterable[str], departments: Any, themes: Iterable[str], find_item: Any, **values: Any):
        super().__init__(**values)
        self.kind.choices = options((kind, kind) for kind in kinds)
        self.department.choices = options([("", "不清楚，由本站转办"), *departments])
        self.theme.choices = options([("", "不选"), *((theme, theme) for theme in themes)])
        self.find_item = find_item
        self.item_code = ""

    def validate_item(self, field: Line) -> None:
        """Raise StopValidation for what no item here is called."""
        self.item_code = self.find_item(field.data) if field.data else ""
        if field.data and not self.item_code:
            raise StopValidation("没有找到这个事项。请照办事指南里的名称写，或者把这一栏空着。")

    def validate_phone(self, field: Phone) -> None:
        """Raise StopValidation for what nobody can dial."""
        if field.data and not dialled(field.data):
            raise StopValidation("请写能打通的号码，座机带区号，例如 0717-6219300；不想留就空着。")


class AddForm(Form):
    """An addition, or the answer to what the office asked."""

    text = Paragraphs("补充说明", [Wanted("请写要补充的内容。"), AtMost(ADDITION)])
    files = Uploads("附件")


class ReopenForm(Form):
    """Why the answer is none."""

    reason = Paragraphs("哪里没有解决", [Wanted("请写哪里没有解决，方便重新办理。"), AtMost(REASON)])
