"""Names of offices and halls by sound: those misspelt (谐音) or typed in pinyin or its initials."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from govsite.domain.index import pinyin
from govsite.domain.index.lexicon import RUN

# Lengths of names in sounds, which are one a character.
SHORTEST_BY_SOUND, LONGEST_BY_SOUND = 3, 16
SHORTEST_WITH_ERROR = 5  # may have one sound wrong, missing or superfluous, but never the last
COMMON_ENDS = ("公司", "中心")  # too little is left before them to tell names apart: 水务公司, 劳务公司
MOST_SOUNDS_OF_NAME = 4


class HomophoneIndex:
    """Names by their sounds, also with one sound wrong, and the ``with_initials`` by their pinyin initials too.

    One error is found by deletions on both sides, as SymSpell does it: a name without one of its sounds is compared
    with the text without one of its own.
    """

    def __init__(self, names: Iterable[str], with_initials: Iterable[str] = ()) -> None:
        self._names: dict[str, str] = {}
        self._deletions: dict[str, str] = {}
        self._initials: dict[str, tuple[str, ...]] = {}
        for name in names:
            self._add(name)
        self._ends = frozenset(sound[-1] for sound in self._names)
        for name in with_initials:
            for initials in pinyin.load().initials(name):
                self._initials[initials] = (*self._initials.get(initials, ()), name)

    def _add(self, name: str) -> None:
        for sound in _sounds_of(name):
            if len(sound) < SHORTEST_BY_SOUND:
                continue
            self._names.setdefault(sound, name)
            if len(sound) >= SHORTEST_WITH_ERROR and not name.endswith(COMMON_ENDS):
                self._deletions.update(dict.fromkeys((sound, *_deletions(sound)), name))

    def match(self, text: str, sound: str) -> tuple[str, ...]:
        """The names that a folded text, which has this ``sound``, sounds like or is the initials of."""
        if text in self._initials:
            return self._initials[text]
        if not SHORTEST_BY_SOUND <= len(sound) <= LONGEST_BY_SOUND or sound[-1] not in self._ends:
            return ()
        name = self._names.get(sound) or self._deletions.get(sound)
        if not name and self._deletions and len(sound) >= SHORTEST_WITH_ERROR:
            name = next(filter(None, map(self._deletions.get, _deletions(sound))), None)
        return (name,) if name else ()


def _sounds_of(name: str) -> list[str]:
    """A name as sound classes, in all readings of its characters."""
    classes, found = pinyin.load().classes, [""]
    for char in name:
        found = [before + own for before in found for own in classes.get(char, char)][:MOST_SOUNDS_OF_NAME]
    return found


def sound_of(text: str) -> str:
    """A folded text as sound classes, a character for each."""
    table = pinyin.load()
    parts: list[str] = []
    for run in RUN.findall(text):
        if run.isascii():
            syllables = table.syllables(run) or table.unfinished(run)
            parts += [table.class_of[syllable] for syllable in syllables] or [run]
        else:
            parts += [table.classes.get(char, char)[0] for char in run]
    return "".join(parts)


def _deletions(sound: str) -> Iterator[str]:
    """What is left when one sound is deleted; the last one never is."""
    return (sound[:at] + sound[at + 1 :] for at in range(len(sound) - 1))
