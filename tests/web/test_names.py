"""Names in Traditional: places and people keep their characters, words that look like them do not."""

from __future__ import annotations

import re
from pathlib import Path

import opencc
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import DictLoader

from govsite.typed import Typed
from govsite.web import dictionaries, filters, names
from govsite.web.dictionaries import read_terms
from govsite.web.filters import FILTERS
from govsite.web.jinja import PageEnvironment
from govsite.web.names import told
from govsite.web.script import fold, name_to_traditional, to_traditional
from tests.web.test_script import PAIRS, read_pairs

HERE = Path(__file__).parent
TOWNSHIPS = [line.split(" ") for line in (HERE / "traditional_townships.txt").read_text("utf-8").splitlines()[4:]]
TRADES = read_pairs((HERE / "traditional_trades.txt").read_text("utf-8").partition("\n")[2])
# Surnames with two forms, or with a form that is another word's: as they are written, 于 and not 於.
TITLED = dict(zip("余于范涂游占党郁", "余于范涂游占党郁", strict=True))
SURNAMES = TITLED | dict(zip("后干种台里咸采伙", "后干种台里咸采伙", strict=True))
SURNAMES |= dict(zip("沈姜谷朱曲卜仇折舍向席胡周洪松", "沈姜谷朱曲卜仇折舍向席胡周洪松", strict=True))
SURNAMES |= dict(zip("钟万叶宁云别丰岳升药苏卢冯", "鍾萬葉寧雲別豐岳升藥蘇盧馮", strict=True))
TITLES = ["先生", "女士", "某", "某某", "同志", "主任", "局长", "律师", "小明先生", "晓丹女士", "书记", "老师"]
NOT_TOLD = {"占律师", "占书记", "占老师", "党书记"}  # 占 and 党 are words there more often than names
LABELS = ["联系人：{}某某", "申请人：{}小明", "负责人： {}某，电话", "法定代表人:{}志国", "经办人（签字）：{}晓"]
LABELS += ["姓名：{}飞", "患者：{}某"]

PLACES = """
余店镇 余店鎮; 余川镇 余川鎮; 里潭乡 里潭鄉; 辛冲街道 辛沖街道; 烟店镇 煙店鎮; 文斗镇 文斗鎮; 岳口镇 岳口鎮
涂家垴镇便民服务中心 涂家堖鎮便民服務中心; 余家湖大道1号 余家湖大道1號; 伙牌镇 伙牌鎮; 中伙铺镇 中伙鋪鎮
宜昌市于家湾村 宜昌市于家灣村; 范家台社区 范家臺社區; 三元里社区 三元里社區; 干驿镇 乾驛鎮; 干河街道 乾河街道
桃花冲林场 桃花沖林場; 家住李家冲，请 家住李家沖，請; 党湾村 党灣村; 游湖社区 游湖社區; 占店村 占店村; 郁港村 郁港村
杭州市余杭区余杭街道 杭州市餘杭區餘杭街道; 沈阳市沈河区 瀋陽市瀋河區; 沈集镇 沈集鎮; 东岳庙村 東嶽廟村
钟祥市 鍾祥市; 铜钟乡 銅鐘鄉; 台州市天台县 台州市天台縣; 后湖街道 後湖街道; 天后宫社区 天后宮社區; 采花乡 採花鄉
"""
# What looks like a name and is none.
WORDS = """
其余主任 其餘主任; 业余老师 業餘老師; 十余家企业 十餘家企業; 30余名教师 30餘名教師; 余票集中退 餘票集中退
关于王先生的 關於王先生的; 由于主任 由於主任; 于主任 于主任; 请于主任办公会前 請於主任辦公會前; 于是先生 於是先生
患者于医生处就诊 患者於醫生處就診; 于某年某月 於某年某月; 不低于主任 不低於主任; 位于家门口 位於家門口
适用于农村 適用於農村; 位于村口 位於村口; 规范律师行为 規範律師行為; 示范村 示範村; 模范社区 模範社區; 范围 範圍
师范小学 師範小學; 涂料店 塗料店; 旅游局长 旅遊局長; 导游先生 導遊先生; 占全校老师 佔全校老師; 党委书记 黨委書記
党员同志 黨員同志; 骨干先生 骨幹先生; 联系人：后勤科 聯繫人：後勤科; 负责人：干部 負責人：幹部; 冲突 衝突; 缓冲 緩衝
首当其冲。 首當其衝。; 要冲街道 要衝街道; 吸烟店 吸菸店; 烟草店 菸草店; 家里社区 家裡社區; 里面的村 裡面的村
旅游村 旅遊村; 抑郁先生 抑鬱先生; 剩余集中 剩餘集中; 战斗村 戰鬥村; 五岳 五嶽; 合伙人 合夥人
四周环境 四周環境; 两周边 兩周邊; 关注：三 關注：三; 周先生 周先生; 老周 老周; 周口市 周口市
"""


def test_all_townships_of_hubei() -> None:
    assert len(TOWNSHIPS) == 1_422, "1,475 townships; some names stand in two counties"
    assert {name: to_traditional(name) for name, _ in TOWNSHIPS} == dict(TOWNSHIPS)
    assert [name for name, written in TOWNSHIPS if fold(written) != fold(name)] == []


@pytest.mark.parametrize("frame", ["{}便民服务中心", "请到{}办理", "武汉市{}12号", "（{}）"])
def test_townships_in_a_text(frame: str) -> None:
    """In a text a name may stand beside anything; the beginning of the names is looked for in all of them."""
    before, _, after = frame.partition("{}")
    expected = {name: to_traditional(before) + written + to_traditional(after) for name, written in TOWNSHIPS}
    assert {name: to_traditional(frame.format(name)) for name, _ in TOWNSHIPS} == expected


@pytest.mark.parametrize(("simplified", "traditional"), [*read_pairs(PLACES), *read_pairs(WORDS)])
def test_places_and_words(simplified: str, traditional: str) -> None:
    assert to_traditional(simplified) == traditional


@pytest.mark.parametrize("surname", TITLED)
def test_a_surname_before_a_title(surname: str) -> None:
    for title in (title for title in TITLES if surname + title not in NOT_TOLD):
        for before in ("", "请找", "（", "的", "与", "，"):
            written = to_traditional(f"{before}{surname}{title}接待日")
            assert written == to_traditional(before) + TITLED[surname] + to_traditional(f"{title}接待日")


@pytest.mark.parametrize("surname", SURNAMES)
def test_a_surname_behind_a_label(surname: str) -> None:
    for label in LABELS:
        before, _, after = label.partition("{}")
        written = to_traditional(label.format(surname))
        assert written == to_traditional(before) + SURNAMES[surname] + to_traditional(after), label


@pytest.mark.parametrize("stars", ["**", "*", "＊＊", "某", "某某"])
def test_a_name_that_was_made_unreadable(stars: str) -> None:
    assert to_traditional(f"申请人：余{stars}，涂{stars}") == f"申請人：余{stars}，涂{stars}"


def test_words_of_trades() -> None:
    assert len(TRADES) > 1_100
    assert {word: to_traditional(word) for word, _ in TRADES} == dict(TRADES)


@pytest.mark.parametrize("number", ["1", "12", "28", "１２", "一", "五", "十", "十四", "二十八", "两", "几"])
def test_weeks(number: str) -> None:
    for text in (f"孕{number}周", f"满{number}周，", f"{number}周内", f"{number}周以上的"):
        assert to_traditional(text) == to_traditional(text.replace("周", "|")).replace("|", "週")


@given(st.lists(st.sampled_from([*PAIRS, *TRADES, *read_pairs(PLACES), *read_pairs(WORDS)]), min_size=1, max_size=6))
def test_parts_of_a_text_know_nothing_of_each_other(pairs: list[tuple[str, str]]) -> None:
    simplified, traditional = "；".join(pair[0] for pair in pairs), "；".join(pair[1] for pair in pairs)
    assert to_traditional(simplified) == traditional


@given(st.text(st.sampled_from("余于范周注冲里家店镇村某人：先生主任其第十四。 a\U000235cb")))
def test_nothing_is_lost_where_names_are_cut_out(text: str) -> None:
    pieces = told(text)
    assert pieces[-1][1] == ""
    assert sum(len(piece) + len(form) for piece, form in pieces) == len(text)
    assert len(to_traditional(text)) == len(text)
    assert fold(to_traditional(text)) == fold(text)


@given(
    st.lists(st.sampled_from([pair[0] for pair in (*PAIRS, *TOWNSHIPS, *read_pairs(PLACES))]), min_size=1, max_size=4),
    st.data(),
)
def test_marks_change_no_character(words: list[str], data: st.DataObject) -> None:
    """What was looked for cuts a text in pieces, on a Traditional page too."""
    text = "，".join(words)
    start = data.draw(st.integers(0, len(text) - 1))
    mark = text[start : data.draw(st.integers(start + 1, len(text)))]
    page = filters.marked(PageEnvironment(DictLoader({}), True, False), text, (fold(mark),))
    assert re.sub("</?mark>", "", page) == to_traditional(text)
    assert "<mark>" in page


def test_no_word_that_opencc_knows_is_taken_for_a_name(tmp_path: Path) -> None:
    shipped = next(Path(opencc.__file__).parent.rglob("STPhrases.ocd2"))
    dictionaries._run(shipped.parents[2] / dictionaries.TOOL, shipped, "ocd2", tmp_path / "words", "text")
    words = [line.split(" ")[0].split("\t") for line in (tmp_path / "words").read_text("utf-8").splitlines()]
    assert len(words) > 40_000
    wrong = []
    for word, written in words:
        at = 0
        for piece, form in told(word)[:-1]:
            at += len(piece) + 1
            wrong += [word] if written[at - 1] != form else []
    assert wrong == []


def test_a_name_without_a_sign_is_marked_in_the_template() -> None:
    page = "{{ place|name }} {{ place }} {{ typed|name }}"
    for traditional, written in ((True, "余店 餘店 涂冲"), (False, "余店 余店 涂冲")):
        env = PageEnvironment(DictLoader({"page": page}), traditional, False)
        env.filters.update(FILTERS)
        assert env.get_template("page").render(place="余店", typed=Typed("涂冲")) == written


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("余店", "余店"),
        ("辛冲", "辛沖"),
        ("烟店", "煙店"),
        ("党家畈", "党家畈"),
        ("钟祥", "鍾祥"),
        ("后湖", "後湖"),
        ("abc", "abc"),
    ],
)
def test_a_name_alone(name: str, written: str) -> None:
    assert name_to_traditional(name) == written


def test_the_list_is_well_formed() -> None:
    parts = read_terms("names.txt")
    assert list(parts)[:5] == ["names", "people", "labelled", "places", "places-with-feature"]
    for part in ("people", "labelled", "places", "places-with-feature"):
        rows = names.rules(part)
        assert len({char for char, *_ in rows}) == len(rows)
        assert {len(char) for char, *_ in rows} == {len(form) for _, form, *_ in rows} == {1}
    forms: dict[str, set[str]] = {}
    for part in ("people", "labelled", "places", "places-with-feature"):
        for char, form, *_ in names.rules(part):
            forms.setdefault(char, set()).add(form)
    assert [char for char, found in forms.items() if len(found) > 1] == []
    assert [len(key) for key in parts["names"][::2]] == [len(value) for value in parts["names"][1::2]]
