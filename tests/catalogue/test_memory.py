"""Which snapshot a worker uses, and who makes the next one."""

from __future__ import annotations

import threading
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update
from sqlalchemy.orm import Session

from govsite.domain.catalogue import memory as module
from govsite.domain.catalogue.memory import Memory
from govsite.domain.index import handover
from govsite.domain.index.item_index import build_index
from govsite.extensions import db
from govsite.models import Item
from tests.waiting import finish, wait, wait_for


@pytest.fixture
def session(app: Flask) -> Any:
    with app.app_context():
        yield db.session


def no_session() -> Session:
    raise AssertionError("nothing is read")


class Slow:
    """Takes the place of Snapshot: counts how often it is made and waits until it may be."""

    made: list[int] = []
    begun = threading.Event()
    go_on = threading.Event()

    def __init__(self, reading: Any, version: int, last: Any, words: Any) -> None:
        self.begun.set()
        wait_for(self.go_on)
        self.version = version
        self.handover = SimpleNamespace(is_stale=False)
        self.made.append(version)

    def is_of(self, version: int, words: Any) -> bool:
        return self.version == version


class CountingLock:
    """A lock that tells how many threads have asked for it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.asked: list[threading.Thread] = []

    def acquire(self, blocking: bool = True) -> bool:
        self.asked.append(threading.current_thread())
        return self._lock.acquire(blocking)

    def release(self) -> None:
        self._lock.release()


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> type[Slow]:
    Slow.made, Slow.begun, Slow.go_on = [], threading.Event(), threading.Event()
    monkeypatch.setattr(module, "Snapshot", Slow)
    return Slow


def test_one_thread_makes_the_new_one_and_the_others_go_on_with_the_last(slow: type[Slow]) -> None:
    memory = Memory(no_session)
    slow.go_on.set()
    first = memory.current(1)
    slow.begun.clear()
    slow.go_on.clear()
    maker = threading.Thread(target=memory.current, args=(2,))
    maker.start()
    wait_for(slow.begun)
    assert memory.current(2) is first
    slow.go_on.set()
    finish(maker)
    assert memory.current(2).version == 2
    assert slow.made == [1, 2]


def test_the_first_of_all_is_waited_for(slow: type[Slow]) -> None:
    memory, answers = Memory(no_session), []
    memory._lock = lock = CountingLock()  # type: ignore[assignment]
    threads = [threading.Thread(target=lambda: answers.append(memory.current(1))) for _ in range(4)]
    for thread in threads:
        thread.start()
    wait_for(slow.begun)
    wait(lambda: len(lock.asked) == len(threads))
    assert not answers
    slow.go_on.set()
    finish(*threads)
    assert slow.made == [1]
    assert len({id(answer) for answer in answers}) == 1


def test_one_that_cannot_be_made_leaves_the_last(app: Flask, session: Session) -> None:
    away = True

    def reading() -> Session:
        if away:
            raise OSError("away")
        return session

    memory = Memory(reading)
    with pytest.raises(OSError):
        memory.current(1)
    away = False
    first = memory.current(1)
    away = True
    with pytest.raises(OSError):
        memory.current(2)
    assert memory.current(1) is first
    away = False
    assert memory.current(2).version == 2


def test_an_index_that_is_being_built_lets_a_newer_snapshot_go_first(slow: type[Slow]) -> None:
    memory, rested = Memory(no_session), threading.Event()

    def rest() -> None:
        memory._rest()
        rested.set()

    maker, builder = threading.Thread(target=memory.current, args=(1,)), threading.Thread(target=rest)
    maker.start()
    wait_for(slow.begun)
    builder.start()
    assert not rested.wait(0.2)
    slow.go_on.set()
    finish(maker, builder)
    assert rested.is_set()


def test_an_index_goes_on_after_a_snapshot_that_could_not_be_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "Snapshot", lambda *_: [][1])
    session: Any = SimpleNamespace(close=lambda: None)
    memory = Memory(lambda: session)
    with pytest.raises(IndexError):
        memory.current(1)
    rest = threading.Thread(target=memory._rest, daemon=True)
    rest.start()
    finish(rest)


def rename(session: Session, code: str, name: str) -> None:
    session.execute(update(Item).where(Item.code == code).values(name=name))


def test_other_words_need_another_index_of_the_same_content(session: Session) -> None:
    memory, words = Memory(lambda: session), (("公司注销登记", "执笠"),)
    first = memory.current(1)
    second = memory.current(1, words)
    assert second is not first
    assert memory.current(1, tuple(map(tuple, words))) is second
    wait(lambda: not second.handover.is_stale)
    found = [second.items[code].slug for code in second.index.rank("执笠").codes]
    assert found[0] == "company-cancel"
    assert first.index.rank("执笠").codes == ()


def test_the_memory_makes_the_index_in_a_thread_of_its_own(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    memory = Memory(lambda: session)
    memory.current(1)
    begun, go_on = threading.Event(), threading.Event()

    def build(rows: Any, words: Any) -> Any:
        begun.set()
        wait_for(go_on)
        return build_index(rows, words)

    monkeypatch.setattr(handover, "build_index", build)
    rename(session, "070010015000", "琉璃瓦验收")
    second = memory.current(2)
    wait_for(begun)
    assert second.handover.is_stale
    rename(session, "070010016000", "青花瓷鉴定")
    third = memory.current(3)
    assert third.handover.is_stale
    go_on.set()
    wait(lambda: not third.handover.is_stale)
    assert third.index.rank("青花瓷鉴定").codes[0] == "070010016000"
    wait(lambda: not memory._building)


def test_an_index_that_cannot_be_made_leaves_the_last(
    session: Session, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    memory = Memory(lambda: session)
    memory.current(1)
    monkeypatch.setattr(handover, "build_index", lambda *_: [][1])
    rename(session, "070010015000", "琉璃瓦验收")
    second = memory.current(2)
    wait(lambda: not memory._building)
    assert second.handover.is_stale
    assert second.index.rank("身份证到期").codes
    assert "search index" in caplog.text
    monkeypatch.undo()
    rename(session, "070010015000", "琉璃瓦鉴定")
    third = memory.current(3)
    wait(lambda: not third.handover.is_stale)
