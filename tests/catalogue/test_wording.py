"""Numbers and codes of the trade in words."""

from __future__ import annotations

from typing import Any

import pytest

from govsite.domain.catalogue import wording
from govsite.domain.catalogue.limits import Limit
from govsite.models.item import NATURAL_DAYS


def test_every_depth_has_words() -> None:
    assert set(wording.DEPTHS) == set(range(5))
    assert len(set(wording.DEPTHS.values())) == 5


def test_every_depth_has_its_grade() -> None:
    assert [wording.grade_line(depth) for depth in range(5)] == [
        "不提供网上办理",
        "Ⅰ 级：网上咨询",
        "Ⅱ 级：网上预审",
        "Ⅲ 级：网上受理",
        "Ⅳ 级：全程网办",
    ]


@pytest.mark.parametrize(
    ("facts", "line"),
    [
        ((Limit(0), "免费", 1, 3, False, "到派出所"), "当场办结 · 免费 · 跑 1 次 · 网上受理 · 到派出所"),
        ((Limit(0), "免费", 1, 0, False, "在村（社区）办"), "当场办结 · 免费 · 跑 1 次 · 在村（社区）办"),
        ((Limit(7), "免费", 1, 3, True), "承诺 7 个工作日 · 免费 · 跑 1 次 · 网上受理 · 可预约"),
        ((Limit(60, NATURAL_DAYS), "20 元/证", 0, 4, False), "承诺 60 日 · 20 元/证 · 不用跑 · 全程网办"),
    ],
)
def test_the_line_of_facts(facts: tuple[Any, ...], line: str) -> None:
    assert wording.facts_line(*facts) == line
