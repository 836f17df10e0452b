"""What a site says itself, what it takes over, and that all of it is fixed when the tree is made."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govsite.sites.load import load_text
from govsite.sites.site import Contact
from tests.sites.samples import PORTAL, SMALL, entry, tree_of

CONTACT = ("organizer", "phone", "address", "postcode")
FEATURES = ("letters", "appointments", "progress", "ratings")


def three(**own: dict[str, Any]) -> Any:
    """Province, city and county with some values each; ``defaults`` too."""
    sites = {
        "hubei": entry(0, "province", None, **own.get("hubei", {})),
        "yichang": entry(500, **own.get("yichang", {})),
        "xiling": entry(502, "county", "yichang", **own.get("xiling", {})),
    }
    return tree_of(sites, defaults=own.get("defaults", {}))


def test_the_family_of_a_site() -> None:
    tree = load_text(SMALL)
    hubei, yichang, xiling = tree.all
    assert tree.root is hubei and hubei.root and not yichang.root
    assert (hubei.parent, yichang.parent, xiling.parent) == (None, hubei, yichang)
    assert (hubei.children, yichang.children, xiling.children) == ((yichang,), (xiling,), ())
    assert (hubei.below, yichang.below, xiling.below) == ((yichang, xiling), (xiling,), ())
    assert xiling.ancestors == (hubei, yichang)
    assert xiling.path == (hubei, yichang, xiling)
    assert [site.depth for site in tree.all] == [0, 1, 2]
    assert tree.by_slug["xiling"] is tree.by_code["420502"] is xiling


def test_children_may_stand_before_their_parents() -> None:
    tree = tree_of({"xiling": entry(2, "county", "yichang"), "yichang": entry(1), "hubei": entry(0, "province", None)})
    assert [site.slug for site in tree.all] == ["xiling", "yichang", "hubei"]
    assert tree.by_slug["xiling"].ancestors == (tree.root, tree.by_slug["yichang"])
    assert [site.slug for site in tree.root.below] == ["yichang", "xiling"]


def test_nothing_can_be_changed() -> None:
    tree = three(defaults={"features": {"letters": True}})
    with pytest.raises(FrozenInstanceError):
        tree.root.theme = "red"
    with pytest.raises(TypeError):
        tree.root.features["letters"] = False


def test_words_that_are_left_out_are_made_from_others() -> None:
    tree = load_text(SMALL)
    assert [site.title for site in tree.all] == [
        "湖北政务服务网",
        "湖北政务服务网·宜昌",
        "湖北政务服务网·西陵",
    ]
    assert tree.root.short_name == "湖北省"
    assert tree.portal.short_name == "湖北政务服务网"
    assert tree.portal.levels["zone"] == "开发区"
    assert tree.portal.letters["投诉"] == 10
    assert tree.root.theme == "blue"
    assert tree.root.contact == Contact("", "", "", "")


def test_tables_are_taken_over_key_by_key() -> None:
    tree = three(
        defaults={"footer": {"icp": "鄂ICP备1号", "police": "鄂公网安备1号"}, "contact": {"phone": "12345"}},
        hubei={"contact": {"organizer": "省数据局"}},
        yichang={
            "contact": {"phone": "0717-6219300", "postcode": "443000"},
            "footer": {"police": "鄂公网安备2号"},
        },
        xiling={"contact": {"organizer": "区数据局", "postcode": None}},
    )
    xiling = tree.by_slug["xiling"]
    assert xiling.contact == Contact("区数据局", "0717-6219300", "", "443000")
    assert (xiling.footer.icp, xiling.footer.police) == ("鄂ICP备1号", "鄂公网安备2号")
    assert tree.root.contact == Contact("省数据局", "12345", "", "")


def test_a_table_that_a_site_does_not_touch_is_the_parents_own() -> None:
    tree = three(yichang={"contact": {"phone": "12345"}})
    yichang, xiling = tree.by_slug["yichang"], tree.by_slug["xiling"]
    assert xiling.contact is yichang.contact
    assert xiling.features is tree.root.features


def test_lists_replace_the_ones_above_as_a_whole() -> None:
    link = {"title": "省政府", "url": "https://www.hubei.gov.cn/"}
    tree = three(
        defaults={"hot": ["070010001000"], "links": [link]},
        yichang={"hot": ["070010002000", "070010003000"]},
        xiling={"links": []},
    )
    yichang, xiling = tree.by_slug["yichang"], tree.by_slug["xiling"]
    assert tree.root.hot == ("070010001000",)
    assert yichang.hot == xiling.hot == ("070010002000", "070010003000")
    assert [each.title for each in yichang.links] == ["省政府"]
    assert xiling.links == ()


def test_a_feature_is_off_unless_somebody_switches_it_on() -> None:
    tree = three(defaults={"features": {"letters": True}}, yichang={"features": {"letters": False, "progress": True}})
    xiling = tree.by_slug["xiling"]
    assert (tree.root.has("letters"), tree.root.has("progress")) == (True, False)
    assert (xiling.has("letters"), xiling.has("progress"), xiling.has("anything")) == (False, True, False)


def test_columns_and_domains() -> None:
    tree = three(
        defaults={"columns": {"guides": {"name": "办事指南", "keywords": "指南"}}},
        yichang={"columns": {"guides": {"name": "宜昌办事"}}, "domain": "YC.gov.cn"},
    )
    xiling = tree.by_slug["xiling"]
    assert (xiling.columns["guides"].name, xiling.columns["guides"].keywords) == ("宜昌办事", "指南")
    assert tree.by_domain == {"yc.gov.cn": tree.by_slug["yichang"]}
    assert xiling.domain is None


def test_a_notice_without_id_gets_one_that_stays() -> None:
    written = {"title": "停电", "body": "周六", "from": "2026-11-01"}
    first, second = (three(hubei={"notices": [written]}).root.notices[0] for _ in range(2))
    assert first.id == second.id
    assert first.id.startswith("20261101-")


def test_holidays() -> None:
    days = {"rest": ["2027-02-08"], "work": ["2027-02-06"]}
    tree = tree_of({"hubei": entry(0, "province", None)}, portal={**PORTAL, "holidays": days})
    assert tree.portal.holidays.rest == {date(2027, 2, 8)}
    assert tree.portal.holidays.work == {date(2027, 2, 6)}


def test_the_version_is_that_of_the_bytes() -> None:
    assert load_text(SMALL).version == load_text(SMALL).version != load_text(SMALL + "# x\n").version


phones = st.sampled_from([None, "12345", "0717-6219300", "027-12345"])
tables = st.none() | st.fixed_dictionaries(
    {}, optional={"phone": phones, "postcode": st.sampled_from([None, "443000"])}
)
switches = st.none() | st.dictionaries(st.sampled_from(FEATURES), st.booleans())
entries = st.fixed_dictionaries(
    {"contact": tables, "features": switches, "theme": st.sampled_from([None, "red", "teal"])}
)


@given(st.lists(st.tuples(entries, st.integers(0, 20)), min_size=1, max_size=8), entries)
def test_every_value_is_the_nearest_one_written(rows: list[tuple[dict[str, Any], int]], defaults: Any) -> None:
    sites = {}
    for number, (own, above) in enumerate(rows):
        parent = f"s{above % number}" if number else None
        sites[f"s{number}"] = entry(number, "zone" if number else "province", parent, **own)
    for site in tree_of(sites, defaults=defaults).all:
        chain = [sites[each.slug] for each in reversed(site.path)] + [defaults]
        assert site.theme == next((e["theme"] for e in chain if e["theme"]), "blue")
        for key in ("phone", "postcode"):
            written = [e["contact"][key] for e in chain if (e["contact"] or {}).get(key)]
            assert getattr(site.contact, key) == (written[0] if written else "")
        for key in FEATURES:
            written = [e["features"][key] for e in chain if key in (e["features"] or {})]
            assert site.has(key) == (written[0] if written else False)
