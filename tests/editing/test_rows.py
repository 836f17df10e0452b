"""A row that is edited is an import of one row: the same cells, the same sentences, the same stored row."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from govsite.database import topics
from govsite.domain.editing.tables import Rows, kinds_of
from govsite.domain.importing import IMPORTERS
from govsite.domain.publishing.kinds import Editor
from govsite.domain.publishing.refusals import Moved
from govsite.forms.content import RowForm
from govsite.models import Hall
from govsite.models.base import table_of
from tests.importing.samples import BUNDLE, HALL, ITEM, OFFERING, OFFICE, load, load_all, small_tree

TREE = small_tree()
CITY, OTHER = TREE.by_code["420500"], TREE.by_code["420100"]
KINDS = {kind.name: kind for kind in kinds_of(lambda: TREE)}
SAMPLES = {
    "offering": (OFFERING, OFFERING["item_code"]),
    "department": (OFFICE, OFFICE["key"]),
    "hall": (HALL, HALL["id"]),
    "item": (ITEM, ITEM["basic_code"]),
    "bundle": (BUNDLE, BUNDLE["slug"]),
}
ANNA = Editor(1, portal=True)
WORDS = (
    "",
    "无",
    "0717-6219300",
    "6219300/01",
    "12345",
    "是",
    "3",
    "99",
    "5000",
    "2026-02-30",
    "停用",
    "市;省",
    "a|b|1|必要",
)
CELLS = st.one_of(st.sampled_from(WORDS), st.text("厅1a;|：、\n 　-（）", max_size=12))


@pytest.fixture(autouse=True, scope="module")
def context() -> Iterator[None]:
    """Forms ask an application for its language."""
    with Flask(__name__).app_context():
        yield


def stored(session: Session, kind: Rows, key: str) -> dict[str, Any]:
    session.expire_all()
    table = table_of(kind.importer.model)
    row = session.execute(select(table).where(table.c[kind.key_column.field] == key)).mappings().one()
    return {name: value for name, value in row.items() if name not in ("changed", "version")}


def imported(kind: Rows, key: str, content: dict[str, str]) -> dict[str, str]:
    """The row as a file of the site has it."""
    site = {kind.site_name: CITY.code} if kind.site_name else {}
    return {kind.key_name: key, **site, **content}


@pytest.mark.parametrize("name", KINDS)
def test_what_a_form_shows_is_read_in_again_as_the_same_row(session: Session, name: str) -> None:
    load_all(session)
    kind, (_, key) = KINDS[name], SAMPLES[name]
    content = kind.live(session, CITY, key)
    assert content is not None and kind.check(session, CITY, key, content, ANNA) == []
    report = load(session, kind.table, imported(kind, key, content))
    assert (report.unchanged, report.errors) == (1, [])
    sent = RowForm(kind, RowForm(kind, content, RowForm(kind, content).built.sent()).content).content
    assert sent == content, "a form that nobody touched changes nothing"


@pytest.mark.parametrize("name", ["offering", "hall", "item"])
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=8, deadline=None)
@given(data=st.data())
def test_a_form_is_an_import_of_one_row(session: Session, name: str, data: st.DataObject) -> None:
    kind, (_, key) = KINDS[name], SAMPLES[name]
    names = [c.name for c in kind.columns if c.name not in kind.records]
    names += [f"{name}.{n}.{part}" for name, cell in kind.records.items() for part in cell.names for n in (0, 1)]
    changed = data.draw(st.dictionaries(st.sampled_from(names), CELLS, max_size=3))
    with undone(session):
        load_all(session)
        live = kind.live(session, CITY, key)
        assert live is not None
        content = RowForm(kind, live, MultiDict({**RowForm(kind, live).built.sent(), **changed})).content
        with undone(session):
            report = load(session, kind.table, imported(kind, key, content))
            wanted = [(error.column, error.reason) for error in report.errors], stored(session, kind, key)
        faults = [(fault.field, fault.sentence) for fault in kind.check(session, CITY, key, content, ANNA)]
        with pytest.raises(Moved) if faults else nullcontext():
            kind.apply(session, CITY, key, content, ANNA)
        assert stored(session, kind, key) == wanted[1]
        assert [one for one in faults if "." not in one[0]] == [w for w in wanted[0] if w[0] not in kind.records]
        assert {one[0].partition(".")[0] for one in faults} == {column for column, _ in wanted[0]}


@contextmanager
def undone(session: Session) -> Iterator[None]:
    """What is done in it is taken back."""
    kept = session.begin_nested()
    try:
        yield
    finally:
        kept.rollback()


def test_the_parts_of_records_are_named_and_found_by_what_is_wrong(session: Session) -> None:
    load_all(session)
    for kind in KINDS.values():
        for name, cell in kind.records.items():
            assert len(cell.labels) == len(cell.names), name
            assert all(label and not label.isascii() for label in cell.labels), f"the note of {name} names its parts"
    item, key = KINDS["item"], ITEM["basic_code"]
    assert item.records.keys() == {
        *("materials", "steps", "window_steps", "online_at", "fees", "faqs", "agencies", "advisers")
    }
    content = item.live(session, CITY, key)
    assert content is not None
    for cell, wanted in (
        ("甲|原件|1|必要\n乙|原件|x|", {"materials.1.copies": "应为 0 到 99 的整数", "materials.1.need": "不能空着"}),
        ("甲|原件|1|必要\n其他材料|原件|1|必要", {"materials.1.name": "兜底条款"}),
        ("", {}),
    ):
        told = {
            fault.field: fault.sentence
            for fault in item.check(session, CITY, key, {**content, "materials": cell}, ANNA)
        }
        assert told.keys() == wanted.keys() and all(words in told[name] for name, words in wanted.items()), told


def test_values_are_shown_in_chinese(session: Session) -> None:
    load_all(session)
    item = KINDS["item"].live(session, CITY, ITEM["basic_code"])
    assert item is not None
    assert [item[name] for name in ("audience", "levels", "post", "online_depth")] == ["自然人", "市\n县", "是", "2"]


def test_one_publication_moves_the_catalogue_once(session: Session) -> None:
    load_all(session)
    hall, before = KINDS["hall"], topics.current(session)
    live = hall.live(session, CITY, "H005")
    assert live is not None and live["floors"].startswith("1楼：综合受理窗口、公安户政（身份证、户口簿）\n2楼：")
    hall.apply(session, CITY, "H005", {**live, "phone": "0717-6219301"}, ANNA)
    assert topics.current(session) == before + 1
    hall.apply(session, CITY, "H005", {**live, "phone": "0717-6219301"}, ANNA)
    assert topics.current(session) == before + 1, "nothing differs"


def test_the_hall_of_another_site_is_not_taken_over(session: Session) -> None:
    load_all(session)
    hall = KINDS["hall"]
    content = hall.live(session, CITY, "H005")
    assert content is not None and hall.live(session, OTHER, "H005") is None
    assert "别的站点" in hall.check(session, OTHER, "H005", content, ANNA)[0].sentence
    with pytest.raises(Moved):
        hall.apply(session, OTHER, "H005", content, ANNA)
    assert session.get_one(Hall, "H005").site_code == CITY.code


def test_a_publication_that_ends_takes_a_new_row_out_of_use(session: Session) -> None:
    load_all(session)
    for name, state in (("hall", "停用"), ("offering", "停用"), ("item", "取消")):
        kind, (_, key) = KINDS[name], SAMPLES[name]
        kind.apply(session, CITY, key, None, ANNA)
        assert stored(session, kind, key)["state"] == state
    office = KINDS["department"]
    office.apply(session, CITY, OFFICE["key"], None, ANNA)
    assert office.live(session, CITY, OFFICE["key"]) is not None, "an offering names it"
    assert load(session, "departments", {**OFFICE, "key": "水利局", "slug": "shuili"}).created == 1
    office.apply(session, CITY, "水利局", None, ANNA)
    assert office.live(session, CITY, "水利局") is None


def test_every_table_of_a_kind_tells_its_columns() -> None:
    for kind in KINDS.values():
        assert kind.importer is IMPORTERS[kind.table]
        form = RowForm(kind, {}, new=True).form
        single = [column.name for column in kind.columns if column.name not in kind.records]
        assert kind.key_name in form and all(form[name].description for name in single)
