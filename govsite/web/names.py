"""Where a character stands in a name, or else in what no list of words can tell.

余先生, 余店镇 and 其余 have the same 余, which is 餘 in Traditional unless it is a name's; 第12周 is 週, 周先生 not. A
dictionary knows words only, so these are looked for first, by what stands around them (names.txt).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from govsite.web.dictionaries import read_terms

HAN = r"[㐀-鿿\U00020000-\U000323af]"
# No part of a name of one or two characters.
NAMED = rf"(?:(?![的了和与及或在是为被由对将把给就也都有不这那其之以等]){HAN})"
ANYBODY = r"某(?![年月日时天地处市县区省乡镇村种项个些一次方家国单企公机部街路])|[*＊×○]"
# Features that begin no word behind a surname, as 店 does in 店铺.
PLAIN_FEATURES = "[湾塆垸冲畈岗墩垴咀坳垭塝榨]|[集店](?=[镇乡村街社])"
# 12周, 第十周 and 两周内 are weeks; 四周 is so only where it counts, else what lies around.
WEEKS = (
    r"周(?<=[0-9０-９一二三五六七八九十百两几数多半]周)(?![边围长身界知密全到详遭天])"
    r"|周(?<=[0-9０-９第十]四周)(?![边围长身界知密全到详遭天])|周(?<=四周)(?=以?[内前后])"
)
# 李家冲，and 烂泥冲 at the end of a line; what may not stand before it makes 缓冲, 首当其冲, 往前冲 of it.
VALLEYS = (
    rf"冲(?<=家冲)(?!{HAN})|冲(?<={HAN}冲)(?!{HAN}|[0-9])"
    r"(?<![要脉缓对俯首折猛直往前下反其再少左右地喜浪又急梯怒横还腾硬乱侧只后面外一已蒙艨气冲多向里渠荣上西电]冲)"
)
# 三元里社区, and 里潭乡 where a text or a line begins; 家里社区 and 里面 are words.
LANES = (
    r"里(?<![城村乡镇县市区家屋厂校院室店馆园位内房心手眼嘴口夜日年月这那哪包袋箱柜卡群网帐账号井水车船楼山田野梦苑]里)"
    r"(?=社区|小区|[镇乡](?![上里村亲下土情]))"
    rf"|里(?<!{HAN}里)(?![面边头外间屋程应约])(?={NAMED}{{1,2}}(?:镇|乡|村|街道|社区))"
)
NOTES = rf"注(?<!{HAN}注)(?=[：:])"
Piece = tuple[str, str]
Rule = tuple[str, str, str, str]  # the character, its form, what may not stand before it, what may not follow


def rules(part: str) -> list[Rule]:
    """The rows of a part of names.txt."""
    cells = iter(read_terms("names.txt")[part])
    return list(zip(cells, cells, cells, cells, strict=True))


def _any(part: str) -> str:
    return "|".join(sorted(map(re.escape, read_terms("names.txt")[part]), key=len, reverse=True))


def _around(char: str, before: str, after: str) -> str:
    """The character where nothing around it makes another word of it."""
    if before.startswith("="):
        ahead = rf"(?<!(?![{before[1:]}]){HAN}{char})"
    else:
        ahead = "" if before == "-" else f"(?<![{before}]{char})"
    return f"{ahead}{_not_followed(after)}"


def _not_followed(after: str) -> str:
    return "" if after == "-" else f"(?![{after}])"


def _patterns() -> Iterator[str]:
    titles, endings, features = _any("titles"), _any("endings"), _any("features")
    labels = "".join(read_terms("names.txt")["labels"]) + ")）"
    named = rf"(?=家(?:{features}|{endings})|{NAMED}{{0,2}}(?:{endings})|{PLAIN_FEATURES})"
    for char, _, before, after in rules("people"):
        yield char + _around(char, before, after) + f"(?={NAMED}{{0,2}}(?:{titles}|{ANYBODY}))"
    for char, _, _, after in [*rules("people"), *rules("labelled")]:
        labelled = rf"(?:(?<=[{labels}][：:]{char})|(?<=[{labels}][：:][ \u3000]{char}))"
        yield char + labelled + _not_followed(after) + rf"(?={NAMED}{{1,3}}(?!{HAN})|{ANYBODY})"
    for char, _, before, after in rules("places"):
        yield char + _around(char, before, after) + named
    for char, _, before, after in rules("places-with-feature"):
        yield (
            char + _around(char, before, after) + rf"(?=家(?:{features}|{endings})|(?:{features}){NAMED}?(?:{endings}))"
        )
    yield from (VALLEYS, LANES, WEEKS, NOTES)


@cache
def _forms() -> tuple[re.Pattern[str], dict[str, str]]:
    """What finds the characters, and their forms: each has one, whichever rule found it."""
    forms = {char: form for part in ("labelled", "people", "places") for char, form, _, _ in rules(part)}
    return re.compile("|".join(_patterns())), {**forms, "周": "週", "注": "註"}


def told(text: str) -> list[Piece]:
    """The text in pieces, each with the form of the character that follows it; the last one has none behind it."""
    pattern, forms = _forms()
    if pattern.search(text) is None:  # nearly always
        return [(text, "")]
    return _cut(text, [(found.start(), forms[found.group()]) for found in pattern.finditer(text)])


def in_name(text: str) -> list[Piece]:
    """As ``told``, for a text that is nothing but a name: whatever stands around them, all its characters are."""
    named = {char: form for part in ("people", "places") for char, form, _, _ in rules(part)}
    return _cut(text, [(place, named[char]) for place, char in enumerate(text) if char in named])


def _cut(text: str, found: list[tuple[int, str]]) -> list[Piece]:
    starts = [0, *(place + 1 for place, _ in found)]
    ends = [*found, (len(text), "")]
    return [(text[start:end], form) for start, (end, form) in zip(starts, ends, strict=True)]
