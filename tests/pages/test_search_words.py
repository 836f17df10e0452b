"""What a portal's people say, as its words.txt holds it: the right item is the first on the page of results."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any
from urllib.parse import quote

import pytest

from govsite.config import PROJECT
from govsite.domain.index.item_index import ItemIndex, build_index
from govsite.sites.load import load_file
from tests.apps import opened
from tests.conftest import make_app
from tests.helpers import Visitor
from tests.search.conftest import index, rows
from tests.search.evaluate import ALL, SETS, evaluate, read_queries

__all__ = ["index", "rows"]

FIRST = "string((//*[@id='results']//a[@class='row-name' and contains(@href, '/guides/')])[1])"
GUANGZHOU = [
    ("执笠", "公司注销登记"),
    ("執笠", "公司注销登记"),
    ("间铺执笠", "公司注销登记"),
    ("走鬼档", "个体工商户开业登记"),
    ("茶楼", "开办餐饮店“一件事”联办"),
    ("食肆牌过咗期", "食品经营许可证核发"),
    ("手信", "仅销售预包装食品经营者备案"),
    ("飞发铺", "公共场所卫生许可"),
    ("泥头车", "城市建筑垃圾处置核准"),
    ("行花街", "大型群众性活动安全许可"),
    ("揾工", "就业登记"),
    ("揾唔到工", "失业登记"),
    ("老细唔出粮", "劳动保障监察投诉举报（欠薪维权）"),
    ("俾人炒", "失业保险金申领"),
    ("返工整亲", "工伤认定申请"),
    ("供楼", "偿还购房贷款本息提取住房公积金"),
    ("租屋提取", "租赁住房提取住房公积金"),
    ("租屋", "房屋租赁登记备案"),
    ("搬屋入户", "合法稳定住所落户"),
    ("旧楼装lift", "既有住宅加装电梯联合审查"),
    ("屋企装电表", "居民低压用电新装、增容"),
    ("屋契唔见咗", "不动产权证书遗失补发、损坏换发"),
    ("细路仔读书", "义务教育阶段新生入学报名"),
    ("细路上户口", "出生登记"),
    ("积分入学", "来穗人员随迁子女积分制入学申请"),
    ("出世纸", "出生医学证明首次签发"),
    ("摆酒", "内地居民结婚登记"),
    ("离咗婚", "内地居民离婚登记"),
    ("长寿金", "高龄津贴给付"),
    ("阿公睇病报销", "基本医疗保险医疗费用手工（零星）报销"),
    ("隔篱嗌交", "人民调解申请"),
    ("身份证唔见咗", "居民身份证补领"),
    ("身份證唔見咗", "居民身份证补领"),
    ("车牌唔见咗", "补领、换领机动车牌证"),
    ("考车牌", "机动车驾驶证初次申领"),
    ("牛肉干", "道路交通安全违法行为处理与罚款缴纳"),
    ("过大海", "往来港澳通行证及签注申领"),
    ("攞退休金", "企业职工基本养老金申领（退休办理）"),
    ("积分入户", "积分制入户申请"),
    ("粤A摇号", "中小客车增量指标申请（摇号、竞价）"),
    ("长者饭堂", "老年人助餐配餐服务登记（长者饭堂）"),
    ("长护险", "长期护理保险失能评估和待遇申请"),
    ("seniors canteen", "老年人助餐配餐服务登记（长者饭堂）"),
]
HAINAN = [
    ("封关", "报关单位备案（进出口货物收发货人、报关企业）"),
    ("零关税", "报关单位备案（进出口货物收发货人、报关企业）"),
    ("自贸港", "公司设立登记"),
    ("园区落户", "公司设立登记"),
    ("自贸港个税", "高端紧缺人才个人所得税优惠办理"),
    ("候鸟人才", "高层次人才认定"),
    ("加工增值", "出口货物原产地证书签发"),
    ("极简审批", "建筑工程施工许可证核发"),
    ("入园项目", "企业、事业单位、社会团体等投资建设的固定资产投资项目备案"),
    ("59国免签", "境外人员住宿登记"),
    ("候鸟", "异地就医备案"),
    ("候鸟老人看病", "异地就医备案"),
    ("候鸟老人养老认证", "养老保险待遇领取资格认证"),
    ("候鸟老人办居住证", "居住证申领"),
    ("候鸟老年证", "老年人优待证办理"),
    ("侬仔上户口", "出生登记"),
    ("做工", "就业登记"),
    ("安居房", "安居型商品住房购买资格申请"),
    ("限购", "不动产登记资料查询"),
    ("台风受灾", "因灾倒塌、损坏住房恢复重建补助申请"),
    ("台风倒房", "因灾倒塌、损坏住房恢复重建补助申请"),
    ("老爸茶", "开办餐饮店“一件事”联办"),
    ("山兰酒", "食品小作坊登记"),
    ("客栈", "旅馆业特种行业许可证核发"),
    ("游艇过户", "船舶所有权登记"),
    ("潜水店", "经营高危险性体育项目许可"),
    ("南繁育种", "农作物种子生产经营许可"),
    ("果苗出岛", "农业植物检疫证书核发"),
    ("宠物出岛", "动物及动物产品产地检疫合格证明核发"),
    ("黑山羊养殖", "动物防疫条件合格证核发"),
    ("砍槟榔树", "林木采伐许可证核发"),
    ("小客车摇号", "小客车增量指标申请"),
    ("出海打鱼", "渔业捕捞许可证核发"),
    ("渔船过户", "渔业船舶登记（所有权、国籍）"),
    ("fishing licence", "渔业捕捞许可证核发"),
]
PORTALS = {"guangzhou": ("/tianhe", GUANGZHOU), "hainan": ("/haikou", HAINAN)}


@pytest.fixture(scope="module")
def visitors(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Visitor]]:
    with ExitStack() as stack:
        apps = {name: make_app(tmp_path_factory.mktemp(name), PROJECT / f"demo/{name}/sites.yaml") for name in PORTALS}
        yield {name: Visitor(stack.enter_context(opened(made)).test_client()) for name, made in apps.items()}


def found(visitor: Visitor, root: str, query: str) -> str:
    """The name of the first item on the page of results, "" for none."""
    first: str = visitor.get(f"{root}/search?q={quote(query)}").find(FIRST)
    return first


@pytest.mark.parametrize("name", PORTALS)
def test_what_people_say_finds_the_item(visitors: dict[str, Visitor], name: str) -> None:
    root, wanted = PORTALS[name]
    first = {query: found(visitors[name], root, query) for query, _ in wanted}
    assert first == dict(wanted)


def test_words_are_one_portals_own(visitors: dict[str, Visitor]) -> None:
    assert found(visitors["hainan"], "/haikou", "执笠") == ""
    assert found(visitors["guangzhou"], "/tianhe", "封关") == ""


@pytest.mark.parametrize("query", ["离岛免税", "離島免稅"])
def test_what_is_anothers_is_said_with_its_number(visitors: dict[str, Visitor], query: str) -> None:
    page = visitors["hainan"].get(f"/haikou/search?q={quote(query)}")
    assert "12360" in page.one("//main").text_content()


@pytest.mark.parametrize("name", PORTALS)
def test_words_take_nothing_from_what_was_found_without_them(index: ItemIndex, rows: list[Any], name: str) -> None:
    own = build_index(rows, load_file(PROJECT / f"demo/{name}/sites.yaml").words)
    for queries in map(read_queries, SETS):
        before, after = evaluate(index, rows, queries)[ALL], evaluate(own, rows, queries)[ALL]
        assert (after.first, after.third) >= (before.first, before.third)
