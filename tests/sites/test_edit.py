"""A site's block is changed in the text of the file, and every other byte stays."""

from __future__ import annotations

import re

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from govsite.characters import as_shown
from govsite.config import PROJECT
from govsite.sites.edit import block_of, edit_fields, first_line, renamed, with_block, with_site, without_site
from govsite.sites.errors import SitesInvalid
from govsite.sites.fields import changed, meaning
from govsite.sites.load import load_text
from govsite.sites.parse import parse
from govsite.sites.values import same, shown
from tests.sites.blocks import blocks, changes
from tests.sites.samples import SMALL, dump, entry

REAL = (PROJECT / "sites.yaml").read_bytes().decode()
ODD = """\
sites:   # 全部
    # ──── 省 ────
    hubei:
        code: "420000"
        name: 湖北省
        level: province
# 靠左的说明
        description: |
            一
            # 二

    # ──── 市 ────

    "yichang":   {code: "420500", name: 宜昌市, level: city, parent: hubei}   # 一行
        # 还没有：电话

    xiling:
        code: "420502"
        name: 西陵区
        level: county
        parent: yichang
        keywords: |+
            甲

# 完
portal: {name: 湖北政务服务网, site_count: 3}
"""
NEW = 'yidu:\n  code: "420581"\n  name: 宜都市\n  level: county\n  parent: yichang\n'


def all_texts() -> list[str]:
    return [SMALL, ODD, ODD.replace("\n", "\r\n"), "\ufeff" + SMALL, SMALL.rstrip("\n")]


@pytest.mark.parametrize("text", all_texts())
def test_a_block_put_back_changes_nothing(text: str) -> None:
    for slug in parse(text.replace("\r\n", "\n").lstrip("\ufeff")).data["sites"]:
        block = block_of(text, slug)
        assert re.match(rf'"?{slug}"?:', block) and block.endswith("\n") and "\r" not in block
        assert with_block(text, slug, block) == text


def test_all_blocks_of_the_real_file() -> None:
    slugs = list(parse(REAL).data["sites"])
    assert all(with_block(REAL, slug, block_of(REAL, slug)) == REAL for slug in slugs)
    assert block_of(REAL, "wuhan").startswith('wuhan:\n  code: "420100"\n')


def test_what_belongs_to_whom() -> None:
    assert block_of(ODD, "hubei").endswith("    description: |\n        一\n        # 二\n")
    assert "# 靠左的说明\n" in block_of(ODD, "hubei")
    assert block_of(ODD, "yichang").endswith("# 一行\n    # 还没有：电话\n")
    assert block_of(ODD, "xiling").endswith("|+\n        甲\n\n")
    assert (first_line(ODD, "hubei"), first_line(ODD, "xiling")) == (3, 17)


@pytest.mark.parametrize("text", all_texts())
def test_another_block_changes_its_lines_only(text: str) -> None:
    block = 'yichang:\n    code: "420500"\n    name: 夷陵市\n    level: city\n    parent: hubei\n# 末\n'
    new = with_block(text, "yichang", block)
    newline = "\r\n" if "\r\n" in text else "\n"
    before, _, after = (text + newline).partition(newline + re.search(r' *"?yichang"?:.*', text)[0].rstrip("\r"))  # type: ignore[index]
    assert new.startswith(before) and block_of(new, "yichang") == block.replace("\n# 末", "\n    # 末")
    rest = text[text.index("    # ──── 市") :] if "──── 市" in text else ""
    assert new.count(newline) == new.count("\n") and new.endswith("\n") == text.endswith("\n")
    assert new[new.index("xiling:") :] == text[text.index("xiling:") :] and (not rest or "# ──── 市 ────" in new)


@pytest.mark.parametrize(
    ("block", "line", "words"),
    [
        ('yichang:\n  code: "1"\nhubei:\n  code: "2"\n', 3, "靠左写"),
        ("- a\n", 1, "靠左写"),
        ("wuhan:\n  a: 1\n", 1, "yichang:"),
        ("", 1, "靠左写"),
        (" yichang:\n   a: 1\n", 1, "靠左写"),
        ("{yichang: {a: 1}}\n", 1, "靠左写"),
        ("---\nyichang: {}\n", 1, "---"),
        ("yichang:\n  a: 1\n...\nb: 2\n", 3, "..."),
        ("%TAG x\nyichang: {}\n", 1, "%TA"),
        ("# 说明\nyichang:\n  a: 1\n", 1, "下面"),
        ("yichang:\n\ta: 1\n", 2, "Tab"),
        ('yichang:\n  a: "x\n', 2, "引号"),
        ("yichang:\n  a: [1\n", 2, "方括号"),
        ("yichang:\n  a: 1\n b: 2\n", 3, ""),
    ],
)
def test_what_is_no_block_is_told_at_its_line(block: str, line: int, words: str) -> None:
    with pytest.raises(SitesInvalid) as told:
        with_block(SMALL, "yichang", block)
    (error,) = told.value.errors
    assert (error.line, error.site) == (line, "yichang") and words in error.message


def test_sites_in_brackets_are_told() -> None:
    text = dump({"hubei": entry(0, "province", None), "yichang": entry(500)})
    for wrong in (text, "sites: {\n  yichang: {a: 1}\n}\n", "sites: [", "", "sites:\n", "a: 1\n"):
        with pytest.raises(SitesInvalid):
            block_of(wrong, "yichang")
    with pytest.raises(SitesInvalid, match="没有站点"):
        block_of(SMALL, "wuhan")


@given(blocks(), changes)
def test_fields_are_set_and_all_else_stays(made: tuple[str, list[str]], wanted: dict[tuple[str, ...], object]) -> None:
    block, comments = made
    document = parse(as_shown(block))
    assume(not document.problems)
    data = document.data["yichang"]
    for path, value in wanted.items():
        data = changed(data, path, shown(value))
    new = edit_fields(block, wanted)
    assert same(meaning(parse(new).data), meaning({"yichang": data}))
    lost = [each for each in comments if each not in new]
    assert not lost or any(value is None or value == [] or isinstance(value, dict) for value in wanted.values())
    text = with_block(ODD, "yichang", new)
    assert block_of(with_block(text, "yichang", block), "yichang").split() == as_shown(block).split()
    assert text.partition('"yichang"')[0] in text and text.endswith(ODD.partition("    xiling:")[2])


def test_fields_stand_where_people_look_for_them() -> None:
    block = block_of(SMALL, "yichang")
    new = edit_fields(
        block, {("contact", "phone"): "0717-6219300", ("features", "letters"): True, ("title",): "宜昌网"}
    )
    top, rest = block.split("  initials")
    below = '  contact:\n    phone: "0717-6219300"\n  features:\n    letters: true\n'
    assert new == f"{top}  title: 宜昌网\n  initials{rest}{below}"
    assert edit_fields(new, {("contact", "phone"): None, ("features",): None, ("title",): None}) == block


def test_a_new_site_stands_behind_its_relatives() -> None:
    text = ODD.replace("parent: yichang", "parent: yichang\n        initials: xl")
    new = with_site(text, "yidu", NEW, "yichang")
    assert list(parse(new).data["sites"]) == ["hubei", "yichang", "xiling", "yidu"] and "site_count: 4" in new
    assert load_text(new).by_slug["yidu"].name == "宜都市" and "# 完\n" in new
    assert without_site(new, "yidu") == text
    with pytest.raises(SitesInvalid, match="已经有"):
        with_site(new, "yidu", NEW, "yichang")
    assert list(parse(with_site(text, "a", "a:\n  parent: hubei\n", "hubei")).data["sites"])[-1] == "a"


def test_a_renamed_site_keeps_its_children() -> None:
    new = renamed(ODD, "yichang", "yidu")
    tree = load_text(new)
    assert tree.by_slug["xiling"].parent is tree.by_slug["yidu"]
    assert renamed(new, "yidu", "yichang") == ODD.replace('"yichang"', "yichang")
    with pytest.raises(SitesInvalid, match="已经有"):
        renamed(ODD, "yichang", "hubei")


@settings(max_examples=max(5, settings.default.max_examples // 4))
@given(st.text(st.sampled_from("ab: #-|'\"\n\r\t{}[],&*!%@`é宜\u2028\x85\x00~"), max_size=60))
def test_no_block_breaks_out(inside: str) -> None:
    block = f"yichang:\n  code: {inside}"
    try:
        new = with_block(SMALL, "yichang", block)
    except SitesInvalid:
        return
    before, after = parse(SMALL).data, parse(new).data
    assert {**before, "sites": {**before["sites"], "yichang": after["sites"]["yichang"]}} == after
    assert new.partition("  yichang:")[0] == SMALL.partition("  yichang:")[0]
    assert new.endswith(SMALL[SMALL.index("  xiling:") :])
