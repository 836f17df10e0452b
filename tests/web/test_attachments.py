"""How a file is given out: saved under its own name, never shown or run by the browser."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import unquote

import pytest
from flask import Flask

from govsite.database.session import reading
from govsite.domain.tickets.attachments import Content, of_ticket
from govsite.typed import Typed
from govsite.web.attachments import give_out
from tests.common.sent_files import picture
from tests.helpers import Visitor
from tests.submitting import File, submit
from tests.web.upload_page import URL, upload_portal


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    with upload_portal(tmp_path_factory.mktemp("given")) as made:
        yield made


def test_it_comes_as_a_file_to_be_saved(own: Flask) -> None:
    sent = submit(Visitor(own.test_client()).get(URL), name="范", text="x", files=[File("范某 1.png", picture())])
    ticket = int(sent.to.rpartition("/")[2])
    with own.app_context():
        (file,) = of_ticket(reading(), ticket)
    for method in ("GET", "HEAD"):
        answer = own.test_client().open(f"{URL}/{ticket}/{file.id}", method=method, headers={"Range": "bytes=0-9"})
        head = answer.headers
        assert answer.status_code == 200 and int(head["Content-Length"]) == file.size
        assert head["Content-Type"] == "image/jpeg" and head["Cache-Control"] == "no-store"
        assert head["X-Content-Type-Options"] == "nosniff" and "Content-Encoding" not in head
        assert "sandbox" in head.getlist("Content-Security-Policy") and head["X-Download-Options"] == "noopen"
        plain, _, named = head["Content-Disposition"].rpartition("; ")
        assert plain == f'attachment; filename="attachment-{file.id}.jpg"'
        assert unquote(named.removeprefix("filename*=UTF-8''")) == "范某 1.jpg" and named.isascii()
    assert answer.get_data() == b"" and own.test_client().get(f"{URL}/{ticket}/{file.id + 1}").status_code == 404
    assert own.test_client().get(f"{URL}/{ticket}/{file.id}").data.startswith(b"\xff\xd8\xff")


@pytest.mark.parametrize("name", ['a"b;c.jpg', "a'b%41*.pdf", "甲\r\nSet-Cookie: a=b", "\ud800.jpg", "(1)@,=?/\\"])
def test_no_name_gets_out_of_its_place(name: str) -> None:
    head = give_out(Content(7, Typed(name), "application/pdf", b"x")).headers["Content-Disposition"]
    plain, _, named = head.partition("; filename*=UTF-8''")
    assert plain == 'attachment; filename="attachment-7.pdf"'
    assert unquote(named) == name.encode("utf-8", "replace").decode() and not set(named) & set("\"'();,/\\*@= \r\n?")
