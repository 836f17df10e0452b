"""What a rating (好差评) leaves on whatever can be rated."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Mapped, mapped_column

from govsite.models.columns import Moment, Written


class Rated:
    """Columns of a table whose rows are rated from 1 to 5; a bad rating is to be followed up by ``follow_up``."""

    rating: Mapped[int | None]
    rated: Mapped[datetime | None] = mapped_column(Moment)
    rating_words: Mapped[str | None] = mapped_column(Written())
    follow_up: Mapped[date | None]
