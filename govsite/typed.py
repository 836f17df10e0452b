"""What a person wrote: text that no part of the portal may convert, remember or correct."""

from __future__ import annotations


class Typed(str):
    """Text that a person typed, or that names a thing for machines: it is put out as it is, in either script."""

    __slots__ = ()
