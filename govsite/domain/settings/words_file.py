"""The kind of publishing that words.txt is (搜索用词): one for the whole portal, edited at its main site."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

from sqlalchemy.orm import Session

from govsite.database.topics import Topic
from govsite.domain.publishing.kinds import AfterCommit, Change, Clash, Content, Editor, Fault, Merged, Previewed
from govsite.domain.publishing.refusals import Moved, Refused
from govsite.domain.settings import words
from govsite.domain.settings.store import Store
from govsite.sites.errors import SitesInvalid, decode
from govsite.sites.load import load_bytes
from govsite.sites.merge import merge_lines
from govsite.sites.site import Site
from govsite.sites.tree import SiteTree
from govsite.sites.words import WORDS_FILE, read_words

NAME, TEXT = "words", "text"


class WordsFile:
    """Its content is the text of the file; no file is no text."""

    name = NAME
    words = "搜索用词"
    topics: Sequence[Topic] = ()  # pages of all sites follow the version of the files
    settles = False

    def __init__(self, store: Store) -> None:
        self.store = store

    def live(self, session: Session, site: Site, key: str) -> Content | None:
        """The text, at the main site."""
        if key != NAME or not site.root:
            return None
        return content_of(decode(self.store.files(session)[1] or b"", WORDS_FILE))

    def title(self, session: Session, site: Site, key: str, content: Content) -> str:  # noqa: ARG002
        """There is one."""
        return self.words

    def check(self, session: Session, site: Site, key: str, content: Content, editor: Editor) -> list[Fault]:  # noqa: ARG002
        """What is wrong, at its line."""
        try:
            read_words(_data(content) or b"")
        except SitesInvalid as error:
            return [Fault(TEXT, f"“{each.site}”{each.message}", each.line) for each in error.errors]
        return []

    def differences(self, before: Content | None, after: Content | None) -> list[Change]:
        """By runs of lines."""
        old, new = (text_of(content or {}).splitlines() for content in (before, after))
        runs = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
        return [
            Change(f"第 {start + 1} 行", "\n".join(old[first:behind]), "\n".join(new[start:end]))
            for tag, first, behind, start, end in runs
            if tag != "equal"
        ]

    def merged(self, base: Content | None, mine: Content, theirs: Content | None) -> Merged:
        """Line by line."""
        sides = [text_of(content or {}) for content in (base, mine, theirs)]
        both = merge_lines(*sides) if base is not None else None
        if both is not None:
            return Merged(content_of(both))
        return Merged(mine, [Clash(self.words, *sides)] if sides[1] != sides[2] else ())

    def apply(self, session: Session, site: Site, key: str, content: Content | None, editor: Editor) -> AfterCommit:
        """The file becomes the current one; sites.yaml stays as it is."""
        if content is None or self.check(session, site, key, content, editor):
            raise Moved
        self.store.lock(session)
        return self.store.put(session, (self.store.files(session)[0], _data(content)), site, editor)

    def previewed(self, session: Session, tree: SiteTree, site: Site, key: str, content: Content) -> Previewed:  # noqa: ARG002
        """The search with these words."""
        try:
            return Previewed(load_bytes(self.store.files(session)[0], words=_data(content)), "/search")
        except SitesInvalid as error:
            raise Refused(error.errors[0].message) from None


def content_of(text: str) -> Content:
    """A text as content: it ends with one line end."""
    text = text.strip("\n")
    return {TEXT: f"{text}\n" if text else ""}


def text_of(content: Content) -> str:
    """The text in a content."""
    return str(content.get(TEXT, ""))


def line_diff(before: Content | None, after: Content | None) -> list[str]:
    """The lines that differ."""
    return words.line_diff(text_of(before or {}), text_of(after or {}))


def _data(content: Content) -> bytes | None:
    return text_of(content).encode("utf-8", "replace") or None
