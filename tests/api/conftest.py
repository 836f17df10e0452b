"""A portal with three sites, two departments and their items; systems of each."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from govsite.database import topics
from govsite.database.keys import bind_keys
from govsite.database.session import writing
from govsite.models import Department, Item, Offering
from tests.api.caller import Caller, key_for
from tests.api.samples import HOUSING, OFFERINGS, POLICE
from tests.apps import portal_of, site_of
from tests.sealed import OLD
from tests.sites.samples import WITH_LETTERS


@pytest.fixture(scope="module")
def portal(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """On each kind of database."""
    folder = tmp_path_factory.mktemp("api")
    with portal_of(WITH_LETTERS, folder, database_url=database_url, page_cache_bytes=0) as made:
        bind_keys(made, OLD)
        with made.app_context(), writing() as session:
            for slug, department, code in OFFERINGS:
                site = site_of(made, slug).code
                session.add(Department(site_code=site, key=department, slug=department, title="", name=department))
                if session.get(Item, code[19:]) is None:
                    session.add(item(code[19:], department))
                    session.flush()
                session.add(Offering(site_code=site, item_code=code[19:], code=code, department=department))
            topics.bump(session)
        yield made


def item(code: str, department: str) -> Item:
    name = "居民身份证换领" if department == POLICE else "公租房申请"
    made = Item(code=code, slug=f"i{code}", name=name, audience="natural", type="行政确认", handling="承诺件")
    made.department, made.promised_days, made.result = department, 7, "居民身份证"
    made.steps = [{"name": each} for each in ("申请", "受理", "审核", "办结")]
    return made


@pytest.fixture(scope="module")
def police(portal: Flask) -> Caller:
    return key_for(portal, "xiling", POLICE)


@pytest.fixture(scope="module")
def housing(portal: Flask) -> Caller:
    return key_for(portal, "xiling", HOUSING)
