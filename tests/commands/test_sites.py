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
from govsite.sites.schema import FEATURES, LEVELS, THEMES, Inherited, SiteEntry
from tests.sites.samples import SMALL


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Run a command in a folder with a broken sites.yaml, as if it were the configured one."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GOVSITE_SITES", raising=False)
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
    assert "words.txt: 打不开" in run("check", "good.yaml").output


def test_the_configured_file_is_checked_when_none_is_named(run: Any) -> None:
    assert run("check").exit_code == 1
    assert run("check", GOVSITE_SITES="good.yaml").exit_code == 0


def test_a_file_that_cannot_be_opened(run: Any) -> None:
    result = run("check", "nothing.yaml")
    assert result.exit_code == 1
    assert "打不开" in result.output


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
