"""Numbers of banks' cards (银行卡号, ISO/IEC 7812): digits, the last one a check digit by Luhn's rule."""

from __future__ import annotations

from govsite.models import normal

SHORTEST, LONGEST = 15, 19  # digits of the cards that banks here give out


def plain(text: str) -> str:
    """A number in its one spelling: half width, without the blanks and dashes between its groups."""
    return normal.plain(text).replace("-", "")


def fault(text: str) -> str:
    """Why a text is no number of a card, as a sentence; "" for one that can be."""
    number = plain(text)
    if not (number.isascii() and number.isdigit()):
        return "银行卡号只有数字。"
    if not SHORTEST <= len(number) <= LONGEST:
        return f"银行卡号是 16 到 {LONGEST} 位，现在有 {len(number)} 位。"
    return "" if luhn(number) == 0 else "银行卡号和最后一位对不上，请逐位核对。"


def luhn(number: str) -> int:
    """The remainder that a right number leaves none of: every second digit from the right counts twice."""
    digits = [int(digit) * (1 + at % 2) for at, digit in enumerate(reversed(number))]
    return sum(digit - 9 if digit > 9 else digit for digit in digits) % 10
