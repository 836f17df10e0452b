"""Sealed columns: nothing of a value is in the database, and nothing changed, moved or sealed elsewhere opens."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, LargeBinary, insert, literal_column, select, type_coerce, update
from sqlalchemy.exc import StatementError
from sqlalchemy.orm import Session

from govsite.models import normal
from govsite.models.columns import Fingerprint
from govsite.models.sealing import (
    AES_256_GCM,
    HEADER,
    SETTING,
    SM4_GCM,
    CannotOpen,
    Keys,
    KeysMissing,
    new_setting,
    use_keys,
)
from govsite.typed import Typed
from tests.apps import portal_of
from tests.sealed import NATIONAL, NEW, OLD, PERSON, TABLES
from tests.sites.samples import SMALL

PLACE = "letter.phone"
TEXTS = st.text() | st.text(st.characters(categories=["Cs"]), max_size=3)
KEYS = st.sampled_from([Keys(OLD), Keys(NEW), Keys(NATIONAL)])


@given(KEYS, TEXTS)
def test_what_is_sealed_opens_and_never_looks_the_same(keys: Keys, text: str) -> None:
    sealed = keys.seal(text, PLACE)
    assert keys.open(sealed, PLACE) == text
    assert len(sealed) == 30 + len(text.encode("utf-8", "surrogatepass"))
    assert sealed != keys.seal(text, PLACE)
    assert Keys(NATIONAL).open(sealed, PLACE) == text, "newer keys open what older ones sealed"


@given(KEYS, st.text(), st.data())
def test_nothing_changed_or_moved_opens(keys: Keys, text: str, data: st.DataObject) -> None:
    sealed = bytearray(keys.seal(text, PLACE))
    with pytest.raises(CannotOpen, match="moved"):
        keys.open(bytes(sealed), "letter.email")
    at = data.draw(st.integers(0, len(sealed) - 1))
    sealed[at] ^= data.draw(st.integers(1, 255))
    with pytest.raises(CannotOpen, match=PLACE):
        keys.open(bytes(sealed), PLACE)
    with pytest.raises(CannotOpen):
        keys.open(bytes(sealed[:at]), PLACE)


def test_the_newest_key_seals_and_its_length_says_how() -> None:
    assert list(Keys(OLD).seal("a", PLACE)[:HEADER]) == [AES_256_GCM, 1]
    assert list(Keys(NEW).header) == [AES_256_GCM, 2]
    assert list(Keys(NATIONAL).header) == [SM4_GCM, 3]


def test_a_key_that_is_gone_or_another_one_is_named() -> None:
    sealed = Keys(NEW).seal("138", PLACE)
    with pytest.raises(CannotOpen, match=f"sealed with key 2, which {SETTING} does not have"):
        Keys(OLD).open(sealed, PLACE)
    with pytest.raises(CannotOpen, match="another key 2"):
        Keys({**OLD, "2": b"x" * 16}).open(sealed, PLACE)
    with pytest.raises(CannotOpen, match="or key 2 is another one"):
        Keys({**OLD, "2": b"x" * 32}).open(sealed, PLACE)


def test_fingerprints_depend_on_value_purpose_and_key() -> None:
    keys, other = Keys(OLD), Keys({**NEW, "index": b"j" * 32})
    print_ = keys.fingerprint("138", "phone")
    assert len(print_) == 16 and print_ == Keys(NEW).fingerprint("138", "phone"), "rotation leaves them alone"
    assert (
        len(
            {print_, keys.fingerprint("139", "phone"), keys.fingerprint("138", "id"), other.fingerprint("138", "phone")}
        )
        == 4
    )


@given(st.text(), st.text(), st.text(), st.text())
def test_purpose_and_value_do_not_run_together(one: str, its: str, other: str, others: str) -> None:
    if "\0" not in one + other:
        same = Keys(OLD).fingerprint(its, one) == Keys(OLD).fingerprint(others, other)
        assert same is ((one, its) == (other, others))


@pytest.mark.parametrize(
    ("typed", "normalise", "form"),
    [
        ("42010619900131123x", normal.plain, "42010619900131123X"),
        (" ４２０１０６ 19900131 123x ", normal.plain, "42010619900131123X"),
        ("Wang@Example.cn", normal.plain, "WANG@EXAMPLE.CN"),
        ("+86 138-0000-1234", normal.phone, "13800001234"),
        ("0086 13800001234", normal.phone, "13800001234"),
        ("１３８ ００００ １２３４", normal.phone, "13800001234"),
        ("(0717) 6219300", normal.phone, "07176219300"),
        ("8613800001", normal.phone, "8613800001"),
        ("无", normal.phone, ""),
    ],
)
def test_values_are_brought_into_one_form(typed: str, normalise: object, form: str) -> None:
    assert normalise(typed) == form  # type: ignore[operator]
    assert normalise(form) == form  # type: ignore[operator]


@pytest.fixture
def people(engine: Engine, session: Session) -> Iterator[Session]:
    TABLES.create_all(session.connection())
    use_keys(engine.dialect, Keys(OLD))
    yield session
    use_keys(engine.dialect, Keys({}))


def add(session: Session, **values: object) -> None:
    session.execute(insert(PERSON).values(**values))


def raw(session: Session, column: str) -> bytes:
    found = session.execute(select(literal_column(column)).select_from(PERSON)).scalar_one()
    return bytes(found)


def test_a_row_holds_nothing_readable_and_comes_back_typed(people: Session) -> None:
    add(people, phone="13800001234", number=Typed("42010619900131123X"), phone_print="138 0000 1234")
    row = people.execute(select(PERSON)).one()
    assert (row.phone, row.number) == ("13800001234", "42010619900131123X") and type(row.phone) is Typed
    assert len(raw(people, "number")) == 48, "a number of 18 characters"
    for column in ("phone", "number", "phone_print"):
        assert b"1380" not in raw(people, column) and b"4201" not in raw(people, column)


def test_a_person_is_found_by_the_fingerprint_however_it_is_typed(people: Session) -> None:
    add(people, id=1, phone_print="+86 13800001234", number_print="42010619900131123x")
    add(people, id=2, phone_print="", number_print=None)
    by_phone = select(PERSON.c.id).where(PERSON.c.phone_print == Typed("138-0000-1234"))
    by_number = select(PERSON.c.id).where(PERSON.c.number_print == "42010619900131123X")
    assert people.scalars(by_phone).all() == people.scalars(by_number).all() == [1]
    assert people.scalars(select(PERSON.c.id).where(PERSON.c.phone_print == " ")).all() == [], "blanks never match"
    stored = people.scalars(select(PERSON.c.phone_print).where(PERSON.c.id == 1)).one()
    assert people.scalars(select(PERSON.c.id).where(PERSON.c.phone_print == stored)).all() == [1]


def test_nothing_is_sealed_where_there_is_nothing(people: Session) -> None:
    add(people, phone=None, number="")
    row = people.execute(select(PERSON)).one()
    assert row.phone is None and row.number == "" and len(raw(people, "number")) == 30


def test_a_value_in_the_place_of_another_does_not_open(people: Session) -> None:
    add(people, phone="13800001234", number="42010619900131123X")
    people.execute(update(PERSON).values({PERSON.c.phone: literal_column("number")}))
    with pytest.raises(CannotOpen, match=r"sample_person\.phone"):
        people.execute(select(PERSON.c.phone)).all()


def test_sealed_bytes_are_copied_without_a_key(people: Session, engine: Engine) -> None:
    add(people, id=1, phone="13800001234")
    use_keys(engine.dialect, Keys({}))
    sealed = people.execute(select(type_coerce(PERSON.c.phone, LargeBinary))).scalar_one()
    add(people, id=2, phone=sealed)
    use_keys(engine.dialect, Keys(OLD))
    assert people.scalars(select(PERSON.c.phone)).all() == ["13800001234"] * 2
    with pytest.raises(StatementError, match="no sealed value") as caught:
        add(people, id=3, number="42010619900131123X", phone=b"13800001234")
    assert "4201" not in str(caught.value) and "1380" not in str(caught.value)


def test_without_keys_use_raises_and_says_nothing_of_the_value(people: Session, engine: Engine) -> None:
    add(people, phone="13800001234")
    use_keys(engine.dialect, Keys({}))
    for statement in (
        insert(PERSON).values(phone="13800001234"),
        insert(PERSON).values(phone_print="13800001234"),
        select(PERSON.c.phone),
        select(PERSON.c.id).where(PERSON.c.phone_print == "13800001234"),
    ):
        with pytest.raises(KeysMissing, match=SETTING) as caught:
            people.execute(statement).all()
        assert "1380" not in str(caught.value)


def test_bytes_that_are_no_fingerprint_are_refused() -> None:
    with pytest.raises(ValueError, match="16 bytes"):
        Fingerprint("phone").process_bind_param(b"1", None)  # type: ignore[arg-type]


def test_each_portal_of_a_process_has_its_own_keys(tmp_path: Path) -> None:
    from govsite.database.keys import bound_keys

    (tmp_path / "a").mkdir()
    with portal_of(SMALL, tmp_path / "a", data_keys=OLD) as one, portal_of(SMALL, tmp_path, data_keys=NEW) as other:
        for app, numbers in ((one, [1]), (other, [1, 2])):
            with app.app_context():
                assert bound_keys().numbers == numbers


def test_a_new_setting_has_what_is_needed_and_never_repeats() -> None:
    assert new_setting().startswith("index:") and ",1:" in new_setting() and new_setting() != new_setting()
