"""How characters sound: toneless pinyin from a small table, so that no worker holds a dictionary of readings."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from govsite.domain.common.word_lists import beside

LONGEST_SYLLABLE = 6
# What speakers of the region do not tell apart when they type: zh/z, ch/c, sh/s, n/l, final n/ng.
_INITIALS = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("n", "l"))
_FINALS = (("ang", "an"), ("eng", "en"), ("ing", "in"))
_LETTERS = re.compile(r"[a-zü]+")


class Sounds(NamedTuple):
    """``readings`` of a character and the characters of a syllable (``spoken``).

    ``classes`` names what sounds alike by one letter, for syllables; ``letters`` are the classes of a character.
    """

    readings: dict[str, tuple[str, ...]]
    spoken: dict[str, str]
    classes: dict[str, str]
    letters: dict[str, str]

    def initials(self, word: str) -> list[str]:
        """First letters of a word's readings: sfz for 身份证; Latin letters and digits stay; at most four."""
        found = [""]
        for char in word:
            firsts = dict.fromkeys(syllable[0] for syllable in self.readings.get(char, (char,)))
            found = [before + first for before in found for first in firsts][:4]
        return found

    def syllables(self, text: str) -> list[str]:
        """A Latin word as syllables, fewest first; a begun last one is dropped; [] when it is no pinyin."""
        best: list[list[str] | None] = [[]]
        for end in range(1, len(text) + 1):
            found: list[str] | None = None
            for start in range(max(0, end - LONGEST_SYLLABLE), end):
                before = best[start]
                fewer = before is not None and (found is None or len(before) + 1 < len(found))
                if before is not None and fewer and text[start:end] in self.classes:
                    found = [*before, text[start:end]]
            best.append(found)
        for cut in range(3):  # shenfenzh: one is still typing
            whole = best[len(text) - cut] if len(text) > cut else None
            if whole and (not cut or len(whole) > 1):
                return whole
        return []


def rough(syllable: str) -> str:
    """The class of a syllable: shang and san are the same."""
    for sharp, flat in _INITIALS:
        if syllable.startswith(sharp):
            syllable = flat + syllable.removeprefix(sharp)
            break
    for sharp, flat in _FINALS:
        if syllable.endswith(sharp):
            return syllable.removesuffix(sharp) + flat
    return syllable


@cache
def load() -> Sounds:
    """The table of the package."""
    readings: dict[str, tuple[str, ...]] = {}
    spoken: dict[str, str] = {}
    for (line,) in beside(__file__, "sounds.txt"):
        found = _LETTERS.match(line)
        assert found is not None, line
        syllable, chars = found.group(), line[found.end() :]
        spoken[syllable] = chars
    roughs = {syllable: rough(syllable) for syllable in spoken}
    codes = {name: chr(0x100 + number) for number, name in enumerate(dict.fromkeys(roughs.values()))}
    for syllable, chars in spoken.items():
        for char in chars:
            readings[char] = (*readings.get(char, ()), syllable)
    classes = {syllable: codes[name] for syllable, name in roughs.items()}
    letters = {char: "".join(dict.fromkeys(classes[s] for s in found)) for char, found in readings.items()}
    return Sounds(readings, spoken, classes, letters)
