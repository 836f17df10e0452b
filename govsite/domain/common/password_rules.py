"""What a password that people choose must be, and what it must not be made of."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache

from govsite.domain.common.word_lists import word_list

SHORTEST, LONGEST = 8, 64  # OWASP ASVS 5, V6.2.1 and V6.2.9
SYMBOLS = "`~!_@#$%*"
SHORTEST_OWN = 4  # characters of what belongs to the person, such as a user name
MOST_PIECES = 3
# Rows of keys, read in either direction.
_ROWS = (
    "0123456789",
    "1234567890",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "1qaz2wsx3edc4rfv",
)
_LEET = str.maketrans("01l!|@$3", "oiiiiase")


def fault(password: str, own: Iterable[str] = ()) -> str:
    """The sentence for the first rule that a password breaks, "" for a good one.

    Hubei's rule (湖北政务服务网): at least two kinds of digits, letters and the symbols SYMBOLS. Other characters may
    stand in it and are no kind. ``own`` are words that others know of the person: account, phone, birth date, number.
    """
    text = unicodedata.normalize("NFKC", password)
    if len(text) < SHORTEST:
        return f"密码至少要 {SHORTEST} 个字符，现在只有 {len(text)} 个。"
    if len(text) > LONGEST:
        return f"密码最多 {LONGEST} 个字符，现在有 {len(text)} 个。"
    if _kinds(text) < 2:
        return f"密码要有数字、字母、符号（{SYMBOLS}）当中的至少两种。"
    folded = _fold(text)
    if any(word in folded for word in map(_fold, own) if len(word) >= SHORTEST_OWN):
        return "密码里不要有自己的用户名、手机号、证件号或生日，请换一个。"
    if _is_common(folded):
        return "这个密码很常见，容易被人猜到，请换一个。"
    return ""


def _kinds(text: str) -> int:
    ascii_only = [char for char in text if char.isascii()]
    kinds = (str.isdigit, str.isalpha, SYMBOLS.__contains__)
    return sum(any(map(kind, ascii_only)) for kind in kinds)


def _is_common(folded: str) -> bool:
    """Whether it repeats a few characters, or consists of common words and at most MOST_PIECES pieces in all."""
    if any(folded[size:] == folded[:-size] for size in range(1, 5)):
        return True
    words, longest = _words()
    fewest = [0]  # pieces up to each place; a character of its own is a piece too
    for end in range(1, len(folded) + 1):
        starts = range(max(0, end - longest), end)
        fewest.append(min(fewest[at] for at in starts if at == end - 1 or folded[at:end] in words) + 1)
    return fewest[-1] <= MOST_PIECES


@cache
def _words() -> tuple[frozenset[str], int]:
    """Common words, folded, and the length of the longest."""
    listed = (word for line in word_list(__file__, "common_passwords.txt") for word in line)
    words = frozenset(map(_fold, [*listed, *_rows(), *_dates()]))
    return words, max(map(len, words))


def _rows() -> Iterator[str]:
    """Pieces of the rows of keys, and one key again and again."""
    for row in (*_ROWS, *(char * 10 for char in "0123456789abcdefghijklmnopqrstuvwxyz")):
        for way in (row, row[::-1]):
            yield from (way[at:end] for at in range(len(way)) for end in range(at + 3, len(way) + 1))


def _dates() -> Iterator[str]:
    """Years of birth, and days of a year as 0131."""
    yield from map(str, range(1930, 2036))
    yield from (f"{month:02}{day:02}" for month in range(1, 13) for day in range(1, 32))


def _fold(text: str) -> str:
    """Lower case, half width, and letters for what is typed in their place (P@ssw0rd)."""
    return unicodedata.normalize("NFKC", text).casefold().translate(_LEET)
