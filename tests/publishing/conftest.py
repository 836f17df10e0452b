"""A portal whose sites.yaml people wrote by hand, with everybody of the cast who is staff."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.apps import portal_of
from tests.console.people import hire

TEXT = """\
# 全省的站点
portal: {name: 湖北政务服务网, hotline: "12345"}
defaults:
  features: {letters: true, progress: true}
sites:
  hubei:
    code: "420000"
    name: 湖北省
    level: province

  yichang:  # 市级
    code: "420500"
    name: 宜昌市
    level: city
    parent: hubei
    domain: zwfw.yichang.test
  # 西陵区的电话 2025 年换过
  xiling:
    code: "420502"
    name: 西陵区
    level: county
    parent: yichang
    contact:
      phone: 0717-6219300  # 总机
      address: 发展大道 1 号
  wujiagang:
    code: "420503"
    name: 伍家岗区
    level: county
    parent: yichang
  wuhan:
    code: "420100"
    name: 武汉市
    level: city
    parent: hubei
    publish: two_person
"""


@pytest.fixture(scope="module")
def folder(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Path:  # noqa: ARG001 - another for each
    return tmp_path_factory.mktemp("publishing")


@pytest.fixture(scope="module")
def portal(database_url: str, folder: Path) -> Iterator[Flask]:
    """On each kind of database."""
    with portal_of(TEXT, folder, database_url=database_url) as made:
        hire(made)
        yield made
