"""What somebody does for themselves: sessions, password, second factor, passkeys without a browser."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import delete, select, update

from govsite.database.session import reading, writing
from govsite.domain.common import audit
from govsite.domain.people import passkeys, recovery
from govsite.domain.people.refused import Refused
from govsite.domain.people.scope import Role
from govsite.models.passkey import Passkey
from govsite.models.second_factor import SecondFactor
from govsite.models.sign_in import SignIn
from govsite.models.throttle import Throttle
from tests.cast import BY_KEY, leaks
from tests.console.people import LOGIN, PASSWORD, code_now, enter, follow, forget_last_code, press, settle, sign_in
from tests.helpers import Visitor
from tests.submitting import submit

CLERK = Role("clerk", "420502", department="公安")
numbers = iter(range(1, 1000))


@pytest.fixture
def name(portal: Flask) -> Iterator[str]:
    """An account of its own for each test."""
    with portal.app_context(), writing() as session:
        session.execute(delete(Throttle))
        session.execute(delete(SignIn))
    username = f"account.{next(numbers)}"
    settle(portal, username, "范晓燕", CLERK)
    yield username


def entered(portal: Flask, name: str) -> Visitor:
    visitor = Visitor(portal.test_client())
    enter(visitor, name)
    return visitor


def is_in(visitor: Visitor) -> bool:
    return visitor.client.get("/console/").status_code == 200


def last(portal: Flask) -> tuple[str, str]:
    with portal.app_context():
        row = audit.last_records(reading(), 1)[0]
        return row.what, row.outcome


def test_one_ends_a_session_somewhere_else(portal: Flask, name: str) -> None:
    here, there = entered(portal, name), entered(portal, name)
    page = here.get("/console/sessions")
    assert len(page.find("//tbody/tr")) == 2
    page = follow(here, press(page, "结束"))
    assert "已经结束那次登录" in page.main and len(page.find("//tbody/tr")) == 1
    assert is_in(here) and not is_in(there)
    assert last(portal) == ("session.end", "done")


def test_or_all_others_at_once(portal: Flask, name: str) -> None:
    here, others = entered(portal, name), [entered(portal, name) for _ in range(2)]
    page = follow(here, press(here.get("/console/sessions"), "结束别处的全部登录"))
    assert "全部" in page.main and is_in(here) and not any(map(is_in, others))


def test_nobody_ends_anothers_session(portal: Flask, name: str) -> None:
    here, stranger = entered(portal, name), entered(portal, name)
    with portal.app_context(), writing() as session:
        found = session.scalars(select(SignIn).order_by(SignIn.id.desc())).first()
        assert found
        found.who, number = "999999", found.id
    page = here.get("/console/sessions")
    token = page.find("//input[@name='csrf_token']/@value")[0]
    for asked in (str(number), "x", "", "9" * 30):
        here.client.post("/console/sessions", data={"session": asked, "csrf_token": token})
    with portal.app_context():
        assert reading().get(SignIn, number) is not None
    assert stranger


def test_the_password_is_changed_and_other_sessions_end(portal: Flask, name: str) -> None:
    here, there = entered(portal, name), entered(portal, name)
    page = here.get("/console/password")
    for old, new, again, said in (
        ("x", "chuangkou-9-hao", "chuangkou-9-hao", "密码不对"),
        (PASSWORD, "short", "short", "至少要 8 个字符"),
        (PASSWORD, PASSWORD, PASSWORD, "不一样"),
        (PASSWORD, "chuangkou-9-hao", "chuangkou-8-hao", "两次写的不一样"),
    ):
        page = submit(page, old=old, new=new, again=again)
        assert page.status == 422 and said in page.main, said
        assert not any(field.get("value") for field in page.find("//input[@type='password']"))
    copied = Visitor(portal.test_client())
    copied.client.set_cookie("console", here.client.get_cookie("console").value)
    assert is_in(copied)
    page = follow(here, submit(page, old=PASSWORD, new="chuangkou-9-hao", again="chuangkou-9-hao"))
    assert "密码改好了" in page.main
    assert is_in(here) and not is_in(there), "this session goes on, others end"
    assert not is_in(copied), "with another token"
    assert here.get("/console/password").h1 == "修改密码"


def test_an_expired_page_is_shown_again(portal: Flask, name: str) -> None:
    here = entered(portal, name)
    page = here.get("/console/password")
    page.find("//main//input[@name='csrf_token']")[0].set("value", "of another session")
    answer = submit(page, old=PASSWORD, new="chuangkou-9-hao", again="chuangkou-9-hao")
    assert answer.status == 422 and "页面停留太久" in answer.main


def test_recovery_codes_are_renewed_for_who_knows_the_password(portal: Flask, name: str) -> None:
    here = entered(portal, name)
    page = here.get("/console/factor")
    assert submit(page, button="换一组恢复码", password="x").status == 422
    page = submit(page, button="换一组恢复码", password=PASSWORD)
    codes = [item.text_content() for item in page.find("//ul[@class='codes']/li")]
    assert len(codes) == 10 and not list(leaks(page))
    with portal.app_context():
        number = reading().scalar(select(SignIn.who))
        assert recovery.use(portal.extensions["passwords"], int(number or 0), codes[0])


def test_another_authenticator_counts_once_its_code_was_right(portal: Flask, name: str) -> None:
    here, there = entered(portal, name), entered(portal, name)
    assert here.redirect("/console/factor/new", 303) == "/console/factor", "not without the password"
    answer = submit(here.get("/console/factor"), button="换一个身份验证器", password=PASSWORD)
    page = follow(here, answer)
    secret = page.one("//*[@class='secret']").text_content().replace(" ", "")
    assert submit(page, code="000000").status == 422
    forget_last_code(portal)
    enter(Visitor(portal.test_client()), name)  # the old one still counts
    page = submit(page, code=code_now(secret))
    assert page.status == 200 and len(page.find("//ul[@class='codes']/li")) == 10
    assert is_in(here) and not is_in(there)
    other = Visitor(portal.test_client())
    forget_last_code(portal)
    step = follow(other, submit(other.get(LOGIN), username=name, password=PASSWORD))
    assert submit(step, code=code_now()).status == 422, "the old one counts no more"
    forget_last_code(portal)
    assert submit(step, code=code_now(secret)).status == 303


def test_a_new_authenticator_is_for_ten_minutes(portal: Flask, name: str) -> None:
    here = entered(portal, name)
    page = follow(here, submit(here.get("/console/factor"), button="换一个身份验证器", password=PASSWORD))
    assert page.h1 == "换一个身份验证器"
    with portal.app_context(), writing() as session:
        row = session.scalars(select(SecondFactor).where(SecondFactor.next_begun.is_not(None))).all()[-1]
        late = row.next_begun
        assert late
        session.execute(update(SecondFactor).values(next_begun=late.replace(year=late.year - 1)))
    assert here.redirect("/console/factor/new", 303) == "/console/factor"


def test_a_passkey_is_added_for_who_knows_the_password_alone(portal: Flask, name: str) -> None:
    here = entered(portal, name)
    page = here.get("/console/passkeys")
    assert submit(page, password="x").status == 422
    page = submit(page, password=PASSWORD)
    options = json.loads(page.one("//form[@data-passkey]").get("data-passkey"))
    assert options["authenticatorSelection"]["userVerification"] == "required" and options["rp"]["id"] == "localhost"
    for answer in ("", "{}", "[]", '{"response": {"clientDataJSON": "e30"}}', "9" * 3000):
        page.one("//form[@data-passkey]//input[@name='credential']").set("value", answer)
        failed = submit(page, "/console/passkeys/add", name="这台电脑")
        assert failed.status == 422 and "没有成功" in failed.main
        assert not failed.find("//*[@data-passkey]"), "another challenge is for the password, too"
    assert "通行密钥删掉了" in here.get("/console/passkeys?done=remove").main


def test_a_challenge_is_of_one_person_and_one_purpose(portal: Flask) -> None:
    place = passkeys.Place("http://localhost", "localhost", "门户", "s" * 40)
    with portal.app_context():
        mine = passkeys._challenge(place, 1, passkeys.USE)
        for other in ((2, passkeys.USE), (1, passkeys.ADD)):
            with pytest.raises(Refused):
                passkeys._answered(place, *other, answer_to(mine))
        assert passkeys._answered(place, 1, passkeys.USE, answer_to(mine)) == mine
        with pytest.raises(Refused):
            passkeys._answered(place, 1, passkeys.USE, answer_to(mine))


def test_a_challenge_is_good_for_two_minutes(portal: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    place = passkeys.Place("http://localhost", "localhost", "门户", "s" * 40)
    now = passkeys.time.time()
    monkeypatch.setattr("govsite.domain.people.passkeys.time.time", lambda: now)
    old = passkeys._challenge(place, 1, passkeys.USE)
    monkeypatch.setattr("govsite.domain.people.passkeys.time.time", lambda: now + passkeys.GOOD_FOR + 1)
    with portal.app_context(), pytest.raises(Refused):
        passkeys._answered(place, 1, passkeys.USE, answer_to(old))


def answer_to(challenge: bytes) -> str:
    from webauthn.helpers import bytes_to_base64url

    said = bytes_to_base64url(json.dumps({"challenge": bytes_to_base64url(challenge)}).encode())
    return json.dumps({"id": "x", "response": {"clientDataJSON": said}})


def test_one_removes_ones_own_passkeys_alone(portal: Flask, name: str) -> None:
    here = entered(portal, name)
    with portal.app_context(), writing() as session:
        own = int(session.scalars(select(SignIn.who)).one())
        other = own - 1
        for staff_id, key in ((own, "mine"), (other, "theirs")):
            values = {
                "public_key": b"x",
                "sign_count": 0,
                "name": key,
                "added": session.scalars(select(SignIn.began)).one(),
            }
            session.add(Passkey(staff_id=staff_id, credential=f"{name} {key}", **values))
    with portal.app_context():
        theirs = reading().scalars(select(Passkey.id).where(Passkey.staff_id == other)).one()
    page = here.get("/console/passkeys")
    token = page.find("//main//input[@name='csrf_token']/@value")[0]
    here.client.post("/console/passkeys/remove", data={"passkey": theirs, "csrf_token": token})
    page = follow(here, press(page, "删除"))
    assert "mine" not in page.main and last(portal) == ("passkey.remove", "done")
    with portal.app_context():
        assert reading().scalars(select(Passkey.name).where(Passkey.id == theirs)).all() == ["theirs"]


def test_the_list_names_the_browser_shortly(portal: Flask) -> None:
    agent = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/120.0.0.0 Safari/537.36"
    client = portal.test_client()
    client.environ_base["HTTP_USER_AGENT"] = agent
    page = sign_in(client, BY_KEY["auditor"]).get("/console/sessions")
    assert "Chrome，Windows" in page.main and "537" not in page.main
