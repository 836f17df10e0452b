"""Forms of publishing: the text of settings, a publication with its reason and times, why something is sent back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from wtforms.fields import HiddenField
from wtforms.validators import StopValidation

from govsite.domain.common.days import ZONE
from govsite.domain.publishing.releasing import LONGEST_REASON, Plan
from govsite.forms.base import AtMost, Form, Line, OwnPassword, Paragraphs, Wanted

SHAPES = ("%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%d")
WRONG_TIME = "请写成年-月-日 时:分，例如 2026-12-01 09:00。"
AGAIN = "域名、上级站点、两人发布、关闭这些，改以前要再确认一次是您本人。"
NO_REASON = "请写发布的理由，例如 咨询电话换了。"


class Moment(Line):
    """A point in time as somebody writes it, in Beijing; ``at`` is None for nothing written."""

    at: datetime | None = None

    def pre_validate(self, form: Form) -> None:  # noqa: ARG002
        """Raise StopValidation for what is no time."""
        self.at = _read(self.data) if self.data else None
        if self.data and self.at is None:
            raise StopValidation(WRONG_TIME)


def _read(text: str) -> datetime | None:
    for shape in SHAPES:
        try:
            return datetime.strptime(str(text), shape).replace(tzinfo=ZONE)
        except ValueError:
            continue
    return None


class PublicationForm(Form):
    """How a draft is to be published."""

    seen = HiddenField()
    reason = Line("发布的理由", [Wanted(NO_REASON), AtMost(LONGEST_REASON)], description="写进历史，同事会看到。")
    begins = Moment("几时发布", description="不填就马上发布。定时写成 2026-12-01 09:00，按北京时间。")
    ends = Moment("几时撤回", description="不填就一直有效。到时自动换回发布以前的内容。")
    password = OwnPassword(description=AGAIN)

    def __init__(self, guarded: bool = False, **values: Any) -> None:
        super().__init__(**values)
        if not guarded:
            del self.password

    @property
    def plan(self) -> Plan:
        """What was asked for, once the form is found right."""
        return Plan(str(self.reason.data), self.begins.at, self.ends.at)


class SeenForm(Form):
    """A button for what was looked at."""

    seen = HiddenField()


class ApproveForm(SeenForm):
    """That somebody else's publication is right."""

    password = OwnPassword(description=AGAIN)

    def __init__(self, guarded: bool = False, **values: Any) -> None:
        super().__init__(**values)
        if not guarded:
            del self.password


class CallOffForm(Form):
    """Why what was asked for or planned does not take place."""

    words = Line("理由", [AtMost(LONGEST_REASON)])


class SettingsTextForm(Form):
    """A site's block of sites.yaml."""

    seen = HiddenField()
    yaml = Paragraphs("设置", [Wanted("设置不能空着。")])
    reason = Line("发布的理由", [AtMost(LONGEST_REASON)], description="直接发布时要写，例如 咨询电话换了。")
