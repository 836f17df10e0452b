"""How characters sound: toneless pinyin (拼音) from a small table, so that no worker loads a whole dictionary."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from govsite.domain.common.word_lists import word_list

LONGEST_SYLLABLE = 6
MOST_INITIALS = 4
# Fuzzy pinyin (模糊音), what speakers of the region do not tell apart when they type: zh/z, ch/c, sh/s, n/l, n/ng.
_FUZZY_INITIALS = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("n", "l"))
_FUZZY_FINALS = (("ang", "an"), ("eng", "en"), ("ing", "in"))
_LETTERS = re.compile(r"[a-z]+")
# How ü is typed: after j, q, x and y as v too; after l and n as yu, in lve and nve also as u.
_V_FOR_U = re.compile("(?<=[jqxy])v")
_YU_FOR_V = re.compile("(?<=[ln])yu")
_UE_FOR_VE = {"lue": "lve", "nue": "nve"}
ALSO_V = {"lu": "lv", "nu": "nv"}  # a syllable as typed, and what it may be besides
_WITH_TONES = re.compile(r"(?=.*[a-z]{2})(?:[a-z]+[0-5])+[a-z]*")  # shen1fen4, but not c1 or a2
_WITHOUT_TONES = re.compile("[a-z]+")
_NO_V = re.compile("v$")  # lu and lv, which many keyboards do not tell apart
_INITIAL = re.compile("[zcs]h|[b-df-hj-np-tw-z]")


class PinyinTable(NamedTuple):
    """``readings`` are the syllables of a character, ``characters`` the characters of a syllable, usual ones first.

    What sounds alike is one sound class, named by a single character: ``class_of`` gives that of a syllable,
    ``classes`` all those of a character, one after the other.
    """

    readings: dict[str, tuple[str, ...]]
    characters: dict[str, str]
    class_of: dict[str, str]
    classes: dict[str, str]

    def initials(self, word: str) -> list[str]:
        """Initials (首字母) of a word in its readings: sfz for 身份证; Latin letters and digits stay; at most four."""
        found = [""]
        for char in word:
            firsts = dict.fromkeys(syllable[0] for syllable in self.readings.get(char, (char,)))
            found = [before + first for before in found for first in firsts][:MOST_INITIALS]
        return found

    def syllables(self, text: str) -> list[str]:
        """A Latin word cut into the fewest syllables, [] when it is no pinyin; numbers of tones are read over."""
        if not text.isalpha():
            parts = _WITHOUT_TONES.findall(text) if _WITH_TONES.fullmatch(text) else []
            cut = list(map(self.syllables, parts))
            return [syllable for part in cut for syllable in part] if all(cut) else []
        text = _V_FOR_U.sub("u", text)
        return self._cut(text)[-1] or self._cut(_YU_FOR_V.sub("v", text))[-1] or []

    def unfinished(self, text: str) -> list[str]:
        """The syllables of a word whose last one is still being typed: shen, fen of shenfenzh."""
        cuts = self._cut(text)[:0:-1]
        return next((cut for cut in cuts[1:3] if cut and len(cut) > 1), [])

    def units(self, text: str) -> list[str]:
        """A Latin word cut into the fewest syllables and initials (s, f, zheng); [] when it cannot be."""
        return self._cut(text, initials=True)[-1] or []

    def is_read(self, char: str, unit: str) -> bool:
        """Whether a syllable is a reading of a character, or an initial begins one."""
        readings = self.readings.get(char, (char,))
        return unit in readings or unit not in self.class_of and any(own.startswith(unit) for own in readings)

    def _cut(self, text: str, initials: bool = False) -> list[list[str] | None]:
        """The fewest pieces of the text up to each of its places."""
        best: list[list[str] | None] = [[]]
        for end in range(1, len(text) + 1):
            found: list[str] | None = None
            for start in range(max(0, end - LONGEST_SYLLABLE), end):
                before, piece = best[start], text[start:end]
                fewer = before is not None and (found is None or len(before) + 1 < len(found))
                if before is None or not fewer:
                    continue
                if piece in self.class_of or piece in _UE_FOR_VE or initials and _INITIAL.fullmatch(piece):
                    found = [*before, _UE_FOR_VE.get(piece, piece)]
            best.append(found)
        return best


def fuzzy(syllable: str) -> str:
    """A syllable without the differences that fuzzy pinyin ignores: shang and san are the same."""
    for sharp, flat in _FUZZY_INITIALS:
        if syllable.startswith(sharp):
            syllable = flat + syllable.removeprefix(sharp)
            break
    for sharp, flat in _FUZZY_FINALS:
        if syllable.endswith(sharp):
            return syllable.removesuffix(sharp) + flat
    return _NO_V.sub("u", syllable)


@cache
def load() -> PinyinTable:
    """The table of the package."""
    readings: dict[str, tuple[str, ...]] = {}
    characters: dict[str, str] = {}
    for (line,) in word_list(__file__, "pinyin.txt"):
        found = _LETTERS.match(line)
        assert found is not None, line
        syllable, chars = found.group(), line[found.end() :]
        characters[syllable] = chars
    fuzzied = {syllable: fuzzy(syllable) for syllable in characters}
    codes = {name: chr(0x100 + number) for number, name in enumerate(dict.fromkeys(fuzzied.values()))}
    for syllable, chars in characters.items():
        for char in dict.fromkeys(chars):
            readings[char] = (*readings.get(char, ()), syllable)
    class_of = {syllable: codes[name] for syllable, name in fuzzied.items()}
    classes = {char: "".join(dict.fromkeys(class_of[s] for s in found)) for char, found in readings.items()}
    return PinyinTable(readings, characters, class_of, classes)
