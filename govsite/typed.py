"""What a person wrote: text that no part of the portal may convert, remember or correct."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


class Typed(str):
    """Text that a person typed, or that names a thing for machines: it is put out as it is, in either script.

    What is cut or made from it is Typed too. Joining it with other text is not, but for ``+`` and for ``~`` in
    templates: ``"".join`` and f-strings give plain text.
    """

    __slots__ = ()


def _keeping(name: str) -> Callable[..., Any]:
    plain = getattr(str, name)

    def method(self: Typed, *args: Any, **kwargs: Any) -> Any:
        made = plain(self, *args, **kwargs)
        if isinstance(made, str):
            return Typed(made)
        return type(made)(map(Typed, made)) if isinstance(made, (list, tuple)) else made

    method.__name__, method.__doc__ = name, plain.__doc__
    return method


KEEPING = (
    *("__add__", "__getitem__", "__mod__", "__mul__", "format", "join", "expandtabs", "translate"),
    *("__rmul__", "casefold", "center", "ljust", "rjust", "zfill"),
    *("capitalize", "lower", "swapcase", "title", "upper", "strip", "lstrip", "rstrip", "removeprefix", "removesuffix"),
    *("replace", "partition", "rpartition", "split", "rsplit", "splitlines"),
)
for _name in KEEPING:
    setattr(Typed, _name, _keeping(_name))
setattr(Typed, "__radd__", lambda self, other: Typed(str(other) + str(self)))  # noqa: B010
