"""Text normalised before it is compared (case folding, NFKC, Simplified), so that look-ups compare like with like."""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache

import opencc

from govsite.characters import is_seen
from govsite.typed import Typed

# What OpenCC's t2s leaves alone: variants that Simplified texts use too, and forms from Hong Kong and old keyboards.
_VARIANTS = str.maketrans("帐覆衞粧枱敍衹痺値吿靑鄕郞尙愼塡", "账复卫妆台叙只痹值告青乡郎尚慎填")


@cache
def _to_simplified() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


def plain(text: str) -> str:
    """The portal's own text in the form that queries are folded to; it is Simplified already."""
    if unicodedata.is_normalized("NFKC", text):
        return text.lower()
    return unicodedata.normalize("NFKC", text).lower()


def fold(text: str) -> str:
    """Fold typed text for look-ups: Simplified, half-width, lower case, single spaces.

    Lone surrogates and control characters become spaces, so no later step meets them. What is Typed is not remembered.
    """
    return _fold(text) if type(text) is Typed else _remembered(text)


def _fold(text: str) -> str:
    text = unicodedata.normalize("NFKC", text.encode("utf-8", "replace").decode("utf-8"))
    text = "".join(char if is_seen(char) else " " for char in text)
    if not text.isascii():
        text = _to_simplified().convert(text).translate(_VARIANTS).replace("座标", "坐标")
    return " ".join(text.lower().split())


_remembered = lru_cache(maxsize=4096)(_fold)
