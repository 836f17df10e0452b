"""Numbers of tickets (件的编号): ``XJ-20261130-4K7PA3``, told over the phone and typed in on any keyboard.

Kind, day, five random characters and one that checks all before it (ISO/IEC 7064, MOD N+1,N): a slip of the hand is
told from a wrong password without a look into the database. Characters that are mistaken for others are left out.
"""

from __future__ import annotations

import secrets
import unicodedata
from datetime import date

from govsite.domain.common.spoken_passwords import digit_of
from govsite.models.case import SERIAL

LETTER, CASE = "XJ", "BJ"  # 信件, 办件
KINDS = (LETTER, CASE)
ALPHABET = "0123456789ACEFHKMPRTXY"  # 22, and 23 is a prime, which the check needs
RANDOM = 5  # characters: five million numbers a day
_DAY = 8
OFFERING, TURN = 31, 4  # characters of an 实施编码 and of the number of a day at the two ends of a 办件流水号


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


def read_long_number(text: str) -> tuple[str, ...]:
    """The two 办件流水号 that somebody's text may stand for, often the same, the likelier first; () for a text of
    another length.

    Forgives spaces, strokes, case, full width, what is not seen, and look-alikes: its day has digits alone, and the
    unified credit code in it (GB 32100) none of I, O, S, V and Z.
    """
    exact = "".join(char for char in unicodedata.normalize("NFKC", text) if char.isalnum()).upper()
    if len(exact) != SERIAL:
        return ()
    code = "".join(digit_of(char) if char in "IOSZ" else char for char in exact[:OFFERING])
    day = "".join(map(digit_of, exact[OFFERING:-TURN]))
    turn = "".join(map(digit_of, exact[-TURN:]))
    return (exact, code + day + turn)


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
