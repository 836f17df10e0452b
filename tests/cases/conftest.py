"""Portals on each kind of database: one on which cases are followed, one whose window takes them in."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from govsite.database import topics
from govsite.database.keys import bind_keys
from govsite.database.session import writing
from govsite.models import Department, Item, Offering
from tests.apps import portal_of, site_of
from tests.cases.rows import OFFERING
from tests.letters.desks import POLICE, portal_with_desks
from tests.sealed import OLD
from tests.sites.samples import WITH_LETTERS

ITEM = OFFERING[19:]
STEPS = ("申请", "受理", "现场核查", "审批", "打证")


@pytest.fixture(scope="module")
def portal(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """Three sites with one department and one item, whose guide names five steps."""
    with portal_of(
        WITH_LETTERS, tmp_path_factory.mktemp("cases"), database_url=database_url, page_cache_bytes=0
    ) as made:
        bind_keys(made, OLD)
        with made.app_context(), writing() as session:
            session.add(
                Department(site_code="420502", key="公安局", slug="gongan", title="公安局", name="西陵区公安局")
            )
            steps = [{"name": name, "what": "", "who": "", "time": ""} for name in STEPS]
            session.add(
                Item(
                    code=OFFERING[19:], slug="sfz", name="居民身份证换领", audience="natural", type="行政确认",
                    handling="承诺件", department="公安局", promised_days=7, result="居民身份证", steps=steps,
                    materials=[{"name": "居住证明"}],
                )
            )  # fmt: skip
            topics.bump(session)
        yield made


@pytest.fixture(scope="module")
def window(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """On each kind of database."""
    with portal_with_desks(tmp_path_factory.mktemp("window"), database_url=database_url) as made:
        add_item(made)
        yield made


def add_item(app: Flask) -> None:
    """Let 西陵区 offer an item that cases are taken in of."""
    with app.app_context(), writing() as session:
        session.add(_item())
        session.flush()
        values = {"site_code": site_of(app, "xiling").code, "item_code": ITEM, "code": OFFERING}
        session.add(Offering(department=POLICE, **values))
        topics.bump(session)


def _item() -> Item:
    item = Item(code=ITEM, slug="jmsfz", name="居民身份证换领", audience="natural", type="行政确认")
    item.handling, item.department, item.levels, item.promised_days = "承诺件", POLICE, ["county"], 7
    item.materials = [{"name": "居民户口簿"}, {"name": "原居民身份证"}]
    item.steps = [{"name": name, "what": "", "who": "", "time": ""} for name in ("申请", "受理", "现场核查", "审批")]
    item.result = "居民身份证"
    return item
