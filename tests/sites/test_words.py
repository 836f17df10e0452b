"""words.txt: what may stand in it, and each mistake with its place and a way out."""

from __future__ import annotations

from pathlib import Path

import pytest

from govsite.sites.errors import MOST_ERRORS, SitesInvalid
from govsite.sites.load import load_file
from govsite.sites.words import LONGEST_WORD, WORDS_FILE, WordsFile, read_words
from tests.sites.samples import SMALL


def mistakes(text: str) -> list[str]:
    with pytest.raises(SitesInvalid) as caught:
        read_words(text.encode())
    return caught.value.lines


def test_a_line_is_a_concept_and_what_follows_two_strokes_is_for_the_reader() -> None:
    text = "\ufeff// 说明\r\n公司注销登记 执笠\u3000结业 // 关店\r\n\r\n  孩子 ＢＢ仔 Baby\n"
    for typed in (text, text.replace("\r\n", "\r"), text.replace("\u3000", "\xa0")):
        assert read_words(typed.encode()).words == (("公司注销登记", "执笠", "结业"), ("孩子", "bb仔", "baby"))
    assert read_words(b"") == read_words("// 还没有\n".encode()) == WordsFile()


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("就业登记 揾工\n执笠 // 公司注销\n", "words.txt:2:1 执笠: 这一行只有一个词"),
        ("孩子 BB 细路 bb", "words.txt:1:10 bb: 在这一行里写了两次"),
        ("公司注销登记 执笠，结业", "words.txt:1:8 执笠，结业: 只能写汉字、字母和数字"),
        ("# 公司 执笠", "words.txt:1:1 #: 只能写汉字、字母和数字"),
        ("不办：限高", "words.txt:1:1 不办: 说法后面写“|”和一句话"),
        ("不办：限高 | 由法院办理。 | 打法院电话", "“打法院电话”不是电话"),
        ("先问：开店 | 开餐馆", "写 2 到 8 种情形"),
        ("先问：开店 | 开餐馆= | 开药店", "“开餐馆=”：每种情形最多"),
        ("公司注销登记 " + "执" * (LONGEST_WORD + 1), f"有 {LONGEST_WORD + 1} 个字，太长了"),
    ],
)
def test_a_mistake_has_its_place(text: str, line: str) -> None:
    (told,) = mistakes(text)
    assert line in told


def test_lines_of_advice_stand_apart_from_words() -> None:
    text = (
        "不办：限高 老赖 | 由法院办理。 | 12368 // 说明\n"
        "不办：学历认证｜在学信网。｜https://www.chsi.com.cn\n先问：开店 | 开餐馆=餐饮店 | 开药店\n"
    )
    found = read_words(text.replace("｜", "|").encode())
    assert found.words == ()
    assert [(line.words, line.contact) for line in found.not_here] == [
        (("限高", "老赖"), "12368"),
        (("学历认证",), "https://www.chsi.com.cn"),
    ]
    assert found.ask_first[0].situations == (("开餐馆", "餐饮店"), ("开药店", "开药店"))


def test_all_mistakes_are_told_in_their_order() -> None:
    assert [told.split()[0] for told in mistakes("执笠\n公司 开档 开档 摆，档\n")] == [
        "words.txt:1:1",
        "words.txt:2:7",
        "words.txt:2:10",
    ]


@pytest.mark.parametrize("text", ["执笠\n" * 1000, "开档 " * 1000])
def test_mistakes_without_end_are_not_listed_without_end(text: str) -> None:
    told = mistakes(text)
    assert len(told) == MOST_ERRORS + 1
    assert told[-1] == f"words.txt: 错误太多，只列出 {MOST_ERRORS} 处：改好后请再检查一次"


def test_another_encoding_is_told() -> None:
    with pytest.raises(SitesInvalid) as caught:
        read_words("就业登记\n执笠 结业".encode("gb18030"))
    assert caught.value.lines == ["words.txt:1:1 全文: 这是 GBK（GB18030）编码，记事本里叫 ANSI：请把文件另存为 UTF-8"]


def test_the_words_are_part_of_the_sites_and_of_their_version(tmp_path: Path) -> None:
    sites = tmp_path / "sites.yaml"
    sites.write_text(SMALL, "utf-8")
    alone = load_file(sites)
    (tmp_path / WORDS_FILE).write_text("公司注销登记 执笠\n", "utf-8")
    both = load_file(sites)
    assert (alone.words, both.words) == ((), (("公司注销登记", "执笠"),))
    assert alone.version != both.version
    (tmp_path / WORDS_FILE).write_text("执笠\n", "utf-8")
    with pytest.raises(SitesInvalid, match=str(tmp_path / WORDS_FILE)):
        load_file(sites)
