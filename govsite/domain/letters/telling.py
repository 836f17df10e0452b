"""What the writer of a letter is told of what happened to it (进度用语)."""

from __future__ import annotations

from govsite.domain.letters.states import LETTER
from govsite.domain.tickets.told import AGENT_WORDS, SENT_WORDS

# What is no step of the table.
OTHERS = {
    "submit": "信件已提交",
    "erase": "您抹去了联系方式",
    "password": "您换了查询密码",
    **AGENT_WORDS,
    **SENT_WORDS,
}
_WORDS = {step.action: step.citizen for step in LETTER.steps}


def told(action: str) -> str:
    """The words of the timeline for an action, "" for what only the office sees."""
    return OTHERS.get(action) or _WORDS.get(action, "")
