"""What staff edit: the draft beside the live version, every save that was made of it, and who looks at it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from govsite.models.base import Base
from govsite.models.columns import Moment, Written

LONGEST_KIND, LONGEST_KEY, LONGEST_REASON, LONGEST_TROUBLE = 16, 64, 200, 200  # characters
DIGEST = 32  # hexadecimal digits


class Draft(Base):
    """The draft (草稿) of one thing of a kind at a site, shared by the site's editors; there is at most one.

    ``content`` is a JSON object as text; ``base`` the live content that it began from, None where there was none.
    ``who`` saved it last (the number of a member of staff). ``begins`` and ``ends`` are when it is to be published and
    to be taken back again. ``asked_by`` wants it published, under the rule of two persons; ``settled_by`` has decided
    that it goes out at ``begins``. ``reason`` is that of the publication to come, ``trouble`` why the last one that was
    due did not take place. Each save takes all of these away.
    """

    __tablename__ = "draft"
    # A number is never given again: a preview must not show the next draft.
    __table_args__ = (UniqueConstraint("kind", "site_code", "key"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(LONGEST_KIND))
    site_code: Mapped[str] = mapped_column(String(6))
    key: Mapped[str] = mapped_column(String(LONGEST_KEY))
    title: Mapped[str] = mapped_column(Written(200))
    content: Mapped[str] = mapped_column(Written())
    digest: Mapped[str] = mapped_column(String(DIGEST))
    base: Mapped[str | None] = mapped_column(Written())
    who: Mapped[int]
    updated: Mapped[datetime] = mapped_column(Moment)
    begins: Mapped[datetime | None] = mapped_column(Moment, index=True)
    ends: Mapped[datetime | None] = mapped_column(Moment)
    reason: Mapped[str] = mapped_column(Written(LONGEST_REASON), default="")
    asked_by: Mapped[int | None]
    settled_by: Mapped[int | None]
    trouble: Mapped[str] = mapped_column(String(LONGEST_TROUBLE), default="")


class Edit(Base):
    """One step of a thing (修改记录): saved, published, restored, discarded, asked for …, with the content it left.

    ``before`` is the live content that a publication replaced, so history and undoing need no other row; both are
    None for what did not or does not exist. ``ends`` is when a publication is to be taken back, None once it was.
    """

    __tablename__ = "edit"
    __table_args__ = (
        Index(None, "kind", "site_code", "key", "id"),
        Index(None, "ends"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(LONGEST_KIND))
    site_code: Mapped[str] = mapped_column(String(6))
    key: Mapped[str] = mapped_column(String(LONGEST_KEY))
    action: Mapped[str] = mapped_column(String(16))
    title: Mapped[str] = mapped_column(Written(200))
    content: Mapped[str | None] = mapped_column(Written())
    digest: Mapped[str] = mapped_column(String(DIGEST))
    before: Mapped[str | None] = mapped_column(Written())
    who: Mapped[int]
    at: Mapped[datetime] = mapped_column(Moment)
    reason: Mapped[str] = mapped_column(Written(LONGEST_REASON), default="")
    ends: Mapped[datetime | None] = mapped_column(Moment)


class Preview(Base):
    """A look at a draft on the real pages (预览), of one member of staff; it goes with its draft.

    ``token`` is the SHA-256 of what stands in the address, in hex.
    """

    __tablename__ = "preview"

    token: Mapped[str] = mapped_column(String(64), primary_key=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey("draft.id", ondelete="CASCADE"), index=True)
    staff_id: Mapped[int]
    ends: Mapped[datetime] = mapped_column(Moment, index=True)
