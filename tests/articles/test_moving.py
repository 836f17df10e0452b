"""``flask articles move``: notices out of sites.yaml, and nothing else of it changes; pages stay what they were."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from govsite.domain.common.days import today
from govsite.sites.load import load_text
from govsite.sites.without_notices import without_notices
from tests.apps import portal_of, tree_of
from tests.articles.articles import see
from tests.waiting import wait

BEFORE = f"""\
# 门户
portal: {{name: 湖北政务服务网, hotline: "12345"}}   # 名称
defaults:
  theme: blue
  notices: []   # 没有

  # 栏目
  features: {{letters: true}}
sites:
  hubei:
    code: "420000"
    notices:
      - id: power
        title: "停电：A&B"
        from: {today().year}-01-01
        body: |-
          第一段，#1 * 2 [x](y)。

          # 不是注释
          - 也不是列表
      - {{title: 没有编号, body: 正文, from: {today().year}-01-01, until: 2999-12-31, source: 省局}}
      - {{id: over, title: 过去的, body: 正文, from: 2020-01-01, until: 2020-12-31}}
      - {{id: later, title: 以后的, body: 正文, from: 2999-01-01}}

    # 名称写全称
    name: 湖北省
    level: province
  wuhan: {{code: "420100", name: 武汉市, notices: [{{id: w, title: "一, ]二", body: 三, from: 2026-01-01}}],
    level: city, parent: hubei}}
  yichang: {{code: "420500", name: 宜昌市, level: city, parent: hubei, notices: []}}  # 末尾
# 完
"""
AFTER = """\
# 门户
portal: {name: 湖北政务服务网, hotline: "12345"}   # 名称
defaults:
  theme: blue

  # 栏目
  features: {letters: true}
sites:
  hubei:
    code: "420000"

    # 名称写全称
    name: 湖北省
    level: province
  wuhan: {code: "420100", name: 武汉市,
    level: city, parent: hubei}
  yichang: {code: "420500", name: 宜昌市, level: city, parent: hubei}  # 末尾
# 完
"""
PAGES = ("/", "/notices", "/notices/power", "/notices/over", "/notices/later", "/feed.xml", "/sitemap.xml")
PATHS = [f"{root}{page}" for root in ("", "/hant", "/wuhan", "/yichang") for page in PAGES] + ["/wuhan/notices/w"]


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[Flask]:
    with portal_of(BEFORE, tmp_path) as made:
        yield made


def seen(portal: Flask) -> dict[str, tuple[int, str]]:
    answers = {path: portal.test_client().get(path) for path in PATHS}
    return {path: (answer.status_code, read(answer.get_data(as_text=True))) for path, answer in answers.items()}


def read(page: str) -> str:
    """A page without breaks of lines, which a text in sites.yaml had in its source alone."""
    return " ".join(page.replace("<br>", " ").split())


def test_pages_and_addresses_stay_what_they_were(portal: Flask, tmp_path: Path) -> None:
    file, runner = tmp_path / "sites.yaml", portal.test_cli_runner()
    before = seen(portal)
    assert before["/notices/power"][0] == 200 and before["/notices/over"][0] == 410
    trial = runner.invoke(args=["articles", "move", "--dry-run"])
    assert trial.exit_code == 0 and "有 5 条" in trial.output and file.read_text("utf-8") == BEFORE
    done = runner.invoke(args=["articles", "move"])
    assert done.exit_code == 0, done.output
    assert "搬了 5 条" in done.output and file.read_text("utf-8") == AFTER
    wait(lambda: not tree_of(portal).root.notices)
    assert portal.extensions["sites"].error is None, "this machine believes the shorter file"
    see(portal)
    after = seen(portal)
    assert [path for path in PATHS if after[path] != before[path]] == []
    again = runner.invoke(args=["articles", "move"])
    assert again.exit_code == 0 and "没有通知公告要搬" in again.output


def test_what_was_moved_before_stays_as_it_is(portal: Flask, tmp_path: Path) -> None:
    """The file could not be written, or somebody puts an old one back: the rows may have been changed since."""
    runner = portal.test_cli_runner()
    runner.invoke(args=["articles", "move"])
    (tmp_path / "sites.yaml").write_text(BEFORE.replace("停电：A&B", "来电"), "utf-8")
    wait(lambda: "来电" in [each.title for each in tree_of(portal).root.notices])
    assert "停电：A" in portal.test_client().get("/notices").get_data(as_text=True)
    done = runner.invoke(args=["articles", "move"])
    assert "搬了 0 条通知公告，另有 5 条以前搬过" in done.output
    assert (tmp_path / "sites.yaml").read_text("utf-8") == AFTER


def test_a_file_that_cannot_be_taken_apart_is_left_alone(portal: Flask, tmp_path: Path, monkeypatch: object) -> None:
    from govsite.commands import articles

    monkeypatch.setattr(articles, "without_notices", lambda text: text.replace("武汉市", "武汉"))  # type: ignore[attr-defined]
    failed = portal.test_cli_runner().invoke(args=["articles", "move"])
    assert failed.exit_code == 1 and "什么都没有做" in failed.output
    assert (tmp_path / "sites.yaml").read_text("utf-8") == BEFORE


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_other_ends_of_lines(end: str) -> None:
    assert without_notices(BEFORE.replace("\n", end)) == AFTER.replace("\n", end)


@pytest.mark.parametrize(
    "notices",
    [
        'notices: [{id: a, title: "x\n y", body: b, from: 2026-01-01}\n]  # c',
        "notices:\n    - id: a\n      title: x\n      from: 2026-01-01\n      body: >\n        长\n\n        # 文\n",
        "notices:  # c\n\n    # d\n    - {id: a, title: x, body: 'b', from: 2026-01-01}",
        "'notices': null",
        "notices: ~",
    ],
)
def test_however_they_are_written(notices: str) -> None:
    head, rest = 'portal: {name: 门户}\nsites:\n  a:\n    code: "420000"\n', "    name: 省\n    level: province\n"
    left = without_notices(f"{head}    {notices}\n{rest}")
    assert "notices" not in left and left.endswith(rest)
    load_text(left)
    assert without_notices(f"{head}{rest}    {notices}") == head + rest
