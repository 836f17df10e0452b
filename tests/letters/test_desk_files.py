"""Files of answers: kept while something else is wrong, read by the writer once the answer is out, and not before."""

from __future__ import annotations

from flask import Flask

from govsite.database.session import reading
from govsite.domain.tickets.attachments import of_ticket
from tests.common.sent_files import pdf, picture, saved
from tests.helpers import Page
from tests.letters.office import arrive, at_desk, do, form_of, open_letter, row_of, send
from tests.letters.writer import opened
from tests.submitting import File, submit

PHOTO, PAPER = File("范家湾.png", picture()), File("答复.pdf", saved(pdf()))


def files(page: Page, part: str) -> dict[str, str]:
    return {words: url for words, url in page.links().items() if f"/{part}" in url}


def test_a_file_goes_with_an_answer(office: Flask) -> None:
    receipt, clerk = arrive(office), at_desk(office)
    wrong = send(open_letter(office, clerk, receipt), "reply", text=" ", files=[PHOTO, PAPER])
    assert wrong.status == 422 and "范家湾.jpg" in wrong.main, "nobody chooses them again"
    dropped = wrong.find("//button[@name='drop']/@value")[0]
    page = submit(wrong, form_of(wrong, "reply"), dropped, text="见附件。")
    assert page.status == 200 and "见附件。" in page.source and "范家湾.jpg" not in page.main
    do(page, "reply")
    writer = opened(office, receipt)
    (url,) = files(writer, "lookup/files/").values()
    assert writer.client and writer.client.get(url).data.startswith(b"%PDF")
    own = open_letter(office, clerk, receipt)
    (url,) = files(own, "files/").values()
    assert clerk.client.get(url).data.startswith(b"%PDF")
    other = at_desk(office, "clerk of another department")
    assert other.client.get(url).status_code == 404


def test_a_page_that_stood_too_long_says_which_files_to_choose_again(office: Flask) -> None:
    """Nothing is stored without the token of the session; the answer must not go out without its files."""
    receipt, clerk = arrive(office), at_desk(office)
    page = send(open_letter(office, clerk, receipt), "reply", text=" ", files=[PHOTO])
    for token in page.find("//input[@name='csrf_token']"):
        token.set("value", "of another session")
    late = send(page, "reply", text="见附件。", files=[PAPER])
    assert late.status == 422 and "页面停留太久" in late.main and "见附件。" in late.source
    assert "范家湾.jpg" in late.main and "请重新选择" in late.main
    do(late, "reply", text="见附件。", files=[PAPER])
    assert len(files(opened(office, receipt), "lookup/files/")) == 2


def test_a_file_of_an_answer_that_is_not_out_is_the_offices_own(careful: Flask) -> None:
    receipt, clerk = arrive(careful), at_desk(careful)
    do(open_letter(careful, clerk, receipt), "propose", text="见附件。", files=[PAPER])
    ticket, _ = row_of(careful, receipt)
    with careful.app_context():
        (held,) = of_ticket(reading(), ticket.id)
    writer = opened(careful, receipt)
    assert not files(writer, "lookup/files/") and writer.client
    assert writer.client.get(f"/xiling/letters/lookup/files/{held.id}").status_code == 404


def test_a_site_administrator_opens_no_file(office: Flask) -> None:
    receipt = arrive(office)
    do(open_letter(office, at_desk(office), receipt), "reply", text="见附件。", files=[PAPER])
    ticket, _ = row_of(office, receipt)
    with office.app_context():
        (held,) = of_ticket(reading(), ticket.id)
    admin = at_desk(office, "site_admin")
    assert admin.client.get(f"/xiling/console/letters/{ticket.id}/files/{held.id}").status_code == 404
