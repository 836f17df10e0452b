"""The kind of the mechanism of publishing that site settings are: the content is the site's block of sites.yaml.

What loads the whole file says whether a block is right, at its line. That may take a while, so it is remembered which
file a block makes: the transaction that publishes it takes that very file, or finds that another one is current.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy.orm import Session

from govsite.database.topics import Topic
from govsite.domain.common.bounded import Bounded
from govsite.domain.publishing.kinds import AfterCommit, Change, Content, Editor, Fault, Merged, Previewed
from govsite.domain.publishing.refusals import FAULTY, Moved, Refused
from govsite.domain.settings import rights, words
from govsite.domain.settings.rights import YAML
from govsite.domain.settings.store import Store
from govsite.sites.edit import block_of, first_line, key_of, renamed, with_block
from govsite.sites.errors import SiteError, SitesInvalid, decode
from govsite.sites.files import Files
from govsite.sites.layout import layout
from govsite.sites.load import load_bytes, version_of
from govsite.sites.site import Site
from govsite.sites.tree import SiteTree

NAME = "settings"
MOST_MADE = 8  # files with their trees, the last ones
ELSEWHERE = "sites.yaml 第 {line} 行（{site}）：{message}"


class Made(NamedTuple):
    """What a block makes: the file, or what is wrong with it."""

    data: bytes = b""
    tree: SiteTree | None = None
    faults: Sequence[Fault] = ()


class Settings:
    """Each site has one, under the name of the kind."""

    name = NAME
    words = "站点设置"
    topics: Sequence[Topic] = ()  # pages of all sites follow the version of the file
    settles = False

    def __init__(self, store: Store) -> None:
        self.store = store
        self._made: Bounded[tuple[str, str, str], Made] = Bounded(MOST_MADE)

    def live(self, session: Session, site: Site, key: str) -> Content | None:
        """The site's block; None where the current file has no such site."""
        if key != NAME:
            return None
        try:
            return content_of(block_of(_text(self.store.files(session)), site.slug))
        except SitesInvalid:
            return None

    def title(self, session: Session, site: Site, key: str, content: Content) -> str:  # noqa: ARG002
        """Each site has one."""
        return site.name

    def check(self, session: Session, site: Site, key: str, content: Content, editor: Editor) -> list[Fault]:  # noqa: ARG002
        """What the loader says of the file with the block in it, and whose business a line is."""
        files = self.store.files(session)
        try:
            before, after = block_of(_text(files), site.slug), text_of(content)
            refused = [*rights.refused_key(before, after, editor), *rights.refused_lines(before, after, editor)]
        except SitesInvalid:  # the site is gone, or the file is wrong: the loader says so
            refused = []
        lines = {fault.line for fault in refused}
        return refused + [fault for fault in self._make(files, site, content).faults if fault.line not in lines]

    def differences(self, before: Content | None, after: Content | None) -> list[Change]:
        """By field; comments and order are told in a word."""
        return words.changes_of(text_of(before or {}), text_of(after or {}))

    def merged(self, base: Content | None, mine: Content, theirs: Content | None) -> Merged:
        """Field by field."""
        if theirs is None:
            return Merged(mine)
        text, clashes = words.merged(text_of(base) if base else None, text_of(mine), text_of(theirs))
        return Merged(content_of(text), clashes)

    def apply(self, session: Session, site: Site, key: str, content: Content | None, editor: Editor) -> AfterCommit:  # noqa: ARG002
        """The file with the block becomes the current one. Raises Moved where it is not the one that was checked."""
        if content is None:
            raise Refused(FAULTY)  # a site always has settings
        self.store.lock(session)
        files = self.store.files(session)
        made = self._made.get(_key(files, site, content), _not_checked)
        if made.faults:
            raise Moved
        return self.store.put(session, (made.data, files[1]), site, editor)

    def previewed(self, session: Session, tree: SiteTree, site: Site, key: str, content: Content) -> Previewed:  # noqa: ARG002
        """All sites as they would be."""
        made = self._make(self.store.files(session), site, content)
        if made.tree is None:
            raise Refused(FAULTY)
        return Previewed(made.tree)

    def _make(self, files: Files, site: Site, content: Content) -> Made:
        return self._made.get(_key(files, site, content), lambda: _make(files, site.slug, text_of(content)))


def _not_checked() -> Made:
    raise Moved


def content_of(text: str) -> Content:
    """A block as content: it ends with one line end."""
    return {YAML: text.strip("\n") + "\n"}


def changes_operators(before: Content | None, after: Content) -> bool:
    """Whether something changes that is the operator's: the password is asked for once more."""
    return rights.changes_operators(text_of(before or {}), text_of(after))


def line_diff(before: Content | None, after: Content | None) -> list[str]:
    """The lines of the block that differ."""
    return words.line_diff(text_of(before or {}), text_of(after or {}))


def text_of(content: Content) -> str:
    """The block in a content."""
    return str(content.get(YAML, ""))


def _text(files: Files) -> str:
    return decode(files[0], "sites.yaml")


def _key(files: Files, site: Site, content: Content) -> tuple[str, str, str]:
    return version_of(*files), site.slug, text_of(content)


def _make(files: Files, slug: str, block: str) -> Made:
    try:
        text, key = _text(files), key_of(block) or slug
        if key != slug:  # those below it name it, too
            text, slug = renamed(text, slug, key), key
        text = with_block(text, slug, block)
    except SitesInvalid as error:
        return Made(faults=[Fault(YAML, each.message, each.line) for each in error.errors])
    data = text.encode()
    try:
        return Made(data, load_bytes(data, "sites.yaml", files[1], layout(text).document))
    except SitesInvalid as error:
        return Made(faults=_in_block(error, text, slug, block))


def _in_block(error: SitesInvalid, text: str, slug: str, block: str) -> list[Fault]:
    """Mistakes of the file, at their lines of the block where they stand in it."""
    first, lines = first_line(text, slug), len(block.splitlines())
    return [_fault(each, each.line - first + 1, lines) for each in error.errors]


def _fault(error: SiteError, line: int, lines: int) -> Fault:
    if 1 <= line <= lines:
        return Fault(YAML, error.message, line, ".".join(error.path.split(".")[2:]))
    return Fault(YAML, ELSEWHERE.format(line=error.line, site=error.site or "全文", message=error.message))
