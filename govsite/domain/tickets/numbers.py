"""Numbers of tickets (件的编号): ``XJ-20261130-4K7PA3``, told over the phone and typed in on any keyboard.

Kind, day, five random characters and one that checks all before it (ISO/IEC 7064, MOD N+1,N): a slip of the hand is
told from a wrong password without a look into the database. Characters that are mistaken for others are left out.
"""

from __future__ import annotations

import secrets
import unicodedata
from datetime import date

from govsite.domain.common.spoken_passwords import digit_of

LETTER, CASE = "XJ", "BJ"  # 信件, 办件
KINDS = (LETTER, CASE)
ALPHABET = "0123456789ACEFHKMPRTXY"  # 22, and 23 is a prime, which the check needs
RANDOM = 5  # characters: five million numbers a day
_DAY = 8


def new_number(kind: str, day: date) -> str:
    """A random number; whether it is new only a unique column can say."""
    body = f"{day:%Y%m%d}" + "".join(secrets.choice(ALPHABET) for _ in range(RANDOM))
    return _written(kind, body + check_of(body))


def read_number(text: str, kind: str = LETTER) -> str | None:
    """The number that somebody's text stands for, "" for none at all, None for one that cannot be right.

    Forgives spaces, strokes, case, full width, look-alikes and Chinese numerals; ``kind`` is what is meant where the
    text begins with no kind.
    """
    normal = [char for char in unicodedata.normalize("NFKC", text) if char.isalnum() or char == "|"]
    if not normal:
        return ""
    first = "".join(normal[:2]).upper()
    if first in KINDS:
        kind, normal = first, normal[2:]
    body = "".join(_meant(char) for char in normal)
    right = len(body) == _DAY + RANDOM + 1 and set(body) <= set(ALPHABET) and check_of(body[:-1]) == body[-1]
    return _written(kind, body) if right else None


def check_of(body: str) -> str:
    """The check character of a body; raises ValueError for characters that no number has."""
    size, sum_ = len(ALPHABET), len(ALPHABET)
    for char in body:
        sum_ = (sum_ + ALPHABET.index(char)) % size or size
        sum_ = sum_ * 2 % (size + 1)
    return ALPHABET[(size + 1 - sum_) % size]


def _written(kind: str, body: str) -> str:
    return f"{kind}-{body[:_DAY]}-{body[_DAY:]}"


def _meant(char: str) -> str:
    upper = char.upper()
    return upper if upper in ALPHABET else digit_of(char)
