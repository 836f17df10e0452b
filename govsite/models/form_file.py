"""Files for download (空白表、样表) that were sent in the console; others lie in the folder ``forms/``."""

from __future__ import annotations

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from govsite.models.base import Base
from govsite.models.stored_file import StoredFile


class FormFile(StoredFile, Base):
    """A file that materials of items name by its ``address``; it is never changed, so a draft may name it as well."""

    __tablename__ = "form_file"

    address: Mapped[str] = mapped_column(String(100), unique=True)
    kind: Mapped[str] = mapped_column(String(80))
