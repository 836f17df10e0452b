"""Sending files with a form: what is good is kept, what is not is told by name, and nothing typed is lost."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import delete

from govsite.database.session import reading, writing
from govsite.domain.common.throttle import Limit
from govsite.domain.common.uploads import MB
from govsite.domain.tickets import attachments
from govsite.forms.uploads import FORGOTTEN
from govsite.models.attachment import Attachment
from tests.cast import leaks
from tests.common.sent_files import pdf, picture, saved
from tests.helpers import Page, Visitor
from tests.submitting import File, Redirect, submit
from tests.web.upload_page import KEY_HASH, URL, upload_portal

PHOTO, PAPER = File("范某的发票.png", picture()), File("申请.pdf", saved(pdf()))
LARGE, WORD = File("large.jpg", b"\xff\xd8\xff" * 2 * MB), File("信.docx", b"PK\x03\x04" + b"\0" * 99)
SCRIPTS = pytest.mark.parametrize("root", ["", "/hant"])


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    with upload_portal(tmp_path_factory.mktemp("uploads")) as made:
        yield made


@pytest.fixture
def own(portal: Flask) -> Iterator[Flask]:
    yield portal
    with portal.app_context(), writing() as session:
        session.execute(delete(Attachment))


@pytest.fixture
def page(own: Flask) -> Page:
    return Visitor(own.test_client()).get(URL)


def held(page: Page) -> list[str]:
    return [b.text for b in page.find("//ul[@class='held']//b")]


def test_what_is_taken_is_said_before_one_chooses(page: Page) -> None:
    field = page.one("//fieldset[contains(@class, 'files')]")
    hint = page.one("//p[@id='files-hint']")
    assert "3 个" in hint.text and "5 MB" in hint.text and "PDF" in hint.text
    assert len(field.xpath(".//input[@type='file'][not(@multiple)][@aria-describedby='files-hint']")) == 3
    assert [label.text for label in field.xpath(".//label")] == ["第 1 个文件", "第 2 个文件", "第 3 个文件"]


@SCRIPTS
def test_good_files_stay_when_something_else_is_wrong(own: Flask, root: str) -> None:
    page = Visitor(own.test_client()).get(root + URL)
    page = submit(page, name="范某", files=[PHOTO, PAPER])
    assert page.status == 422 and held(page) == ["范某的发票.jpg", "申请.pdf"], "names stay as they were written"
    assert page.one("//input[@name='name']").get("value") == "范某" and not list(leaks(page))
    assert len(page.find("//input[@type='file']")) == 1 and page.find("//label[@for='files']")
    sent = submit(page, text="内容")
    assert isinstance(sent, Redirect)
    with own.app_context():
        ticket = int(sent.to.rpartition("/")[2])
        assert [file.name for file in attachments.of_ticket(reading(), ticket)] == ["范某的发票.jpg", "申请.pdf"]


@SCRIPTS
def test_too_large_a_file_keeps_the_text_and_the_good_files(own: Flask, root: str) -> None:
    page = submit(Visitor(own.test_client()).get(root + URL), name="范", text="头发\n发展", files=[LARGE, PHOTO, WORD])
    assert page.status == 422 and held(page) == ["范某的发票.jpg"]
    assert page.one("//textarea").text == "\n头发\n发展"
    told = [" ".join(li.text_content().split()) for li in page.find("//ul[@class='refusals']/li")]
    assert [line.partition("：")[0] for line in told] == ["large.jpg", "信.docx"] and "5 MB" in told[0]
    assert page.find("//a[@href='#files']") and "2 " in page.one("//p[@id='files-error']").text_content()
    assert page.one("//input[@id='files']").get("aria-describedby") == "files-hint files-error"


def test_a_file_is_taken_away_and_the_rest_stays(page: Page) -> None:
    page = submit(page, name="范某", files=[PHOTO, PAPER])
    drop = page.find("//button[@name='drop']/@value")[0]
    page = submit(page, button=drop, name="于某", text="内容")
    assert page.status == 200 and held(page) == ["申请.pdf"] and not page.find("//*[@id='errors']")
    assert page.one("//input[@name='name']").get("value") == "于某" and page.one("//textarea").text == "\n内容"
    assert len(page.find("//input[@type='file']")) == 2


def test_enter_in_a_line_sends_the_form_and_takes_nothing_away(page: Page) -> None:
    page = submit(page, name="范某", files=[PHOTO])
    first = page.find("//main//form//button")[0]
    assert first.get("name") is None and first.get("aria-hidden") == "true", "browsers press the first button"
    assert isinstance(submit(page, text="内容"), Redirect)


def test_a_fourth_file_is_told(page: Page) -> None:
    page = submit(page, name="范某", files=[PHOTO, PAPER])
    page.tree.xpath("//form//fieldset")[0].append(page.one("//input[@id='files']").__copy__())
    page = submit(page, text="内容", files=[File("c", picture((50, 50))), File("d.png", picture((60, 60)))])
    assert (
        page.status == 422
        and len(held(page)) == 3
        and "最多 3 个" in page.one("//ul[@class='refusals']").text_content()
    )
    assert not page.find("//input[@type='file']") and page.find("//*[@id='files']"), "the summary still leads there"


def test_sending_the_same_again_holds_no_more(page: Page) -> None:
    for _ in range(2):
        again = submit(page, name="范某", files=[PHOTO, PHOTO, PAPER])
        assert len(held(again)) == 2


def test_who_comes_back_after_hours_is_told(own: Flask, page: Page) -> None:
    page = submit(page, name="范某", files=[PHOTO])
    with own.app_context(), writing() as session:
        session.execute(delete(Attachment))
    page = submit(page, text="内容")
    assert page.status == 422 and FORGOTTEN in page.one("//p[@id='files-error']").text_content()
    assert isinstance(submit(page), Redirect), "once it was told, it may go without"


@pytest.mark.parametrize("drop", ["", "x", "-1", "٣", "9" * 40, "1e3"])
def test_a_button_that_we_did_not_make_takes_nothing_away(own: Flask, page: Page, drop: str) -> None:
    page = submit(page, name="范某", files=[PHOTO])
    page.find("//button[@name='drop']")[0].set("value", drop)
    page.find("//input[@name='held']")[0].set("value", drop)
    page = submit(page, button="移除 范某的发票.jpg")
    assert page.status in (200, 422) and held(page) == ["范某的发票.jpg"]


def test_an_address_that_sends_very_many_is_told_to_wait(own: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Text goes on; other addresses, too."""
    monkeypatch.setattr(attachments, "OF_ADDRESS", Limit("files: few", capacity=1, every=600))
    visitor = Visitor(own.test_client())
    page = submit(submit(visitor.get(URL), name="范某", files=[PHOTO]), text="内容", files=[PAPER])
    assert page.status == 422 and held(page) == ["范某的发票.jpg"]
    assert "10 分钟" in page.one("//ul[@class='refusals']").text_content()
    visitor.client.environ_base["REMOTE_ADDR"] = "8.8.8.8"
    assert isinstance(submit(page, files=[PAPER]), Redirect)


def test_a_form_without_files_writes_nothing_of_them(own: Flask, page: Page) -> None:
    assert isinstance(submit(page, name="范某", text="内容"), Redirect)
    with own.app_context():
        assert attachments.held(KEY_HASH) == []
