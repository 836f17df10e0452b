"""Traditional output: traps of official language, names, and what must stay as it was written."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import DictLoader, FileSystemLoader, TemplateSyntaxError
from lxml import html
from markupsafe import Markup

from govsite.config import PROJECT
from govsite.sites.load import load_file
from govsite.typed import Typed
from govsite.web import dictionaries, script
from govsite.web.dictionaries import make_converter, read_terms
from govsite.web.filters import FILTERS
from govsite.web.jinja import PageEnvironment
from govsite.web.script import convert_markup, fold, to_traditional
from tests.helpers import Visitor

DEMO = PROJECT / "demo"
SITE_FILES = ("sites.yaml", "demo/guangzhou/sites.yaml", "demo/hainan/sites.yaml")

TRAPS = """
核准 核准; 核准后制证 核准後製證; 准予许可 准予許可; 不准予许可 不准予許可; 准驾车型 准駕車型; 准营准办 准營准辦
按标准办理 按標準辦理; 精准办理 精準辦理; 准生证 准生證; 准考证 准考證; 批准文件 批准文件; 不准备案 不準備案
以公告为准 以公告為準; 认为准确 認為準確; 对准予许可的 對准予許可的; 市场准入 市場准入; 制证 製證; 体制 體制
机制 機制; 制度 制度; 印制 印製; 制作 製作; 制发证件 製發證件; 体制发展 體制發展; 手机制造 手機製造
控制作用 控制作用; 承诺制备案 承諾制備案; 公章刻制备案 公章刻製備案; 编制报告 編製報告; 事业编制 事業編制
首次制卡 首次製卡; 三日内制定 三日內制定; 工作日内制证 工作日內製證; 仲裁制度 仲裁制度; 分配制度 分配制度
定制客运 定製客運; 签证 簽證; 签发 簽發; 签署 簽署; 网签 網簽; 签合同 簽合同; 标签 標籤; 书签 書籤
证书签发 證書簽發; 中签 中籤; 其中签订 其中簽訂; 签注 簽注; 签领 簽領; 换发 換發; 补发 補發; 资金发放 資金發放
租金发票 租金發票; 办理发证 辦理發證; 受理并发给 受理並發給; 头发 頭髮; 理发店 理髮店; 学生发现 學生發現
增长发展 增長發展; 保留发布日期 保留發布日期; 被发现 被發現; 皮肤发炎 皮膚發炎; 并发症 併發症
印制并发放 印製並發放; 光伏并网 光伏併網; 合同并网签 合同並網簽; 合并 合併; 一并提交 一併提交; 原件并到 原件並到
并购买 並購買; 归并 歸併; 数罪并罚 數罪併罰; 行政复议 行政復議; 申请复核 申請覆核; 答复 答覆; 批复 批覆; 恢复 恢復
复印件 複印件; 身份证明复印件 身份證明複印件; 重复 重複; 干部 幹部; 干净 乾淨; 干预 干預; 若干部门 若干部門
饼干 餅乾; 15天后 15天後; 皇后 皇后; 后勤 後勤; 村里 村裡; 里程 里程; 公里 公里; 指南里写明 指南裡寫明
社保卡里的钱 社保卡裡的錢; 三元里街道 三元里街道; 面积 面積; 户数和面积 戶數和面積; 平方米面积 平方米面積
方便面 方便麵; 方面人才 方面人才; 征收 徵收; 应征入伍 應徵入伍; 长征路 長征路; 股东征信 股東徵信; 台湾 臺灣
台风 颱風; 柜台 櫃檯; 咨询台 諮詢臺; 台账 臺帳; 收款账户 收款帳戶; 属于 屬於; 余额 餘額; 范围 範圍; 示范区 示範區
关系 關係; 系统 系統; 联系 聯繫; 残联系统 殘聯系統; 机关系统 機關系統; 有关系统 有關系統; 系安全带 繫安全帶
学历 學歷; 日历 日曆; 近百年历史 近百年歷史; 只能 只能; 一般只立 一般只立; 犬只年检 犬隻年檢; 有只 有只; 周末 週末
周边 周邊; 第一周 第一週; 十六周岁 十六週歲; 表格 表格; 电表 電表; 手表 手錶; 松绑 鬆綁; 松树 松樹; 咸菜 鹹菜
分钟 分鐘; 丰富 豐富; 云南 雲南; 斗争 鬥爭; 稻谷 稻穀; 大峡谷城管局 大峽谷城管局; 占卜 占卜; 占用 佔用; 采取 採取
取得采矿权 取得採礦權; 风采 風采; 试卷 試卷; 卷烟 捲菸; 舍弃 捨棄; 校舍 校舍; 备注 備註; 注意 注意; 注册 註冊
海关注册 海關註冊; 质押注销 質押註銷; 关注 關注; 回避 迴避; 回执 回執; 合家 閤家; 标志 標誌; 志愿 志願; 雇佣 僱傭
佣金 佣金; 汇总 彙總; 外汇 外匯; 汇算清缴 匯算清繳; 冲还贷 沖還貸; 冲突 衝突; 统一出证 統一出證; 升学 升學
品尝 品嚐; 托管 託管; 托育 托育; 浓郁 濃郁; 呼吁 呼籲; 几个 幾個; 茶几 茶几; 生姜 生薑; 胡同 胡同; 胡须 鬍鬚
仆人 僕人; 污蔑 污衊; 凶手 兇手; 公布 公布; 分布 分布; 污染 污染; 湿地 濕地; 攀岩 攀岩; 丈母娘 丈母娘; 销毁 銷毀
折合 折合; 存折 存摺; 会尽快处理 會儘快處理; 尽职 盡職; 写明了 寫明了; 一目了然 一目瞭然; 作出了解释 作出了解釋
烟草专卖 菸草專賣; 能卖烟花 能賣煙花; 家具 家具; 国家具有 國家具有; 嘉鱼县鱼岳镇 嘉魚縣魚岳鎮
公安县斗湖堤镇 公安縣斗湖堤鎮; 三斗坪镇 三斗坪鎮; 下谷坪 下谷坪; 台山 台山; 秋千 鞦韆; 党员 黨員; 特别 特別
朱河镇 朱河鎮; 刮风 颳風; 软件 軟件; 网络 網絡; 信息 信息; 打印 打印
"""  # the last ones: never the words of s2twp


def read_pairs(text: str) -> list[tuple[str, str]]:
    """Simplified and Traditional, parted by semicolons and lines."""
    pairs = (pair.split() for line in text.splitlines() for pair in line.split(";"))
    return [(pair[0], pair[1]) for pair in pairs if pair]


PAIRS = read_pairs(TRAPS)


def rows(pattern: str) -> Iterator[dict[str, str]]:
    for path in sorted(PROJECT.glob(pattern)):
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield from csv.DictReader(file)


def catalogue_names() -> list[str]:
    """What people look for: items and what else they are called, departments, halls, sites, topics."""
    names = [name for row in rows("demo/**/items.csv") for name in (row["name"], *row["aliases"].split(";"))]
    names += [name for row in rows("demo/departments*.csv") for key, name in row.items() if key not in ("key", "slug")]
    names += [name for row in rows("demo/**/halls.csv") for name in (row["name"], row["address"])]
    names += [row["term"] for row in rows("demo/vocab.csv")]
    names += [name for file in SITE_FILES for site in load_file(PROJECT / file).all for name in (site.name, site.title)]
    return sorted({name for name in names if name})


def test_traps() -> None:
    please = to_traditional("请")
    wanted = {simplified: [traditional, f"{please}{traditional}。"] for simplified, traditional in PAIRS}
    assert {words: [to_traditional(words), to_traditional(f"请{words}。")] for words in wanted} == wanted


def test_site_names() -> None:
    lines = (Path(__file__).parent / "traditional_sites.txt").read_text("utf-8").splitlines()
    read = dict(line.split(" ") for line in lines if line and not line.startswith("#"))
    names = [site.name for file in SITE_FILES for site in load_file(PROJECT / file).all]
    assert len(names) == 152 + 12 + 30
    assert {name: to_traditional(name) for name in names} == {name: read.get(name, "not read") for name in names}


def test_names_change_no_word_and_fold_back() -> None:
    names = catalogue_names()
    assert len(names) > 2_000
    for name in names:
        written = to_traditional(name)
        assert len(written) == len(name)
        assert fold(written) == fold(name)


def test_forms_of_hong_kong_and_of_old_keyboards_are_folded() -> None:
    assert fold("衞生 化粧品 寫字枱 敍述 衹有 痺症 値班 報吿 靑年 鄕村 新郞 和尙 愼重 塡報") == (
        "卫生 化妆品 写字台 叙述 只有 痹症 值班 报告 青年 乡村 新郎 和尚 慎重 填报"
    )
    assert fold("著作权 枝江") == fold("著作權 枝江")


def test_all_names_fold_back() -> None:
    names = [*catalogue_names(), "账户", "复核", "坐标"]
    assert [name for name in names if fold(to_traditional(name)) != fold(name)] == []


def test_one_dictionary_writes_what_the_group_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[dict[str, object]] = []
    joined = dictionaries._join

    def join(stage: dict[str, object], tool: Path, folder: Path) -> None:
        joined(stage, tool, folder)
        asked.append(dict(stage))

    monkeypatch.setattr(dictionaries, "_join", join)
    texts = [f"{simplified}，在{simplified}里" for simplified, _ in PAIRS] + catalogue_names()
    one, group = make_converter(), make_converter(compact=False)
    assert [one.convert(text) for text in texts] == [group.convert(text) for text in texts]
    kinds = [stage["dict"]["type"] for stage in asked]  # type: ignore[index]
    assert kinds == ["ocd2"]


@pytest.mark.parametrize("tool", ["bin/nothing", "__init__.py"])
def test_without_the_tool_the_group_is_used(monkeypatch: pytest.MonkeyPatch, tool: str) -> None:
    monkeypatch.setattr(dictionaries, "TOOL", tool)
    assert make_converter().convert("核准后制证") == "核准後製證"


def test_terms_are_well_formed() -> None:
    terms = read_terms()
    assert list(terms) == ["variants", "words", "phrases", "edges"]
    for name in ("variants", "words", "phrases"):
        keys, values = terms[name][::2], terms[name][1::2]
        assert len(set(keys)) == len(keys)
        assert [len(key) for key in keys] == [len(value) for value in values]
        assert {len(key) == 1 for key in keys} == {name == "variants"}
    assert len(set(terms["edges"])) == len(terms["edges"])
    assert not set(terms["words"][::2]) & {*terms["edges"], *terms["phrases"][::2]}
    for key, value in zip(terms["words"][::2], terms["words"][1::2], strict=True):
        assert to_traditional(key) == value


@given(st.text(st.characters(max_codepoint=127)))
def test_ascii_stays(text: str) -> None:
    assert to_traditional(text) is text


@given(st.text(st.characters()))
def test_any_text_can_be_put_out(text: str) -> None:
    to_traditional(text).encode("utf-8")


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("\ud800", "\ufffd"),
        ("干部\ud83d后", "幹部\ufffd後"),
        ("干部\0后面", "幹部後面"),
        ("", ""),
        ("𠮷后😀", "𠮷後😀"),
    ],
)
def test_odd_text(text: str, written: str) -> None:
    assert to_traditional(text) == written


def test_memory_is_used_and_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(script, "MEMORY", 50_000)
    script._memory.clear()
    monkeypatch.setattr(script, "_spent", 0)
    for number in range(2_000):
        to_traditional(f"第{number}个部门" * (number % 9))
    assert 0 < sum(len(text) + script.ENTRY for text in script._memory) <= 50_000
    to_traditional("后" * 10_000)
    assert "后" * 10_000 not in script._memory
    to_traditional("记住")
    monkeypatch.setattr(script, "_convert", lambda text: pytest.fail("converted again"))
    assert to_traditional("记住") == "記住"


def test_threads_see_the_same() -> None:
    texts = [f"{simplified}第{number}项" for number in range(20) for simplified, _ in PAIRS]
    expected = [script._convert(text) for text in texts]
    script._memory.clear()
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(to_traditional, texts)) == expected


def traditional(**templates: str) -> PageEnvironment:
    env = PageEnvironment(DictLoader(templates), True, False)
    env.filters.update(FILTERS)
    return env


@pytest.mark.parametrize(
    ("source", "written"),
    [
        ("<p>办理</p>", "<p>辦理</p>"),
        ('<a href="/搜索?q=办理" title="办理">办理</a>', '<a href="/搜索?q=办理" title="辦理">辦理</a>'),
        ("<img src='图.png' alt='图'>", "<img src='图.png' alt='圖'>"),
        (
            '<input value="办理" placeholder="办理" aria-label="办理">',
            '<input value="办理" placeholder="辦理" aria-label="辦理">',
        ),
        ('<meta name="keywords" content="办理">', '<meta name="keywords" content="辦理">'),
        ('<td data-label="办理" data-key="办理">', '<td data-label="辦理" data-key="办理">'),
        ('<a id=办理 class="办理" title=办理>办</a>', '<a id=办理 class="办理" title=办理>辦</a>'),
        ('<b translate="no">范<b>于</b>余</b>办', '<b translate="no">范<b>于</b>余</b>辦'),
        (
            '<b translate="no" title="于">范<br>于<img alt="于"/></b>办',
            '<b translate="no" title="于">范<br>于<img alt="于"/></b>辦',
        ),
        ('<input translate="no" title="于">办', '<input translate="no" title="于">辦'),
        ("<textarea>办<p>理</textarea>办", "<textarea>办<p>理</textarea>辦"),
        ("<script>if (a<b) '办'</script>办", "<script>if (a<b) '办'</script>辦"),
        ("<!-- 办 <b translate='no'> -->办", "<!-- 办 <b translate='no'> -->辦"),
        ("<CODE>办</CODE>3 < 5 办 > 办", "<CODE>办</CODE>3 < 5 辦 > 辦"),
    ],
)
def test_markup(source: str, written: str) -> None:
    assert convert_markup(source) == written


@pytest.mark.parametrize(
    ("source", "written"),
    [
        ("{{ v }}办{{ v }}", "辦辦辦"),
        ('<b translate="no">办{{ v }}办{{ v }}</b>{{ v }}办', '<b translate="no">办办办办</b>辦辦'),
        ('<b title="办{{ v }}办" class="办{{ v }}办">', '<b title="辦辦辦" class="办办办">'),
        ('<a href="{{ v }}" translate="no">{{ v }}</a>', '<a href="办" translate="no">办</a>'),
        ('<input value="{{ v }}" alt="{{ v }}">', '<input value="办" alt="辦">'),
        ("<textarea>{{ v }}</textarea>{{ v }}", "<textarea>办</textarea>辦"),
        ('<b translate="no">{{ "办" if n else v }}{{ m }}{{ n }}</b>', '<b translate="no">办<i>办</i>7</b>'),
        ('<b class="a{% if n %}"{% endif %} title="办">办</b>', '<b class="a" title="辦">辦</b>'),
        ("{{ typed }}{{ v|asis }}{{ v }}", "办办辦"),
        ('<a href="{{ root }}/{{ n }}">{% for x in "办理" %}{{ x }}{% endfor %}</a>', '<a href="/x/7">辦理</a>'),
    ],
)
def test_templates(source: str, written: str) -> None:
    page = traditional(page=source).get_template("page")
    assert page.render(v="办", n=7, m=Markup("<i>办</i>"), typed=Typed("办"), root="/x") == written


@given(st.text())
def test_what_a_person_typed_stays(text: str) -> None:
    page = traditional(page="{{ text }}").get_template("page")
    assert page.render(text=Typed(text)) == Markup.escape(text)


@pytest.mark.parametrize("source", ['<b translate="no">办', "<textarea>", '<a href="x'])
def test_what_is_left_open_is_refused(source: str) -> None:
    with pytest.raises(TemplateSyntaxError, match="left open"):
        traditional(page=source).get_template("page")


def test_every_template_can_be_converted() -> None:
    env = PageEnvironment(FileSystemLoader(PROJECT / "govsite" / "templates"), True, False)
    env.filters.update(FILTERS)
    names = env.list_templates()
    assert names
    for name in names:
        env.get_template(name)


def pieces(page: bytes) -> list[str]:
    """All texts of ours that a reader meets on a page; titles of letters are their writers' own."""
    tree = html.document_fromstring(page, parser=html.HTMLParser(encoding="utf-8"))
    for element in tree.xpath(
        "//*[@translate='no'] | //script | //style | //a[contains(@href, '/letters/') and @class='row-name']"
    ):
        element.drop_tree()
    return tree.xpath("//text() | //@title | //@alt | //@placeholder | //@aria-label | //@content | //@data-label")


@pytest.mark.parametrize("path", ["/", "/zhuxi/personal", "/xianning/departments", "/halls", "/help/faq", "/sites"])
def test_a_page_is_the_simplified_page_converted(app: Flask, path: str) -> None:
    visitor = app.test_client()
    simplified, written = pieces(visitor.get(path).data), pieces(visitor.get(f"/hant{path}").data)
    assert written == [to_traditional(text) for text in simplified]
    assert written != simplified


def test_every_attribute_with_words_is_read() -> None:
    """A name that is missing from READ would stay Simplified on Traditional pages."""
    for template in sorted((PROJECT / "govsite" / "templates").rglob("*.html")):
        for name, value in re.findall(r"\s([\w-]+)=\"([^\"]*)\"", template.read_text("utf-8")):
            assert name in script.READ or value.isascii(), f"{template.name}: {name}={value}"


def test_the_words_of_waiting_are_traditional(visitor: Visitor) -> None:
    assert visitor.get("/hant/xiling/").one("//*[@id='busy']/@data-words") == "正在查詢…"
    assert visitor.get("/xiling/").one("//*[@id='busy']/@data-words") == "正在查询…"
