"""Publishing: what was looked at becomes live as a whole, with its line of the audit; by two persons where it must."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from govsite.database import topics
from govsite.database.session import reading
from govsite.domain.common import audit
from govsite.domain.publishing import previews, releasing, steps
from govsite.domain.publishing.refusals import Changed, Faulty, Refused
from govsite.domain.publishing.releasing import Plan
from tests.publishing.things import ANNA, BERTA, CARLA, card, live, opened, published, put_live, saved

SOON = datetime.now(UTC) + timedelta(hours=1)


def last_audit(thing_target: str) -> tuple[str, str, str]:
    reading().rollback()
    found = next(one for one in audit.last_records(reading(), 5) if one.target == thing_target)
    return found.who, found.what, found.outcome


def test_published_at_once_with_everything_that_belongs_to_it(portal: Flask) -> None:
    with card(portal, "at once", phone="1", address="a") as thing:
        before = topics.current(reading(), topics.LETTERS)
        saved(thing, ANNA, phone="2", address="a")
        previews.begin(thing, ANNA)
        assert published(thing, BERTA, "换号")
        assert live(thing) == {"phone": "2", "address": "a"} and opened(thing).draft is None
        step = steps.last_steps(reading(), thing, None, 1)[0]
        assert (step.action, step.who, step.reason) == ("publish", BERTA.number, "换号")
        assert step.before == '{"address":"a","phone":"1"}'
        assert last_audit(thing.target) == (BERTA.who, "draft.publish", "done")
        assert topics.current(reading(), topics.LETTERS) == before + 1


def test_what_was_not_looked_at_is_not_published(portal: Flask) -> None:
    with card(portal, "looked", phone="1", address="a") as thing:
        seen = saved(thing, ANNA, phone="2", address="a").seen
        saved(thing, BERTA, phone="3", address="a")
        with pytest.raises(Changed) as told:
            releasing.publish(thing, ANNA, seen, Plan("旧的"))
        assert [(change.label, change.after) for change in told.value.changes] == [("phone", "3")]
        seen = opened(thing).seen
        put_live(thing, phone="1", address="b")  # merges, but nobody has seen it
        with pytest.raises(Changed):
            releasing.publish(thing, ANNA, seen, Plan("旧的"))
        assert live(thing) == {"phone": "1", "address": "b"}


def test_faults_and_nothing_new_are_refused(portal: Flask) -> None:
    with card(portal, "faults", phone="1") as thing:
        saved(thing, ANNA, phone="wrong")
        with pytest.raises(Faulty) as told:
            published(thing, ANNA)
        assert told.value.faults[0].field == "phone"
        with pytest.raises(Faulty):
            previews.begin(thing, ANNA)
        with pytest.raises(Faulty):
            releasing.ask(thing, ANNA, opened(thing).seen, Plan("看看"))
        saved(thing, ANNA, phone="1")
        with pytest.raises(Refused, match="一样"):
            published(thing, ANNA)
        with pytest.raises(Refused):
            releasing.publish(thing._replace(key="none"), ANNA, "", Plan("没有"))


def test_two_persons(portal: Flask) -> None:
    with card(portal, "two", site="wuhan", phone="1") as thing:
        saved(thing, ANNA, phone="2")
        with pytest.raises(Refused, match="两人"):
            published(thing, BERTA)
        with pytest.raises(Refused, match="提请"):
            releasing.approve(thing, BERTA, opened(thing).seen)
        releasing.ask(thing, BERTA, opened(thing).seen, Plan("换号"))
        for nobody in (ANNA, BERTA):  # who saved it last, and who asked
            with pytest.raises(Refused, match="另一人"):
                releasing.approve(thing, nobody, opened(thing).seen)
        saved(thing, CARLA, phone="3")  # what was asked for is not what is there any more
        with pytest.raises(Refused, match="提请"):
            releasing.approve(thing, BERTA, opened(thing).seen)
        releasing.ask(thing, ANNA, opened(thing).seen, Plan("换号"))
        assert releasing.approve(thing, BERTA, opened(thing).seen)
        assert live(thing) == {"phone": "3"}
        assert steps.last_steps(reading(), thing, None, 1)[0].reason == "换号"


def test_what_was_asked_for_can_be_sent_back(portal: Flask) -> None:
    with card(portal, "sent back", site="wuhan", phone="1") as thing:
        saved(thing, ANNA, phone="2")
        releasing.ask(thing, ANNA, opened(thing).seen, Plan("换号"))
        releasing.call_off(thing, BERTA, "号码不对")
        with pytest.raises(Refused):
            releasing.approve(thing, BERTA, opened(thing).seen)
        with pytest.raises(Refused):
            releasing.call_off(thing, BERTA)
        assert opened(thing).content == {"phone": "2"}


@pytest.mark.parametrize(
    ("begins", "ends", "words"),
    [
        (lambda now: now - timedelta(minutes=1), None, "已经过去"),
        (None, lambda now: now - timedelta(minutes=1), "发布之后"),
        (lambda now: now + timedelta(hours=2), lambda now: now + timedelta(hours=1), "发布之后"),
    ],
)
def test_times_that_cannot_be(
    portal: Flask,
    begins: Callable[[datetime], datetime] | None,
    ends: Callable[[datetime], datetime] | None,
    words: str,
) -> None:
    now = datetime.now(UTC)
    with card(portal, "times", phone="1") as thing:
        saved(thing, ANNA, phone="2")
        with pytest.raises(Refused, match=words):
            published(thing, ANNA, begins=begins and begins(now), ends=ends and ends(now))


def test_a_save_calls_off_what_is_planned(portal: Flask) -> None:
    with card(portal, "planned", phone="1") as thing:
        saved(thing, ANNA, phone="2")
        assert published(thing, ANNA, begins=SOON) is None
        draft = opened(thing).draft
        assert draft and draft.begins == SOON and draft.settled_by == ANNA.number
        assert saved(thing, BERTA, phone="3").called_off
        draft = opened(thing).draft
        assert draft and draft.begins is None and draft.settled_by is None


def test_a_preview_is_of_one_and_dies_with_its_draft(portal: Flask) -> None:
    with card(portal, "preview", phone="1") as thing:
        saved(thing, ANNA, phone="2")
        token = previews.begin(thing, ANNA)
        found = previews.find(reading(), token, ANNA.number)
        assert found and found.key == "preview"
        assert previews.find(reading(), token, BERTA.number) is None
        assert previews.find(reading(), token + "x", ANNA.number) is None
        published(thing, ANNA)
        saved(thing, ANNA, phone="3")
        assert previews.find(reading(), token, ANNA.number) is None
