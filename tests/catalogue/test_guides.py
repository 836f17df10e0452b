"""The guide: the item's words, the site's terms."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from govsite.domain.catalogue.guides import TABS, Guide, find_guide, sites_offering
from govsite.domain.catalogue.limits import Limit
from govsite.domain.catalogue.snapshot import Snapshot
from govsite.models import Department, Hall, Item, Offering
from tests.sites.samples import entry, tree_of

CODE, SITE = "070010015000", "420500"
TREE = tree_of({"hubei": entry(0, "province", None), "yichang": entry(500), "wuhan": entry(100)})


@pytest.fixture
def filled(session: Session) -> Iterator[Session]:
    """One item at two sites; at the second everything is left to the item."""
    steps = [{"name": "受理", "what": "{department}收材料", "who": "{department}", "time": "1 个工作日"}]
    adviser = {"role": "户籍民警", "covers": "证件", "hours": "工作日"}
    advisers = [{**adviser, "phone": phone} for phone in ("{phone}", "", "0717-8")]
    session.add(
        Item(
            code=CODE,
            slug="id-card",
            name="换证",
            audience="natural",
            type="行政确认",
            handling="承诺件",
            department="公安局",
            promised_days=20,
            fee="换领20元/证",
            fee_short="20 元/证",
            visits=1,
            visit_reason="采集指纹",
            online_depth=3,
            result="身份证",
            steps=steps,
            advisers=advisers,
        )
    )
    for key, site in (("H1", SITE), ("H2", SITE), ("H9", "420100")):
        session.add(Hall(id=key, site_code=site, name=f"大厅{key}", level="市", address="一号", hours="9:00-17:00"))
    session.flush()
    office: dict[str, Any] = {"key": "公安局", "slug": "gongan", "title": "公安部门"}
    session.add(Department(site_code=SITE, name="宜昌市公安局", **office))
    common = {"item_code": CODE, "code": "0" * 31, "department": "公安局"}
    session.add(
        Offering(
            site_code=SITE,
            hall_id="H2",
            window="3 号窗口",
            phone="0717-1",
            complaint_phone="12345",
            bookable=True,
            promised_days=7,
            visits=0,
            online_depth=4,
            fee="免费",
            hours="周六",
            **common,
        )
    )
    session.add(Offering(site_code="420100", phone="027-1", **common))
    session.flush()
    yield session


def guide(session: Session, site: str = SITE, code: str = CODE) -> Guide | None:
    return find_guide(Snapshot(lambda: session, 1), TREE.by_code[site], code)


def test_the_sites_terms_take_the_place_of_the_items(filled: Session) -> None:
    found = guide(filled)
    assert found is not None
    assert (found.promised, found.visits, found.depth, found.fee, found.own_fee, found.hours) == (
        Limit(7),
        0,
        4,
        "免费",
        "免费",
        "周六",
    )
    assert (found.where.window, found.phone, found.bookable) == ("3 号窗口", "0717-1", True)
    assert found.office is not None and found.office.name == "宜昌市公安局"
    assert found.where.hall is not None and found.where.hall.id == "H2"


def test_what_the_site_leaves_out_is_the_items(filled: Session) -> None:
    found = guide(filled, "420100")
    assert found is not None
    assert (found.promised, found.visits, found.visit_reason, found.depth) == (Limit(20), 1, "采集指纹", 3)
    assert (found.fee, found.own_fee, found.hours) == ("20 元/证", "", "")
    assert (found.where.known, found.office) == (False, None), "there is a hall, but nobody said that it takes the item"


def test_steps_and_advisers_name_the_real_body_and_its_phone(filled: Session) -> None:
    found, other = guide(filled), guide(filled, "420100")
    assert found is not None and other is not None
    assert found.steps[0]["what"] == "宜昌市公安局收材料"
    assert other.steps[0]["who"] == "办理部门"
    assert [adviser["phone"] for adviser in found.advisers] == ["0717-8"], "others answer on the common line"


def test_the_offices_numbers_hold_where_the_offering_has_none(filled: Session) -> None:
    filled.execute(update(Department).values(phone="0717-2", complaint_phone="0717-3"))
    filled.execute(update(Offering).values(phone="", complaint_phone=""))
    found, other = guide(filled), guide(filled, "420100")
    assert found is not None and other is not None
    assert (found.phone, found.complaint_phone) == ("0717-2", "0717-3")
    reached = found.reached_by("0717-9", "12345")
    assert (reached.phone, reached.complaint_phone) == ("0717-2", "0717-3")
    reached = other.reached_by("027-9", "12345")
    assert (reached.phone, reached.complaint_phone) == ("027-9", "12345")


def test_where_it_is_not_offered_there_is_none(filled: Session) -> None:
    assert guide(filled, "420000") is None
    assert guide(filled, SITE, "000000000000") is None


def test_the_sites_that_offer_it(filled: Session) -> None:
    snapshot = Snapshot(lambda: filled, 1)
    assert sites_offering(snapshot, CODE) == {SITE, "420100"}
    assert sites_offering(snapshot, "x") == frozenset()


def test_a_visit_that_the_site_saves_needs_no_reason(filled: Session) -> None:
    found = guide(filled)
    assert found is not None
    assert found.visits == 0 and found.visit_reason == ""


def test_six_tabs_in_their_order() -> None:
    assert list(TABS.values()) == ["网上办理", "基本信息", "办理说明", "办事机构", "中介机构", "专业顾问"]
