"""Place names taken out of a query."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govsite.config import PROJECT
from govsite.domain.search.place_names import Located, place_names, without
from govsite.folding import fold
from govsite.sites.load import load_file

TREE = load_file(PROJECT / "sites.yaml")
WORDS, SPELT = frozenset({"公安"}), frozenset({"gongan", "yichang", "shebao"})


def extract(query: str, slug: str = "hubei") -> Located:
    names = place_names(TREE)
    return names.extract(
        fold(query), TREE.by_slug[slug], WORDS.__contains__, {"gongan", "yichang", "shebao"}.__contains__
    )


@pytest.mark.parametrize(
    ("query", "rest", "slugs"),
    [
        ("武昌区身份证补办", "身份证补办", "wuchang"),
        ("宜昌公积金", "公积金", "yichang"),
        ("湖北省武汉市武昌区落户", "落户", "wuchang"),
        ("身份证补办 武昌", "身份证补办", "wuchang"),
        ("宜昌", "", "yichang"),
        ("公安局在哪", "公安局在哪", ""),
        ("公安县结婚", "结婚", "gongan"),
        ("宜昌市民之家", "市民之家", "yichang"),
        ("宜昌市场监管局", "市场监管局", "yichang"),
        ("身份证", "身份证", ""),
        ("", "", ""),
        # several sites of one name
        ("恩施", "", "enshizhou enshi"),
        ("恩施公积金", "公积金", "enshizhou enshi"),
        ("恩施州公积金", "公积金", "enshizhou"),
        ("东湖", "", "donghugaoxin donghufengjing"),
        ("汉口社保", "社保", "jiangan jianghan qiaokou"),
        ("荆州", "", "jingzhou"),
        # what people call them, and called them once
        ("武当山", "", "wudangshan"),
        ("光谷社保", "社保", "donghugaoxin"),
        ("襄樊社保", "社保", "xiangyang"),
        ("襄樊市社保", "社保", "xiangyang"),
        ("我在襄樊办社保", "我在 办社保", "xiangyang"),
        ("郧县", "", "yunyang"),
        ("鄖縣", "", "yunyang"),
        ("沔阳结婚", "结婚", "xiantao"),
        ("东津新区", "", "dongjin"),
        ("平均县级", "平均县级", ""),
        ("公安", "公安", ""),
        ("长江", "", "changjiangxinqu"),
        ("长江采砂", "长江采砂", ""),
        # pinyin
        ("wuhan", "", "wuhan"),
        ("wuhan shebao", "shebao", "wuhan"),
        ("wu han shebao", "shebao", "wuhan"),
        ("WuHan 社保", "社保", "wuhan"),
        ("xiling", "", "xiling"),
        ("xiangfan shebao", "shebao", "xiangyang"),
        ("enshi", "", "enshizhou enshi"),
        ("hankou", "", "jiangan jianghan qiaokou"),
        ("wuhanshi", "", "wuhan"),
        ("wu han shi shebao", "shebao", "wuhan"),
        ("wuhanshebao", "shebao", "wuhan"),
        ("wuhanabc", "wuhanabc", ""),
        ("wuhan1", "wuhan1", ""),
        ("gongan ju", "gongan ju", ""),
        ("gonganxian jiehun", "jiehun", "gongan"),
        ("yichang gongjijin", "gongjijin", "yichang"),
    ],
)
def test_extract(query: str, rest: str, slugs: str) -> None:
    found = extract(query)
    assert (" ".join(found.rest.split()), " ".join(place.slug for place in found.places)) == (rest, slugs)


def test_pinyin_of_a_word_may_mean_either() -> None:
    assert not extract("yichang").sure
    assert extract("wuhan").sure
    assert extract("宜昌").sure


@pytest.mark.parametrize("site", TREE.all, ids=lambda site: site.slug)
def test_every_site_is_named_by_all_its_names(site: object) -> None:
    known = next(each for each in TREE.all if each is site)
    names = [known.name, known.short_name, *known.other_names, *([known.slug] if len(known.slug) > 3 else [])]
    assert [name for name in names if name not in WORDS and known not in extract(name).places] == []


@given(st.text(alphabet="恩施州市宜昌襄樊公安县社保武汉wuhanshebo 1", max_size=20))
def test_what_is_left_is_what_stood_beside_the_names(query: str) -> None:
    query = fold(query)
    found = extract(query)
    assert found.rest == (without(query, found.spans) if found.spans else query)
    assert bool(found.places) == bool(found.spans)


def test_made_once_for_a_tree() -> None:
    assert place_names(TREE) is place_names(TREE)
