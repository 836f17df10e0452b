"""Passwords that the portal makes for receipts: told over the phone, copied by hand, typed on any keyboard.

Sixteen digits in groups of four, as on a bank card: 53 bits. Digits alone, because everybody can say and write them.
"""

from __future__ import annotations

import secrets
import unicodedata

LENGTH, GROUP = 16, 4
# What is read, heard or typed for a digit: look-alikes, numerals, those of banks, those said on the phone.
_MEANT = {
    "0": "oODQ零〇洞",
    "1": "iIlL|一壹幺么",
    "2": "zZ二贰貳两兩",
    "3": "三叁叄參",
    "4": "四肆",
    "5": "sS五伍",
    "6": "bG六陆陸",
    "7": "七柒拐",
    "8": "B八捌",
    "9": "gq九玖勾",
}
_DIGITS = {char: digit for digit, chars in _MEANT.items() for char in chars}


def new_password() -> str:
    """A random one, in groups: ``4821 0937 5516 2837``."""
    return spoken(secrets.token_bytes(16))


def spoken(random: bytes) -> str:
    """The password, in groups, that random bytes stand for; raises ValueError for fewer than 16 of them."""
    if len(random) < 16:
        raise ValueError("16 random bytes are wanted")
    digits = f"{int.from_bytes(random) % 10**LENGTH:0{LENGTH}}"
    return " ".join(digits[at : at + GROUP] for at in range(0, LENGTH, GROUP))


def forgiving(text: str) -> str:
    """The digits that a text can be read as, without groups; a text that is no such password stays as it is.

    Hash and verify what comes from here. Forgives spaces and punctuation, full width, look-alikes, Chinese numerals.
    """
    normal = unicodedata.normalize("NFKC", text)
    read = "".join(digit_of(char) for char in normal if char.isalnum() or char == "|")
    return read if len(read) == LENGTH and read.isascii() and read.isdigit() else text


def digit_of(char: str) -> str:
    """The digit that a character is read, heard or typed for, else the character."""
    return _DIGITS.get(char) or str(unicodedata.decimal(char, char))
