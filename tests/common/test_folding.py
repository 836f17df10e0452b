"""Folding: what nobody may remember is folded alike."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from govsite.domain.common import folding
from govsite.domain.common.folding import fold
from govsite.typed import Typed


@given(st.text())
def test_what_a_person_wrote_is_folded_alike_and_not_remembered(text: str) -> None:
    known = folding._remembered.cache_info()
    folded = fold(Typed(text))
    assert folding._remembered.cache_info() == known
    assert folded == fold(text)
