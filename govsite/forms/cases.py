"""The forms of the desk of cases (办件办理): taking one in, and one for each thing that an office does with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

from wtforms import BooleanField, Field, SelectMultipleField
from wtforms.validators import StopValidation
from wtforms.widgets import CheckboxInput, ListWidget

from govsite.domain.cases.refusals import REFUSALS
from govsite.domain.cases.supplementing import Gap
from govsite.domain.common.phones import is_mobile
from govsite.forms.base import AtMost, Email, Form, Line, Paragraphs, Radio, Select, Wanted, options
from govsite.forms.letters import Phone

NAME, REASON, SHORT = 100, 500, 200  # characters at most
OTHERS = 2  # materials that the guide does not name, on a notice
PERSON, FIRM, PICK_UP, POST = "person", "firm", "pick-up", "post"
AGREES, AGAINST = "yes", "no"


class Ticks(SelectMultipleField):
    """Boxes to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class IntakeForm(Form):
    """A case at the window; the values of ``materials`` are their positions in the guide."""

    kind = Radio("申请人是", [Wanted("请选一种。")], choices=options([(PERSON, "个人"), (FIRM, "企业或者单位")]))
    name = Line("姓名或者单位名称", [Wanted("请写申请人的姓名或者单位名称。"), AtMost(NAME)])
    phone = Phone("手机", [AtMost(40)], description="留了会收到短信，里面只有编号。")
    email = Email("电子邮箱", [AtMost(120)])
    hant = BooleanField("短信和邮件用繁体字", description="申请人习惯看繁体字就勾。")
    materials = Ticks("已收到的材料", description="收到哪份勾哪份，没勾的可以接着一次性告知。")
    how = Radio("结果怎样取", [Wanted("请选一种。")], choices=options([(PICK_UP, "到窗口领取"), (POST, "邮寄")]))

    def __init__(self, materials: Sequence[str], **values: Any) -> None:
        super().__init__(**values)
        self.materials.choices = options((str(number), name) for number, name in enumerate(materials))

    def validate_phone(self, field: Phone) -> None:
        """Raise StopValidation for what is no mobile phone."""
        if field.data and not is_mobile(field.data):
            raise StopValidation("请写 11 位手机号；不想留就空着。")


class KnownForm(Form):
    """Who is given another password must be known to be the applicant."""

    known = BooleanField("我核对过证件，是申请人本人或者代办人")

    def validate_known(self, field: BooleanField) -> None:
        """Raise StopValidation where the box is empty."""
        if not field.data:
            raise StopValidation("请先核对证件，再勾选这一项。")


class RefuseForm(Form):
    """Why something is refused or denied."""

    kind = Radio("属于哪一种", [Wanted("请选一种。")], choices=options(REFUSALS.items()))
    reason = Paragraphs("理由", [Wanted("请写理由和依据。"), AtMost(REASON)], description="申请人会看到。")


class LackingForm(Form):
    """Why a case is accepted though materials are lacking (容缺受理)."""

    reason = Paragraphs(
        "容缺受理的理由",
        [Wanted("材料还没有收齐，不能直接受理。请先一次性告知；要容缺受理，请写理由和补交的日期。"), AtMost(REASON)],
        description="例如 申请人已签承诺书，12月4日前补交户口簿。申请人会看到，并记入审计。",
    )


class DayForm(Form):
    """With a day from today on; ``due`` is the one that was written."""

    today = date.min
    read_day: Callable[[str], date | None]

    def validate_day(self, field: Line) -> None:
        """Raise StopValidation for what is no day, or one that has passed."""
        self.due = type(self).read_day(field.data)
        if self.due is None or self.due < self.today:
            raise StopValidation("请写今天或者以后的日期，像 2026-12-14 这样。")


class AskForm(DayForm):
    """Everything that is missing; fields ``fault_N`` and ``remedy_N`` for each material, ``name_N`` for others."""

    day = Line("最晚哪天补齐", [Wanted("请写日期。")], description="例如 2026-12-14。")
    reason = Paragraphs(
        "为什么再次告知", [AtMost(REASON)], description="补正应当一次告知。再次告知要写理由，会记入审计。"
    )
    materials: Sequence[tuple[str, str]] = ()
    is_second = False

    def validate_reason(self, field: Paragraphs) -> None:
        """Raise StopValidation where a second notice has no reason."""
        if self.is_second and not field.data.strip():
            raise StopValidation("这个办件已经告知过一次。再次告知请写理由。")

    def validate(self, extra_validators: Any = None) -> bool:
        """Something must be missing, and of each it must be said how to mend it."""
        good = bool(super().validate(extra_validators))
        for key, _ in self.materials:
            good &= self._is_whole(key)
        if good and not self.gaps():
            self.form_errors.append("请至少写一份缺的或者不对的材料。")
            return False
        return good

    def gaps(self) -> list[Gap]:
        """What was written."""
        return [self._gap(key) for key, _ in self.materials if self._of("fault", key).data]

    def rows(self) -> list[tuple[str, list[Field]]]:
        """The name of each material, "" for others, with its fields."""
        names = ("name", "fault", "remedy")
        return [(name, [self[f"{n}_{key}"] for n in names if f"{n}_{key}" in self]) for key, name in self.materials]

    def _of(self, name: str, key: str) -> Any:
        return self[f"{name}_{key}"]

    def _gap(self, key: str) -> Gap:
        fault, remedy = self._of("fault", key).data, self._of("remedy", key).data
        name = self._of("name", key).data if f"name_{key}" in self else ""
        return Gap(fault, remedy, int(key) if not name else None, name)

    def _is_whole(self, key: str) -> bool:
        fields = [self[f"{n}_{key}"] for n in ("name", "fault", "remedy") if f"{n}_{key}" in self]
        empty = [field for field in fields if not field.data]
        if not empty or len(empty) == len(fields):
            return True
        for field in empty:
            field.errors = (*field.errors, "这一栏也要写，申请人才知道怎样补。")
        return False


def ask_form(
    materials: Iterable[tuple[int, str]], *, is_second: bool, today: date, read_day: Callable[[str], date | None]
) -> type[AskForm]:
    """The form of a notice about the materials of a case, by their numbers, and a few others."""
    rows = [(str(number), name) for number, name in materials] + [(f"x{n}", "") for n in range(OTHERS)]
    fields: dict[str, Any] = {"materials": rows, "is_second": is_second, "today": today}
    fields["read_day"] = staticmethod(read_day)
    for key, name in rows:
        if not name:
            fields[f"name_{key}"] = Line("其他材料的名称", [AtMost(SHORT)])
        fields[f"fault_{key}"] = Line("哪里不对", [AtMost(REASON)])
        fields[f"remedy_{key}"] = Line("怎样补", [AtMost(REASON)])
    return type("NoticeForm", (AskForm,), fields)


class SupplyForm(Form):
    """Which of the materials that were missing are here now."""

    materials = Ticks("已收到的补充材料")


class StepForm(Form):
    """The step of the guide that is begun."""

    name = Select("环节", [Wanted("请选一个环节。")])


class ReasonForm(Form):
    """Why."""

    reason = Paragraphs("理由", [Wanted("请写理由。"), AtMost(REASON)], description="申请人会看到。")


class ConsultForm(DayForm):
    """Which departments are asked for their opinion, what and until when."""

    units = Ticks(
        "请哪些部门参加",
        [Wanted("请至少选一个部门。")],
        description="行政许可只承诺了法定时限的，期限改为联合办理的 45 个工作日，并通知申请人。",
    )
    question = Paragraphs(
        "请他们看什么", [Wanted("请写要他们答复的事。"), AtMost(REASON)], description="申请人看不到。"
    )
    day = Line("最晚哪天答复", [Wanted("请写日期。")], description="例如 2026-12-14。")


def consult_form(today: date, read_day: Callable[[str], date | None]) -> type[ConsultForm]:
    """The form on a day; ``read_day`` reads what somebody wrote as one."""
    return type("UnitsForm", (ConsultForm,), {"today": today, "read_day": staticmethod(read_day)})


class OpinionForm(Form):
    """What a department that was asked says."""

    agrees = Radio("意见", [Wanted("请选一种。")], choices=options([(AGREES, "同意"), (AGAINST, "不同意")]))
    words = Paragraphs("理由或者条件", [AtMost(REASON)], description="同意的可以空着。申请人看不到。")

    def validate_words(self, field: Paragraphs) -> None:
        """Raise StopValidation where somebody is against it and does not say why."""
        if self.agrees.data == AGAINST and not field.data.strip():
            raise StopValidation("不同意的，请写理由。")


class ExtendForm(ReasonForm):
    """Why a promise is extended, and who allowed it."""

    leave = Line("谁批准的", [Wanted("请写批准人的姓名和职务。"), AtMost(40)], description="例如 副局长王某。")
    joint = BooleanField("多个部门联合办理（延长 15 个工作日，否则 10 个）")


class ResultForm(Form):
    """What the applicant gets."""

    result = Line("结果名称", [Wanted("请写结果名称，例如 食品经营许可证。"), AtMost(SHORT)])


class MadeUpForm(ResultForm):
    """What the applicant gets though materials were lacking (容缺): which are here now, or why it is done without."""

    came = Ticks("现在已经收到的材料", description="容缺受理时还缺的。收到哪份勾哪份。")
    reason = Paragraphs(
        "还缺材料也要决定的理由", [AtMost(REASON)], description="都收到了就空着。申请人会看到，并记入审计。"
    )

    def validate_reason(self, field: Paragraphs) -> None:
        """Raise StopValidation where something is lacking still, and nobody says why that is no matter."""
        if len(self.came.data or ()) < len(self.came.choices or ()) and not field.data.strip():
            raise StopValidation("材料还没有收齐。收到的请勾选；还缺也要决定的，请写理由。")


class ProduceForm(Form):
    """What was made."""

    words = Line("证照编号或者说明", [AtMost(SHORT)], description="申请人会看到，没有就空着。")


class DeliverForm(Form):
    """How the result has reached the applicant."""

    how = Radio("送达方式", [Wanted("请选一种。")], choices=options([(PICK_UP, "窗口领取"), (POST, "邮寄")]))
    words = Line("领取人，或者快递单号", [Wanted("请写谁领走的，或者快递单号。"), AtMost(SHORT)])


class PassForm(Form):
    """To whom a case is passed."""

    department = Select("转给哪个部门", [Wanted("请选部门。")])
    reason = Paragraphs("转办说明", [Wanted("请写为什么转办。"), AtMost(REASON)], description="申请人会看到。")
