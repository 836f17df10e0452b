"""A portal whose window takes in cases of one item, with the cast's clerks at their desks."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from govsite.database import topics
from govsite.database.session import writing
from govsite.models import Item, Offering
from tests.apps import site_of
from tests.cases.rows import OFFERING
from tests.letters.desks import POLICE, portal_with_desks

ITEM = OFFERING[19:]


@pytest.fixture(scope="module")
def window(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """On each kind of database."""
    with portal_with_desks(tmp_path_factory.mktemp("window"), database_url=database_url) as made:
        with made.app_context(), writing() as session:
            session.add(_item())
            session.flush()
            values = {"site_code": site_of(made, "xiling").code, "item_code": ITEM, "code": OFFERING}
            session.add(Offering(department=POLICE, **values))
            topics.bump(session)
        yield made


def _item() -> Item:
    item = Item(code=ITEM, slug="jmsfz", name="居民身份证换领", audience="natural", type="行政确认")
    item.handling, item.department, item.levels, item.promised_days = "承诺件", POLICE, ["county"], 7
    item.materials = [{"name": "居民户口簿"}, {"name": "原居民身份证"}]
    item.steps = [{"name": name, "what": "", "who": "", "time": ""} for name in ("申请", "受理", "现场核查", "审批")]
    item.result = "居民身份证"
    return item
