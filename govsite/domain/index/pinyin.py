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
_LETTERS = re.compile(r"[a-zü]+")


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
        """A Latin word cut into the fewest syllables; an unfinished last one is dropped; [] when it is no pinyin."""
        best: list[list[str] | None] = [[]]
        for end in range(1, len(text) + 1):
            found: list[str] | None = None
            for start in range(max(0, end - LONGEST_SYLLABLE), end):
                before = best[start]
                fewer = before is not None and (found is None or len(before) + 1 < len(found))
                if before is not None and fewer and text[start:end] in self.class_of:
                    found = [*before, text[start:end]]
            best.append(found)
        for cut in range(3):  # shenfenzh: the last syllable is still being typed
            whole = best[len(text) - cut] if len(text) > cut else None
            if whole and (not cut or len(whole) > 1):
                return whole
        return []


def fuzzy(syllable: str) -> str:
    """A syllable without the differences that fuzzy pinyin ignores: shang and san are the same."""
    for sharp, flat in _FUZZY_INITIALS:
        if syllable.startswith(sharp):
            syllable = flat + syllable.removeprefix(sharp)
            break
    for sharp, flat in _FUZZY_FINALS:
        if syllable.endswith(sharp):
            return syllable.removesuffix(sharp) + flat
    return syllable


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
        for char in chars:
            readings[char] = (*readings.get(char, ()), syllable)
    class_of = {syllable: codes[name] for syllable, name in fuzzied.items()}
    classes = {char: "".join(dict.fromkeys(class_of[s] for s in found)) for char, found in readings.items()}
    return PinyinTable(readings, characters, class_of, classes)
