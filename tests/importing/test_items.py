"""Items: cells, health rules, what is filled in, and the given catalogue."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from govsite.demo.sources import DEMO
from govsite.domain.common.pinyin import keys
from govsite.domain.importing import IMPORTERS, read_table
from govsite.models import Item
from govsite.models.item import LONGEST_ITEM_NAME
from tests.importing.samples import ITEM, OFFICE, load, load_table

POOR = "words fee_short fees visit_reason scope post special quantity_limit result_type notes faqs agencies"
POORER = {k: v for k, v in ITEM.items() if k not in {*POOR.split(), "advisers", "heat"}}
TERM = {"facet": "theme", "audience": "natural", "order": "1", "term": "证件办理"}


def only(session: Session) -> Item:
    return session.scalars(select(Item)).one()


def test_every_cell_arrives(session: Session) -> None:
    assert load(session, "items", ITEM).errors == []
    item = only(session)
    assert item.aliases == ["身份证丢了", "补办身份证"]
    assert (item.themes, item.life_events, item.groups) == (["证件办理"], ["迁居"], [])
    assert item.levels == ["city", "county"]
    assert item.materials[0] == {
        "name": "身份证补领登记表", "form": "原件", "copies": 1, "need": "必要", "source": "申请人自备",
        "when": "", "blank": "登记表空白.pdf", "sample": "登记表样例.pdf", "kind": "表格", "filling": "可下载",
    }  # fmt: skip
    assert item.materials[1]["source"] == item.materials[1]["sample"] == ""
    assert item.steps[1] == {"name": "制证", "what": "制作证件", "who": "公安机关", "time": "20 个工作日"}
    assert item.fees[0]["reduction"] == "低保对象减免"
    assert item.faqs == [{"q": "可以代办吗", "a": "不可以，需本人采集指纹"}]
    assert item.advisers[0]["role"] == "户籍民警" and item.agencies == []
    assert (item.post, item.heat, item.version, item.state) == (True, 90, 1, "在用")
    assert item.proof_level is None
    assert load(session, "items", ITEM | {"proof_level": "四级"}).errors == [] and only(session).proof_level == 4


@pytest.mark.parametrize(
    ("changes", "column", "words"),
    [
        ({"handling": "即办件"}, "promised_days", "即办件"),
        ({"proof_level": "六级"}, "proof_level", "五级"),
        ({"promised_days": "0"}, "handling", "即办件"),
        ({"promised_days": "61"}, "promised_days", "不能超过法定办结时限 60"),
        ({"visit_reason": ""}, "visit_reason", "必须写明原因"),
        ({"visits": "0"}, "visit_reason", "不能有到现场的原因"),
        ({"online_depth": "4"}, "visits", "应为 0"),
        ({"visits": "0", "visit_reason": "", "post": "否"}, "post", "邮寄"),
        ({"fees": ""}, "fees", "名称、标准和依据"),
        ({"fee": "免费"}, "fee", "不能写“免费”"),
        ({"fees": "证件工本费|40元/证"}, "fees", "前 3 段不能空"),
        ({"materials": "其他材料|原件|1|必要"}, "materials", "兜底"),
        ({"materials": "身份证等材料|原件|1|必要"}, "materials", "兜底"),
        ({"materials": "法律法规规定的其他材料|原件|1|必要"}, "materials", "兜底"),
        ({"materials": "身份证|原件|1|必要;身份证|复印件|1|必要"}, "materials", "写了两遍"),
        ({"materials": "身份证|原件"}, "materials", "前 4 段不能空"),
        ({"materials": "身份证|原件|一|必要"}, "materials", "整数"),
        ({"materials": "身份证|传真|1|必要"}, "materials", "原件、复印件、电子件"),
        ({"materials": "身份证|原件|1|都行"}, "materials", "必要、非必要、容缺"),
        ({"materials": "身份证|原件|1|必要||||../secret"}, "materials", "文件名"),
        ({"materials": "身份证|原件|1|必要|||||||多余"}, "materials", "最多 10 段"),
        ({"materials": "身份证|原件|1|必要;;照片|原件|1|必要"}, "materials", "空的"),
        ({"materials": "居民户口簿|原件|1|必要|||a.docx"}, "materials", "是证照，不用填"),
        ({"materials": "居民户口簿|原件|1|必要|||||表格|可下载"}, "materials", "没有写空白表的文件名"),
        ({"materials": "居民户口簿|原件|1|必要|||||证照|可下载"}, "materials", "不写表格来源"),
        ({"materials": "登记表|原件|1|必要|||a.docx|a.docx|表格|到窗口现场填"}, "materials", "应为可下载"),
        ({"materials": "登记表|原件|1|必要|||||账单"}, "materials", "表格、证照、复印件、声明、资料"),
        ({"faqs": "只有问题"}, "faqs", "前 2 段"),
        ({"basic_code": "70010010000"}, "basic_code", "12 位"),
        ({"type": "行政处罚"}, "type", "行政许可"),
        ({"handling": "快办件"}, "handling", "承诺件"),
        ({"online_depth": "5"}, "online_depth", "0 到 4"),
        ({"levels": "city;planet"}, "levels", "province"),
        ({"aliases": "补证;补证"}, "aliases", "写了两遍"),
        ({"result_type": "奖状"}, "result_type", "批文"),
        ({"legal_basis": ""}, "legal_basis", "不能空着"),
        ({"post": "也许"}, "post", "是"),
        ({"heat": "²"}, "heat", "整数"),
    ],
)
def test_a_rule_is_held(session: Session, changes: dict[str, str], column: str, words: str) -> None:
    report = load(session, "items", {**ITEM, **changes})
    assert [error.column for error in report.errors] == [column]
    assert words in report.errors[0].reason


@pytest.mark.parametrize(
    "changes",
    [
        {"handling": "即办件", "promised_days": "0"},
        {"handling": "即办件", "promised_days": "1"},
        {"handling": "特殊件", "promised_days": "0"},
        {"statutory_days": "", "promised_days": "120"},
        {"visits": "0", "visit_reason": "", "online_depth": "4"},
        {"visits": "0", "visit_reason": "", "post": "1"},
        {"fee": "免费（检测费由检验机构按标准收取）", "fees": ""},
        {"fee": "按税法规定计征，申报不收费", "fees": ""},
        {"materials": ""},
        {"audience": "自然人", "levels": "市;县"},
    ],
)
def test_what_keeps_the_rules_is_taken(session: Session, changes: dict[str, str]) -> None:
    assert load(session, "items", {**ITEM, **changes}).errors == []


def test_what_is_worth_mending_stops_nothing(session: Session) -> None:
    changes = {"promised_days": "1", "steps": "申请;办结", "materials": "清算报告等资料|原件|1|必要"}
    report = load(session, "items", {**ITEM, **changes})
    assert report.created == 1
    assert [warning.column for warning in report.warnings] == ["handling", "materials", "steps"]


@pytest.mark.parametrize(
    ("changes", "column", "words"),
    [
        ({"fees": "证件工本费|按规定收取|财综〔2007〕34号"}, "fees", "没有写多少钱"),
        ({"fees": "证件工本费|40元/证|按有关规定"}, "fees", "没有写文件名或者文号"),
        ({"pay": ""}, "pay", "在哪里缴"),
        ({"steps": "审查|核对照片|公安机关|30 个工作日"}, "steps", "加起来是 30 个工作日"),
        ({"special": "公示", "steps": "公示|公示十日|公安机关|10 个工作日，计入承诺时限"}, "special", "却计入了"),
        ({"notes": "法定时限60日，请耐心等候"}, "notes", "法定办结时限却是 60 个工作日"),
        ({"faqs": "多久|承诺 15 个工作日办结"}, "faqs", "承诺办结时限却是 20 个工作日"),
        ({"faqs": "跑几趟|跑2趟"}, "faqs", "到现场次数却是 1"),
        ({"faqs": "跑几趟|跑两趟；网上提交少跑一趟，全程跑一趟"}, "faqs", "写着“跑两趟”"),
        ({"notes": "网上提交的不用跑"}, "notes", "写着“不用跑”"),
        ({"steps": "申请|登录省政务服务网|申请人|当场", "online_at": "交管12123"}, "steps", "却是 交管12123"),
        ({"post": "否", "steps": "送达|窗口领取或者邮寄|窗口|当场"}, "post", "“送达”写着邮寄"),
        ({"visits": "0", "visit_reason": "", "post": "是", "special": "驾驶人考试"}, "visits", "要本人到场"),
    ],
)
def test_what_contradicts_itself_is_told(session: Session, changes: dict[str, str], column: str, words: str) -> None:
    report = load(session, "items", {**ITEM, **changes})
    assert not report.errors and [one.column for one in report.warnings] == [column]
    assert words in report.warnings[0].reason


def test_a_form_says_where_it_comes_from(session: Session) -> None:
    for cell, told in (
        ("申请表|原件|1|必要", "没有写表格从哪里来"),
        ("申请表|原件|1|必要|||a.docx", "没有样表"),
        ("申请表|原件|1|必要|||||表格|系统自动生成", ""),
        ("承诺书|原件|1|必要;营业执照|复印件|1|必要;申请表|原件|1|非必要", ""),
    ):
        report = load(session, "items", {**ITEM, "materials": cell})
        assert not report.errors and [told in one.reason for one in report.warnings] == [True] * bool(told), cell


LIMITS = ("statutory_days", "statutory_unit", "promised_days", "promised_unit")


@pytest.mark.parametrize(
    ("cells", "stored"),
    [
        (("60日", "", "20个工作日", ""), (60, "日", 20, "工作日")),
        (("3个月", "", "60", "日"), (3, "月", 60, "日")),
        (("60", "自然日", "20", ""), (60, "日", 20, "工作日")),
        (("60 天", "日", "20", "工作日"), (60, "日", 20, "工作日")),
    ],
)
def test_a_limit_has_its_unit_behind_it_or_beside_it(
    session: Session, cells: tuple[str, ...], stored: tuple[object, ...]
) -> None:
    assert load(session, "items", {**ITEM, **dict(zip(LIMITS, cells, strict=True))}).errors == []
    item = only(session)
    assert tuple(getattr(item, name) for name in LIMITS) == stored
    # a table that knows nothing of units leaves them as they are
    load(session, "items", {**ITEM, "statutory_days": str(stored[0]), "promised_days": "18"})
    session.expire_all()
    assert (item.statutory_unit, item.promised_days, item.promised_unit) == (stored[1], 18, stored[3])


@pytest.mark.parametrize(
    ("changes", "column", "words"),
    [
        ({"promised_days": "20日", "promised_unit": "工作日"}, "promised_days", "写成一样的"),
        ({"promised_days": "20小时"}, "promised_days", "工作日、日、月"),
        ({"promised_days": "60", "statutory_days": "60日"}, "promised_days", "法定办结时限 60 日"),
        ({"promised_days": "100日", "statutory_days": "3个月"}, "promised_days", "最多 90 日"),
        ({"online_at": "鄂汇办 App|ehuiban"}, "online_at", "https://"),
        ({"online_at": "|https://s.nia.gov.cn"}, "online_at", "前 1 段不能空"),
    ],
)
def test_units_and_addresses_are_checked(session: Session, changes: dict[str, str], column: str, words: str) -> None:
    report = load(session, "items", {**ITEM, **changes})
    assert [error.column for error in report.errors] == [column]
    assert words in report.errors[0].reason


def test_a_poorer_table_is_completed(session: Session) -> None:
    assert load(session, "items", POORER).errors == []
    item = only(session)
    assert item.visit_reason == "需到窗口核对原件：居民户口簿"
    assert (item.fee_short, item.result_type, item.fees, item.post) == ("40元/证", "证照", [], False)
    assert item.scope == "本地办理"


def test_a_completed_reason_follows_the_visits(session: Session) -> None:
    load(session, "items", POORER)
    assert load(session, "items", {**POORER, "visits": "0", "online_depth": "4"}).errors == []
    assert only(session).visit_reason == ""


def test_unknown_words_are_told_with_a_near_one(session: Session) -> None:
    load(session, "departments", OFFICE)
    load(session, "terms", TERM, {**TERM, "audience": "legal", "order": "2", "term": "设立变更"})
    report = load(session, "items", {**ITEM, "theme": "证件办里;设立变更", "department": "公安厅"})
    reasons = {(error.column, error.reason) for error in report.errors}
    assert reasons == {
        ("theme", "词表里没有“证件办里”，是不是“证件办理”？"),
        ("theme", "“设立变更”不是这类服务对象的分类。"),
        ("department", "没有这个部门，是不是“公安局”？"),
    }


def test_words_of_both_audiences_fit_an_item_for_both(session: Session) -> None:
    load(session, "terms", TERM, {**TERM, "audience": "legal", "order": "2", "term": "设立变更"})
    row = {**ITEM, "audience": "both", "theme": "证件办理;设立变更"}
    assert load(session, "items", row).errors == []


def test_pinyin_keys_follow_the_names(session: Session) -> None:
    load(session, "items", ITEM)
    assert only(session).pinyin[:4] == ["juminshenfenzhengbuling", "jmsfzbl", "shenfenzhengdiule", "sfzdl"]
    load(session, "items", {**ITEM, "name": "护照", "aliases": ""})
    assert only(session).pinyin == ["huzhao", "hz"]


@pytest.mark.parametrize(
    ("name", "full"),
    [
        ("公积金还房贷", "gongjijinhuanfangdai"),
        ("银行卡行驶证", "yinhangkaxingshizheng"),
        ("重办身份证", "chongbanshenfenzheng"),
        ("企业名称查重", "qiyemingchengchachong"),
        ("工作调动、调档函", "gongzuodiaodongdiaodanghan"),
        ("长阳土家族自治县", "changyangtujiazuzizhixian"),
        ("会计人员", "kuaijirenyuan"),
        ("12345热线（X光机）", "12345rexianxguangji"),
    ],
)
def test_characters_are_read_as_people_read_them(name: str, full: str) -> None:
    assert keys([name])[0] == full


def test_names_with_one_reading_have_one_key() -> None:
    assert keys(["户口", "户口", "！"]) == ["hukou", "hk"]


def test_the_catalogue_comes_in_as_it_is(session: Session) -> None:
    """Nothing is wrong with it and nothing worth mending, here or in what the other portals have of their own."""
    for noun, name in (("terms", "vocab.csv"), ("items", "items.csv")):
        for file in (DEMO / name, DEMO / "guangzhou" / name, DEMO / "hainan" / name):
            report = load_table(session, IMPORTERS[noun], read_table(name, file), dry_run=file.parent != DEMO)
            assert [str(one) for one in (*report.errors, *report.warnings)] == [], file
    assert session.scalar(select(func.count()).select_from(Item)) == _rows(DEMO / "items.csv")


def _rows(path: Path) -> int:
    with path.open(encoding="utf-8", newline="") as file:
        return sum(1 for _ in csv.reader(file)) - 1


@pytest.mark.parametrize("code", ["07001001000001", "0700100100AB", "07001001ABCDEF"])
def test_a_variant_has_two_characters_more_and_names_may_be_long(session: Session, code: str) -> None:
    name = "建" * LONGEST_ITEM_NAME
    assert load(session, "items", {**ITEM, "basic_code": code, "name": name}).errors == []
    assert (only(session).code, only(session).name) == (code, name)


@pytest.mark.parametrize(
    ("column", "cell"), [("basic_code", "0" * 13), ("basic_code", "0" * 15), ("name", "建" * (LONGEST_ITEM_NAME + 1))]
)
def test_other_codes_and_longer_names_are_refused(session: Session, column: str, cell: str) -> None:
    assert [error.column for error in load(session, "items", {**ITEM, column: cell}).errors] == [column]
