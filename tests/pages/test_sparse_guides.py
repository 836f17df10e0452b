"""Guides of records with gaps: nothing empty, nothing wrong, and somebody to ask."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.apps import portal_of
from tests.helpers import Visitor
from tests.pages.sparse import CODE, item, offering, office, store
from tests.sites.samples import SMALL

GUIDE = f"/yichang/guides/{CODE}"
FULL = {"aliases": ["补证"], "scope": "全省通办", "basis": ["《居民身份证法》"]}


@contextmanager
def portal(folder: Path, *records: Any, sites: str = SMALL) -> Iterator[Visitor]:
    with portal_of(sites, folder) as made:
        store(made, *records)
        yield Visitor(made.test_client())


@pytest.mark.parametrize(
    ("item_fee", "own", "said", "unsaid"),
    [
        ("工本费 20 元", None, "收费标准：工本费 20 元", "不收费"),
        ("免费", None, "本事项不收费。", "收费标准"),
        ("免费（首次申领）", None, "本事项不收费：免费（首次申领）。", "收费标准"),
        ("工本费 20 元", "每本 10 元", "宜昌市执行的标准：每本 10 元", "不收费"),
    ],
)
def test_no_guide_says_free_where_it_costs(
    tmp_path: Path, item_fee: str, own: str | None, said: str, unsaid: str
) -> None:
    with portal(tmp_path, item(fee=item_fee, **FULL), offering("yichang", fee=own)) as visitor:
        text = visitor.get(f"{GUIDE}/basic").find("string(//section[@class='tab'])")
        assert said in text
        assert unsaid not in text


@pytest.mark.parametrize("tab", ["", "/notes", "/offices", "/advisers", "/print"])
def test_each_number_of_a_field_is_a_link_of_its_own(tmp_path: Path, tab: str) -> None:
    found = offering("yichang", phone="0717-6219300、6219301", complaint_phone="12345转2")
    with portal(tmp_path, item(**FULL), found, office("yichang")) as visitor:
        page = visitor.get(f"{GUIDE}{tab}")
        assert {"tel:07176219300", "tel:07176219301"} <= set(page.find("//main//a/@href"))
        assert {a.text for a in page.find("//main//a[@href='tel:12345']")} <= {"12345转2"}
        assert not [link for link in page.find("//a/@href") if link.startswith("tel:") and len(link) > 16]
