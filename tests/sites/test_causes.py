"""What people type is no YAML: the sentence has the cause, at the line where an editor shows it."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govsite.sites.parse import parse
from tests.sites.samples import SMALL, errors_of, many

NOTICE = """\
a:
  - title: {}
    body: x
b: 1
"""
MEANT = [  # how a title was typed, and what the sentence says of it
    ("*重要*停电", '以“*”开头的文字会被当成引用，整个值要加引号：写成 title: "*重要*停电"'),
    ("&注意", "以“&”开头的文字会被当成引用"),
    ("!注意", "以“!”开头的文字会被当成类型标记"),
    ("%停电", "以“%”开头的文字会被当成指令"),
    ("@停电", "以“@”开头的文字会被当成保留的符号"),
    ("`停电`", "以“`”开头的文字会被当成保留的符号"),
    ("- 停电", '以“-”开头的文字会被当成结构的一部分，整个值要加引号：写成 title: "- 停电"'),
    ("? 停电", "以“?”开头的文字"),
    (",停电", "以“,”开头的文字"),
    ("]停电", "以“]”开头的文字"),
    ("[转发]停电", '以“[”开头的文字会被当成列表，整个值要加引号：写成 title: "[转发]停电"'),
    ("[转发] 关于[三峡]停电", "以“[”开头的文字会被当成列表"),
    ("{急}停电", "以“{”开头的文字会被当成一组键值"),
    ("|停电", "以“|”开头的文字会被当成多行文字"),
    (">停电", "以“>”开头的文字会被当成多行文字"),
    ('"放管服"改革', "引号后面还有字：写成 title: '\"放管服\"改革'"),
    ("'放管服'改革", "引号后面还有字：写成 title: \"'放管服'改革\""),
    ("'it's'", '引号后面还有字：写成 title: "it\'s"'),
    ("停电: 通知", '值里有“: ”，整个值要加引号：写成 title: "停电: 通知"'),
    ("停电:", "值里有“: ”"),
    ('"停电', "从这里开始的引号没有配对"),
    ("'停电", "从这里开始的引号没有配对"),
    ("[停电", "从这里开始的方括号没有配对"),
    ("{停电", "从这里开始的花括号没有配对"),
    ('"\\停电"', "双引号里的反斜杠要写成两个"),
    ('"\\x停"', "双引号里的反斜杠要写成两个"),
    ("*停电*：" + "很长的标题" * 9, '写成 title: "*停电*：' + "很长的标题" * 5 + '…"'),
]


@pytest.mark.parametrize(("typed", "words"), MEANT)
def test_a_title_that_begins_with_a_sign(typed: str, words: str) -> None:
    (problem,) = parse(NOTICE.format(typed)).problems
    assert words in problem.message
    assert problem.mark[0] == 1


@pytest.mark.parametrize(
    "typed", ["-停电", "?停电", ":停电", "<<停电>>", "“放管服”改革", "（急）停电", "停电#3", "a*b", "~停电", "＊停电"]
)
def test_titles_that_are_none_of_this(typed: str) -> None:
    assert parse(NOTICE.format(typed)).data["a"][0]["title"] == typed


@pytest.mark.parametrize(
    ("text", "mark", "words"),
    [
        ("a:\n  b: 1\n\u3000\u3000c: 2\n  d: 3\n", (2, 0), "缩进里有全角空格"),
        ("a:\n  b: 1\n  \u3000c: 2\n", (2, 2), "缩进里有全角空格"),
        ("a:\n\u3000\u3000- b\n", (1, 0), "缩进里有全角空格"),
        ("a:\n  b: x\n\tc: 1\n", (2, 0), "缩进里有 Tab"),
        ("a: |-\n  x\n\ty\nb: 1\n", (2, 0), "缩进里有 Tab"),
        ("a:\n  b:\n \t- c\n", (2, 1), "缩进里有 Tab"),
        ("a:\n  name:宜昌\n  b: 1\n", (1, 6), "英文冒号后面要空一格"),
        ("a:\n  b: x\n  name:宜昌\n", (2, 6), "英文冒号后面要空一格"),
        ("a:\n  name：宜昌\n  b: 1\n", (1, 6), "全角冒号"),
        ("a:\n  b: x\n  name：宜昌\n", (2, 6), "全角冒号"),
        ("a:\n  b: 1\n  name 宜昌\n  c: 1\n", (2, 2), "缺少英文冒号"),
        ("a:\n  name: 1\n   b: 1\n", (2, 3), "缩进比上一行多"),
        ("a:\n  b: 1\n c: 2\n", (2, 1), "缩进和上面没有对齐"),
        ('a:\n  t: "停电\n  b: x\n  code: "4205"\n', (1, 5), "从这里开始的引号没有配对"),
        ("a:\n  t: '停电\n  b: x\n  code: '4205'\n", (1, 5), "从这里开始的引号没有配对"),
        ("a:\n  b: 1\n...\n  c: 2\n", (3, 2), "“...”是文件的结尾"),
        ("<<: {a: 1}\n", (0, 0), "不支持用 << 合并"),
        ("a: [1, 2]]\n", (0, 9), "括号后面还有多余的字"),
        ("a: |0\n x\n", (0, 3), "以“|”开头的文字会被当成多行文字"),
        ("%停电\n", (0, 0), "以“%”开头的文字"),
    ],
)
def test_lines_that_stand_wrong(text: str, mark: tuple[int, int], words: str) -> None:
    problem = parse(text).problems[0]
    assert (problem.mark, words in problem.message) == (mark, True), problem


@pytest.mark.parametrize(
    "line",
    ["咨询电话：027-87654321", "*注意*", "- [x]已办", "QQ:12345", "\u3000\u3000地址：东门", '"放管服"改革', "code:1"],
)
def test_what_stands_in_a_text_of_several_lines_is_no_cause(line: str) -> None:
    for text in (f"a:\n  b: |-\n    {line}\n   c: 1\n", f"a:\n  b: |\n    甲\n    {line}\n c: 1\n"):
        (problem,) = parse(text).problems
        assert problem.mark[0] == text.count("\n") - 1
        assert "缩进和上面没有对齐" in problem.message


SIGNS = st.sampled_from(
    ["*", "&", "!", "%", "@", "`", "- ", "? ", ",", "]", "}", "|", ">", "[急]", "{急}", '"急"', "'急'"]
)
MANY = many(6)
LINES = MANY.split("\n")
NAMED = [number for number, line in enumerate(LINES) if line.startswith("    name: ")]


@given(sign=SIGNS, words=st.text(st.sampled_from("停电通知关于，。（）："), min_size=1), number=st.sampled_from(NAMED))
def test_the_line_is_the_one_that_was_typed(sign: str, words: str, number: int) -> None:
    lines = [*LINES[:number], f"    name: {sign}{words}", *LINES[number + 1 :]]
    error = errors_of("\n".join(lines))[0]
    assert error.line == number + 1
    assert re.search("要加引号|要加英文引号|引号后面还有字", error.message)


@given(
    typed=st.text(st.sampled_from("ab:-[]{}\"'&*!?|>#%@`,\\ \t\u3000：急1"), max_size=20),
    number=st.integers(0, len(LINES) - 1),
)
def test_no_sentence_is_in_the_words_of_the_parser(typed: str, number: int) -> None:
    for error in errors_of("\n".join([*LINES[:number], typed, *LINES[number:]])):
        own = error.message.replace(typed.strip(), "")
        assert re.search(r"[\u4e00-\u9fff]", error.message)
        assert not re.search("expected|found|while|allowed|scanning", own)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("code: 4.205e5", "“4.205e5”不是原来的写法，可能被表格软件改过：code 要写成 6 位数字并加引号"),
        ("code: 420500.0", "“420500.0”不是原来的写法"),
        ("code: 042", '写成 "042"'),
        ("code: 0x66A64", "code 要写成 6 位数字并加引号"),
        ("code: 4:20:50", "code 要写成 6 位数字并加引号"),
        ("code: “420500”", "要用英文引号"),
        ("code: yes", "code 要写成 6 位数字并加引号"),
        ("code: #420500", "以“#”开头的文字会被当成说明"),
        ("code: ~", "code 这里没有内容"),
        ("code: true", '要加引号：写成 "true"'),
    ],
)
def test_numbers_and_words_that_are_no_text(line: str, words: str) -> None:
    (error,) = errors_of(SMALL.replace('code: "420500"', line))
    assert words in error.message and error.line == 10


@pytest.mark.parametrize("word", ["no", "on", "off", "y", "1:30", "0o17", "2026-11-01", "=", "1_000"])
def test_words_that_other_versions_of_yaml_take_for_something_else_are_text(word: str) -> None:
    assert parse(f"a: {word}").data == {"a": word}


@pytest.mark.parametrize("word", ["yes", "no", "on", "off", "是", "1", '"true"'])
def test_a_switch_is_true_or_false(word: str) -> None:
    (error,) = errors_of(SMALL.replace("theme: blue", f"features: {{letters: {word}}}"))
    assert "只能写 true（开）或者 false（关），不加引号" in error.message


def test_references_that_grow_are_refused_at_once() -> None:
    bomb = "a: &a [x, x]\n" + "".join(
        f"{now}: &{now} [{', '.join(f'*{last}' for _ in range(9))}]\n"
        for last, now in zip("abcdefgh", "bcdefghi", strict=True)
    )
    assert "不支持 & 和 * 引用" in parse(bomb).problems[0].message
