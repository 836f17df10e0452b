"""Departments of a site: those that do something, once each."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from govsite.domain.catalogue.cards import Office
from govsite.domain.catalogue.departments import find_office, offers_of, serving


def office(key: str, name: str) -> Office:
    return Office("420500", key, f"slug-{key}", f"{key}部门", name, "", "", "")


# 药监 is done by the same body as 市监; 气象 does nothing here.
OFFICES = {
    o.key: o
    for o in (
        office("市监", "市场监督管理局"),
        office("气象", "气象局"),
        office("药监", "市场监督管理局"),
        office("公安", "公安局"),
    )
}
OFFERS: Any = {
    str(n): SimpleNamespace(code=n, department=key) for n, key in enumerate(["市监", "药监", "公安", "药监", "消失了"])
}


def test_a_body_with_two_names_of_the_trade_stands_there_once() -> None:
    assert [(o.key, n) for o, n in serving(OFFERS, OFFICES)] == [("市监", 3), ("公安", 1)]


def test_its_items_are_those_under_both_names() -> None:
    for key in ("市监", "药监"):
        assert [offer.code for offer in offers_of(OFFICES[key], OFFERS, OFFICES)] == [0, 1, 3]
    assert offers_of(OFFICES["气象"], OFFERS, OFFICES) == []


def test_slugs_find_them() -> None:
    assert find_office(OFFICES, "slug-药监") is OFFICES["药监"]
    assert find_office(OFFICES, "nothing") is None
