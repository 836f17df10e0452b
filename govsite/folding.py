"""The one form in which words are compared: what somebody typed and the texts it is looked for in are both folded.

Each character becomes the one that stands for all that are written for it: Simplified and Traditional, half and full
width, small and capital, with a tone mark or without. No character looks at its neighbours, as OpenCC's phrases do, so
whatever stands in a text is found in the folded text. It is for comparing: what is shown is shown as it was written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from unicodedata import normalize

import opencc

from govsite.characters import is_seen, without_unseen
from govsite.typed import Typed

# What is written for the first character of each group, beside what OpenCC's t2s makes of it by itself: words whose
# Traditional depends on their neighbours (着 著, 划 画), forms of Hong Kong, of old keyboards and of rarer Simplified.
_ALIKE = """
着著 划画 坐座 借藉 了瞭 复覆 钟锺 余馀 沉沈渖 苏甦 具俱 象像 里哩 径迳 炼链 巨钜 仿彷 么幺麽 坯坏 呆待 账帐𧹔 卫衞
妆粧 台枱 叙敍 只衹祇 痹痺 值値 告吿 青靑 乡鄕 郎郞 尚尙 慎愼 填塡 熏薰 背揹 藤籐 豆荳 果菓 它牠 夫伕 堤隄 宁甯
琅瑯 焰燄 浚濬 枪鎗 拿拏 斤觔 昵暱 咨谘 托讬 锄耡 碱硷礆 线缐 面麺 曲麹 檐簷 腭颚 鲇鲶 睾睪 粽糭 仇雠 周赒 澄澂
穗繐 檗蘗 筿筱 吣唚 耇耈 斫斲 镟鏇 苎苧 潨潀
"""
_UNSEEN = "\0"  # stands for what has no width until it is taken out, so that every character keeps its place
_BASIC = 0x10000
_CHINESE, _PRIVATE = range(0x3400, 0xD800), range(0xD800, 0xF900)  # beside Chinese what has neither width nor case
_BEYOND = re.compile("[\U00010000-\U0010ffff]")
_MOST_BEYOND = 1_000
_LONGEST_REMEMBERED = 64  # characters: names, not texts


def fold(text: str) -> str:
    """Fold a text for look-ups; it has single spaces and is one line. What is Typed is not remembered."""
    return _remembered(text) if type(text) is not Typed and len(text) <= _LONGEST_REMEMBERED else _fold(text)


def in_place(text: str) -> str:
    """A text with each character folded where it stands, so that places in one are places in the other."""
    text = str(text).translate(_table())
    return text.translate(_beyond()) if _BEYOND.search(text) else text


def one_of(text: str, values: Iterable[str]) -> str:
    """The one of some values that a text names, in whatever script; "" for none."""
    if not text or text in values:
        return text
    wanted = fold(text)
    return next((value for value in values if fold(value) == wanted), "")


def written_for(folded: str) -> str:
    """All characters that are folded to a character, itself among them."""
    return _written().get(folded, folded)


def pattern(text: str) -> str:
    """A regular expression, for Python and PostgreSQL alike, of all ways to write a text: for texts not folded."""
    return "".join([_any_of(written_for(char)) for char in fold(text)]) or re.escape(text)


def _any_of(chars: str) -> str:
    if chars.isspace() or " " in chars:
        return r"\s+"
    if len(chars) == 1:
        return re.escape(chars)
    return f"[{chars}]" if all(map(str.isalnum, chars)) else f"(?:{'|'.join(map(re.escape, chars))})"


def _fold(text: str) -> str:
    return " ".join(in_place(normalize("NFKC", str(text))).replace(_UNSEEN, "").split())


_remembered = lru_cache(maxsize=4096)(_fold)


@cache
def _table() -> str:
    """What each character of the basic plane is folded to, in its place."""
    chars = "".join([_plain(chr(number)) for number in (*range(_CHINESE[0]), *range(_PRIVATE[-1] + 1, _BASIC))])
    alike = _alike()
    simplified = _simplified("\n".join(map(chr, _CHINESE))).split("\n")
    chinese = "".join([alike.get(char, char) for char in simplified])
    return chars[: _CHINESE[0]] + chinese + " " * len(_PRIVATE) + chars[_CHINESE[0] :]


def _plain(char: str) -> str:
    """A character without width, case and marks; a space for what is nothing to read."""
    if not without_unseen(char) or "\u0300" <= char <= "\u036f":
        return _UNSEEN
    if not is_seen(char):
        return " "
    if len(wide := normalize("NFKC", char)) == 1:
        char = wide
    letter, *marks = list(normalize("NFD", char))
    if letter.isascii() and marks:
        char = "v" if letter in "uU" and "\u0308" in marks else letter  # pinyin keyboards have v for ü
    return lower if len(lower := char.lower()) == 1 else char


class _Rare(dict[int, str]):
    """What characters beyond the basic plane are folded to, made out when one is seen."""

    def __missing__(self, number: int) -> str:
        char = chr(number)
        if number < _BASIC:
            return char
        if not without_unseen(char):
            return _UNSEEN
        folded = _simplified(char)
        if folded == char:  # 𫚔, which most write 鮰
            folded = _simplified(_converter("s2t").convert(char)) if is_seen(char) else " "
        if len(self) < _MOST_BEYOND:
            self[number] = folded
        return folded


@cache
def _beyond() -> _Rare:
    return _Rare()


@cache
def _alike() -> dict[str, str]:
    return {char: group[0] for group in _ALIKE.split() for char in group[1:]}


def _simplified(text: str) -> str:
    return str(_converter("t2s").convert(text))


@cache
def _converter(name: str) -> opencc.OpenCC:
    return opencc.OpenCC(name)


@cache
def _written() -> dict[str, str]:
    found: dict[str, str] = {}
    for number, folded in enumerate(_table()):
        if folded != _UNSEEN:
            found[folded] = found.get(folded, "") + chr(number)
    return {folded: chars for folded, chars in found.items() if len(chars) > 1}
