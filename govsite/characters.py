"""Characters that nobody sees or means: what programs leave in texts, taken out in the same way everywhere."""

from __future__ import annotations

import re

# Zero width, direction, byte order marks, fillers, tags. Selectors of variants stay: they tell rare characters apart.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u2800\u3164\ufeff\uffa0\ufff9-\ufffb\ufffe\uffff\U000e0001\U000e0020-\U000e007f]"
)
_HAN_TO_COME = re.compile("[\U00020000-\U0002fffd\U00030000-\U0003fffd]")
_BREAK = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_SPACE = re.compile("[\t\xa0\u1680\u2000-\u200a\u202f\u205f]")
_SHOWN_AS_SPACE = re.compile("[\x0b\x0c\x85\u2028\u2029\xa0\u1680\u2000-\u200a\u202f\u205f]")
_NOT_AS_SHOWN = re.compile("|".join((_UNSEEN.pattern, _SHOWN_AS_SPACE.pattern, "\r")))
_ESCAPED = re.compile("_x00(0[0-9A-Fa-f]|1[0-9A-Fa-f]|7[Ff])_")  # how Excel writes a control character
_ODD = re.compile("|".join(form.pattern for form in (_UNSEEN, _BREAK, _SPACE, _ESCAPED)))
_FOLDED = re.compile(r"\s*\n\s*")


def clean(text: str) -> str:
    """A text without what is not seen: spaces are plain, line breaks are newlines, nothing stands around it."""
    before = None if _ODD.search(text) else text
    while before != text:  # what is taken out may have stood inside of an escape
        before = text
        text = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
        text = _SPACE.sub(" ", _BREAK.sub("\n", without_unseen(text)))
    return text.strip()


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


def one_line(text: str) -> str:
    """A clean text without line breaks: a space stands for one between letters or digits, nothing beside Chinese."""

    def space(found: re.Match[str]) -> str:
        before, after = text[found.start() - 1 : found.start()], text[found.end() : found.end() + 1]
        return " " if before.isascii() and after.isascii() else ""

    return _FOLDED.sub(space, text).strip() if "\n" in text else text
