"""words.txt beside sites.yaml (optional): everyday synonyms of a portal's area, for its search.

One concept a line, the official term first, words separated by spaces; ``//`` begins a comment.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from govsite.sites.errors import MOST_ERRORS, SiteError, SitesInvalid, decode

WORDS_FILE = "words.txt"
LONGEST_WORD = 20  # characters; anything longer is a sentence, which the search segments by itself
_WORD = re.compile(r"[0-9a-z〇\u3400-\u9fff]+")

Words = tuple[tuple[str, ...], ...]


def read_words(data: bytes, name: str = WORDS_FILE) -> Words:
    """The words of each line in NFKC (half-width) and lower case. Raises SitesInvalid."""
    lines: list[tuple[str, ...]] = []
    errors: list[SiteError] = []
    for number, line in enumerate(decode(data, name).split("\n"), 1):
        found = list(re.finditer(r"\S+", line.partition("//")[0]))
        words = [unicodedata.normalize("NFKC", match[0]).lower() for match in found]
        for place, message in _mistakes(words):
            match = found[place]
            errors.append(SiteError(number, match.start() + 1, match[0][:LONGEST_WORD], "", message))
        if len(errors) > MOST_ERRORS:
            break
        if words:
            lines.append(tuple(words))
    if errors:
        raise SitesInvalid(errors, name)
    return tuple(lines)


def _mistakes(words: list[str]) -> Iterator[tuple[int, str]]:
    """The mistakes of a line, each with the index of its word."""
    if len(words) == 1:
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
