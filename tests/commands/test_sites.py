"""``flask sites``: for the operator's shell and for editors."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from govsite.commands.sites import group as sites
from govsite.config import PROJECT
from govsite.sites.errors import MOST_ERRORS
from govsite.sites.last_good import LastGood
from govsite.sites.schema import FEATURES, LEVELS, THEMES, Inherited, SiteEntry
from tests.sites.samples import SMALL, many


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Run a command in a folder with a broken sites.yaml, as if it were the configured one."""
    monkeypatch.chdir(tmp_path)
    for name in ("GOVSITE_SITES", "GOVSITE_INSTANCE"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "sites.yaml").write_text("sites: [", "utf-8")
    (tmp_path / "good.yaml").write_text(SMALL, "utf-8")
    (tmp_path / "bad.yaml").write_text(SMALL.replace('"420500"', "420500").replace("blue", "bleu"), "utf-8")

    def call(*words: str, **env: str) -> Result:
        return CliRunner().invoke(sites, list(words), env=env)

    return call


def test_a_good_file_is_one_line(run: Any) -> None:
    result = run("check", "good.yaml")
    assert result.exit_code == 0
    assert result.output == "good.yaml: 没有错误。湖北政务服务网，3 个站点，0 条通知公告。\n"


def test_a_bad_file_is_one_line_a_mistake(run: Any) -> None:
    result = run("check", "bad.yaml")
    assert result.exit_code == 1
    assert result.output.splitlines() == [
        "bad.yaml:3:10 defaults: “bleu”不能用：是不是 blue？可以写 blue、red、green、teal",
        'bad.yaml:10:11 yichang: 要加引号：写成 "420500"',
    ]


def test_a_file_of_mistakes_is_told_in_part(run: Any, tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text(SMALL + "".join(f"  s{number}: {{}}\n" for number in range(1000)), "utf-8")
    result = run("check", "bad.yaml")
    assert result.exit_code == 1
    assert len(result.output.splitlines()) == MOST_ERRORS + 1
    assert result.output.endswith(f"bad.yaml: 错误太多，只列出 {MOST_ERRORS} 处：改好后请再检查一次\n")


def test_the_words_beside_a_file_are_checked_with_it(run: Any, tmp_path: Path) -> None:
    (tmp_path / "words.txt").write_text("公司注销登记 执笠 // 广州\n\n", "utf-8")
    assert run("check", "good.yaml").output.endswith("3 个站点，0 条通知公告，words.txt 1 行。\n")
    (tmp_path / "words.txt").write_text("公司注销登记 执笠\n揾工\n", "utf-8")
    result = run("check", "good.yaml")
    assert result.exit_code == 1
    assert result.output == "words.txt:2:1 揾工: 这一行只有一个词：先写正式的说法，空一格，再写百姓的说法\n"
    (tmp_path / "words.txt").unlink()
    (tmp_path / "words.txt").mkdir()
    assert "words.txt: 这里是一个文件夹" in run("check", "good.yaml").output


def test_half_of_the_file_in_use_is_told_with_what_is_missing(run: Any, tmp_path: Path) -> None:
    (tmp_path / "half.yaml").write_text(many(10).partition("  site3:")[0], "utf-8")
    (tmp_path / "live.yaml").write_text(many(10), "utf-8")
    result = run("check", "half.yaml", GOVSITE_SITES="live.yaml")
    assert result.exit_code == 1
    first, second = result.output.splitlines()
    assert first.endswith("6 个站点，3 条通知公告。")
    assert second.startswith("half.yaml: 到第 46 行就断了，后面的内容没有了，少了 4 个站点。")
    assert "portal 下面写 site_count: 6，或者在每台机器上运行 flask sites accept" in second
    assert run("check", "half.yaml").exit_code == 0, "nothing is in use that could be read"


def test_the_file_in_use_is_the_one_that_was_kept(run: Any, tmp_path: Path) -> None:
    live = tmp_path / "live.yaml"
    live.write_text(many(10).partition("  site3:")[0], "utf-8")
    LastGood(tmp_path / "instance", live).put((many(10).encode(), None), 1.0)
    assert run("check", GOVSITE_SITES="live.yaml").exit_code == 1
    result = run("accept", GOVSITE_SITES="live.yaml")
    assert result.exit_code == 0
    assert result.output.endswith(
        "一秒钟内采用，6 个站点，比原来少 4 个：第3县（site3）、第4县（site4）、第5县（site5）、第6县（site6）。\n"
    )
    assert LastGood(tmp_path / "instance", live).files() == (live.read_bytes(), None)
    assert run("check", GOVSITE_SITES="live.yaml").exit_code == 0


def test_a_small_loss_another_portal_and_a_low_count_are_told(run: Any, tmp_path: Path) -> None:
    (tmp_path / "live.yaml").write_text(many(10), "utf-8")
    (tmp_path / "less.yaml").write_text(many(10).replace("500003", "510003"), "utf-8")
    result = run("check", "less.yaml", GOVSITE_SITES="live.yaml")
    assert (result.exit_code, "少 1 个站点：第3县（site3）。会被采用。" in result.output) == (0, True)
    (tmp_path / "other.yaml").write_text(SMALL.replace("420000", "440000"), "utf-8")
    result = run("check", "other.yaml", GOVSITE_SITES="live.yaml")
    assert (result.exit_code, "不是同一个门户" in result.output) == (0, True)
    (tmp_path / "more.yaml").write_text(many(10).replace('"12345"', '"12345", site_count: 9', 1), "utf-8")
    assert "site_count 写的是 9，请改成 10" in run("check", "more.yaml", GOVSITE_SITES="live.yaml").output


def test_what_is_wrong_or_cannot_be_kept_is_not_accepted(run: Any, tmp_path: Path) -> None:
    assert run("accept").exit_code == 1
    (tmp_path / "instance").write_text("a file where a folder should be")
    result = run("accept", GOVSITE_SITES="good.yaml")
    assert result.exit_code == 1 and "写不进去" in result.output


def test_the_configured_file_is_checked_when_none_is_named(run: Any) -> None:
    assert run("check").exit_code == 1
    assert run("check", GOVSITE_SITES="good.yaml").exit_code == 0


def test_a_file_that_cannot_be_opened(run: Any) -> None:
    result = run("check", "nothing.yaml")
    assert result.exit_code == 1
    assert result.output == "nothing.yaml: 找不到这个文件：请放回原处\n"


def test_the_list_shows_the_tree(run: Any) -> None:
    assert run("list", "good.yaml").output.splitlines() == [
        "湖北省  420000  省级  /",
        "  宜昌市  420500  市级  /yichang/",
        "    西陵区  420502  县级  /xiling/",
    ]


def test_the_list_shows_domains(run: Any, tmp_path: Path) -> None:
    (tmp_path / "good.yaml").write_text(SMALL + "    domain: xl.gov.cn\n", "utf-8")
    assert run("list", "good.yaml").output.endswith("  xl.gov.cn\n")


def test_the_schema_is_json_and_knows_the_words(run: Any) -> None:
    schema = json.loads(run("schema").output)
    site = schema["$defs"]["SiteEntry"]
    assert set(site["required"]) == {"code", "name", "level"}
    assert site["additionalProperties"] is False
    assert site["properties"]["level"]["enum"] == list(LEVELS)
    assert site["properties"]["theme"]["anyOf"][0]["enum"] == list(THEMES)
    assert site["properties"]["features"]["anyOf"][0]["propertyNames"]["enum"] == list(FEATURES)
    assert "from" in schema["$defs"]["NoticeEntry"]["properties"]


def test_every_key_of_the_files_is_in_the_schema() -> None:
    keys = set(SiteEntry.model_fields)
    assert set(Inherited.model_fields) < keys
    for name in ("sites.yaml", "demo/hainan/sites.yaml"):
        assert "initials:" in (PROJECT / name).read_text("utf-8")
