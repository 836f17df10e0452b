"""Place names taken out of a query."""

from __future__ import annotations

import pytest

from govsite.config import PROJECT
from govsite.domain.search.place_names import place_names
from govsite.sites.load import load_file

TREE = load_file(PROJECT / "sites.yaml")


def extract(query: str, slug: str = "hubei") -> tuple[str, str | None]:
    rest, place = place_names(TREE).extract(query, TREE.by_slug[slug], lambda word: word in {"公安"})
    return rest, place.slug if place else None


@pytest.mark.parametrize(
    ("query", "rest", "slug"),
    [
        ("武昌区身份证补办", "身份证补办", "wuchang"),
        ("宜昌公积金", "公积金", "yichang"),
        ("湖北省武汉市武昌区落户", "落户", "wuchang"),
        ("身份证补办 武昌", "身份证补办", "wuchang"),
        ("宜昌", "", "yichang"),
        ("公安局在哪", "公安局在哪", None),
        ("公安县结婚", "结婚", "gongan"),
        ("宜昌市民之家", "市民之家", "yichang"),
        ("身份证", "身份证", None),
        ("", "", None),
    ],
)
def test_extract(query: str, rest: str, slug: str | None) -> None:
    assert extract(query) == (rest, slug)


def test_made_once_for_a_tree() -> None:
    assert place_names(TREE) is place_names(TREE)
