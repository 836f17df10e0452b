"""Two changes of one text: what differs is told in words, what both made is merged, what clashes is named."""

from __future__ import annotations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from govsite.characters import as_shown
from govsite.sites.edit import block_of, edit_fields, renamed, with_block, with_site, without_site
from govsite.sites.errors import SitesInvalid
from govsite.sites.labels import label_of
from govsite.sites.load import load_text
from govsite.sites.merge import differences, merge
from govsite.sites.parse import parse
from govsite.sites.values import same
from tests.sites.blocks import blocks, changes
from tests.sites.samples import SMALL

TEXT = SMALL.replace('{name: 湖北政务服务网, hotline: "12345"}', "\n  name: 湖北政务服务网  # 名\n  site_count: 3")
TEXT = TEXT.replace("  xiling:\n", "\n  # 区\n  xiling:\n")
CITY = block_of(TEXT, "yichang")
NEW = '{0}:\n  code: "{1}"\n  name: 新县\n  level: county\n  parent: yichang\n'


def edited(text: str, slug: str, **values: object) -> str:
    fields = {tuple(name.split("__")): value for name, value in values.items()}
    return with_block(text, slug, edit_fields(block_of(text, slug), fields))


def test_different_sites_and_fields_merge() -> None:
    mine = edited(edited(TEXT, "xiling", theme="red"), "yichang", contact__phone="12345")
    theirs = edited(TEXT, "yichang", theme="green").replace("# 区", "# 西陵")
    found = merge(TEXT, mine, theirs)
    assert found.conflicts == () and "# 西陵\n" in found.text
    tree = load_text(found.text)
    assert (tree.by_slug["xiling"].theme, tree.by_slug["yichang"].theme) == ("red", "green")
    assert tree.by_slug["yichang"].contact.phone == "12345"
    assert merge(TEXT, theirs, mine).conflicts == ()


def test_the_same_field_clashes_and_is_theirs() -> None:
    found = merge(
        CITY, edit_fields(CITY, {("theme",): "red", ("title",): "我"}), edit_fields(CITY, {("theme",): "green"})
    )
    (conflict,) = found.conflicts
    assert conflict == (("theme",), "配色", None, "red", "green")
    assert parse(found.text).data["yichang"]["theme"] == "green" and "title: 我" in found.text


def test_both_change_the_same_to_the_same() -> None:
    mine = edited(TEXT, "yichang", theme="red")
    assert merge(TEXT, mine, mine.replace("\n", "\r\n")) == (mine.replace("\n", "\r\n"), ())
    assert merge(TEXT, TEXT, mine) == (mine, ()) == merge(TEXT, mine, TEXT)


def test_what_is_taken_out() -> None:
    base = edited(TEXT, "yichang", contact__phone="12345", contact__address="路")
    found = merge(base, edited(base, "yichang", contact=None), edited(base, "yichang", contact__phone="110"))
    assert [each.path for each in found.conflicts] == [("sites", "yichang", "contact", "phone")]
    assert load_text(found.text).by_slug["yichang"].contact.address == ""


def test_sites_are_added_and_taken_out() -> None:
    mine = without_site(with_site(TEXT, "a", NEW.format("a", "420501"), "yichang"), "xiling")
    theirs = with_site(TEXT, "b", NEW.format("b", "420503"), "yichang").replace("\n", "\r\n")
    found = merge(TEXT, mine, theirs)
    assert found.conflicts == () and "\r\n" in found.text
    assert {site.slug for site in load_text(found.text).all} == {"hubei", "yichang", "a", "b"}
    assert "site_count: 4" in found.text
    clash = merge(TEXT, mine, edited(TEXT, "xiling", theme="red"))
    assert [each.path for each in clash.conflicts] == [("sites", "xiling")] and "xiling" in clash.text


def test_portal_and_defaults_merge() -> None:
    defaults = "defaults:\n  theme: blue\n"
    mine = TEXT.replace("湖北政务服务网", "湖北网").replace("theme: blue", "theme: red")
    theirs = TEXT.replace("  site_count", "  hotline: '96333'  # 热线\n  site_count").replace(defaults, "")
    found = merge(TEXT, mine, theirs)
    assert [each.path for each in found.conflicts] == [("defaults", "theme")]
    assert "湖北网  # 名" in found.text and "# 热线" in found.text
    without = TEXT.replace(defaults, "")
    assert "theme: red" in merge(without, mine, without.replace("sites:", "# 无\nsites:")).text


def test_a_name_that_was_changed_meanwhile() -> None:
    found = merge(TEXT, edited(TEXT, "xiling", theme="red"), renamed(TEXT, "yichang", "yidu"))
    assert found.conflicts == () and load_text(found.text).by_slug["xiling"].parent.slug == "yidu"  # type: ignore[union-attr]


def test_what_differs_is_told_in_the_order_of_the_schema() -> None:
    after = edited(
        edited(TEXT, "xiling", theme="red"), "yichang", contact__phone="12345", name="夷陵市", short_name=None
    )
    after = after.replace("湖北政务服务网", "湖北网")
    assert [(each.label, each.before, each.after) for each in differences(TEXT, after)] == [
        ("门户：门户名称", "湖北政务服务网", "湖北网"),
        ("全称", "宜昌市", "夷陵市"),
        ("简称", "宜昌", None),
        ("联系方式：咨询电话", None, "12345"),
        ("配色", None, "red"),
    ]
    assert [each.path for each in differences(CITY, block_of(after, "yichang"))] == [
        ("name",),
        ("short_name",),
        ("contact", "phone"),
    ]


@pytest.mark.parametrize(
    ("path", "label"),
    [
        (("features", "letters"), "栏目开关：写信"),
        (("columns", "halls", "name"), "栏目：服务大厅：名称"),
        (("links", 0, "url"), "友情链接：网址"),
        (("sites", "a", "footer", "icp"), "页脚：ICP 备案号"),
        (("portal", "letters", "咨询"), "门户：各类来信几个工作日内答复：咨询"),
        (("sites", "a"), "整个站点"),
        (("nothing",), "nothing"),
    ],
)
def test_labels(path: tuple[str, ...], label: str) -> None:
    assert label_of(path) == label


def test_no_yaml_is_told() -> None:
    with pytest.raises(SitesInvalid):
        merge(TEXT, TEXT + "a: [", TEXT + "b: 1\n")


Fields = dict[tuple[str, ...], object]


@settings(max_examples=max(10, settings.default.max_examples // 2))
@given(blocks(), changes, changes)
def test_blocks_merge_by_field(made: tuple[str, list[str]], one: Fields, two: Fields) -> None:
    base = made[0]
    assume(not parse(as_shown(base)).problems)
    mine, theirs = edit_fields(base, one), edit_fields(base, two)
    found = merge(base, mine, theirs)
    own, other, both = (
        {change.path: change.after for change in differences(base, text)} for text in (mine, theirs, found.text)
    )
    told = [each.path for each in found.conflicts]
    for path, value in other.items():
        assert same(both.get(path), value)
    for path in own.keys() - other.keys():
        assert same(both.get(path), own[path]) or any(path[: len(each)] == each for each in told)
    for path in told:
        assert {each for each in own if each[: len(path)] == path}


VALUES = {
    "theme": ["red", "green"],
    "contact__phone": ["12345"],
    "title": ["甲", "a: b # c"],
    "keywords": ["一\n二", "乙"],
}


@settings(max_examples=max(5, settings.default.max_examples // 4))
@given(st.data())
def test_several_editors_at_once(data: st.DataObject) -> None:
    """The file always loads, comments stay, no other site's block ever changes."""
    slugs, text = ("hubei", "yichang", "xiling"), TEXT
    seen = dict.fromkeys(range(3), text)  # what each editor began from
    for _ in range(data.draw(st.integers(2, 6))):
        who, slug, name = (data.draw(st.sampled_from(sorted(each))) for each in (seen, slugs, VALUES))
        value = data.draw(st.sampled_from(VALUES[str(name)]))
        found = merge(seen[int(who)], edited(seen[int(who)], str(slug), **{str(name): value}), text)
        changed = [other for other in slugs if block_of(found.text, other) != block_of(text, other)]
        assert set(changed) <= {slug}
        text = found.text
        assert load_text(text) and "# 名" in text and "  # 区\n" in text
        if data.draw(st.booleans()):
            seen[int(who)] = text
