"""What is found beside items is compared in the form that queries are brought to."""

from __future__ import annotations

from datetime import date

import pytest

from govsite.domain.cards import HallCard
from govsite.domain.folding import fold
from govsite.domain.search.beside import HallTexts, find_notices
from tests.sites.samples import entry, tree_of

NAMES = ("市民之家（宜昌）", "ＥＴＣ服务中心", "Ａ座政务大厅")
HALLS = [HallCard(f"H{n}", "420500", name, "市", "１号", "9:00", "", "", ()) for n, name in enumerate(NAMES)]


@pytest.mark.parametrize("at", range(len(NAMES)))
@pytest.mark.parametrize("cut", [0, 1, 2])
def test_a_hall_is_found_by_what_stands_in_its_name(at: int, cut: int) -> None:
    word = fold(NAMES[at][: len(NAMES[at]) - cut])
    assert HALLS[at] in HallTexts(HALLS).holding(word)


def test_a_notice_is_found_by_what_stands_in_its_title_or_body() -> None:
    written = {"title": "ＥＴＣ（通行卡）办理", "body": "Ｂ座停电", "from": "2026-11-01"}
    site = tree_of({"hubei": entry(0, "province", None, notices=[written])}).root
    for typed in ("ＥＴＣ", "etc", "etc(通行卡)", "ＥＴＣ（通行卡）", "b座停电"):
        assert find_notices(site, [fold(typed)], date(2026, 11, 2)), typed
