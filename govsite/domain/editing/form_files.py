"""Files for download (空白表、样表) as they are sent: stored when they come, before anything names them."""

from __future__ import annotations

import re

from sqlalchemy import select

from govsite.database.clock import database_time
from govsite.database.session import writing
from govsite.domain.common.stored_files import values_of
from govsite.domain.common.uploads import Cleaned
from govsite.models.form_file import FormFile

LONGEST_STEM = 60  # characters
_OTHERS = re.compile(r"[^\w.（）()\-]+")


def keep(file: Cleaned) -> str:
    """Store a file in a ``writing()`` of its own, once; returns its address, in which a part of its digest stands:
    what an older version of a guide names stays what it was.
    """
    stem, _, end = str(file.name).rpartition(".")
    name = _OTHERS.sub("-", stem).strip(".-")[:LONGEST_STEM] or "表"
    address = f"{name}-{file.digest[:8]}.{end}"
    with writing() as session:
        if session.scalar(select(FormFile.id).where(FormFile.address == address)) is None:
            session.add(FormFile(address=address, **values_of(file, database_time(session))))
    return address
