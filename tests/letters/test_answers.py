"""What was answered before: found beside a search and before a letter is sent, read anew by what has changed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from govsite.database import topics
from govsite.database.session import reading, writing
from govsite.domain.letters import answers, pair_index
from govsite.domain.letters.answers import Answers
from govsite.domain.letters.memory import AnswersMemory
from govsite.models import Letter, Ticket
from govsite.sites.site import Site
from govsite.typed import Typed
from tests.apps import site_of, statements
from tests.helpers import Visitor
from tests.letters.letters import add_letter, published
from tests.waiting import wait

WORDS = ("身份证补办", "公积金提取", "工资拖欠", "孩子上学", "夜间施工")
CHANGES = st.lists(st.tuples(st.sampled_from(["add", "edit", "remove"]), st.sampled_from(WORDS), st.integers(0, 9)))


def found(known: Answers, site: Site, words: str) -> list[str]:
    return [letter.title for letter in known.search([words], site, 50)]


@pytest.fixture
def site(board: Flask) -> Site:
    return site_of(board, "xiling")


@pytest.fixture
def empty(session: Session) -> Iterator[Session]:
    session.execute(delete(Letter))
    session.execute(delete(Ticket))
    yield session


@settings(max_examples=settings.default.max_examples // 2)
@given(changes=CHANGES)
def test_what_is_read_by_its_changes_is_what_is_read_at_once(
    empty: Session, site: Site, changes: list[tuple[str, str, int]]
) -> None:
    empty.execute(delete(Letter))
    known, ids = Answers(empty, 0), []
    for number, (change, words, which) in enumerate(changes, 1):
        if change == "add" or not ids:
            ids.append(add_letter(empty, title=f"{words}{number}"))
        elif change == "edit":
            _edit(empty, ids[which % len(ids)], f"{words}{number}")
        else:
            empty.execute(update(Letter).where(Letter.public_id == ids.pop(which % len(ids))).values(published=None))
        known = Answers(empty, number, known)
    fresh = Answers(empty, 0)
    assert known.of(None) == fresh.of(None) and known.departments(None) == fresh.departments(None)
    for words in WORDS:
        assert sorted(found(known, site, words)) == sorted(found(fresh, site, words))
        assert all(words in title for title in found(known, site, words))


def _edit(session: Session, public_id: str, title: str) -> None:
    letter = session.query(Letter).filter_by(public_id=public_id).one()
    letter.public_title = Typed(title)
    ticket = session.get_one(Ticket, letter.ticket_id)
    ticket.revision += 1
    session.flush()
    session.expire_all()


def test_only_texts_that_changed_are_read_again(board: Flask, reader: Visitor) -> None:
    published(board, *({"title": f"信{n}"} for n in range(5)))
    with board.app_context():
        known = Answers(reading(), 1)
        with statements(board) as sent:
            Answers(reading(), 2, known)
    assert len(sent) == 1 and "public_body" not in sent[0]


def test_the_index_is_made_anew_before_it_is_full(empty: Session, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "MOST_ANSWERS", 3)
    known = Answers(empty, 0)
    for number in range(12):
        add_letter(empty, title=f"身份证补办{number:02}")
        known = Answers(empty, number, known)
        assert len(known.index) <= 7
    assert found(known, site, "身份证补办") == ["身份证补办11", "身份证补办10", "身份证补办09"]


def test_of_a_common_pair_the_newest_are_looked_at(empty: Session, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pair_index, "MOST_POSTINGS", 2)
    for number in range(5):
        add_letter(empty, title=f"身份证补办{number}")
    known = Answers(empty, 0)
    assert found(known, site, "身份证补办") == ["身份证补办4", "身份证补办3"]
    add_letter(empty, title="身份证补办5")
    assert found(Answers(empty, 1, known), site, "身份证补办") == ["身份证补办5", "身份证补办4"]


def test_a_near_one_comes_before_one_that_fits_as_well(empty: Session, site: Site) -> None:
    add_letter(empty, "420502", title="身份证补办甲")
    add_letter(empty, "420100", title="身份证补办乙")
    assert found(Answers(empty, 0), site, "身份证补办") == ["身份证补办甲", "身份证补办乙"]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("我想问一下公积金怎么提取出来交房租，谢谢", "公积金提取要多久"),
        ("請問公積金怎麼提取", "公积金提取要多久"),
        ("请问怎么办", None),
        ("", None),
        ("\x00\ud800😀", None),
        ("天气预报", None),
    ],
)
def test_what_is_about_the_same_is_offered_to_who_writes(
    empty: Session, site: Site, text: str, title: str | None
) -> None:
    for words in ("公积金提取要多久", "工资拖欠半年", "孩子上学要什么材料"):
        add_letter(empty, title=words, body="请问怎么办？")
    assert [letter.title for letter in Answers(empty, 0).similar(site, text, 3)] == ([title] if title else [])


def test_a_search_shows_them_beside_the_items(board: Flask, reader: Visitor) -> None:
    (one,) = published(board, {"title": "护照丢了到哪里补办", "public_title": Typed("护照丢了到哪里补办")})
    for root, query in (("/wujiagang", "护照丢了"), ("/hant/yichang", "護照丟了")):
        page = reader.get(f"{root}/search?q={query}")
        assert (
            page.link("护照丢了到哪里补办")
            == f"{root.removesuffix('/yichang').removesuffix('/wujiagang')}/xiling/letters/{one}"
        )
        assert "没有找到" not in page.main and "沒有找到" not in page.main
    assert "相关问答" not in reader.get("/wuhan/search?q=护照丢了").main, "it has no letters"


def test_a_dead_end_leads_to_a_letter(reader: Visitor) -> None:
    assert reader.get("/xiling/search?q=qqqzzz").link("写信问") == "/xiling/letters/new?title=qqqzzz"


def test_the_last_ones_stand_in_while_they_cannot_be_read(board: Flask, reader: Visitor) -> None:
    published(board, {"title": "甲"})
    fails = True

    def read(number: int, last: Answers | None) -> Answers:
        if fails and number > 1:
            raise OSError("away")
        with board.app_context(), writing() as session:
            return Answers(session, number, last)

    memory = AnswersMemory(read)
    wait(lambda: memory.current(1))
    assert memory.current(2) is memory.current(1)
    fails = False
    wait(lambda: (now := memory.current(2)) and now.number == 2)


def test_a_letter_that_is_published_leaves_other_pages_in_memory(board: Flask, reader: Visitor) -> None:
    """A page of notices is not made from letters."""
    reader.get("/xiling/notices")
    published(board, {"title": "甲"})
    with statements(board) as sent:
        reader.get("/xiling/notices")
    assert sent == [] and topics.LETTERS in topics.TOPICS
