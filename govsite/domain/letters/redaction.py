"""What may tell who wrote a letter (隐去个人信息): a suggestion for who publishes it, never more than that.

Found are numbers (ID cards, phones, bank cards, e-mail, number plates, tickets) and the name that the writer gave; what
else tells who somebody is, only a person sees.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from govsite.typed import Typed

MASK = "***"
_GAP = r"[ \-—－ ]?"
_DIGIT = r"[0-9０-９]"
# Longest first: the digits of an ID card hold what looks like a phone.
_PATTERNS = {
    "邮箱": re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"),
    "编号": re.compile(r"(?:XJ|BJ)-?\d{8}-?[0-9A-Z]{6}", re.IGNORECASE),
    "证件号或者卡号": re.compile(rf"(?<!{_DIGIT})(?:{_DIGIT}{_GAP}){{14,18}}[0-9０-９XxＸｘ](?![0-9０-９A-Za-z])"),
    "电话": re.compile(
        rf"(?<!{_DIGIT})(?:[+＋]?86{_GAP})?"
        rf"(?:[1１][3-9３-９]{_DIGIT}(?:{_GAP}{_DIGIT}){{8}}|[0０]{_DIGIT}{{2,3}}{_GAP}{_DIGIT}{{7,8}}|[2-9]\d{{6,7}})"
        rf"(?!{_DIGIT})"
    ),
    "车牌": re.compile(
        r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][·•]?[A-Z0-9]{5,6}(?![A-Za-z0-9])"
    ),
}
_TITLES = ("先生", "女士", "小姐", "同志", "老师")


@dataclass(frozen=True, slots=True)
class Redacted:
    """A text with what was found masked, and what kinds of things that were."""

    text: Typed
    found: tuple[str, ...]


def redact(text: str, name: str = "") -> Redacted:
    """Mask in a text what may tell who wrote it; ``name`` is what the writer is called."""
    found = []
    for kind, pattern in _PATTERNS.items():
        text, number = pattern.subn(MASK, text)
        found += [kind] if number else []
    own = _bare(name)
    if len(own) > 1 and own in text:
        text = text.replace(own, own[0] + "某" * (len(own) - 1) if not own.isascii() else MASK)
        found.append("姓名")
    return Redacted(Typed(text), tuple(found))


def _bare(name: str) -> str:
    """A name without how one is addressed."""
    name = name.strip()
    for title in _TITLES:
        name = name.removesuffix(title)
    return name.strip()
