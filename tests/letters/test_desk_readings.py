"""Second readings, and what is published: never by the same person, never without the writer's consent."""

from __future__ import annotations

import pytest
from flask import Flask

from govsite.domain.people.scope import Role
from tests.apps import site_of
from tests.console.people import enter, settle
from tests.helpers import Visitor
from tests.letters.desks import POLICE
from tests.letters.office import OTHER, arrive, at_desk, do, offers, open_letter, row_of, send
from tests.letters.writer import NAME, TITLE, Receipt, act, opened
from tests.submitting import Redirect, submit
from tests.waiting import wait


def colleague(app: Flask, username: str) -> Visitor:
    """Another clerk of the same department."""
    visitor = Visitor(app.test_client())
    settle(app, username, "于志强", Role("clerk", site_of(app, "xiling").code, department=POLICE))
    enter(visitor, username)
    return visitor


def test_an_answer_goes_out_when_another_clerk_approves_it(careful: Flask) -> None:
    receipt, clerk, second = arrive(careful), at_desk(careful), colleague(careful, "second.one")
    page = open_letter(careful, clerk, receipt)
    assert "reply" not in offers(page)
    do(page, "propose", text="已经修好了。")
    writer = opened(careful, receipt)
    assert "已经修好了" not in writer.source and "答复已拟好，正在审核" in writer.main
    own = open_letter(careful, clerk, receipt, "queue=review")
    assert "approve" not in offers(own), "not one's own"
    theirs = open_letter(careful, second, receipt, "queue=review")
    do(theirs, "return", words="请写清日期")
    assert "请写清日期" not in opened(careful, receipt).source
    back = open_letter(careful, clerk, receipt)
    assert back.one("//*[@id='propose-text']").text_content().strip() == "已经修好了。"
    do(back, "propose", text="11月30日已经修好了。")
    do(open_letter(careful, second, receipt), "approve")
    ticket, letter = row_of(careful, receipt)
    assert ticket.state == "replied" and letter.replied
    main = opened(careful, receipt).main
    assert "11月30日已经修好了。" in main and main.count("修好了") == 1, "not the one that came back"


def test_ones_own_answer_is_not_approved_by_a_made_up_form(careful: Flask) -> None:
    receipt, clerk, second = arrive(careful), at_desk(careful), colleague(careful, "second.two")
    do(open_letter(careful, clerk, receipt), "propose", text="已经修好了。")
    ticket, _ = row_of(careful, receipt)
    page = open_letter(careful, second, receipt)
    forged = {i.get("name"): i.get("value") for i in page.find("//details[@id='approve']//input[@type='hidden']")}
    token = clerk.get("/xiling/console/letters").find("//input[@name='csrf_token']/@value")[0]
    url = f"/xiling/console/letters/{ticket.id}/approve"
    answer = clerk.client.post(url, data={**forged, "csrf_token": token}, headers={"Origin": "http://localhost"})
    assert answer.status_code == 409 and row_of(careful, receipt)[0].state == "review"


def replied(app: Flask, consent: bool = True, **fields: str) -> tuple[Receipt, Visitor, int]:
    """A letter that is answered, its clerk, and its number."""
    receipt, clerk = arrive(app, consent=consent, **fields), at_desk(app)
    do(open_letter(app, clerk, receipt), "reply", text=f"{NAME}您好，已经修好了，请打13800001234。")
    return receipt, clerk, row_of(app, receipt)[0].id


def test_only_with_consent(office: Flask) -> None:
    receipt, clerk, number = replied(office, consent=False)
    assert "公开" not in open_letter(office, clerk, receipt).one("//section[@id='acts']").text_content()
    url = f"/xiling/console/letters/{number}/publish"
    clerk.get(url, 404)
    fields = {"title": "题", "body": "信", "answer": "答", "sure": "y", "revision": row_of(office, receipt)[0].revision}
    token = clerk.get("/xiling/console/letters").find("//input[@name='csrf_token']/@value")[0]
    forged = {**fields, "csrf_token": token, "form_key": "k" * 32}
    assert clerk.client.post(url, data=forged, headers={"Origin": "http://localhost"}).status_code == 409
    assert row_of(office, receipt)[1].published is None
    assert receipt.number not in clerk.get("/xiling/console/letters?queue=undecided").main


def test_what_somebody_made_of_it_is_published(office: Flask) -> None:
    receipt, clerk, number = replied(office, name=NAME, body=f"我是{NAME}，住范家湾，电话 138 0000 1234。")
    assert receipt.number in clerk.get("/xiling/console/letters?queue=undecided").main
    page = clerk.get(f"/xiling/console/letters/{number}/publish?queue=undecided")
    body = page.one("//textarea[@name='body']").text_content().strip()
    assert body == "我是范某某，住范家湾，电话 ***。" and "姓名" in page.main
    assert NAME not in page.one("//textarea[@name='answer']").text_content()
    unsure = submit(page)
    assert unsure.status == 422 and "请逐字看一遍" in unsure.main
    sent = submit(page, body="我住在***，路灯坏了。", sure=True)
    assert isinstance(sent, Redirect)
    _, letter = row_of(office, receipt)
    assert letter.published and letter.public_id and letter.undecided is None
    anybody = Visitor(office.test_client())
    public = anybody.get(f"/xiling/letters/{letter.public_id}")
    assert public.h1 == TITLE and "我住在***，路灯坏了。" in public.main
    assert NAME not in public.source and "1380000" not in public.source.replace(" ", "")
    do(open_letter(office, clerk, receipt), "unpublish", sure=True)
    wait(lambda: anybody.client.get(f"/xiling/letters/{letter.public_id}").status_code == 404)
    sent = submit(clerk.get(f"/xiling/console/letters/{number}/publish"), sure=True)
    assert row_of(office, receipt)[1].public_id == letter.public_id, "under the same address"


def shown_to_all(app: Flask, **fields: str) -> tuple[Receipt, Visitor, int, str]:
    """A letter that is published, its clerk, its number and its address."""
    receipt, clerk, number = replied(app, **fields)
    sent = submit(clerk.get(f"/xiling/console/letters/{number}/publish"), answer="已经请***修好了。", sure=True)
    assert isinstance(sent, Redirect)
    address = f"/xiling/letters/{row_of(app, receipt)[1].public_id}"
    assert app.test_client().get(address).status_code == 200
    return receipt, clerk, number, address


@pytest.mark.parametrize("taken_back", ["unpublish", "withdraw", "refuse"])
def test_what_is_handled_anew_can_be_taken_back(office: Flask, taken_back: str) -> None:
    receipt, clerk, _, address = shown_to_all(office)
    page = act(opened(office, receipt), "reopen", reason="网上看得出是我")
    if taken_back == "withdraw":
        assert "公开的内容也会撤下" in page.main
        act(page, "withdraw", sure=True)
    elif taken_back == "refuse":
        do(open_letter(office, clerk, receipt), "pass", department="政务服务")
        do(open_letter(office, at_desk(office, OTHER), receipt), "refuse", reason="请找法院。")
    else:
        do(open_letter(office, clerk, receipt), "unpublish", sure=True)
    assert row_of(office, receipt)[1].published is None
    anybody = office.test_client()
    wait(lambda: anybody.get(address).status_code == 404)


def test_the_next_time_begins_with_what_somebody_made_of_the_answer(office: Flask) -> None:
    receipt, clerk, number, _ = shown_to_all(office)
    act(opened(office, receipt), "rate", rating="1")
    do(open_letter(office, clerk, receipt), "follow-up", text="已经上门道歉。")

    def suggested() -> str:
        page = clerk.get(f"/xiling/console/letters/{number}/publish")
        return str(page.one("//textarea[@name='answer']").text_content()).strip()

    assert suggested() == "已经请***修好了。", "nothing is unmasked by publishing it anew"
    act(opened(office, receipt), "reopen", reason="还是不亮")
    do(open_letter(office, clerk, receipt), "reply", text="换了新灯。")
    assert suggested() == "换了新灯。"


def test_what_is_said_on_a_rating_is_not_the_answer(office: Flask) -> None:
    receipt, clerk, number = replied(office)
    act(opened(office, receipt), "rate", rating="1")
    do(open_letter(office, clerk, receipt), "follow-up", text="已经上门道歉。")
    page = clerk.get(f"/xiling/console/letters/{number}/publish")
    assert "已经修好了" in page.one("//textarea[@name='answer']").text_content()


def test_what_is_not_fit_to_be_published_leaves_the_queue(office: Flask) -> None:
    receipt, clerk, _ = replied(office)
    do(open_letter(office, clerk, receipt), "withhold")
    assert receipt.number not in clerk.get("/xiling/console/letters?queue=undecided").main
    assert "公开" not in opened(office, receipt).one("//ol[@class='timeline']").text_content()


def test_a_letter_that_changed_meanwhile_is_not_published(office: Flask) -> None:
    _, clerk, number = replied(office)
    receipt, clerk, number = replied(office)
    page = clerk.get(f"/xiling/console/letters/{number}/publish")
    act(opened(office, receipt), "rate", rating="5")
    sent = submit(page, body="改好的内容", sure=True)
    assert sent.status == 409 and "有了变化" in sent.main and "改好的内容" in sent.main
    assert row_of(office, receipt)[1].published is None


def test_an_answer_that_is_reopened_is_counted_once(office: Flask) -> None:
    receipt, clerk, _ = replied(office)
    act(opened(office, receipt), "reopen", reason="还是不亮")
    assert receipt.number in clerk.get("/xiling/console/letters?queue=reopened").main
    page = open_letter(office, clerk, receipt, "queue=reopened")
    assert "还是不亮" in page.main
    assert send(page, "reply", text=" ").status == 422
    do(page, "reply", text="换了新灯。")
    assert "换了新灯。" in opened(office, receipt).main
