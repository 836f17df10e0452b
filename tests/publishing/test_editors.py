"""Several editors of several sites at once: the file always loads, keeps what is not theirs, and no work is lost."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from flask import Flask
from hypothesis import example, given, settings
from hypothesis import strategies as st

from govsite.database.session import reading
from govsite.domain.publishing import drafts, releasing, steps
from govsite.domain.publishing.kinds import Content, Editor, Thing, digest_of
from govsite.domain.publishing.refusals import Clashing, Faulty, Refused
from govsite.domain.settings.kind import NAME, content_of, text_of
from govsite.domain.settings.words import WHOLE
from govsite.sites.edit import block_of, edit_fields
from govsite.sites.load import load_bytes
from govsite.sites.parse import parse
from tests.apps import site_of
from tests.publishing.conftest import TEXT
from tests.waiting import together

COMMENTS = [line.strip() for line in re.findall(r"#.*", TEXT)]
OTHERS = ("hubei", "yichang", "wuhan")
FIELDS = (("contact", "phone"), ("contact", "address"), ("theme",), ("keywords",))
numbers = count(1)


def value_of(name: str) -> str:
    """Another value each time."""
    number = next(numbers)
    values = {"phone": f"0717-{6000000 + number}", "theme": ("red", "green", "teal")[number % 3]}
    return values.get(name, f"第 {number} 号")


def thing_of(app: Flask, slug: str) -> Thing:
    return Thing(app.extensions["kinds"][NAME], site_of(app, slug), NAME)


def open_thing(thing: Thing) -> drafts.Opened:
    reading().rollback()
    return drafts.open_thing(reading(), thing)


def fields_of(content: Content) -> dict[str, Any]:
    data = next(iter(parse(text_of(content)).data.values()))
    return {
        ".".join(path): (data.get(path[0]) or {}).get(path[1]) if path[1:] else data.get(path[0]) for path in FIELDS
    }


def check_file(folder: Path, blocks: dict[str, str]) -> None:
    data = (folder / "sites.yaml").read_bytes()
    load_bytes(data)
    text = data.decode()
    assert all(comment in text for comment in COMMENTS)
    assert {slug: block_of(text, slug) for slug in OTHERS} == blocks


@dataclass
class Desk:
    """An editor with a form that was opened some time ago."""

    editor: Editor
    thing: Thing
    form: drafts.Opened | None = None
    kept: list[Content] = field(default_factory=list)

    def do(self, what: str, path: tuple[str, ...]) -> None:
        if what == "open" or self.form is None:
            self.form = open_thing(self.thing)
        elif what == "publish":
            self.publish()
        elif what == "discard":
            self.discard()
        else:
            self.save(content_of(self.typed(what, path)), self.form.seen)

    def typed(self, what: str, path: tuple[str, ...]) -> str:
        """The form's text with another value, another comment, or a mistake in it."""
        assert self.form
        text = text_of(self.form.content)
        if what == "mistake":
            return text + "  phones: 1\n"
        if what == "comment":
            return text + f"  # {next(numbers)}\n"
        try:
            return edit_fields(text, {path: value_of(path[-1])})
        except ValueError:  # of a draft with mistakes
            return text

    def save(self, content: Content, seen: str) -> None:
        assert self.form
        before, mine = fields_of(self.form.content), fields_of(content)
        theirs = fields_of(open_thing(self.thing).content)
        try:
            done = drafts.save(self.thing, self.editor, content, seen)
        except Clashing as told:
            if any(clash.label == WHOLE for clash in told.clashes):  # of a text that has no fields any more
                theirs = mine
            content, seen = told.content, told.seen  # who looked at it saves it over
            done = drafts.save(self.thing, self.editor, content, seen)
        after = fields_of(done.content)
        assert after == {name: mine[name] if mine[name] != before[name] else theirs[name] for name in after}
        if done.is_new:
            self.kept.append(done.content)
        self.form = open_thing(self.thing)

    def publish(self) -> None:
        now = open_thing(self.thing)
        try:
            releasing.publish(self.thing, self.editor, now.seen, releasing.Plan("改"))
        except (Faulty, Refused):
            return

    def discard(self) -> None:
        now = open_thing(self.thing)
        if now.draft:
            drafts.discard(self.thing, self.editor, now.seen)


deeds = st.tuples(
    st.integers(0, 2),
    st.sampled_from(["open", "change", "change", "change", "comment", "mistake", "publish", "publish", "discard"]),
    st.sampled_from(FIELDS),
)


@settings(max_examples=max(3, settings.default.max_examples // 10))
@given(todo=st.lists(deeds, min_size=5, max_size=25))
@example(todo=[(1, "open", FIELDS[0]), *[(0, "mistake", FIELDS[0])] * 2, (1, "change", FIELDS[0])])
def test_whatever_several_editors_do(portal: Flask, folder: Path, todo: list[tuple[int, str, tuple[str, ...]]]) -> None:
    with portal.app_context():
        blocks = {slug: block_of(TEXT, slug) for slug in OTHERS}
        places = ("xiling", "xiling", "wujiagang")
        people = [Desk(Editor(201 + at), thing_of(portal, slug)) for at, slug in enumerate(places)]
        for number, what, path in todo:
            people[number].do(what, path)
            check_file(folder, blocks)
        reading().rollback()
        for desk in people:
            digests = {step.digest for step in steps.last_steps(reading(), desk.thing, None, 500)}
            assert all(digest_of(content) in digests for content in desk.kept)
            desk.discard()


def test_everybody_at_the_same_time(portal: Flask, folder: Path) -> None:
    """Each has a field of their own and publishes it thrice; no value is lost on the way."""
    todo = iter([(slug, path) for slug in ("xiling", "wujiagang") for path in FIELDS[:2]])
    last: dict[tuple[str, str], str] = {}

    def work() -> None:
        slug, path = next(todo)
        with portal.app_context():
            thing, editor = thing_of(portal, slug), Editor(300)
            for _ in range(3):
                value = value_of(path[-1])
                form = open_thing(thing)
                text = edit_fields(text_of(form.content), {path: value})
                drafts.save(thing, editor, content_of(text), form.seen)
                _publish(thing, editor)
                last[slug, ".".join(path)] = value

    together(4, work)
    with portal.app_context():
        check_file(folder, {slug: block_of(TEXT, slug) for slug in OTHERS})
        for slug in ("xiling", "wujiagang"):
            found = fields_of(open_thing(thing_of(portal, slug)).live or {})
            assert {name: found[name] for place, name in last if place == slug} == {
                name: value for (place, name), value in last.items() if place == slug
            }


def _publish(thing: Thing, editor: Editor) -> None:
    """What is drafted, by whoever saved it, until nothing is."""
    while (now := open_thing(thing)).draft:
        try:
            releasing.publish(thing, editor, now.seen, releasing.Plan("同时"))
        except Refused:  # somebody else saved or published just now
            continue
