"""What a chosen password must be: each sentence says which rule it breaks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govsite.domain.common.password_rules import LONGEST, SHORTEST, fault
from govsite.typed import Typed

GOOD = ("x7Kq2mPl", "blau7katze", "tiger_sofa9", "ehui#Ban2", "我家的猫 tom_77", "8%26$031", "Ｔiger＿sofa９")


@pytest.mark.parametrize("password", GOOD)
def test_a_good_one_has_no_fault(password: str) -> None:
    assert fault(password) == "" and fault(Typed(password)) == ""


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("", "至少要 8 个字符，现在只有 0 个"),
        ("x7Kq2mP", "至少要 8 个字符，现在只有 7 个"),
        ("x7" * 33, "最多 64 个字符，现在有 66 个"),
        ("blaukatze", "至少两种"),
        ("82645913", "至少两种"),
        ("~!_@#$%*", "至少两种"),
        ("blau-katze", "至少两种"),  # the hyphen is none of the symbols
        ("一只蓝色的猫在睡觉", "至少两种"),
        ("ＢＬＡＵＫＡＴＺＥ", "至少两种"),
    ],
)
def test_the_sentence_says_which_rule(password: str, words: str) -> None:
    assert words in fault(password)


COMMON = """
    woaini1314 WoAiNi520 lisi5201314 zhang19900101 wang0808! hb420100 wuhan2024 yichang888 xiling12345 admin@123
    P@ssw0rd1 passw0rd! qwer1234! 1qaz2wsx 12345678a a1b2c3d4 abc123abc 11112222a aaaa1111 12ab12ab ab1ab1ab
    87654321a mima1234 ｗｏａｉｎｉ１３１４
"""


@pytest.mark.parametrize("password", COMMON.split())
def test_common_ones_are_refused_in_any_case_and_width(password: str) -> None:
    for form in (password, password.upper(), password.title()):
        assert "很常见" in fault(form)


@pytest.mark.parametrize("own", ["13812345678", "Wangxm", "19900131", "420106199001311234"])
def test_what_others_know_of_a_person_is_refused(own: str) -> None:
    assert "自己的" in fault(f"x_{own.upper()}%k", own=("", "ab", own))
    assert fault("tiger_sofa9", own=(own,)) == ""


def test_short_pieces_of_a_person_do_not_count() -> None:
    assert fault("tiger_sofa9", own=("", "9", "so", "ger")) == ""


@given(st.text(max_size=100))
def test_any_text_is_judged(password: str) -> None:
    found = fault(password)
    assert found == "" or found.endswith("。")


@given(st.text(st.sampled_from("acdfghkmpqxz"), min_size=1), st.text("23579", min_size=1))
def test_two_kinds_of_a_good_length_are_never_refused_for_their_kinds(letters: str, digits: str) -> None:
    if SHORTEST <= len(letters + digits) <= LONGEST:
        assert "两种" not in fault(letters + digits) and "字符，" not in fault(letters + digits)
