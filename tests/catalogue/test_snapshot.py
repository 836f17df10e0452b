"""What a worker holds of the content: bounded, shared, replaced as a whole."""

from __future__ import annotations

import threading
import time
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update
from sqlalchemy.orm import Session

from govsite.domain.catalogue import snapshot as module
from govsite.domain.catalogue.snapshot import Memory, Snapshot
from govsite.domain.index import handover as lending
from govsite.domain.index.item_index import build_index
from govsite.extensions import db
from govsite.models import Item
from tests.apps import tree_of
from tests.waiting import finish, wait, wait_for


@pytest.fixture
def session(app: Flask) -> Any:
    with app.app_context():
        yield db.session


def test_it_holds_the_whole_catalogue_hot_items_first(app: Flask, session: Session) -> None:
    snapshot = Snapshot(session, 1)
    assert len(snapshot.items) >= 350
    heat = [card.heat for card in snapshot.items.values()]
    assert heat == sorted(heat, reverse=True)
    assert len(snapshot.halls) == 196


def test_a_site_is_read_once(app: Flask, session: Session) -> None:
    snapshot = Snapshot(session, 1)
    first = snapshot.site(lambda: session, "420500")
    assert snapshot.site(lambda: pytest.fail("read again"), "420500") is first
    assert list(first.offers) == [code for code in snapshot.items if code in first.offers]
    assert all(offer.department in first.offices for offer in first.offers.values())


def test_sites_share_what_they_have_in_common(app: Flask, session: Session) -> None:
    snapshot = Snapshot(session, 1)
    sites = [snapshot.site(lambda: session, site.code) for site in tree_of(app).all]
    offers = [offer for content in sites for offer in content.offers.values()]
    assert len(offers) > 30_000
    assert len({id(offer) for offer in offers}) < 4 * len(snapshot.items)


def test_the_number_of_sites_and_details_held_is_bounded(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_SITES", 3)
    monkeypatch.setattr(module, "MOST_DETAILS", 5)
    snapshot = Snapshot(session, 1)
    for number in range(10):
        snapshot.site(lambda: session, f"99{number:04}")
    for code in list(snapshot.items)[:12]:
        assert snapshot.detail(lambda: session, code)
    assert len(snapshot._sites) == 3
    assert len(snapshot._details) == 5
    assert snapshot.detail(lambda: pytest.fail("no need to ask"), "x") is None


def test_what_it_holds_outlives_the_session(app: Flask) -> None:
    with app.app_context():
        snapshot = Snapshot(db.session, 1)
        item = snapshot.detail(lambda: db.session, "070010015000")
        content = snapshot.site(lambda: db.session, "420502")
    assert item is not None and item.steps and item.materials
    assert content.offers["070010015000"].item.name == item.name


class Slow:
    """Takes the place of Snapshot: counts how often it is made and waits until it may be."""

    made: list[int] = []
    begun = threading.Event()
    go_on = threading.Event()

    def __init__(self, session: Any, version: int, last: Any, words: Any) -> None:
        self.begun.set()
        wait_for(self.go_on)
        self.version = version
        self.search = SimpleNamespace(lent=False)
        self.made.append(version)

    def is_of(self, version: int, words: Any) -> bool:
        return self.version == version


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> type[Slow]:
    Slow.made, Slow.begun, Slow.go_on = [], threading.Event(), threading.Event()
    monkeypatch.setattr(module, "Snapshot", Slow)
    return Slow


def test_one_thread_makes_the_new_one_and_the_others_go_on_with_the_last(slow: type[Slow]) -> None:
    memory = Memory()
    slow.go_on.set()
    first = memory.current(lambda: None, 1)  # type: ignore[arg-type, return-value]
    slow.begun.clear()
    slow.go_on.clear()
    maker = threading.Thread(target=memory.current, args=(lambda: None, 2))
    maker.start()
    wait_for(slow.begun)
    assert memory.current(lambda: None, 2) is first  # type: ignore[arg-type, return-value]
    slow.go_on.set()
    finish(maker)
    assert memory.current(lambda: None, 2).version == 2  # type: ignore[arg-type, return-value]
    assert slow.made == [1, 2]


def test_the_first_of_all_is_waited_for(slow: type[Slow]) -> None:
    memory, answers = Memory(), []
    threads = [threading.Thread(target=lambda: answers.append(memory.current(lambda: None, 1))) for _ in range(4)]  # type: ignore[arg-type, return-value]
    for thread in threads:
        thread.start()
    wait_for(slow.begun)
    time.sleep(0.05)
    assert not answers
    slow.go_on.set()
    finish(*threads)
    assert slow.made == [1]
    assert len({id(answer) for answer in answers}) == 1


def test_one_that_cannot_be_made_leaves_the_last(app: Flask, session: Session) -> None:
    memory = Memory()

    def away() -> Session:
        raise OSError("away")

    with pytest.raises(OSError):
        memory.current(away, 1)
    first = memory.current(lambda: session, 1)
    with pytest.raises(OSError):
        memory.current(away, 2)
    assert memory.current(away, 1) is first
    assert memory.current(lambda: session, 2).version == 2


def rename(session: Session, code: str, name: str) -> None:
    session.execute(update(Item).where(Item.code == code).values(name=name))


def test_the_index_is_kept_while_nothing_that_is_searched_changes(session: Session) -> None:
    first = Snapshot(session, 1)
    session.execute(update(Item).values(fee="10 元"))
    second = Snapshot(session, 2, first)
    assert second.search is first.search
    assert not second.search.lent


def test_other_words_need_another_index_of_the_same_content(session: Session) -> None:
    memory, words = Memory(), (("公司注销登记", "执笠"),)
    first = memory.current(lambda: session, 1)
    second = memory.current(lambda: session, 1, words)
    assert second is not first
    assert memory.current(lambda: session, 1, tuple(map(tuple, words))) is second
    wait(lambda: not second.search.lent)
    found = [second.items[code].slug for code in second.index.rank("执笠").codes]
    assert found[0] == "company-cancel"
    assert first.index.rank("执笠").codes == ()


def test_a_changed_item_shows_at_once_and_is_found_by_its_new_name(session: Session) -> None:
    first = Snapshot(session, 1)
    code = "070010015000"
    rename(session, code, "琉璃瓦验收")
    second = Snapshot(session, 2, first)
    assert second.items[code].name == "琉璃瓦验收"
    assert second.search.lent
    assert second.index.rank("琉璃瓦验收").codes[0] == code
    assert code in second.index.rank("琉璃瓦").codes
    assert code not in second.index.rank("给琉璃瓦做个验收").codes
    assert second.index.rank("身份证到期") == first.index.rank("身份证到期")
    assert second.index.knows("身份") and not second.index.knows("琉璃")
    second.search.settle()
    assert not second.search.lent
    assert second.index.rank("给琉璃瓦做个验收").codes[0] == code
    assert code not in first.index.rank("琉璃瓦验收").codes


def test_an_item_that_is_gone_is_not_found_in_a_lent_index(session: Session) -> None:
    first = Snapshot(session, 1)
    best, *rest = first.index.rank("身份证").codes
    session.execute(update(Item).where(Item.code == best).values(state="停用"))
    second = Snapshot(session, 2, first)
    assert second.search.lent
    found = second.index.rank("身份证")
    assert list(found.codes) == rest
    assert len(found.shares) == len(rest)


def test_the_index_of_an_edit_between_is_lent_as_soon_as_it_has_come(session: Session) -> None:
    first = Snapshot(session, 1)
    rename(session, "070010015000", "琉璃瓦验收")
    second = Snapshot(session, 2, first)
    rename(session, "070010016000", "青花瓷鉴定")
    third = Snapshot(session, 3, second)
    assert third.search.lent
    second.search.settle()
    assert third.search.lent
    assert third.index.rank("琉璃瓦验收").codes[0] == "070010015000"
    assert "070010016000" in third.index.rank("青花瓷").codes
    assert "070010016000" not in third.index.rank("给青花瓷做个鉴定").codes


def test_the_memory_makes_the_index_in_a_thread_of_its_own(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    memory = Memory()
    memory.current(lambda: session, 1)
    begun, go_on = threading.Event(), threading.Event()

    def build(rows: Any, words: Any) -> Any:
        begun.set()
        wait_for(go_on)
        return build_index(rows, words)

    monkeypatch.setattr(lending, "build_index", build)
    rename(session, "070010015000", "琉璃瓦验收")
    second = memory.current(lambda: session, 2)
    wait_for(begun)
    assert second.search.lent
    rename(session, "070010016000", "青花瓷鉴定")
    third = memory.current(lambda: session, 3)
    assert third.search.lent
    go_on.set()
    wait(lambda: not third.search.lent)
    assert third.index.rank("青花瓷鉴定").codes[0] == "070010016000"
    wait(lambda: not memory._settling)


def test_an_index_that_cannot_be_made_leaves_the_last(
    session: Session, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    memory = Memory()
    memory.current(lambda: session, 1)
    monkeypatch.setattr(lending, "build_index", lambda *_: [][1])
    rename(session, "070010015000", "琉璃瓦验收")
    second = memory.current(lambda: session, 2)
    wait(lambda: not memory._settling)
    assert second.search.lent
    assert second.index.rank("身份证到期").codes
    assert "search index" in caplog.text
    monkeypatch.undo()
    rename(session, "070010015000", "琉璃瓦鉴定")
    third = memory.current(lambda: session, 3)
    wait(lambda: not third.search.lent)
