"""words.txt beside sites.yaml (optional): what a portal's area calls things, and what its search says by itself.

One concept a line, the official term first, words separated by spaces; ``//`` begins a comment. A line that begins with
不办： names what people ask for and this portal does not handle, one with 先问： what is too vague to be answered.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from govsite.sites.errors import MOST_ERRORS, SiteError, SitesInvalid, decode

WORDS_FILE = "words.txt"
LONGEST_WORD = 20  # characters; anything longer is a sentence, which the search segments by itself
LONGEST_ANSWER, LONGEST_SITUATION = 100, 20
SITUATIONS = range(2, 9)
NOT_HERE, ASK_FIRST = "不办", "先问"
_WORD = re.compile(r"[0-9a-z〇\u3400-\u9fff]+")
_ADVICE = re.compile(rf"\s*({NOT_HERE}|{ASK_FIRST})[:：](.*)")
_COMMENT = re.compile(r"(?:^|\s)//.*")
_CONTACT = re.compile(r"https?://[\w.-]+(?:/[\w./?=&%#-]*)?|[0-9-]{3,13}")

Words = tuple[tuple[str, ...], ...]


class NotHere(NamedTuple):
    """What a portal does not handle (不在本网办理): everyday words, a sentence, a phone number or address or ""."""

    words: tuple[str, ...]
    answer: str
    contact: str


class AskFirst(NamedTuple):
    """Vague words, and the situations that they may mean: what a reader sees, and what is searched for."""

    words: tuple[str, ...]
    situations: tuple[tuple[str, str], ...]


class WordsFile(NamedTuple):
    """The lines of a file by kind."""

    words: Words = ()
    not_here: tuple[NotHere, ...] = ()
    ask_first: tuple[AskFirst, ...] = ()


def read_words(data: bytes, name: str = WORDS_FILE) -> WordsFile:
    """The lines of a file, words in NFKC (half-width) and lower case. Raises SitesInvalid."""
    lines: list[tuple[str, ...]] = []
    not_here: list[NotHere] = []
    ask_first: list[AskFirst] = []
    errors: list[SiteError] = []
    for number, line in enumerate(decode(data, name).split("\n"), 1):
        advice = _ADVICE.match(_COMMENT.sub("", line))
        said, start = (advice[2].partition("|")[0], advice.start(2)) if advice else (line.partition("//")[0], 0)
        found = list(re.finditer(r"\S+", said))
        words = [unicodedata.normalize("NFKC", match[0]).lower() for match in found]
        for place, message in _mistakes(words, alone=advice is not None):
            match = found[place]
            errors.append(SiteError(number, start + match.start() + 1, match[0][:LONGEST_WORD], "", message))
        if advice:
            parts = [part.strip() for part in advice[2].split("|")]
            if message := _mistake_in_advice(advice[1], words, parts[1:]):
                errors.append(SiteError(number, 1, advice[1], "", message))
            elif advice[1] == NOT_HERE:
                not_here.append(NotHere(tuple(words), parts[1], parts[2] if len(parts) > 2 else ""))
            else:
                ask_first.append(AskFirst(tuple(words), tuple(map(_situation, parts[1:]))))
        elif words:
            lines.append(tuple(words))
        if len(errors) > MOST_ERRORS:
            break
    if errors:
        raise SitesInvalid(errors, name)
    return WordsFile(tuple(lines), tuple(not_here), tuple(ask_first))


def _mistakes(words: list[str], alone: bool) -> Iterator[tuple[int, str]]:
    """The mistakes of a line's words, each with the index of its word; where ``alone`` one word is enough."""
    if len(words) == 1 and not alone:
        yield 0, "这一行只有一个词：先写正式的说法，空一格，再写百姓的说法"
    seen: set[str] = set()
    for place, word in enumerate(words):
        if word in seen:
            yield place, "在这一行里写了两次：请删掉一个"
        elif not _WORD.fullmatch(word):
            yield place, "只能写汉字、字母和数字：词与词之间用空格分开，说明写在 // 后面"
        elif len(word) > LONGEST_WORD:
            yield place, f"有 {len(word)} 个字，太长了：一个词最多 {LONGEST_WORD} 个字"
        seen.add(word)


def _mistake_in_advice(kind: str, words: list[str], parts: list[str]) -> str:
    """What is wrong behind the words of a line, "" where nothing is."""
    if not words:
        return "后面先写百姓的说法，用空格分开"
    if kind == NOT_HERE:
        if not 1 <= len(parts) <= 2 or not parts[0]:  # noqa: PLR2004 - the sentence and the contact
            return "说法后面写“|”和一句话（谁办、到哪里），需要时再写“|”和电话或者网址"
        if len(parts[0]) > LONGEST_ANSWER:
            return f"这句话有 {len(parts[0])} 个字，太长了：最多 {LONGEST_ANSWER} 个字"
        if len(parts) > 1 and not _CONTACT.fullmatch(parts[1]):
            return f"“{parts[1]}”不是电话，也不是 https:// 开头的网址"
        return ""
    if len(parts) not in SITUATIONS:
        return f"写 {SITUATIONS[0]} 到 {SITUATIONS[-1]} 种情形，每种前面写“|”"
    wrong = next(
        (part for part in parts if not all(0 < len(each) <= LONGEST_SITUATION for each in _situation(part))), ""
    )
    return f"“{wrong}”：每种情形最多 {LONGEST_SITUATION} 个字，“=”两边都要写" if wrong else ""


def _situation(part: str) -> tuple[str, str]:
    label, equals, query = part.partition("=")
    return label.strip(), (query if equals else label).strip()
