"""A form that asks for a captcha: only after suspicion, nothing typed is lost, and it is good for one letter."""

from __future__ import annotations

import wave
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from sqlalchemy import delete

from govsite.database.session import writing
from govsite.domain.common.captcha import GOOD_SECONDS, Busy
from govsite.forms.captcha import ASKED, WRONG
from govsite.models.throttle import Throttle
from tests.cast import leaks
from tests.helpers import Page, Visitor, inspected
from tests.rules.test_input import VALUES
from tests.submitting import submit
from tests.web.captcha_page import NAME, TEXT, URL, note_portal

SCRIPTS = pytest.mark.parametrize("root", ["", "/hant"])
TYPED = {"name": NAME, "text": TEXT}


@pytest.fixture(scope="module")
def own(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    with note_portal(tmp_path_factory.mktemp("captcha"), database_url=database_url) as made:
        yield made


@pytest.fixture
def notes(own: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """Nobody has written yet, and everybody writes slowly."""
    with own.app_context(), writing() as session:
        session.execute(delete(Throttle))
    own.extensions["sent"].clear()
    monkeypatch.setattr("govsite.domain.common.suspicion.FASTEST", 0)
    yield own


def blank(app: Flask, root: str = "") -> Page:
    return Visitor(app.test_client()).get(root + URL)


def third(app: Flask, root: str = "") -> Page:
    """The page that asks who has sent two already."""
    for _ in range(2):
        assert submit(blank(app, root), f"{root}{URL}", **TYPED).status == 200
    return send(blank(app, root), 422, **TYPED)


def send(page: Page, status: int, button: str = "提交", **fields: Any) -> Page:
    answer = submit(page, page.one("//main//form").get("action"), button=button, **fields)
    assert isinstance(answer, Page) and answer.status == status, answer
    return answer


def token_of(page: Page) -> str:
    return str(page.one("//input[@name='captcha_token']").get("value"))


def solution(app: Flask, page: Page) -> str:
    return str(app.extensions["captchas"]._letters(token_of(page)))


def errors(page: Page) -> list[str]:
    return [error.text_content() for error in page.find("//p[@class='error']")]


def kept(page: Page) -> dict[str, str]:
    return {"name": page.one("//input[@name='name']").get("value"), "text": page.one("//textarea").text[1:]}


def test_nobody_is_asked_before_the_third(notes: Flask) -> None:
    assert not token_of(blank(notes)) and not blank(notes).find("//img|//audio")
    page = third(notes)
    assert notes.extensions["sent"] == [(NAME, TEXT)] * 2
    assert errors(page) == [f"错误：{ASKED}"] and kept(page) == TYPED
    assert not list(leaks(page))
    sent = send(page, 200, captcha_answer=solution(notes, page))
    assert "已提交" in sent.main and len(notes.extensions["sent"]) == 3


@SCRIPTS
def test_another_one_keeps_what_was_typed_and_finds_no_faults(notes: Flask, root: str) -> None:
    page = third(notes, root)
    words = "換一張" if root else "换一张"
    other = send(page, 200, words, name="头发", text="发\n\n 展", captcha_answer="abc", captcha_large=True)
    assert kept(other) == {"name": "头发", "text": "发\n\n 展"}
    assert token_of(other) != token_of(page) and not other.one("//input[@name='captcha_answer']").get("value")
    assert not errors(other) and not other.find("//div[@role='alert']")
    assert other.one("//input[@name='captcha_large']").get("checked") is not None, "it stays large"
    empty = send(other, 200, words, name="", text="")
    assert not errors(empty), "the rest is judged when it is sent"
    assert len(notes.extensions["sent"]) == 2


def test_a_wrong_answer_keeps_what_was_typed_and_brings_another(notes: Flask) -> None:
    page = third(notes)
    for answer in ("WRONG", "", "头发发展" * 50, "\ud800".encode("utf-8", "replace").decode()):
        right = solution(notes, page)
        other = send(page, 422, captcha_answer=answer)
        assert errors(other) == [f"错误：{WRONG}"] and kept(other) == TYPED
        assert token_of(other) != token_of(page)
        assert send(page, 422, captcha_answer=right), "the first is used up"
        page = other


def test_whose_form_has_another_fault_solves_it_once(notes: Flask) -> None:
    page = third(notes)
    answer = solution(notes, page)
    faulty = send(page, 422, name="", captcha_answer=answer)
    assert errors(faulty) == ["错误：请写姓名。"] and token_of(faulty) == token_of(page)
    assert faulty.one("//input[@name='captcha_answer']").get("value") == answer
    assert "已提交" in send(faulty, 200, name=NAME).main
    assert send(faulty, 422, name=NAME), "once"


def test_one_that_went_out_of_date_meanwhile_is_replaced(notes: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    page = third(notes)
    captchas = notes.extensions["captchas"]
    now = captchas._now()
    monkeypatch.setattr(captchas, "_now", lambda: now + GOOD_SECONDS + 2)
    other = send(page, 422, name="", captcha_answer=solution(notes, page))
    assert token_of(other) != token_of(page) and not other.one("//input[@name='captcha_answer']").get("value")
    assert errors(send(page, 422, captcha_answer=solution(notes, page))) == [f"错误：{WRONG}"]
    gone = Visitor(notes.test_client()).get(f"/captcha/{token_of(page)}.png", 410)
    assert gone.h1 == "验证码已经过期" and "换一张" in gone.main


def test_the_sound_is_an_answer_too(notes: Flask) -> None:
    page = third(notes)
    digits = notes.extensions["captchas"]._digits(token_of(page))
    assert "已提交" in send(page, 200, captcha_answer=" ".join(digits)).main


def test_who_fills_in_what_no_person_sees_is_asked(notes: Flask) -> None:
    page = send(blank(notes), 422, website="http://example.cn/头发", **TYPED)
    assert errors(page) == [f"错误：{ASKED}"]
    assert page.one("//input[@name='website']").get("value") == "http://example.cn/头发"
    assert "已提交" in send(page, 200, captcha_answer=solution(notes, page)).main, "nobody is refused"


def test_who_is_too_fast_or_made_the_form_up_is_asked(notes: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("govsite.domain.common.suspicion.FASTEST", 3600)
    page = send(blank(notes), 422, **TYPED)
    assert errors(page) == [f"错误：{ASKED}"] and kept(page) == TYPED
    monkeypatch.setattr("govsite.domain.common.suspicion.FASTEST", 0)
    for begun in ("", "made.up.0", blank(notes).one("//input[@name='begun']").get("value")[:-1]):
        made_up = blank(notes)
        made_up.one("//input[@name='begun']").set("value", begun)
        assert errors(send(made_up, 422, **TYPED)) == [f"错误：{ASKED}"]
    assert not notes.extensions["sent"]


@SCRIPTS
def test_what_a_reader_gets(notes: Flask, root: str) -> None:
    page = third(notes, root)
    image, token = page.one("//main//img"), token_of(page)
    assert (image.get("width"), image.get("height")) == ("144", "60") and image.get("alt")
    client = notes.test_client()
    picture, link = client.get(image.get("src")), page.one("//main//a[@target='_blank']").get("href")
    assert image.get("src") == f"{root}/captcha/{token}.png" and link == f"{root}/captcha/{token}.wav"
    assert page.one("//audio").get("src") == link and page.one("//audio").get("preload") == "none"
    assert Image.open(BytesIO(picture.data)).size == (288, 120)
    sound = client.get(link)
    with wave.open(BytesIO(sound.data)) as file:
        assert (file.getnchannels(), file.getframerate()) == (1, 8_000)
    part = client.get(link, headers={"Range": "bytes=44-143"})
    assert part.status_code == 206 and part.data == sound.data[44:144], "Safari plays nothing else"
    for answer, kind in ((picture, "image/png"), (sound, "audio/wav"), (part, "audio/wav")):
        assert answer.headers["Cache-Control"] == "no-store" and answer.mimetype == kind
        assert "Set-Cookie" not in answer.headers and answer.headers["X-Content-Type-Options"] == "nosniff"
    field = page.one("//input[@name='captcha_answer']")
    assert field.get("maxlength") is None and field.get("readonly") is None, "what is pasted comes whole"
    described = [page.one(f"//*[@id='{name}']").text_content() for name in field.get("aria-describedby").split()]
    assert "12345" in described[0] and ("錯誤" if root else "错误") in described[1]
    assert solution(notes, page) not in page.source


def test_return_sends_the_form(notes: Flask) -> None:
    """Return presses the first button of a form, which must not be that for another picture."""
    page = third(notes)
    buttons = [(button.get("value"), "sr" in button.get("class", "")) for button in page.find("//main//form//button")]
    assert buttons == [("send", True), ("another", False), ("send", False)]
    assert page.one("//button[@value='another']").get("formnovalidate") is not None


def test_a_token_from_elsewhere_makes_no_address(notes: Flask) -> None:
    page = third(notes)
    for made_up in ("../../logout", "a/b", "x" * 300, '"><b>', "头发", "A B"):
        page.one("//input[@name='captcha_token']").set("value", made_up)
        assert not send(page, 422, name="").find("//main//img"), made_up
    page.one("//input[@name='captcha_token']").set("value", "made-up")
    shown = send(page, 422, name="")
    assert token_of(shown) not in ("", "made-up"), "one that could not be drawn is replaced"


def test_too_many_at_once_are_told_to_come_again(notes: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(_token: str) -> bytes:
        raise Busy

    monkeypatch.setattr(notes.extensions["captchas"], "picture", busy)
    answer = notes.test_client().get("/captcha/any.png")
    assert answer.status_code == 503 and answer.headers["Retry-After"] == "3"
    inspected(Page("/captcha/any.png", answer))


@pytest.mark.parametrize("name", VALUES)
def test_any_token_is_answered(own: Flask, name: str) -> None:
    for kind in ("png", "wav"):
        for root in ("", "/hant", "/elder"):
            answer = own.test_client().get(f"{root}/captcha/{VALUES[name]}.{kind}")
            assert answer.status_code in (400, 404, 410, 414), (name, answer.status_code)
            assert "Set-Cookie" not in answer.headers


@given(token=st.binary(max_size=60), kind=st.sampled_from(["png", "wav", "gif"]))
def test_any_bytes_are_answered(own: Flask, token: bytes, kind: str) -> None:
    raw = token.decode("latin-1").replace("\n", "").replace("\r", "")
    answer = own.test_client().get("/", environ_overrides={"PATH_INFO": f"/captcha/{raw}.{kind}"})
    assert answer.status_code < 500
