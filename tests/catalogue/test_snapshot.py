"""What a worker holds of the content: bounded, shared, replaced as a whole."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update
from sqlalchemy.orm import Session

from govsite.domain.catalogue import snapshot as module
from govsite.domain.catalogue.snapshot import Snapshot
from govsite.extensions import db
from govsite.models import Item
from tests.apps import tree_of


@pytest.fixture
def session(app: Flask) -> Any:
    with app.app_context():
        yield db.session


def test_it_holds_the_whole_catalogue_hot_items_first(app: Flask, session: Session) -> None:
    snapshot = Snapshot(lambda: session, 1)
    assert len(snapshot.items) >= 350
    heat = [card.heat for card in snapshot.items.values()]
    assert heat == sorted(heat, reverse=True)
    assert len(snapshot.halls) == 374


def test_a_site_is_read_once(app: Flask, session: Session) -> None:
    snapshot = Snapshot(lambda: session, 1)
    first = snapshot.site("420500")
    snapshot.reading = lambda: pytest.fail("read again")
    assert snapshot.site("420500") is first
    assert list(first.offers) == [code for code in snapshot.items if code in first.offers]
    assert all(offer.department in first.offices for offer in first.offers.values())


def test_sites_share_what_they_have_in_common(app: Flask, session: Session) -> None:
    snapshot = Snapshot(lambda: session, 1)
    sites = [snapshot.site(site.code) for site in tree_of(app).all]
    offers = [offer for content in sites for offer in content.offers.values()]
    assert len(offers) > 30_000
    assert len({id(offer) for offer in offers}) < 4 * len(snapshot.items)


def test_the_number_of_sites_and_details_held_is_bounded(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_SITES", 3)
    monkeypatch.setattr(module, "MOST_DETAILS", 5)
    snapshot = Snapshot(lambda: session, 1)
    for number in range(10):
        snapshot.site(f"99{number:04}")
    for code in list(snapshot.items)[:12]:
        assert snapshot.detail(code)
    assert len(snapshot._sites) == 3
    assert len(snapshot._details) == 5
    snapshot.reading = lambda: pytest.fail("no need to ask")
    assert snapshot.detail("x") is None


def test_what_it_holds_outlives_the_session(app: Flask) -> None:
    with app.app_context():
        snapshot = Snapshot(lambda: db.session, 1)
        item = snapshot.detail("070010015000")
        content = snapshot.site("420502")
    assert item is not None and item.steps and item.materials
    assert content.offers["070010015000"].item.name == item.name


def rename(session: Session, code: str, name: str) -> None:
    session.execute(update(Item).where(Item.code == code).values(name=name))


def test_the_index_is_kept_while_nothing_that_is_searched_changes(session: Session) -> None:
    first = Snapshot(lambda: session, 1)
    session.execute(update(Item).values(fee="10 元"))
    second = Snapshot(lambda: session, 2, first)
    assert second.handover is first.handover
    assert not second.handover.is_stale


def test_a_changed_item_shows_at_once_and_is_found_by_its_new_name(session: Session) -> None:
    first = Snapshot(lambda: session, 1)
    code = "070010015000"
    rename(session, code, "琉璃瓦验收")
    second = Snapshot(lambda: session, 2, first)
    assert second.items[code].name == "琉璃瓦验收"
    assert second.handover.is_stale
    assert second.index.rank("琉璃瓦验收").codes[0] == code
    assert code in second.index.rank("琉璃瓦").codes
    assert code not in second.index.rank("给琉璃瓦做个验收").codes
    assert second.index.rank("身份证到期") == first.index.rank("身份证到期")
    assert second.index.knows("身份") and not second.index.knows("琉璃")
    second.handover.build()
    assert not second.handover.is_stale
    assert second.index.rank("给琉璃瓦做个验收").codes[0] == code
    assert code not in first.index.rank("琉璃瓦验收").codes


def test_an_item_that_is_gone_is_not_found_in_a_stale_index(session: Session) -> None:
    first = Snapshot(lambda: session, 1)
    best, *rest = first.index.rank("身份证").codes
    session.execute(update(Item).where(Item.code == best).values(state="停用"))
    second = Snapshot(lambda: session, 2, first)
    assert second.handover.is_stale
    found = second.index.rank("身份证")
    assert list(found.codes) == rest
    assert len(found.shares) == len(rest)


def test_the_index_of_an_edit_between_stands_in_as_soon_as_it_has_come(session: Session) -> None:
    first = Snapshot(lambda: session, 1)
    rename(session, "070010015000", "琉璃瓦验收")
    second = Snapshot(lambda: session, 2, first)
    rename(session, "070010016000", "青花瓷鉴定")
    third = Snapshot(lambda: session, 3, second)
    assert third.handover.is_stale
    second.handover.build()
    assert third.handover.is_stale
    assert third.index.rank("琉璃瓦验收").codes[0] == "070010015000"
    assert "070010016000" in third.index.rank("青花瓷").codes
    assert "070010016000" not in third.index.rank("给青花瓷做个鉴定").codes
