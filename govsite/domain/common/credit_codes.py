"""Unified social credit codes (统一社会信用代码, GB 32100-2015), with the organisation codes of GB 11714."""

from __future__ import annotations

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


def check_digit(body: str) -> str:
    """The 18th character for the first 17; raises ValueError for a character that such codes do not have."""
    if len(body) != 17:
        raise ValueError("17 characters are wanted")
    total = sum(ALPHABET.index(char) * pow(3, place, 31) for place, char in enumerate(body))
    return ALPHABET[(31 - total % 31) % 31]


def is_well_formed(code: str) -> bool:
    """18 characters of the alphabet, whatever the check digit."""
    return len(code) == 18 and set(code) <= set(ALPHABET)


def is_valid(code: str) -> bool:
    """Well formed with the right check digit. Some early lawful codes fail this: warn, do not refuse."""
    return is_well_formed(code) and check_digit(code[:17]) == code[17]


def organisation_check_digit(body: str) -> str:
    """The 9th character of an organisation code for the first 8."""
    total = sum(_LETTERS.index(char) * weight for char, weight in zip(body, _WEIGHTS, strict=True))
    return {10: "X", 11: "0"}.get(11 - total % 11) or str(11 - total % 11)


def synthetic(division_code: str, number: int) -> str:
    """An invented code for a state organ (11) of a division, with right check digits; number < 1,000,000."""
    body = f"MB{number:06d}"
    first = f"11{division_code}{body}{organisation_check_digit(body)}"
    return first + check_digit(first)
