"""Why something is not saved or published, with sentences for whoever tried."""

from __future__ import annotations

from collections.abc import Sequence

from govsite.domain.publishing.kinds import Change, Clash, Content, Fault

GONE = "草稿已经发布或者丢弃，没有可以操作的了。"
CHANGED = "您看的时候内容又有变化，还没有发布。请看一遍现在的改动，再操作一次。"
CLASHES = "您编辑的时候，别人改了同一处。请看下面的对照，改好后再保存。"
FAULTY = "内容有错误，请改正后再发布。"
TOO_LARGE = "内容太长，没有保存。请缩短后再保存。"
TWO_PERSONS = "本站点的发布须由两人完成：请先提请发布，再由另一人批准。"
NOT_YOU = "提请的人和最后修改的人不能批准，请由另一人批准。"
BUSY = "同时发布的人很多，这次没有发布。请再试一次。"
NO_CHANGE = "草稿和已发布的内容一样，没有可以发布的改动。"
NOT_ASKED = "还没有人提请发布。"
PAST = "定时的时间已经过去，请另选时间。"
NO_CONTENT = "这一步没有可以取回的内容。"
WITHOUT_RIGHT = "安排发布的人现在没有发布的权限。"
NOT_TAKEN_BACK = "到期时没有撤回：换回原来的内容会有错误。"
ORDER = "撤回的时间要在发布之后。"


class Refused(Exception):  # noqa: N818
    """It is not done; its text is the sentence for whoever tried."""


class Moved(Exception):  # noqa: N818
    """What was checked is not so any more; the mechanism tries again, nobody else sees it."""


class Faulty(Refused):
    """A content with faults is not published."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(FAULTY)
        self.faults = faults


class Changed(Refused):
    """Between looking and acting it became another; ``changes`` is what is new, where that is known."""

    def __init__(self, changes: Sequence[Change] = ()) -> None:
        super().__init__(CHANGED)
        self.changes = changes


class Clashing(Refused):
    """Others changed the same. ``content`` has their other changes and, where they clash, what was typed; shown again
    with ``seen``, it can be saved over theirs by who has looked.
    """

    def __init__(self, clashes: Sequence[Clash], content: Content, seen: str, who: int = 0) -> None:
        super().__init__(CLASHES)
        self.clashes, self.content, self.seen, self.who = clashes, content, seen, who
