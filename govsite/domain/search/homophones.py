"""Names of offices and halls that were misspelt or typed in pinyin or first letters: they sound like the name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from govsite.domain.index import sounds
from govsite.domain.index.lexicon import RUN

SHORTEST = 3  # sounds
LONGEST = 16
MENDED = 5  # sounds of a name that may have one wrong, missing or superfluous; the last one is never that
COMMON = ("公司", "中心")  # with such an end too little is left to tell names apart: 水务公司, 劳务公司
MOST_READINGS = 4


class Heard:
    """Names by their sounds, also with one sound wrong, and those that are ``lettered`` by their first letters."""

    def __init__(self, names: Iterable[str], lettered: Iterable[str] = ()) -> None:
        self._names: dict[str, str] = {}
        self._nearly: dict[str, str] = {}
        self._letters: dict[str, tuple[str, ...]] = {}
        for name in names:
            self._add(name)
        self._ends = frozenset(sound[-1] for sound in self._names)

        for name in lettered:
            for letters in sounds.load().initials(name):
                self._letters[letters] = (*self._letters.get(letters, ()), name)

    def _add(self, name: str) -> None:
        for sound in _sounds_of(name):
            if len(sound) < SHORTEST:
                continue
            self._names.setdefault(sound, name)
            if len(sound) >= MENDED and not name.endswith(COMMON):
                self._nearly.update(dict.fromkeys((sound, *_without_one(sound)), name))

    def names(self, text: str, sound: str) -> tuple[str, ...]:
        """The names that a folded text, which has this ``sound``, sounds like or is the first letters of."""
        if text in self._letters:
            return self._letters[text]
        if not SHORTEST <= len(sound) <= LONGEST or sound[-1] not in self._ends:
            return ()
        name = self._names.get(sound) or self._nearly.get(sound)
        if not name and self._nearly and len(sound) >= MENDED:
            name = next(filter(None, map(self._nearly.get, _without_one(sound))), None)
        return (name,) if name else ()


def _sounds_of(name: str) -> list[str]:
    """A name in all its readings."""
    table, found = sounds.load().letters, [""]
    for char in name:
        found = [before + letter for before in found for letter in table.get(char, char)][:MOST_READINGS]
    return found


def sound_of(text: str) -> str:
    """A folded text as classes of sounds, a character for each."""
    table = sounds.load()
    parts: list[str] = []
    for run in RUN.findall(text):
        if run.isascii():
            parts += [table.classes[syllable] for syllable in table.syllables(run)] or [run]
        else:
            parts += [table.letters.get(char, char)[0] for char in run]
    return "".join(parts)


def _without_one(sound: str) -> Iterator[str]:
    return (sound[:at] + sound[at + 1 :] for at in range(len(sound) - 1))
