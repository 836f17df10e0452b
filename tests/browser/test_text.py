"""Text browsers: the words in their order, links that can be followed, no code in the text."""

from __future__ import annotations

import re
import shutil
import subprocess

import pytest

from tests.browser.window import GUIDE
from tests.waiting import PATIENCE

pytestmark = pytest.mark.browser

COMMANDS = {
    "w3m": ["w3m", "-dump", "-cols", "100", "-I", "UTF-8", "-O", "UTF-8"],
    "lynx": ["lynx", "-dump", "-width=100", "-nolist", "-display_charset=utf-8", "-assume_charset=utf-8"],
}
WORDS = {
    "/xiling/": [
        "湖北省 › 宜昌市 › 西陵区",
        "切换站点",
        "西陵区政务服务网",
        "首页",
        "个人办事",
        "户籍办理",
        "通知公告",
        "12345",
        "主办单位",
    ],
    GUIDE: [
        "西陵区",
        "首页",
        "出生登记",
        "即办件、 ?网上受理",
        "多久",
        "当场办结，法定 1 个工作日",
        "多少钱",
        "跑几次",
        "去哪办",
        "网上办理（当前）",
        "要带什么",
        "出生医学证明",
        "网上办理流程",
        "申请",
        "主办单位",
    ],
    "/yichang/personal": ["个人办事", "主题", "户籍办理", "共", "项", "上一页|下一页", "这里只列出"],
    "/hant/sites": ["切換站點", "按地名查找", "湖北省", "武漢市", "江岸區", "宜昌市"],
    "/yichang/halls": ["服务大厅", "地区", "级别", "名称或地址", "宜昌市"],
    "/notices": ["通知公告", "20"],
    "/help/faq": ["常见问题", "12345"],
    "/sites": ["武汉市", "江岸区、江汉区、硚口区"],
    "/yichang/departments": ["公安局，\\d+ 项"],
    "/yichang/halls/H005": ["地址", "楼层", "窗口和部门", "：宜昌市公安局", "可以做的事"],
    "/letters/figures": ["按月", "的来信，数字和下面的表格相同： ?收到、 ?答复。 ?\\d+年\\d+月： ?\\d+、 ?\\d+；"],
    "/yichang/supervision": ["收件", "件， ?已办结"],
    "/yichang/personal?page=2": ["个人办事（当前）", "2（当前）"],
    "/qqqzzz/": ["没有找到", "回到首页", "全部站点"],
}
JUNK = re.compile(r"</?[a-z]+[ >]|&[a-z]+;|\{\{|\{%|hx-|function \(|None|undefined|正在查")


@pytest.mark.parametrize("path", WORDS)
@pytest.mark.parametrize("browser", COMMANDS)
def test_words_in_order(portal: str, browser: str, path: str) -> None:
    if shutil.which(browser) is None:
        pytest.skip(f"no {browser} here: make test installs it")
    done = subprocess.run([*COMMANDS[browser], portal + path], capture_output=True, timeout=PATIENCE, check=False)
    text = re.sub(r"\s+", " ", done.stdout.decode("utf-8", "replace"))
    place = 0
    for word in WORDS[path]:
        found = re.compile(word).search(text, place)
        assert found, f"{word} does not follow “{text[max(0, place - 30) : place]}”"
        place = found.end()
    assert not (junk := JUNK.findall(text)), junk
