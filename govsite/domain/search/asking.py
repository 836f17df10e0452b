"""How a query asks: which sentence of a long text does, and whether an office's telephone or hours are wanted."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from govsite.domain.common.word_lists import word_list

LONG_TEXT = 40  # characters from which a text is a story with a question in it
MOST_SENTENCES = 4
_SENTENCE = re.compile(r"[^。!?;！？；…\n]+[!?！？]?")
_ASKS = re.compile(
    "怎么|怎样|如何|咋|哪|什么|啥|吗|能不能|可不可以|可以不|是否|要不要|需不需|多少|多久|请问|想问|[?？]"
)
_WHO = re.compile(
    "(?:哪个|什么|啥|哪些)部门|(?:归谁|归哪|谁|哪个|哪里|哪儿)(?:个|里)?(?:来)?管|找谁|哪个窗口|什么窗口|几号窗口|[找归属](?:哪个|哪家|什么)(?:派出所|单位|局|中心|地方)"
)
_CHANGES = re.compile("改|变更|更换|换|迁")  # 改公司地址 is an errand
_HOURS = re.compile("上班|下班|几点|时间|开门|关门|周[六日末]|星期|放假|中午|休息")


def questions(text: str) -> list[str]:
    """The sentences of a folded text that ask, for a short one the whole; [] where none of a long one asks."""
    if len(text) < LONG_TEXT:
        return [text]
    sentences = [found[0].strip() for found in _SENTENCE.finditer(text)]
    if len(sentences) < 2:  # noqa: PLR2004 - one sentence is the whole
        return [text]
    return [sentence for sentence in sentences if _ASKS.search(sentence)][-MOST_SENTENCES:]


def without_contact(words: Sequence[str]) -> str | None:
    """What is left of a query's words before those that ask for a telephone or hours; None where they do not end so."""
    text = " ".join(words)
    if not text.endswith(_contact_words()):  # tells of most at once
        return None
    found = _contact_end().search(text)
    return text[: found.start()].strip() if found and not _CHANGES.search(text) else None


def asks_who(query: str) -> bool:
    """Whether a folded query asks which office is in charge."""
    return _WHO.search(query) is not None


def asks_hours(query: str) -> bool:
    """Whether a folded query that asks for contacts means opening hours."""
    return _HOURS.search(query) is not None


@cache
def _contact_words() -> tuple[str, ...]:
    return tuple(word for words in word_list(__file__, "contact_words.txt") for word in words)


@cache
def _contact_end() -> re.Pattern[str]:
    words = sorted(_contact_words(), key=len, reverse=True)
    return re.compile(rf"(?:(?:^|(?<=[^a-z]))(?:{'|'.join(map(re.escape, words))})\s*)+$")
