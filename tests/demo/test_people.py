"""The demo's people can sign in with what the file says, and a lost file makes new passwords."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from govsite.config import PROJECT
from govsite.database.session import reading
from govsite.demo import Sources, make_people
from govsite.demo.people import FILE
from govsite.demo.sources import DEMO
from govsite.domain.systems.keys import owner_of
from tests.apps import copy_of, portal_of, tree_of
from tests.console.people import LOGIN, code_now, follow
from tests.helpers import Visitor
from tests.sealed import OLD
from tests.sites.samples import SMALL
from tests.submitting import Redirect, submit

ROLES = ["operator", "site_admin", "editor", "clerk", "clerk", "auditor"]
SYSTEM = "system"


@pytest.fixture
def own(app: Flask, tmp_path: Path) -> Iterator[Flask]:
    with copy_of(app, tmp_path, data_keys=OLD) as made:
        yield made


def make(app: Flask) -> bool:
    with app.app_context():
        instance = app.extensions["config"].instance
        return make_people(app.extensions["passwords"], tree_of(app), Sources(DEMO), instance)


def all_lines(app: Flask) -> list[list[str]]:
    text = (app.extensions["config"].instance / FILE).read_text("utf-8")
    return [line.split(" ") for line in text.splitlines()]


def lines(app: Flask) -> list[list[str]]:
    """Those of people."""
    return [line for line in all_lines(app) if line[0] != SYSTEM]


def test_everybody_signs_in_with_what_the_file_says(own: Flask) -> None:
    assert make(own)
    found = lines(own)
    assert [line[0] for line in found] == ROLES
    assert [line[4] for line in found] == ["-", "yichang", "xiling", "xiling", "xiling", "-"]
    assert [line[5] for line in found] == ["-", "-", "-", "政务服务和大数据管理局", "公安局", "-"]
    for _, username, password, secret, _, _ in found:
        visitor = Visitor(own.test_client())
        page = submit(visitor.get(LOGIN), username=username, password=password)
        answer = submit(follow(visitor, page), code=code_now(secret))
        assert isinstance(answer, Redirect) and answer.to.endswith("/console/"), username


def test_a_system_has_a_key(own: Flask) -> None:
    make(own)
    (line,) = [line for line in all_lines(own) if line[0] == SYSTEM]
    assert line[3:] == ["xiling", "公安局"]
    with own.app_context():
        row = owner_of(reading(), line[1])
        assert row is not None and row.secret == line[2] and row.department == "公安局"
    (own.extensions["config"].instance / FILE).unlink()
    assert make(own)
    with own.app_context():
        assert owner_of(reading(), line[1]) is None, "the lost one is good no more"


def test_only_its_owner_reads_the_file(own: Flask) -> None:
    make(own)
    assert stat.S_IMODE((own.extensions["config"].instance / FILE).stat().st_mode) == 0o600


def test_a_file_that_works_is_left_alone_and_a_lost_one_made_anew(own: Flask) -> None:
    make(own)
    before = lines(own)
    assert not make(own) and lines(own) == before
    path: Path = own.extensions["config"].instance / FILE
    path.write_text(path.read_text("utf-8").replace(before[0][2], "another-1-word"), "utf-8")
    assert make(own), "a password that is not theirs"
    path.unlink()
    assert make(own)
    assert not {line[2] for line in before} & {line[2] for line in lines(own)}


@pytest.mark.parametrize("folder", ["guangzhou", "hainan"])
def test_another_portal_has_them_at_sites_of_the_same_level(folder: str, tmp_path: Path) -> None:
    text = (PROJECT / "demo" / folder / "sites.yaml").read_text("utf-8")
    with portal_of(text, tmp_path, demo=True, data_keys=OLD) as app:
        assert make(app)
        found = lines(app)
        assert [line[0] for line in found] == ROLES
        clerks = [line for line in found if line[0] == "clerk"]
        assert len({line[5] for line in clerks}) == 2 and len({line[4] for line in clerks}) == 1
        admin = tree_of(app).by_slug[found[1][4]]
        assert tree_of(app).by_slug[clerks[0][4]] in (admin, *admin.below)


def test_a_portal_without_departments_has_no_clerks(tmp_path: Path) -> None:
    with portal_of(SMALL, tmp_path, data_keys=OLD) as app:
        assert make(app)
        assert [line[0] for line in lines(app)] == ["operator", "site_admin", "editor", "auditor"]
