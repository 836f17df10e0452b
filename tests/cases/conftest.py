"""A portal on which cases are followed, on each kind of database."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from govsite.database import topics
from govsite.database.keys import bind_keys
from govsite.database.session import writing
from govsite.models.department import Department
from govsite.models.item import Item
from tests.apps import portal_of
from tests.cases.rows import OFFERING
from tests.sealed import OLD
from tests.sites.samples import WITH_LETTERS

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
                )
            )  # fmt: skip
            topics.bump(session)
        yield made
