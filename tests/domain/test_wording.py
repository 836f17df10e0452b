"""Numbers and codes of the trade in words."""

from __future__ import annotations

import pytest

from govsite.domain import wording


@pytest.mark.parametrize(
    ("promised", "statutory", "words"),
    [
        (7, 20, "7 个工作日，法定 20 个工作日"),
        (0, 20, "当场办结，法定 20 个工作日"),
        (5, None, "5 个工作日，法律没有规定期限"),
        (1, 0, "1 个工作日，法定 0 个工作日"),
    ],
)
def test_limits(promised: int, statutory: int | None, words: str) -> None:
    assert wording.limits(promised, statutory) == words


def test_visits_and_copies() -> None:
    assert [wording.visits(n) for n in (0, 1, 2)] == ["一次都不用跑", "跑 1 次", "跑 2 次"]
    assert wording.copies(2) == "2 份"


@pytest.mark.parametrize("table", [wording.DEPTHS, wording.DEPTH_MARKS, wording.DEPTH_TEXTS])
def test_every_depth_has_words(table: dict[int, str]) -> None:
    assert set(table) == set(range(5))
    assert len(set(table.values())) == 5


@pytest.mark.parametrize(
    ("facts", "line"),
    [
        ((7, "免费", 1, 3, True), "承诺 7 个工作日 · 免费 · 跑 1 次 · 网上受理 · 可预约"),
        ((0, "20 元/证", 0, 4, False), "当场办结 · 20 元/证 · 不用跑 · 全程网办"),
    ],
)
def test_the_line_of_facts(facts: tuple[int, str, int, int, bool], line: str) -> None:
    assert wording.facts_line(*facts) == line
