"""sites.yaml on several machines: what one publishes all show, and no edit by hand is lost or undoes it."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import delete, func, select, update

from govsite import create_app
from govsite.commands.sites import group
from govsite.config import Config
from govsite.database.session import reading, writing
from govsite.domain.common import audit
from govsite.domain.publishing import revisions
from govsite.domain.publishing.following import Follower
from govsite.domain.publishing.revision_store import RevisionStore
from govsite.domain.publishing.revisions import Collision
from govsite.models import SiteRevision
from govsite.models.version import ContentVersion
from govsite.sites.copies import Applied
from govsite.sites.edit import block_of, edit_fields, with_block
from govsite.sites.errors import SitesInvalid
from govsite.sites.load import version_of
from govsite.sites.site import Site
from tests.apps import opened, tree_of
from tests.conftest import SECRET
from tests.databases import KINDS
from tests.sites.samples import SMALL
from tests.waiting import wait

Pair = tuple["Machine", "Machine"]
TEXT = SMALL.replace("  yichang:\n", "  # 地级市\n  yichang:\n")
PHONE, ADDRESS = ("contact", "phone"), ("contact", "address")


class Editor(NamedTuple):
    who: str = "staff 1"


class Machine:
    """A machine of the portal: a folder with its copy of sites.yaml, and an instance folder."""

    def __init__(self, app: Flask, file: Path) -> None:
        self.app, self.file = app, file
        self.follower: Follower = app.extensions["follower"]

    def follow(self) -> None:
        """What its thread does every third of a second; the files count as quiet."""
        watcher = self.app.extensions["sites"]
        watcher._due = 0
        self.app.extensions["freshness"].look()

    def publish(self, slug: str, **fields: object) -> None:
        """As the console does."""
        store = RevisionStore(self.follower)
        with self.app.app_context():
            with writing() as session:
                store.lock(session)
                sites, words = store.files(session)
                text = changed(sites.decode(), slug, **fields)
                after = store.put(session, (text.encode(), words), self.site(slug), Editor())
            after()

    def site(self, slug: str = "yichang") -> Site:
        return tree_of(self.app).by_slug[slug]

    def edit(self, text: str) -> None:
        """By hand, some time ago."""
        self.file.write_text(text, "utf-8")
        age(self.file)

    @property
    def text(self) -> str:
        return self.file.read_bytes().decode()

    @property
    def aside(self) -> list[str]:
        return [path.read_text("utf-8") for path in self.file.parent.glob("sites.yaml.*.mine")]

    @property
    def number(self) -> int:
        with self.app.app_context():
            return revisions.newest(reading())[0]


def age(path: Path) -> None:
    """So that it is quiet, and need not rest."""
    then = time.time() - 60
    os.utime(path, (then, then))


def changed(text: str, slug: str, **fields: object) -> str:
    paths = {tuple(name.split("__")): value for name, value in fields.items()}
    return with_block(text, slug, edit_fields(block_of(text, slug), paths))


def machine(folder: Path, url: str, stack: ExitStack, text: str = TEXT) -> Machine:
    folder.mkdir(exist_ok=True)
    file = folder / "sites.yaml"
    if not file.exists():
        file.write_text(text, "utf-8")
    age(file)
    config = Config(sites=file, instance=folder / "instance", secret_key=SECRET, testing=True, database_url=url)
    return Machine(stack.enter_context(opened(create_app(config))), file)


@pytest.fixture
def machines(request: pytest.FixtureRequest, migrated_url: Callable[[str], str], tmp_path: Path) -> Iterator[Pair]:
    url = migrated_url(getattr(request, "param", "sqlite"))
    with ExitStack() as stack:
        yield machine(tmp_path / "a", url, stack), machine(tmp_path / "b", url, stack)


on_both = pytest.mark.parametrize("machines", KINDS, indirect=True)


@on_both
def test_what_is_published_on_one_machine_is_shown_on_the_other(machines: Pair) -> None:
    a, b = machines
    b.file.chmod(0o640)
    a.publish("yichang", contact__phone="0717-1234567")
    assert a.site().contact.phone == "0717-1234567" and a.text != TEXT
    b.follow()
    assert b.site().contact.phone == "0717-1234567"
    assert b.text == a.text and b.file.stat().st_mode & 0o777 == 0o640
    assert "# 地级市\n  yichang:" in b.text
    assert a.number == 2  # what was there before is the first


def test_without_a_published_version_files_are_what_they_were(machines: Pair) -> None:
    a, _ = machines
    edited = changed(TEXT, "yichang", theme="red")
    a.edit(edited)
    a.follow()
    assert a.site().theme == "red" and a.number == 0 and a.text == edited


def test_a_machine_that_was_down_undoes_nothing(machines: Pair) -> None:
    a, b = machines
    for theme in ("red", "green"):
        a.publish("yichang", theme=theme)
        b.follow()
    old = changed(TEXT, "yichang", theme="red")
    b.edit(old)  # restored from a backup of the machine
    b.follow()
    assert b.site().theme == "green" and b.text == a.text and a.number == 3


@on_both
def test_an_edit_by_hand_is_merged_and_becomes_a_version(machines: Pair) -> None:
    a, b = machines
    a.publish("yichang", theme="red")
    b.follow()
    b.edit(changed(b.text, "yichang", contact__address="体育场路46号").replace("# 地级市", "# 市"))
    a.publish("xiling", theme="green")
    b.follow()
    a.follow()
    assert a.text == b.text and "# 市\n" in a.text
    assert a.site("xiling").theme == b.site("xiling").theme == "green"
    assert a.site().contact.address == "体育场路46号" and not b.aside
    with a.app.app_context():
        deeds = [(row.who, row.what, row.target) for row in audit.last_records(reading())]
    assert deeds == [("file", "site.edit", f"sites.yaml {a.number}")], "once, by the machine that found it"


@on_both
def test_old_versions_keep_their_hashes_alone(machines: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    """What equals one of them is stale all the same; what was made from one of them cannot be merged any more."""
    a, b = machines
    for theme in ("red", "green", "teal"):
        a.publish("yichang", theme=theme)
        if theme == "red":
            b.follow()
    red = b.text
    monkeypatch.setattr(revisions, "MOST_WHOLE", 1)
    with a.app.app_context():
        with writing() as session:
            assert revisions.empty_old(session) == 0, "they are young"
            session.execute(update(SiteRevision).values(at=datetime(2020, 1, 1, tzinfo=UTC)))
        with writing() as session:
            assert revisions.empty_old(session) == 3 and revisions.empty_old(session) == 0
    b.edit(red)
    b.follow()
    assert b.text == a.text and a.number == 4 and not b.aside
    b.follower.copy.note(Applied(2, version_of(red.encode())))
    b.edit(mine := changed(red, "xiling", theme="green"))
    b.follow()
    assert b.text == a.text and b.aside == [mine] and a.number == 4


@on_both
def test_what_clashes_is_set_aside_and_told(machines: Pair) -> None:
    a, b = machines
    a.publish("yichang", theme="red")
    b.follow()
    mine = changed(b.text, "yichang", theme="teal")
    b.edit(mine)
    a.publish("yichang", theme="green")
    b.follow()
    assert b.site().theme == "green" and b.text == a.text and b.aside == [mine]
    told = b.app.test_client().get("/healthz").json
    assert told["sites_error"] and "别处也改了 配色" in told["sites_message"]
    for path in b.file.parent.glob("*.mine"):
        path.unlink()
    wait(lambda: (b.follow(), not b.app.extensions["sites"].reasons)[1])  # a request has begun its own thread


def test_what_is_wrong_stays_and_is_merged_when_it_is_mended(machines: Pair) -> None:
    a, b = machines
    a.publish("yichang", theme="red")
    b.follow()
    good = changed(b.text, "xiling", theme="teal")
    b.edit(good.replace("theme: teal", "theme: pink"))
    a.publish("yichang", theme="green")
    b.follow()
    assert b.site().theme == "green" and "pink" in b.text
    assert any("没有写进去" in line for line in b.app.extensions["sites"].reasons)
    b.edit(good)
    b.follow()
    assert b.text != good and b.site().theme == "green" and b.site("xiling").theme == "teal"
    assert not b.app.extensions["sites"].reasons


def test_a_copy_that_cannot_be_written_is_told(machines: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    a, b = machines
    a.publish("yichang", theme="red")

    def full(*_: object, **__: object) -> bool:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(b.follower.copy, "write", full)
        b.follow()
    assert b.site().theme == "red" and b.text == TEXT
    assert "写不进去" in b.app.test_client().get("/healthz").json["sites_message"]
    b.follower._again = 0.0
    wait(lambda: (b.follow(), b.text == a.text and not b.app.extensions["sites"].reasons)[1])


def test_a_crash_between_row_and_file_is_mended(machines: Pair) -> None:
    a, _ = machines
    a.publish("yichang", theme="red")
    with a.app.app_context(), writing() as session:
        new = changed(a.text, "yichang", theme="green").encode()
        revisions.append(session, (new, None), "staff 1", "", 2)
    a.follow()
    assert a.text.encode() == new and a.site().theme == "green"


def test_a_file_of_unknown_descent_is_set_aside(machines: Pair) -> None:
    a, b = machines
    other = changed(TEXT, "xiling", theme="teal")
    b.edit(other)
    b.follow()
    a.publish("yichang", theme="red")
    b.follow()
    assert b.aside == [other] and b.text == a.text


def test_what_was_accepted_is_published_as_it_is(machines: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    a, b = machines
    a.publish("yichang", theme="red")
    b.follow()
    b.edit(TEXT)  # an earlier version, which is meant this time
    monkeypatch.setenv("GOVSITE_SITES", str(b.file))
    monkeypatch.setenv("GOVSITE_INSTANCE", str(b.file.parent / "instance"))
    assert CliRunner().invoke(group, ["accept"]).exit_code == 0
    for each in (b, a):
        each.follow()
        assert each.text == TEXT and each.number == 3


def test_a_database_from_before_takes_what_is_in_the_files(machines: Pair) -> None:
    a, b = machines
    a.publish("yichang", theme="red")
    a.publish("yichang", theme="green")
    b.follow()
    with a.app.app_context(), writing() as session:  # restored from a backup
        session.execute(delete(SiteRevision).where(SiteRevision.number == 3))
        session.execute(delete(ContentVersion).where(ContentVersion.name == revisions.MARK))
        session.add(ContentVersion(name=revisions.MARK, number=2))
    for each in (a, b):
        each.follow()
        assert each.site().theme == "green"
    assert a.number == 3


@on_both
def test_two_who_publish_from_one_version(machines: Pair) -> None:
    a, _ = machines
    a.publish("yichang", theme="red")
    one, two = (changed(a.text, slug, theme="teal").encode() for slug in ("yichang", "xiling"))
    with a.app.app_context():
        with writing() as session:
            revisions.append(session, (one, None), "staff 1", "", 2)
        with writing() as session:
            row = revisions.append(session, (two, "市民 群众\n".encode()), "staff 2", "", 2)
            assert row.number == 4 and row.parent == 3
        with pytest.raises(Collision) as told, writing() as session:
            mine = changed(TEXT, "yichang", theme="green").encode()
            revisions.append(session, (mine, None), "staff 3", "", 1)
        assert [each.path[1:] for each in told.value.conflicts] == [("yichang", "theme")]
        with pytest.raises(LookupError), writing() as session:
            revisions.append(session, (one, None), "staff 1", "", 77)
        with pytest.raises(SitesInvalid), writing() as session:
            code = changed(a.text, "yichang", code="420599").encode()
            revisions.append(session, (code, None), "staff 1", "", 4)
            other = changed(a.text, "xiling", code="420599").encode()
            revisions.append(session, (other, None), "staff 1", "", 2)
    a.follow()
    assert a.site().theme == a.site("xiling").theme == "teal"
    assert (a.file.parent / "words.txt").read_text("utf-8") == "市民 群众\n"


def test_the_record_of_a_machine_is_small_and_may_be_lost(machines: Pair) -> None:
    a, _ = machines
    a.publish("yichang", theme="red")
    (record,) = (a.file.parent / "instance").glob("sites-*.json")
    assert json.loads(record.read_text())["number"] == 2
    record.write_text("{")
    a.publish("yichang", theme="green")
    assert a.site().theme == "green" and not a.aside


def test_numbers_have_no_gaps(machines: Pair) -> None:
    a, _ = machines
    for theme in ("red", "red", "green"):
        a.publish("yichang", theme=theme)
    with a.app.app_context():
        numbers = reading().scalars(select(SiteRevision.number).order_by(SiteRevision.number)).all()
        assert numbers == [1, 2, 3] and reading().scalar(select(func.max(SiteRevision.parent))) == 2
