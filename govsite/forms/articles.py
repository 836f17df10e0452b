"""The form of an article, by the names of its table's columns."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from wtforms import BooleanField
from wtforms.fields import HiddenField

from govsite.domain.publishing.kinds import Content, Fault
from govsite.domain.publishing.releasing import LONGEST_REASON
from govsite.forms.base import AtMost, Form, Line, Marked, Paragraphs, Wanted, options
from govsite.forms.built import MayBeBlank, Ticks
from govsite.forms.uploads import SiteFiles
from govsite.typed import Typed

MOST_FILES = 10
FIELDS = {"from": "begins", "until": "ends"}  # columns whose fields are called otherwise
LISTS = ("items", "halls")  # codes of other rows
DAY = "写成 2026-12-01 的样子。"


class ArticleForm(Form):
    """An article; a draft may hold what is wrong."""

    seen = HiddenField()
    title = Line("标题", [Wanted("请写标题。"), AtMost(200)])
    text = Paragraphs(
        "正文",
        [Marked()],
        description="空一行分段。行首写 # 是小标题，写 - 是列表；**两边各两个星号**加粗；[文字](网址) 是链接。",
    )
    begins = Line("开始显示", [Marked()], description=DAY)
    ends = Line("显示到", description=f"含当天；不填就一直显示。{DAY}")
    pinned = BooleanField("置顶", description="排在本站公告的最前面。")
    source = Line("来源", description="发布单位；不填就是本站。")
    author = Line("作者")
    items = Ticks("相关事项", [MayBeBlank()], choices=())
    halls = Ticks("相关大厅", [MayBeBlank()], choices=())
    state = HiddenField()
    files = SiteFiles("附件", most=MOST_FILES)
    reason = Line("发布的理由", [AtMost(LONGEST_REASON)], description="直接发布时要写，例如 新通知。")

    @property
    def content(self) -> Content:
        """What it holds, as the kind keeps it."""
        found: Content = {name: str(self[name].data or "") for name in ("title", "text", "source", "author", "state")}
        found |= {name: ";".join(self[name].data or ()) for name in LISTS}
        days = {column: str(self[name].data or "") for column, name in FIELDS.items()}
        files = [{"id": file.id, "name": str(file.name)} for file in self.files.held]
        return {**found, **days, "pinned": "是" if self.pinned.data else "否", "files": files}

    def fill(self, content: Content, seen: str) -> None:
        """Show a content."""
        for column, value in content.items():
            if column in LISTS:
                self[column].data = codes_of(value)
            elif column not in ("files", "pinned"):
                self[FIELDS.get(column, column)].data = Typed(value)
        self.pinned.data, self.seen.data = content.get("pinned") == "是", seen

    def offer(self, items: Sequence[tuple[str, str]], halls: Sequence[tuple[str, str]]) -> None:
        """Let these be chosen; what is chosen already is among them."""
        self.items.choices, self.halls.choices = options(items), options(halls)

    def tell(self, faults: Iterable[Fault]) -> None:
        """Put each fault beside its field."""
        for fault in faults:
            field = self[FIELDS.get(fault.field, fault.field)] if fault.field else None
            if field is None:
                self.form_errors.append(fault.sentence)
            else:
                field.errors = [*field.errors, fault.sentence]


def codes_of(text: str) -> list[str]:
    """The codes of a content, as they were chosen or imported."""
    return list(dict.fromkeys(part.strip() for part in re.split("[;\n]", text) if part.strip()))
