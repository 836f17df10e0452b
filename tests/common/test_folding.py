"""Folding: what nobody may remember is folded alike."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govsite.characters import is_seen
from govsite.domain.common import folding
from govsite.domain.common.folding import fold
from govsite.typed import Typed


@given(st.text())
def test_what_a_person_wrote_is_folded_alike_and_not_remembered(text: str) -> None:
    known = folding._remembered.cache_info()
    folded = fold(Typed(text))
    assert folding._remembered.cache_info() == known
    assert folded == fold(text)


@pytest.mark.parametrize("char", ["\U000235cb", "\U0002cb41", "\U0002ebf0", "\U00031350", "㴔"])
def test_rare_characters_of_names_are_kept(char: str) -> None:
    """Those of extensions H and I are newer than Python's tables, which call them unassigned."""
    assert is_seen(char) and fold(f"{char}湾 镇") == f"{char}湾 镇"


@pytest.mark.parametrize("char", ["\ufffe", "\U0002ffff", "\u200b", "\x07", "\U000e0001"])
def test_what_has_no_shape_is_not_seen(char: str) -> None:
    assert not is_seen(char)
