"""A number of a cell as its owner sees it (数字格式): 0.5 is 50%, 46327 a day, 12 maybe 012 or 12元.

Separators of thousands and rounding are left out, for they are no part of what was typed.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import NamedTuple

GENERAL = "General"
EXACT = 10**15  # from here on Excel keeps no number whole
DIGITS = 15  # that it keeps
LONGEST, LONGEST_CODE = 100, 255  # characters of a number as it is stored, of a format
TINY = -20  # powers of ten
LAST_DAY = 2_958_465  # 9999-12-31
NO_DAY = "#####"  # what Excel shows of it
_MONEY = "\xa5#,##0"
# By number, as Excel in Chinese has them; those below 164 do not stand in the file.
BUILT_IN = {
    **{"5": _MONEY, "6": _MONEY, "7": _MONEY, "8": _MONEY, "9": "0%", "10": "0.00%", "42": _MONEY, "44": _MONEY},
    **dict.fromkeys(("14", "15", "27", "30", "31", "36", "50", "52", "57"), "yyyy-m-d"),
    **dict.fromkeys(("16", "17", "28", "29", "51", "53", "54", "58"), "yyyy-m-d"),
    **dict.fromkeys(("18", "19", "20", "21", "32", "33", "34", "35", "45", "47", "55", "56"), "h:mm"),
    **{"22": "yyyy-m-d h:mm", "46": "[h]:mm"},
}
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d{1,3})?")
_PIECES = re.compile(r'"([^"]*)"|\\(.)|_.|\*.|\[\$([^\]-]*)[^\]]*\]|\[[^\]]*\]|([#0?][#0?,.]*)|([eE][+-]0+)|(.)', re.S)
_QUOTED = re.compile(r'"[^"]*"|\\.|_.|\*.|\[\$[^\]]*\]|\[(?![hmsHMS]+\])[^\]]*\]')


class Piece(NamedTuple):
    """A piece of a format: a place for digits (000), or words."""

    is_place: bool
    text: str


class Look(NamedTuple):
    """What a format makes of a number: a day, a time of day, or its digits in places with words around them."""

    has_day: bool = False
    has_time: bool = False
    is_elapsed: bool = False
    before: str = ""
    places: tuple[Piece, ...] = ()  # of digits, with what stands between them
    is_percent: bool = False
    after: str = ""
    has_number: bool = True


PLAIN = Look()


def shown(raw: str, code: str, is_1904: bool = False) -> str:
    """A number of a file in its format; one that Excel did not keep whole so that it cannot be missed.

    Raises ValueError for what is no number.
    """
    if len(raw) > LONGEST or not _NUMBER.fullmatch(raw):
        raise ValueError(raw[:LONGEST])
    look = look_of(code)
    if look.has_day or look.has_time:
        return _moment(float(raw), look, is_1904)
    number = Decimal(raw)
    if abs(number) >= EXACT:
        return f"{number:.5E}"
    if not look.has_number:
        return look.before
    digits = _digits(number * 100 if look.is_percent else number)
    if look.places and digits.isdigit():
        digits = _placed(digits, look.places)
    return f"{look.before}{digits}{'%' if look.is_percent else ''}{look.after}"


def _digits(number: Decimal) -> str:
    if number == 0:
        return "0"
    if number.adjusted() < TINY:
        return f"{number:.5E}"
    try:
        rounded = round(number, DIGITS - 1 - number.adjusted())
    except InvalidOperation:
        return str(number)
    text = f"{rounded:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _placed(digits: str, places: tuple[Piece, ...]) -> str:
    """Digits in their places from the last one on: 0717-6000001; those left over stand in front."""
    found = ""
    for place in reversed(places):
        if place.is_place:
            size = min(len(place.text), len(digits)) if place is not places[0] else len(digits)
            digits, here = digits[: len(digits) - size], digits[len(digits) - size :]
            found = (here.zfill(len(place.text)) if set(place.text) == {"0"} else here) + found
        else:
            found = place.text + found
    return found


@lru_cache(1000)
def look_of(code: str) -> Look:
    """What a format says; one for different numbers in different ways leaves them as they are."""
    first = code.split(";")[0]
    bare = _QUOTED.sub("", first).lower().replace("general", "")
    if re.search(r"[dmyhsea]", bare) and not re.search(r"[#0?.]e[+-]", bare):
        elapsed = re.search(r"\[[hms]+\]", bare) is not None
        has_time = elapsed or re.search(r"[hs]", bare) is not None
        has_day = re.search(r"[yde]|aaa", bare) is not None or ("m" in bare and not has_time)
        return Look(has_day, has_time, elapsed) if has_day or has_time else PLAIN
    if re.search(r"\[[<>=]", first) or "@" in bare or not bare and first.lower() == "general":
        return PLAIN
    return _of_number(first)


def _of_number(code: str) -> Look:
    """The first section of a format without days."""
    pieces: list[Piece] = []
    percent = False
    for quoted, escaped, money, placed, power, other in _PIECES.findall(code.replace(GENERAL, "#")):
        if other == "/" or power:  # a fraction, a power of ten
            return PLAIN
        percent = percent or other == "%"
        words = quoted or escaped or money or (other if other not in "%()" else "")
        if placed or words:
            pieces.append(Piece(bool(placed), placed or words))
    numbers = [place for place, piece in enumerate(pieces) if piece.is_place]
    if not numbers:
        words = _joined(pieces)
        return Look(before=words, has_number=not words)
    first, last = numbers[0], numbers[-1]
    places = tuple(pieces[first : last + 1])
    if len(numbers) == 1 and set(places[0].text) != {"0"}:
        places = ()  # thousands, decimals
    return Look(before=_joined(pieces[:first]), places=places, is_percent=percent, after=_joined(pieces[last + 1 :]))


def _joined(pieces: list[Piece]) -> str:
    return "".join(piece.text for piece in pieces).strip()


def _moment(serial: float, look: Look, is_1904: bool) -> str:
    if not (0 if look.has_time else 1) <= serial <= LAST_DAY:
        return NO_DAY
    if look.is_elapsed:
        minutes = round(serial * 24 * 60)
        return f"{minutes // 60}:{minutes % 60:02}"
    seconds = round(serial % 1 * 86_400) if look.has_time else 0
    start = datetime(1904, 1, 1) if is_1904 else datetime(1899, 12, 30)
    if serial < 60 and not is_1904:  # Excel holds 1900 for a leap year
        start += timedelta(1)
    try:
        moment = start + timedelta(int(serial), seconds)
    except OverflowError:
        return NO_DAY
    time = f"{moment.hour}:{moment:%M}" + (f":{moment:%S}" if moment.second else "")
    if look.has_day and look.has_time:
        return f"{moment.date()} {moment:%H:%M:%S}" if moment.time() != datetime.min.time() else str(moment.date())
    return str(moment.date()) if look.has_day else time
