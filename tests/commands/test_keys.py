"""``flask keys``: new ones, and the rotation to the newest."""

from __future__ import annotations

from functools import partial

import pytest
from flask import Flask
from sqlalchemy import insert, select

from govsite.config import read_config
from govsite.database.keys import bind_keys
from govsite.database.session import writing
from govsite.domain.common.resealing import reseal
from govsite.extensions import db
from tests.commands.conftest import Call
from tests.conftest import SECRET
from tests.sealed import NEW, OLD, PAIR, TABLES


def test_new_makes_a_setting_and_then_further_keys(app: Flask, call: Call) -> None:
    setting = call("keys", "new").output.strip()
    keys = read_config({"GOVSITE_SECRET_KEY": SECRET, "GOVSITE_DATA_KEYS": setting}).data_keys
    assert set(keys) == {"index", "1"}
    bind_keys(app, keys)
    further = call("keys", "new").output.strip()
    both = read_config({"GOVSITE_SECRET_KEY": SECRET, "GOVSITE_DATA_KEYS": f"{further},{setting}"}).data_keys
    assert set(both) == {"index", "1", "2"} and {**both, "2": b""} == {**keys, "2": b""}


def test_rotate_needs_keys(call: Call) -> None:
    result = call("keys", "rotate")
    assert result.exit_code == 1 and "没有设置 GOVSITE_DATA_KEYS" in result.output


def test_rotate_says_what_it_did(app: Flask, call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    bind_keys(app, OLD)
    assert call("keys", "rotate").output.startswith("全部数据都用密钥 1 加密"), "over what the models declare now"
    monkeypatch.setattr("govsite.commands.keys.reseal", partial(reseal, TABLES, 2))
    with app.app_context():
        TABLES.create_all(db.engine)
        with writing() as session:
            session.execute(insert(PAIR), [{"site": "a", "place": n, "contact": "张三"} for n in range(5)])
        bind_keys(app, {"index": OLD["index"], "2": NEW["2"]})
        failed = call("keys", "rotate")
        assert failed.exit_code == 1 and "sample_pair.contact: sealed with key 1" in failed.output
        bind_keys(app, NEW)
        done = call("keys", "rotate")
        assert done.exit_code == 0 and done.output.startswith("sample_pair：5 行\n全部数据都用密钥 2")
        bind_keys(app, {"index": OLD["index"], "2": NEW["2"]})
        assert set(db.session.scalars(select(PAIR.c.contact))) == {"张三"}
