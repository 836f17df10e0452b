"""Bundles of errands (一件事) from a table."""

from __future__ import annotations

from sqlalchemy.orm import Session

from tests.importing.samples import BUNDLE, ITEM, load, load_all


def test_an_item_stands_once_and_one_that_is_not_there_is_told(session: Session) -> None:
    load_all(session)
    twice = load(session, "bundles", {**BUNDLE, "steps": f"{ITEM['basic_code']};{ITEM['basic_code']}|再办一次"})
    assert ["写了两遍" in str(error) for error in twice.errors] == [True]
    gone = load(session, "bundles", {**BUNDLE, "steps": "999990001000", "whole": "999990002000"})
    assert not gone.errors and ["没有事项" in str(one) for one in gone.warnings] == [True, True]
    bad = load(session, "bundles", {**BUNDLE, "outside": "开户|例子银行|www.example.com"})
    assert ["网址要以 http" in str(error) for error in bad.errors] == [True]
