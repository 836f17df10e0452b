"""Drafts: one a thing, shared; two people at once lose nothing, and every save is kept."""

from __future__ import annotations

import pytest
from flask import Flask

from govsite.database.session import reading
from govsite.domain.publishing import drafts, history, steps
from govsite.domain.publishing.kinds import unpacked
from govsite.domain.publishing.refusals import Changed, Clashing, Refused
from tests.publishing.things import ANNA, BERTA, CARLA, Thing, card, live, opened, published, put_live, saved


def contents(thing: Thing) -> list[object]:
    """What the steps of a thing hold, the first one first."""
    reading().rollback()
    return [unpacked(step.content) for step in reversed(steps.last_steps(reading(), thing, None, 100))]


def test_a_draft_begins_with_the_first_change_and_leaves_what_is_live(portal: Flask) -> None:
    with card(portal, "begin", phone="1", address="a") as thing:
        assert opened(thing).draft is None
        assert not saved(thing, ANNA, phone="1", address="a").is_new
        assert opened(thing).draft is None
        assert saved(thing, ANNA, phone="2", address="a").is_new
        there = opened(thing)
        assert there.content == {"phone": "2", "address": "a"} and there.draft and there.draft.who == ANNA.number
        assert live(thing) == {"phone": "1", "address": "a"}
        assert not saved(thing, BERTA, phone="2", address="a").is_new  # nothing to keep
        assert contents(thing) == [{"phone": "1", "address": "a"}, {"phone": "2", "address": "a"}], "what was there too"


def test_different_fields_of_two_editors_are_merged(portal: Flask) -> None:
    with card(portal, "merge", phone="1", address="a") as thing:
        seen = opened(thing).seen
        saved(thing, ANNA, seen, phone="2", address="a")
        both = saved(thing, BERTA, seen, phone="1", address="b")
        assert both.content == {"phone": "2", "address": "b"} and both.who == ANNA.number
        assert [change.label for change in both.taken_in] == ["phone"]


def test_of_the_same_field_the_later_one_sees_what_changed_and_chooses(portal: Flask) -> None:
    with card(portal, "clash", phone="1", address="a") as thing:
        seen = opened(thing).seen
        saved(thing, ANNA, seen, phone="2", address="x")
        with pytest.raises(Clashing) as told:
            saved(thing, BERTA, seen, phone="3", address="a")
        clash = told.value.clashes[0]
        assert (clash.label, clash.base, clash.mine, clash.theirs) == ("phone", "1", "3", "2")
        assert told.value.content == {"phone": "3", "address": "x"} and told.value.who == ANNA.number
        assert opened(thing).content == {"phone": "2", "address": "x"}
        assert saved(thing, BERTA, told.value.seen, **told.value.content).content == {"phone": "3", "address": "x"}
        assert contents(thing)[1:] == [{"phone": "2", "address": "x"}, {"phone": "3", "address": "x"}]


def test_a_form_of_a_draft_that_was_published_meanwhile_begins_another_draft(portal: Flask) -> None:
    with card(portal, "later", phone="1", address="a") as thing:
        seen = saved(thing, ANNA, phone="2", address="a").seen
        saved(thing, BERTA, phone="2", address="b")
        published(thing, BERTA)
        again = saved(thing, ANNA, seen, phone="3", address="a")
        assert again.content == {"phone": "3", "address": "b"}
        assert live(thing) == {"phone": "2", "address": "b"}


def test_a_draft_follows_what_becomes_live_beside_it(portal: Flask) -> None:
    with card(portal, "follow", phone="1", address="a") as thing:
        saved(thing, ANNA, phone="2", address="a")
        put_live(thing, phone="1", address="b")
        assert opened(thing).content == {"phone": "2", "address": "b"} and not opened(thing).clashes
        put_live(thing, phone="9", address="a")
        assert [clash.theirs for clash in opened(thing).clashes] == ["9"]
        saved(thing, ANNA, phone="2", address="a")  # as it was: that is the choice
        assert not opened(thing).clashes
        put_live(thing, phone="1", address="b")
        saved(thing, ANNA, phone="2", address="b")
        put_live(thing, phone="9", address="b")
        there = opened(thing)
        assert there.content == {"phone": "2", "address": "b"} and [c.label for c in there.clashes] == ["phone"]
        with pytest.raises(Clashing):
            published(thing, ANNA)
        saved(thing, ANNA, there.seen, **there.content)  # whoever saves it has looked at it
        assert not opened(thing).clashes
        published(thing, ANNA)
        assert live(thing) == {"phone": "2", "address": "b"}


def test_what_was_discarded_can_be_fetched_back(portal: Flask) -> None:
    with card(portal, "discard", phone="1") as thing:
        old = opened(thing).seen
        saved(thing, ANNA, phone="2")
        with pytest.raises(Changed):
            drafts.discard(thing, BERTA, old)
        drafts.discard(thing, BERTA, opened(thing).seen)
        assert opened(thing).draft is None
        with pytest.raises(Refused):
            drafts.discard(thing, BERTA, opened(thing).seen)
        number = steps.last_steps(reading(), thing, None, 1)[0].id
        history.restore(reading(), thing, CARLA, number, opened(thing).seen)
        assert opened(thing).content == {"phone": "2"} and live(thing) == {"phone": "1"}
        assert not history.version(reading(), thing._replace(key="other"), number)


def test_what_a_publication_replaced_can_be_fetched_back(portal: Flask) -> None:
    with card(portal, "undone", phone="1") as thing:
        saved(thing, ANNA, phone="2")
        published(thing, ANNA)
        number = steps.last_steps(reading(), thing, None, 1)[0].id
        history.restore(reading(), thing, BERTA, number, opened(thing).seen, before=True)
        assert opened(thing).content == {"phone": "1"} and live(thing) == {"phone": "2"}


def test_steps_are_thinned_but_not_publications(portal: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steps, "MOST_SAVES", 3)
    with card(portal, "thin", phone="0") as thing:
        for number in range(1, 4):
            saved(thing, ANNA, phone=str(number))
            published(thing, ANNA)
        for number in range(10, 15):
            saved(thing, ANNA, phone=str(number))
        kept = [(step.action, step.content) for step in steps.last_steps(reading(), thing, None, 100)]
        assert [action for action, _ in kept] == ["save"] * 3 + ["publish"] * 3 + ["found"]


def test_too_much_is_refused(portal: Flask) -> None:
    with card(portal, "large", phone="1") as thing, pytest.raises(Refused, match="太长"):
        saved(thing, ANNA, phone="好" * drafts.LARGEST)
