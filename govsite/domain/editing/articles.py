"""The kind of the mechanism of publishing that articles (文章) are: its content is a row of their table, and files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from govsite.database.topics import Topic, bump_sites
from govsite.domain.articles.board import NOTICES
from govsite.domain.articles.reading import files_of
from govsite.domain.editing import fields
from govsite.domain.publishing.kinds import (
    AfterCommit,
    Change,
    Content,
    Editor,
    Fault,
    Merged,
    Previewed,
    nothing_more,
)
from govsite.domain.publishing.refusals import FAULTY, Moved, Refused
from govsite.models.article import WITHDRAWN, Article
from govsite.models.base import IN_USE
from govsite.sites.site import Site
from govsite.sites.tree import SiteTree

NAME = "article"
LABELS = {
    "title": "标题",
    "text": "正文",
    "source": "来源",
    "author": "作者",
    "from": "开始显示",
    "until": "显示到",
    "pinned": "置顶",
    "items": "相关事项",
    "halls": "相关大厅",
    "files": "附件",
    "state": "状态",
}
STATES = {IN_USE: "显示", WITHDRAWN: "撤下"}
LOST_FILES = "有附件已经不在了，请移除后重新上传。"


class Articles:
    """A site's articles by their public id; those of the column of notices."""

    name = NAME
    words = "文章"
    topics: Sequence[Topic] = ()  # that of the site is moved by ``apply``
    settles = True

    def live(self, session: Session, site: Site, key: str) -> Content | None:
        """The row, as its form has it."""
        row = _row(session, site, key)
        return _content(session, row) if row else None

    def title(self, session: Session, site: Site, key: str, content: Content) -> str:  # noqa: ARG002
        """Its title."""
        return str(content.get("title", ""))

    def check(self, session: Session, site: Site, key: str, content: Content, editor: Editor) -> list[Fault]:  # noqa: ARG002
        """What an import would say of the row, and whether its files are there."""
        faults = _read(session, site, key, content)[1]
        numbers = _numbers(content)
        if len(files_of(session, site.code, numbers)) != len(numbers):
            faults.append(Fault("files", LOST_FILES))
        return faults

    def differences(self, before: Content | None, after: Content | None) -> list[Change]:
        """By field."""
        return fields.differences(LABELS, before, after, words_of)

    def merged(self, base: Content | None, mine: Content, theirs: Content | None) -> Merged:
        """Field by field; of a field that both changed, mine, and a clash."""
        return fields.merged(LABELS, base, mine, theirs, words_of)

    def apply(self, session: Session, site: Site, key: str, content: Content | None, editor: Editor) -> AfterCommit:  # noqa: ARG002
        """Store the row, or take it away. Raises Moved where it has become wrong meanwhile."""
        row = _row(session, site, key)
        if content is None:
            session.execute(delete(Article).where(*_own(site, key)))
        else:
            record, faults = _read(session, site, key, content)
            if faults:
                raise Moved
            _store(session, row, {**record, "files": _numbers(content)})
        session.flush()
        bump_sites(session, [site.code])
        return nothing_more

    def previewed(self, session: Session, tree: SiteTree, site: Site, key: str, content: Content) -> Previewed:
        """The article's page and the lists of its site, with what the draft holds."""
        record, faults = _read(session, site, key, content)
        if faults:
            raise Refused(FAULTY)
        shown = {**record, "files": _numbers(content)}
        return Previewed(tree, f"/notices/{key}", {(NAME, key): shown})


def words_of(field: str, content: Mapping[str, Any]) -> str:
    """A value as a reader of differences sees it."""
    value = content.get(field, "")
    if field == "files":
        return "、".join(str(file["name"]) for file in value or ())
    return STATES.get(value, value) if field == "state" else str(value)


def _own(site: Site, key: str) -> tuple[Any, ...]:
    return Article.site_code == site.code, Article.column_key == NOTICES, Article.public_id == key


def _row(session: Session, site: Site, key: str) -> Article | None:
    return session.scalar(select(Article).where(*_own(site, key)))


def _numbers(content: Content) -> list[int]:
    return [int(file["id"]) for file in content.get("files", ())]


def _content(session: Session, row: Article) -> Content:
    return {
        "title": row.title,
        "text": row.text,
        "source": row.source,
        "author": row.author,
        "from": row.shown_from.isoformat(),
        "until": row.shown_until.isoformat() if row.shown_until else "",
        "pinned": "是" if row.pinned else "否",
        "items": ";".join(row.items),
        "halls": ";".join(row.halls),
        "files": [{"id": file.id, "name": str(file.name)} for file in files_of(session, row.site_code, row.files)],
        "state": row.state,
    }


def _read(session: Session, site: Site, key: str, content: Content) -> tuple[dict[str, Any], list[Fault]]:
    """The values of the row, and what is wrong, by field."""
    from govsite.domain.editing.rows import read_row  # the importers are heavy, and few workers edit
    from govsite.domain.importing.articles import ARTICLES

    fixed = {"site_code": site.code, "column_key": NOTICES, "public_id": key}
    return read_row(session, ARTICLES, {field: content.get(field, "") for field in LABELS if field != "files"}, fixed)


def _store(session: Session, row: Article | None, values: dict[str, Any]) -> None:
    now = datetime.now(UTC)
    if row is None:
        session.add(Article(created=now, changed=now, **values))
        return
    for name, value in values.items():
        setattr(row, name, value)
    row.changed, row.revision = now, row.revision + 1
