"""The forms of the desk of letters (信件办理): one for each thing that an office does with a letter."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from wtforms import BooleanField, SelectMultipleField
from wtforms.validators import StopValidation

from govsite.domain.letters.reply_templates import LONGEST_NAME, LONGEST_TEXT
from govsite.domain.tickets.assigning import Pick
from govsite.domain.tickets.desks import Colleague
from govsite.forms.base import AtMost, Form, Line, Paragraphs, Select, Wanted, options
from govsite.forms.letters import BODY, REASON, TITLE
from govsite.forms.uploads import Uploads

ANSWER, NOTE = 5000, 1000  # characters at most
PUBLIC_TITLE, PUBLIC_TEXT = TITLE, max(BODY, ANSWER)


class AnswerForm(Form):
    """An answer, which may begin with a template, with files."""

    template = Select("答复模板", default="")
    text = Paragraphs("答复", [Wanted("请写答复。"), AtMost(ANSWER)])
    files = Uploads()


class FollowForm(Form):
    """What is said on a bad rating."""

    text = Paragraphs("对评价的回复", [Wanted("请写回访的结果：已经做了什么，还能做什么。"), AtMost(ANSWER)])


class MoreForm(Form):
    """What is said on something that the writer added to the answer."""

    text = Paragraphs("对补充的回复", [Wanted("请写对补充的回复。"), AtMost(ANSWER)])


class AskForm(Form):
    """What the writer is asked."""

    text = Paragraphs(
        "请写信人补充什么",
        [Wanted("请写要补充什么。"), AtMost(NOTE)],
        description="只能问一次，请把要补充的一次写全。写信人答复以前，期限暂停计算。",
    )


class RefuseForm(Form):
    """Why a letter is refused, and whom to ask instead."""

    reason = Paragraphs(
        "理由，以及应该问谁",
        [Wanted("请写不受理的理由，以及应该找哪个单位、怎样联系。"), AtMost(REASON)],
        description="写信人会看到。例如：这件事由市医保局办理，请打 0717-6219300。",
    )


class PassForm(Form):
    """To whom a letter is passed; ``find_site`` finds a site that takes letters by what somebody calls it."""

    department = Select("本站的哪个部门", default="")
    site = Line("或者哪个站点", [AtMost(40)], description="写站点名称或拼音，例如 西陵区，那里会分给经办部门。")
    reason = Paragraphs("转办说明", [AtMost(REASON)], description="写信人会看到。")

    def __init__(self, departments: Iterable[tuple[str, str]], find_site: Callable[[str], Any], **values: Any) -> None:
        super().__init__(**values)
        self.department.choices = options([("", "不转给本站部门"), *departments])
        self.find_site = find_site
        self.found: Any = None

    def validate_site(self, field: Line) -> None:
        """Raise StopValidation where there is no place to go to, or there are two."""
        if bool(field.data) == bool(self.department.data):
            raise StopValidation("请选一个部门，或者写一个站点，只要一样。")
        if field.data:
            self.found = self.find_site(field.data)
            if self.found is None:
                raise StopValidation("没有找到这个站点，或者它不收信件。请照站点的全称写，例如 西陵区。")


class AssignForm(Form):
    """Who is to have a letter: one of ``colleagues``, among whom is ``own``, who asks."""

    to = Select("分给", [Wanted("请选一位同事。")])

    def __init__(self, colleagues: Sequence[Colleague], own: int, **values: Any) -> None:
        super().__init__(**values)
        self.colleagues = colleagues
        self.to.choices = options((str(one.id), "我自己" if one.id == own else one.name) for one in colleagues)

    @property
    def chosen(self) -> Colleague:
        """Who was chosen, once the form is found right."""
        return next(one for one in self.colleagues if str(one.id) == self.to.data)


class ManyForm(AssignForm):
    """Who is to have the tickets that were ticked in a list; their values are ``id.revision``."""

    ticket = SelectMultipleField("勾选的", validate_choice=False)

    @property
    def picks(self) -> list[Pick]:
        """Those that were ticked; what is no number is none."""
        parts = [value.partition(".") for value in self.ticket.data or ()]
        return [Pick(int(one), int(revision)) for one, _, revision in parts if _is_number(one) and _is_number(revision)]


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10


class NoteForm(Form):
    """An internal note."""

    text = Paragraphs(
        "备注", [Wanted("请写备注。"), AtMost(NOTE)], description="写信人看不到；转办以后，接手的单位看得到。"
    )


class ReturnForm(Form):
    """What is to be changed in an answer."""

    words = Paragraphs("哪里要改", [Wanted("请写哪里要改。"), AtMost(REASON)])


class PublishForm(Form):
    """What of a letter everybody may read."""

    title = Line("公开的标题", [Wanted("请写标题。"), AtMost(PUBLIC_TITLE)])
    body = Paragraphs("公开的来信", [Wanted("请写来信内容。"), AtMost(PUBLIC_TEXT)])
    answer = Paragraphs("公开的答复", [Wanted("请写答复。"), AtMost(PUBLIC_TEXT)])
    sure = BooleanField("我逐字看过，里面没有能认出写信人或者别人的内容")

    def validate_sure(self, field: BooleanField) -> None:
        """Raise StopValidation where the box is empty."""
        if not field.data:
            raise StopValidation("请逐字看一遍，再勾选这一项。")


class TemplateForm(Form):
    """A template of answers."""

    department = Select("部门", [Wanted("请选部门。")])
    name = Line("名称", [Wanted("请写名称。"), AtMost(LONGEST_NAME)], description="例如 办理居住证。同名的会被换掉。")
    text = Paragraphs("内容", [Wanted("请写内容。"), AtMost(LONGEST_TEXT)], description="插入以后还可以改。")

    def __init__(self, departments: Iterable[tuple[str, str]], **values: Any) -> None:
        super().__init__(**values)
        self.department.choices = options(departments)
