"""What is due: published once whoever runs the chore, taken back to what was before, told where it cannot be."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread

from flask import Flask
from sqlalchemy import update

from govsite.database.session import reading, writing
from govsite.domain.publishing import releasing, steps
from govsite.domain.publishing.due import Due
from govsite.domain.publishing.kinds import Editor, Thing
from govsite.domain.publishing.releasing import Plan
from govsite.models.publishing import Draft, Edit
from tests.apps import tree_of
from tests.publishing.things import ANNA, BERTA, card, live, opened, published, put_live, saved

HOUR = timedelta(hours=1)


def later(by: timedelta = 2 * HOUR) -> None:
    """Let everything that is planned have been planned for earlier."""
    with writing() as session:
        session.execute(update(Draft).where(Draft.begins.is_not(None)).values(begins=datetime.now(UTC) - by))
        session.execute(update(Edit).where(Edit.ends.is_not(None)).values(ends=datetime.now(UTC) - by / 2))


def due(app: Flask, thing: Thing, may: bool = True) -> Due:
    return Due({thing.kind.name: thing.kind}, tree_of(app), lambda number, *_: Editor(number) if may else None)


def actions(thing: Thing) -> list[str]:
    reading().rollback()
    found = [step.action for step in reversed(steps.last_steps(reading(), thing, None, 50))]
    return found[found[:1] == ["found"] :]


def test_published_at_its_time_and_taken_back_by_whoever_comes_first(portal: Flask) -> None:
    with card(portal, "once", phone="1", address="a") as thing:
        saved(thing, ANNA, phone="2", address="a")
        now = datetime.now(UTC)
        published(thing, ANNA, begins=now + HOUR, ends=now + 2 * HOUR)
        assert due(portal, thing).run() == 0 and live(thing) == {"phone": "1", "address": "a"}
        later()
        _all_at_once(portal, thing)
        assert actions(thing) == ["save", "schedule", "publish"] and live(thing) == {"phone": "2", "address": "a"}
        later()
        _all_at_once(portal, thing)
        assert actions(thing)[3:] == ["end"] and live(thing) == {"phone": "1", "address": "a"}
        assert due(portal, thing).run() == 0


def _all_at_once(app: Flask, thing: Thing) -> None:
    together, cards = Barrier(3), thing.kind

    def run() -> None:
        with app.app_context():
            chore = due(app, thing)
            together.wait()
            chore.run()

    threads = [Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(cards.applied) == 1  # type: ignore[attr-defined]
    cards.applied.clear()  # type: ignore[attr-defined]


def test_what_others_published_meanwhile_stays_when_a_publication_ends(portal: Flask) -> None:
    with card(portal, "stays", phone="1", address="a", hours="9") as thing:
        saved(thing, ANNA, phone="2", address="x", hours="9")
        published(thing, ANNA, ends=datetime.now(UTC) + HOUR)
        saved(thing, BERTA, phone="3", address="x", hours="8")
        published(thing, BERTA)
        later()
        due(portal, thing).run()
        assert live(thing) == {"phone": "3", "address": "a", "hours": "8"}


def test_a_new_thing_is_gone_when_its_publication_ends(portal: Flask) -> None:
    with card(portal, "new") as thing:
        saved(thing, ANNA, phone="2")
        published(thing, ANNA, ends=datetime.now(UTC) + HOUR)
        later()
        due(portal, thing).run()
        assert live(thing) is None


def test_what_stands_against_it_is_told_on_the_draft(portal: Flask) -> None:
    with card(portal, "against", phone="1") as thing:
        saved(thing, ANNA, phone="2")
        published(thing, ANNA, begins=datetime.now(UTC) + HOUR)
        put_live(thing, phone="9")
        later()
        assert due(portal, thing).run() == 0
        draft = opened(thing).draft
        assert draft and "别人改了同一处" in draft.trouble and draft.begins is None
        assert live(thing) == {"phone": "9"} and actions(thing)[-1] == "fail"


def test_who_may_not_publish_any_more_does_not(portal: Flask) -> None:
    with card(portal, "dismissed", site="wuhan", phone="1") as thing:
        saved(thing, ANNA, phone="2")
        releasing.ask(thing, ANNA, opened(thing).seen, Plan("换号", datetime.now(UTC) + HOUR))
        later()
        assert due(portal, thing).run() == 0 and live(thing) == {"phone": "1"}  # asked for is not settled
        with writing() as session:
            session.execute(update(Draft).values(begins=datetime.now(UTC) + HOUR))
        assert releasing.approve(thing, BERTA, opened(thing).seen) is None
        later()
        assert due(portal, thing, may=False).run() == 0 and live(thing) == {"phone": "1"}
        draft = opened(thing).draft
        assert draft and "权限" in draft.trouble
