"""Types of columns whose values are more than text or numbers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, Dialect, LargeBinary, String, Text
from sqlalchemy.types import TypeDecorator

from govsite.models import normal
from govsite.models.sealing import FINGERPRINT, checked, keys_of
from govsite.typed import Typed


class Written(TypeDecorator[str]):
    """What a person wrote (姓名、信件、附言): comes back as ``Typed``, so no view can convert 范 into 範 by mistake.

    ``length`` is in characters; without one the text may be of any length.
    """

    impl = Text
    cache_ok = True

    def __init__(self, length: int | None = None) -> None:
        super().__init__()
        self.length = length

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        """VARCHAR with a length, TEXT without."""
        # Of a Text the dialect of PostgreSQL would make a VARCHAR without a length.
        return dialect.type_descriptor(String(self.length)) if self.length else Text()

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Drivers get plain text."""
        return None if value is None else str.__str__(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Typed | None:  # noqa: ARG002
        """What comes out is a person's own words."""
        return None if value is None else Typed(value)


class Sealed(TypeDecorator[str]):
    """What a person wrote and nobody should read in the database (证件号、手机号): encrypted there, ``Typed`` here.

    ``place`` is "table.column", for which it is sealed. No two sealed values are equal: look them up by a Fingerprint
    beside. Raises KeysMissing where the portal has no keys, and CannotOpen. Bytes are taken as what is sealed already,
    copied from another database; raises ValueError for others.
    """

    impl = LargeBinary
    cache_ok = True

    def __init__(self, place: str) -> None:
        super().__init__()
        self.place = place

    def process_bind_param(self, value: str | bytes | None, dialect: Dialect) -> bytes | None:
        """Sealed with the newest key."""
        if isinstance(value, bytes):
            return checked(value)
        return None if value is None else keys_of(dialect).seal(str.__str__(value), self.place)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> Typed | None:
        """Opened with the key that it names."""
        return None if value is None else Typed(keys_of(dialect).open(value, self.place))


class Fingerprint(TypeDecorator[bytes]):
    """A keyed hash of a value, 16 bytes, by which a sealed one is found: ``where(Ticket.phone_print == phone)``.

    It takes the value itself, as text, and normalises it; columns with the same ``purpose`` can be compared. What is
    read is bytes, which may be stored again as they are. A blank value has none (NULL), so blanks never match.
    """

    impl = LargeBinary
    cache_ok = True

    def __init__(self, purpose: str, normalise: Callable[[str], str] = normal.plain) -> None:
        super().__init__(FINGERPRINT)
        self.purpose = purpose
        self.normalise = normalise

    def process_bind_param(self, value: str | bytes | None, dialect: Dialect) -> bytes | None:
        """The fingerprint of a text; raises ValueError for bytes that are none."""
        if isinstance(value, str):
            value = self.normalise(str.__str__(value))
            return keys_of(dialect).fingerprint(value, self.purpose) if value else None
        if value is not None and len(value) != FINGERPRINT:
            raise ValueError(f"a fingerprint has {FINGERPRINT} bytes")
        return value


class Moment(TypeDecorator[datetime]):
    """A point in time: an aware datetime in UTC, the same on both databases (SQLite keeps no time zone).

    Raises ValueError for one without a time zone.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """UTC; without its zone where the database keeps none."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Always aware, in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
