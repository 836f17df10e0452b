"""What the index is made of, read from either kind of database."""

from __future__ import annotations

from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from govsite.domain.index.source import SCALAR_FIELDS, IndexedItem, Source
from govsite.models import Item


def item(code: str, **values: Any) -> Item:
    facts = {"slug": f"i{code}", "name": "户口登记", "audience": "natural", "type": "行政许可", "handling": "即办"}
    facts |= {"department": "公安局", "promised_days": 1, "result": "户口簿"}
    return Item(code=code, **{**facts, **values})


def test_items_are_read_as_they_are_stored_hot_ones_first(session: Session) -> None:
    materials = [{"name": "身份证\n“原件”", "copies": 1}]
    session.add(item("070010001000", heat=1, aliases=["上户口"], materials=materials, themes=["户籍"]))
    session.add(item("070010002000", heat=5))
    session.add(item("070010003000", heat=9, state="停用"))
    session.flush()
    source = Source(session)
    empty: dict[str, Any] = {name: [] for name in IndexedItem._fields[SCALAR_FIELDS:]}
    known: dict[str, Any] = {"name": "户口登记", "result": "户口簿", "department": "公安局", "name_en": "", **empty}
    texts = {"aliases": ["上户口"], "materials": materials, "themes": ["户籍"]}
    assert list(source.items()) == [
        IndexedItem(code="070010002000", heat=5, **known),
        IndexedItem(code="070010001000", heat=1, **{**known, **texts}),
    ]
    assert set(source.fingerprints) == {"070010001000", "070010002000"}


def test_an_item_in_the_place_of_others_has_their_names(session: Session) -> None:
    session.add(item("070010001000", name="上户口", aliases=["落户"], state="取消", replaced_by="070010002000"))
    session.add(item("070010002000", name="迁户口", state="取消", replaced_by="070010003000"))
    session.add(item("070010003000", name="户口一件事"))
    session.add(item("070010004000", state="取消", replaced_by="070010004000"))
    session.flush()
    (found,) = Source(session).items()
    assert sorted(found.aliases) == ["上户口", "落户", "迁户口"]


def test_the_digest_moves_with_what_is_searched_and_with_nothing_else(session: Session) -> None:
    session.add(item("070010001000", aliases=["上户口"], words=["娃", "户口"]))
    session.flush()
    first = Source(session).digest
    assert Source(session).digest == first
    session.execute(update(Item).values(fee="10 元", promised_days=3))
    assert Source(session).digest == first
    for change in ({"name": "户口补录"}, {"words": ["娃户口"]}, {"heat": 3}, {"materials": [{"name": "照片"}]}):
        session.execute(update(Item).values(change))
        changed = Source(session).digest
        assert changed != first
        first = changed
    words = (("户口登记", "上户"),)
    assert Source(session, words).digest != first
    assert Source(session, words).digest == Source(session, (("户口登记", "上户"),)).digest
