"""Cells of telephone numbers: such as can be dialled."""

from __future__ import annotations

import re

MOST = 64  # characters
FORM = "应为电话号码，写成 0717-6219300 的样子，多个用“、”分开"
DROPPED = "号码前面少了区号的 0：Excel 会去掉开头的 0，请把这一列设成文本，写成 0717-6219300 的样子"
_NARROW = {ord("０") + n: str(n) for n in range(10)} | {
    ord(wide): narrow for wide, narrow in zip("－＋　／‐‑–−", "-+ /----", strict=True)
}
_SEPARATOR = re.compile(r"[、，,；;/]")
_EXTENSION = re.compile(r"(?:转|-|—) ?[0-9]{1,6}$")
_SHAPE = re.compile(r"\+?[0-9（(][0-9（）() \-—转]*[0-9)）]|[0-9]")
_GAPS = re.compile(r"[^0-9]")
# After the country's own code: with area code, mobile, 400 and 800, at the place, short ones of 3 to 6 digits.
_DIALLED = re.compile(
    r"0(?:10|2[0-9]|[3-9][0-9]{2})[0-9]{5,8}|0?1[3-9][0-9]{9}|[48]00[0-9]{7}|[2-9][0-9]{6,7}|1[0-9]{2,5}|9[0-9]{4,7}"
)
_DIALLED_ABROAD = re.compile(r"86(?:0?(?:10|2[0-9]|[3-9][0-9]{2})[0-9]{7,8}|1[3-9][0-9]{9}|[48]00[0-9]{7})")
_WITHOUT_ZERO = re.compile(r"(?:10|2[0-9]|[3-9][0-9]{2})[0-9]{6,8}")


def phone(cell: str) -> str:
    """One or more numbers with narrow digits; later ones may be the last digits of another line (6219300/01)."""
    cell = cell.translate(_NARROW)
    if len(cell) > MOST:
        raise ValueError(f"最多 {MOST} 个字，现有 {len(cell)} 个")
    found = [part.strip() for part in _SEPARATOR.split(cell)]
    for place, part in enumerate(found):
        _check(part, is_first=place == 0)
    return cell


def _check(part: str, is_first: bool) -> None:
    if not _SHAPE.fullmatch(part):
        raise ValueError(FORM)
    if not is_first and part.isdigit() and len(part) <= 4:
        return
    if part.startswith("+"):
        if not any(_DIALLED_ABROAD.fullmatch(digits) for digits in _readings(part)):
            raise ValueError(FORM)
        return
    if any(_DIALLED.fullmatch(digits) or _DIALLED_ABROAD.fullmatch(digits) for digits in _readings(part)):
        return
    dropped = any(9 <= len(digits) <= 11 and _WITHOUT_ZERO.fullmatch(digits) for digits in _readings(part))
    raise ValueError(DROPPED if dropped else FORM)


def _readings(part: str) -> tuple[str, ...]:
    """The digits without an extension, where there is one, and all of them."""
    main = _EXTENSION.sub("", part)
    return (_GAPS.sub("", main), _GAPS.sub("", part)) if main != part else (_GAPS.sub("", part),)
