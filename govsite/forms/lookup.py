"""The forms by which a ticket is opened, and those that every kind of ticket has."""

from __future__ import annotations

from wtforms import BooleanField
from wtforms.fields import PasswordField
from wtforms.validators import StopValidation

from govsite.domain.tickets.ratings import RATINGS
from govsite.forms.base import AtMost, Form, Line, Paragraphs, Radio, Wanted, options
from govsite.forms.captcha import CaptchaForm
from govsite.forms.uploads import Uploads

RATING_WORDS = 300  # characters


class LookupForm(CaptchaForm):
    """Number and password of a ticket."""

    purpose = "lookup"

    number = Line(
        "编号",
        [Wanted("请写回执上的编号。")],
        description="信件像 XJ-20261130-4K7PA3，办件像 BJ-20261130-4K7PA3，横线和空格写不写都行。",
    )
    password = PasswordField(
        "查询密码", [Wanted("请写回执上的查询密码。")], description="16 位数字，四个一组，空格写不写都行。"
    )


class SureForm(Form):
    """A tick that it is meant."""

    sure = BooleanField("我确定", description="")

    def validate_sure(self, field: BooleanField) -> None:
        """Raise StopValidation where the box is empty."""
        if not field.data:
            raise StopValidation("请先勾选“我确定”。")


class RateForm(Form):
    """A rating of what was done (好差评)."""

    rating = Radio("您满意吗", [Wanted("请选一种。")], choices=options((str(n), words) for n, words in RATINGS.items()))
    words = Paragraphs("想说的话", [AtMost(RATING_WORDS)])


class FileForm(Form):
    """One file, for one material."""

    files = Uploads("文件", most=1)

    def validate_files(self, field: Uploads) -> None:
        """Raise StopValidation where none has come."""
        if not field.held:
            raise StopValidation("请选择文件。")
