"""Characters that nobody sees or means: what programs leave in texts, taken out in the same way everywhere."""

from __future__ import annotations

import re
import unicodedata

# Zero width, direction, byte order marks, fillers, tags. Selectors of variants stay: they tell rare characters apart.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u2800\u3164\ufeff\uffa0\ufff9-\ufffc\ufffe\uffff\U000e0001\U000e0020-\U000e007f]"
)
_HAN_TO_COME = re.compile("[\U00020000-\U0002fffd\U00030000-\U0003fffd]")
_BREAK = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_SPACE = re.compile("[\t\xa0\u1680\u2000-\u200a\u202f\u205f]")
_SHOWN_AS_SPACE = re.compile("[\x0b\x0c\x85\u2028\u2029\xa0\u1680\u2000-\u200a\u202f\u205f]")
_NOT_AS_SHOWN = re.compile("|".join((_UNSEEN.pattern, _SHOWN_AS_SPACE.pattern, "\r")))
_ESCAPED = re.compile("_x00(0[0-9A-Fa-f]|1[0-9A-Fa-f]|7[Ff])_")  # how Excel writes a control character
# Signs of radicals and of old encodings that look like characters and are none, as texts copied from PDF have them.
_TWIN = re.compile("[\u2e9f\u2ef3\u2f00-\u2fd5\uf900-\ufad9\U0002f800-\U0002fa1d]")
_ODD = re.compile("|".join(form.pattern for form in (_UNSEEN, _BREAK, _SPACE, _ESCAPED, _TWIN)))
_LONG = len("_x000D_")
_NARROW = {0xFEE0 + code: code for code in range(0x21, 0x7F)} | {0x3000: " "}


def clean(text: str) -> str:
    """A text without what is not seen: spaces are plain, line breaks are newlines, nothing stands around it."""
    if _ODD.search(text):
        text = _TWIN.sub(lambda found: unicodedata.normalize("NFKC", found[0]), without_unseen(text))
        if "_x00" in text:
            text = _without_escapes(text)
        text = _SPACE.sub(" ", _BREAK.sub("\n", text))
    return text.strip()


def _without_escapes(text: str) -> str:
    """What is taken out may have stood inside of an escape: so each is undone when its end comes by, in one pass."""
    kept: list[str] = []
    for char in text:
        kept.append(char)
        if char == "_" and (found := _ESCAPED.fullmatch("".join(kept[-_LONG:]))):
            del kept[-_LONG:]
            kept += without_unseen(chr(int(found[1], 16)))
    return "".join(kept)


def without_unseen(text: str) -> str:
    """A text without characters that have no width, of direction and of control; line breaks and tabs stay."""
    return _UNSEEN.sub("", text)


def is_seen(char: str) -> bool:
    """Whether a character has a shape; Han of names is newer than Python's tables (extensions H and I of Unicode)."""
    return char.isprintable() or _HAN_TO_COME.fullmatch(char) is not None


def as_shown(text: str) -> str:
    """A file's text as every editor shows it, line by line: nothing unseen, ends of lines and spaces are plain."""
    if not _NOT_AS_SHOWN.search(text):
        return text
    return _SHOWN_AS_SPACE.sub(" ", without_unseen(text)).replace("\r\n", "\n").replace("\r", "\n")


def narrow(text: str) -> str:
    """A text with letters, digits and signs of half width (半角), as codes have them."""
    return text.translate(_NARROW)


def one_line(text: str) -> str:
    """A clean text without line breaks: a space stands for one between letters or digits, nothing beside Chinese."""
    if "\n" not in text:
        return text
    kept: list[str] = []
    for line in filter(None, (line.strip() for line in text.split("\n"))):
        if kept and kept[-1][-1].isascii() and line[0].isascii():
            kept.append(" ")
        kept.append(line)
    return "".join(kept)
