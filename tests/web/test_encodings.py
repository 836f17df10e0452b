"""A query as it was meant: GBK of old pages, escape() of old scripts, and what programs make of either on the way."""

from __future__ import annotations

from urllib.parse import quote, quote_from_bytes, unquote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from govsite.web.encodings import one_query
from tests.helpers import Visitor

WORDS = "身份证"


def raw(text: str, encoding: str = "utf-8") -> str:
    """Bytes that nobody escaped, as WSGI has them."""
    return text.encode(encoding).decode("latin-1")


def windows(data: bytes) -> str:
    """Bytes as the letters that browsers take them for."""
    return "".join(bytes([byte]).decode("cp1252", "replace").replace("\ufffd", chr(byte)) for byte in data)


@pytest.mark.parametrize(
    ("query", "means"),
    [
        ("q=%C9%ED%B7%DD%D6%A4", "q=身份证"),
        ("q=%c9%ed%b7%dd%d6%a4&page=2", "q=身份证&page=2"),
        ("page=2&theme=%C9%E8%C1%A2%B1%E4%B8%FC", "page=2&theme=设立变更"),
        ("q=" + raw(WORDS, "gbk"), "q=身份证"),
        (f"q={quote(WORDS)}&theme=%C9%ED", "q=身份证&theme=身"),
        ("q=%u8eab%u4efd%u8bc1", "q=身份证"),
        ("q=%u8EAB+a%u4efd", "q=身+a份"),
        ("q=%uD840%uDC0B", "q=𠀋"),
        ("q=%C9%ED+%B7%DD%2B", "q=身+份%2B"),
        ("q=%E8%BA%AB%E4%BB", "q=身"),
        ("q=%C9%ED%B7", "q=身"),
        ("q=" + quote_from_bytes("䶮".encode("gb18030")), "q=䶮"),
        ("q=" + quote_from_bytes("掱|".encode("gbk")).replace("%7C", "|"), "q=掱|"),
        ("q=%25E8%25BA%25AB", "q=身"),
        ("q=%25C9%25ED", "q=身"),
        ("q=%25E8%25BA%25AB%2520a&page=2", "q=身 a&page=2"),
        ("q=%25u8eab%25u4efd", "q=身份"),
        ("q=" + quote(WORDS.encode().decode("latin-1")), "q=身份证"),
        ("q=" + quote(windows("证件办理".encode())), "q=证件办理"),
        ("q=" + quote(raw(WORDS, "gbk")), "q=身份证"),
        ("q=" + raw(raw(WORDS, "gbk")), "q=身份证"),
    ],
)
def test_a_query_of_old_pages_is_read(query: str, means: str) -> None:
    assert unquote(one_query(query).replace("%2B", "%252B")) == means


@pytest.mark.parametrize(
    "query",
    ["", "q=a", "q=%E8%BA%AB", "q=a%20b+c", "q=%", "q=%zz", "&&=", raw("q=身"), "q=100%25", "q=100%25ab", "q=%25zz",
     "q=Z%C3%BCrich", "q=%C3%A9t%C3%A9", "q=%E9%98%BF%C2%B7%E4%B9%B0", "q=%C2%A52", "q=a%26b",
     "to=%2Fsearch%3Fq%3D%25E8%25BA%25AB", "to=/search%3Fq%3D%25E8%25BA%25AB%26page%3D2", "q=%25u12"],
)  # fmt: skip
def test_a_query_that_can_be_read_is_left_alone(query: str) -> None:
    assert one_query(query) == query


pieces = st.sampled_from(
    [
        "%",
        "%25",
        "25",
        "u8eab",
        "%u0025",
        "%uD840",
        "E8%BA%AB",
        "%C9%ED",
        "%C3%A8",
        "é",
        "\xc2",
        "\xc9\xed",
        "+",
        "&",
        "=",
        "/",
    ]
)


@given(
    st.binary(max_size=20).map(quote_from_bytes)
    | st.text(st.characters(max_codepoint=255), max_size=20)
    | st.lists(pieces, max_size=9).map("".join)
)
@example("%u0025u8eab")
@example("%25%u0032%35E8%25BA%25AB")
def test_a_query_that_was_read_is_left_alone(text: str) -> None:
    assert one_query(one_query(f"q={text}")) == one_query(f"q={text}")


@given(st.text(st.sampled_from("身份证社保卡营业执照公积金 护照"), min_size=2).filter(str.strip))
def test_what_was_typed_comes_in_any_encoding(words: str) -> None:
    for encoding in ("gb18030", "utf-8"):
        asked = one_query("q=" + quote_from_bytes(words.encode(encoding)))
        if asked != "q=" + quote_from_bytes(words.encode(encoding)):  # a few pairs of bytes are UTF-8 too
            assert asked == "q=" + quote(words)
    assert one_query("q=" + quote(quote(words))) == "q=" + quote(words)


@pytest.mark.parametrize("root", ["", "/hant", "/elder/xiling"])
def test_a_visitor_sees_what_was_meant(visitor: Visitor, root: str) -> None:
    there = visitor.redirect(f"{root}/search?q=%25C9%25ED%25B7%25DD%25D6%25A4", 301)
    assert there == f"{root}/search?q={quote(WORDS)}"
    assert WORDS in visitor.get(there).one("//input[@name='q']/@value")
