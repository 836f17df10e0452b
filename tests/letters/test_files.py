"""Files of letters: kept while the form is wrong, read by who opens the letter, by nobody else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from tests.apps import database_of, portal_of
from tests.common.sent_files import pdf, picture, saved
from tests.helpers import Page
from tests.letters.writer import LETTER, blank, opened, patient, receipt_of, write
from tests.sites.samples import WITH_LETTERS
from tests.submitting import File, submit
from tests.waiting import wait

PHOTO, PAPER = File("范家湾.png", picture()), File("申请.pdf", saved(pdf()))
HELD = "//ul[@class='held']//b"


def page_of(portal: Flask) -> Page:
    return blank(portal)


def links(page: Page) -> dict[str, str]:
    return {words: url for words, url in page.links().items() if "/lookup/files/" in url}


def test_files_come_with_the_letter_and_are_read_by_its_writer(portal: Flask) -> None:
    wrong = submit(page_of(portal), **{**LETTER, "title": "", "files": [PHOTO, PAPER]})
    assert wrong.status == 422 and [b.text for b in wrong.find(HELD)] == ["范家湾.jpg", "申请.pdf"]
    page = opened(portal, receipt_of(submit(wrong, title="范")))
    assert list(links(page)) == ["范家湾.jpg", "申请.pdf"]
    assert page.client
    answer = page.client.get(links(page)["范家湾.jpg"])
    assert answer.data.startswith(b"\xff\xd8\xff") and answer.headers["Content-Disposition"].startswith("attachment")


def test_nobody_else_gets_them(portal: Flask) -> None:
    page = opened(portal, write(portal, files=[PHOTO]))
    (url,) = links(page).values()
    assert portal.test_client().get(url).status_code == 404
    other = opened(portal, write(portal, files=[PAPER]))
    assert other.client and other.client.get(url).status_code == 404


def test_taking_one_away_keeps_what_was_typed(portal: Flask) -> None:
    page = submit(page_of(portal), **{**LETTER, "title": "", "files": [PHOTO, PAPER]})
    page = submit(page, button=page.find("//button[@name='drop']/@value")[0], title="范")
    assert page.status == 200 and page.one("//input[@name='title']").get("value") == "范"
    assert list(links(opened(portal, receipt_of(submit(page))))) == ["申请.pdf"]


def lost(portal: Flask, again: Any) -> Page:
    """The letter of a receipt that was lost on the way, sent once more as a new one."""
    form = page_of(portal)
    submit(form, **LETTER, files=[PHOTO, PAPER])
    arrived = submit(form, **{**LETTER, "title": "再寄"}, files=again)
    assert "已经收到" in arrived.main
    return opened(portal, receipt_of(submit(patient(arrived))))


@pytest.mark.parametrize("again", [[], [PHOTO, PAPER]])
def test_a_letter_that_is_sent_anew_brings_its_files_along(portal: Flask, again: list[File]) -> None:
    assert list(links(lost(portal, again))) == ["范家湾.jpg", "申请.pdf"]


def test_a_database_that_is_away_says_that_the_files_must_be_chosen_again(tmp_path: Path) -> None:
    with portal_of(WITH_LETTERS, tmp_path) as own:
        page, file = page_of(own), database_of(own)
        file.rename(file.with_suffix(".away"))
        answer = submit(page, **LETTER, files=[PHOTO])
        assert answer.status == 503 and "您写的都还在" in answer.main
        assert "范家湾.png" in answer.one("//ul[@class='refusals']").text_content()
        file.unlink(missing_ok=True)
        file.with_suffix(".away").rename(file)
        wait(lambda: own.test_client().get("/healthz").status_code == 200)
        assert receipt_of(submit(answer)).number


def test_on_in_the_other_script_or_display_with_all_that_was_written(portal: Flask) -> None:
    """Without scripts a link takes nothing along; a button of the form does."""
    first = submit(page_of(portal), button="繁體", **{**LETTER, "files": [PHOTO]})
    assert first.status == 200 and first.find("//html/@lang") == ["zh-Hant"] and not first.find("//*[@class='error']")
    second = submit(first, button="長者版")
    for page in (first, second):
        assert page.one("//textarea[@name='body']").text.strip() == LETTER["body"].strip()
        assert page.one("//input[@name='title']").get("value") == LETTER["title"]
        assert [b.text for b in page.find(HELD)] == ["范家湾.jpg"]
    assert second.url.startswith("/elder/hant/xiling/")
    third = submit(second, button="簡體" if second.find("//button[text()='簡體']") else "简体")
    assert list(links(opened(portal, receipt_of(submit(third, button="send"))))) == ["范家湾.jpg"]
