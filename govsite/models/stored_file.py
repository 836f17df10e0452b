"""The columns of a file that somebody sent, whatever it belongs to."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from govsite.models.columns import Moment, Written

CLEAN, UNSCANNED = "clean", "unscanned"  # states: what is found to be infected is not kept


class StoredFile:
    """A file, cleaned when it came: ``kind`` is its media type, ``size`` in bytes, ``digest`` its SHA-256."""

    id: Mapped[int] = mapped_column(primary_key=True)
    added: Mapped[datetime] = mapped_column(Moment)
    name: Mapped[str] = mapped_column(Written(200))
    kind: Mapped[str] = mapped_column(String(40))
    size: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(10))
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
