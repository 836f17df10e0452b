"""Settings of a site as text: kept as a draft, told at their lines, published into the file, which keeps all else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from govsite import create_app
from govsite.commands.chores import CHORES
from govsite.database.session import writing
from govsite.extensions import db
from tests.apps import opened, rows, statements
from tests.cast import BY_KEY
from tests.console.people import PASSWORD, follow, press, sign_in
from tests.helpers import Page, Visitor
from tests.publishing.conftest import TEXT
from tests.submitting import submit
from tests.waiting import wait

FORM = "/xiling/console/settings/text"
PAGE = "/xiling/console/drafts/settings/settings"


@pytest.fixture(scope="module")
def admin(portal: Flask) -> Visitor:
    return sign_in(portal.test_client(), BY_KEY["site_admin"])


@pytest.fixture(scope="module")
def above(portal: Flask) -> Visitor:
    return sign_in(portal.test_client(), BY_KEY["site_admin above"])


@pytest.fixture(scope="module")
def operator(portal: Flask) -> Visitor:
    return sign_in(portal.test_client(), BY_KEY["operator"])


@pytest.fixture(autouse=True)
def _no_draft_is_left(request: pytest.FixtureRequest) -> Iterator[None]:
    yield
    if "admin" in request.fixturenames:
        page = request.getfixturevalue("admin").get(PAGE)
        if page.find("//main//button[.='丢弃草稿']"):
            press(page, "丢弃草稿")


def typed(page: Page) -> str:
    return str(page.one("//textarea").text_content()).removeprefix("\n")


def send(visitor: Visitor, old: str, new: str, button: str = "save", reason: str = "", root: str = "/xiling") -> Page:
    """Another text for a part of the block; the page that follows, or that shows the form again."""
    page = visitor.get(f"{root}/console/settings/text")
    assert old in typed(page)
    text = typed(page).replace(old, new, 1)
    answer = submit(page, f"{root}/console/settings/text", button=button, yaml=text, reason=reason)
    return answer if isinstance(answer, Page) else follow(visitor, answer)


def faults(page: Page) -> list[str]:
    return [" ".join(item.text_content().split()) for item in page.find("//main//ol[@class='faults']/li")]


def test_saved_compared_published_and_undone(portal: Flask, folder: Path, admin: Visitor) -> None:
    before = (folder / "sites.yaml").read_text("utf-8")
    page = send(admin, "0717-6219300", "0717-6219301")
    assert "草稿存好了" in page.main and "0717-6219301" in typed(page)
    assert "0717-6219300" in portal.test_client().get("/xiling/").text
    page = admin.get(PAGE)
    assert "联系方式：咨询电话 0717-6219300 0717-6219301" in page.main
    assert "聯繫方式" in admin.get(f"/hant{PAGE}").main
    assert [ins.text_content().split()[1:3] for ins in page.find("//pre//ins")] == [["phone:", "0717-6219301"]]
    again = submit(page, f"{PAGE}/publish")
    assert isinstance(again, Page) and again.status == 422 and "请写发布的理由" in again.main
    page = follow(admin, submit(page, f"{PAGE}/publish", reason="换了总机"))
    assert "发布好了" in page.main and "没有草稿" in page.main and "看网站上的" in page.main
    assert "0717-6219301" in portal.test_client().get("/xiling/").text
    assert "0717-6219301" in portal.test_client().get("/hant/xiling/").text
    assert (folder / "sites.yaml").read_text("utf-8") == before.replace("0717-6219300", "0717-6219301")
    history = admin.get("/xiling/console/history/settings/settings")
    assert "换了总机" in history.main and "刘洋" in history.main
    first = admin.get(history.find("//main//tbody//a/@href")[1])  # the save
    assert "和现在网站上的一样" in first.main
    undone = follow(admin, press(admin.get(history.find("//main//tbody//a/@href")[0]), "取回以前的内容"))
    assert "联系方式：咨询电话 0717-6219301 0717-6219300" in undone.main
    press(undone, "丢弃草稿")
    send(admin, "0717-6219301", "0717-6219300", "publish", "换回来")
    assert (folder / "sites.yaml").read_text("utf-8") == before
    page = admin.get(history.find("//main//tbody//a/@href")[0])
    page = follow(admin, press(page, "取回到草稿"))
    assert "旧版本取回" in page.main and "0717-6219301" in page.main


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("phone: 0717-6219300", "phone: 6219300", 7, "引号"),
        ("    address", "   address", 8, ""),
        ("name: 西陵区", "name: &a 西陵区", 3, "引用"),
        ("name: 西陵区", "name: !!python/object:os.system 西陵区", 3, ""),
        ("contact:", "phones: {}\n  contact:", 6, "phones"),
        ('code: "420502"', 'code: "420503"', 2, ""),
        ("level: county", "level: county\n  domain: zwfw.hubei.gov.cn", 5, "域名只有运维人员能改"),
        ("level: county", "level: city", 4, "级别只有运维人员能改"),
        ("parent: yichang", "parent: yichang\n  publish: direct", 6, "只有运维人员能改"),
        ("parent: yichang", "parent: hubei", 5, "上级站点只有运维人员能改"),
        ("xiling:", "wuhan:", 1, "xiling"),
        ("xiling:", "yichang: {}\nxiling:", 1, "xiling"),
    ],
)
def test_what_is_wrong_is_told_at_its_line_and_the_text_stays(
    folder: Path, admin: Visitor, old: str, new: str, line: int, words: str
) -> None:
    before = (folder / "sites.yaml").read_bytes()
    page = send(admin, old, new, "publish", "试一试")
    assert page.status == 422 and new in typed(page)
    assert any(f"第 {line} 行" in one and words in one for one in faults(page)), faults(page)
    assert (folder / "sites.yaml").read_bytes() == before
    assert faults(admin.get(FORM)) == faults(page)  # the draft is kept, and told of


def test_bombs_and_much_too_long_texts_are_told_and_cheap(portal: Flask, admin: Visitor) -> None:
    page = admin.get(FORM)
    deep = "xiling:\n  name: " + "[" * 4000 + "]" * 4000
    answer = submit(page, FORM, button="save", yaml=deep)
    assert isinstance(answer, Page) and answer.status == 422 and faults(answer)
    bomb = "xiling:\n  a: &a [x, x]\n  b: &b [*a, *a]\n  c: [*b, *b]"
    answer = submit(admin.get(FORM), FORM, button="save", yaml=bomb)
    assert isinstance(answer, Page) and "引用" in " ".join(faults(answer))
    data = {"yaml": "x" * 10_000_000, "csrf_token": page.find("//main//input[@name='csrf_token']")[0].get("value")}
    assert portal.test_client().post(FORM, data=data).status_code == 413


def test_two_editors_of_one_block(admin: Visitor, above: Visitor) -> None:
    mine, theirs = admin.get(FORM), above.get(FORM)
    other = typed(theirs).replace("发展大道 1 号", "沿江大道 2 号").replace("# 总机", "# 总机，夜间转保安")
    follow(above, submit(theirs, FORM, button="save", yaml=other))
    text = typed(mine).replace("0717-6219300", "0717-6219309")
    page = follow(admin, submit(mine, FORM, button="save", yaml=text))
    assert "两边的改动都留下了" in page.main
    assert "0717-6219309" in typed(page) and "沿江大道 2 号" in typed(page) and "夜间转保安" in typed(page)
    text = typed(mine).replace("发展大道 1 号", "珍珠路 3 号").replace("0717-6219300", "0717-6219309")
    answer = submit(mine, FORM, button="save", yaml=text)
    assert isinstance(answer, Page) and answer.status == 409
    assert "联系方式：地址 发展大道 1 号 珍珠路 3 号 沿江大道 2 号" in answer.main and "珍珠路 3 号" in typed(answer)
    assert "要用刘洋写的" in answer.main  # who saved it last
    page = follow(admin, submit(answer, FORM, button="save"))
    assert "珍珠路 3 号" in typed(page)


def test_planned_and_published_by_the_chore(portal: Flask, admin: Visitor) -> None:
    send(admin, "0717-6219300", "0717-6219304")
    page = admin.get(PAGE)
    for begins, status in (("明天", 422), ("2020-01-01 09:00", 409)):
        answer = submit(page, f"{PAGE}/publish", reason="搬家", begins=begins)
        assert isinstance(answer, Page) and answer.status == status and "搬家" in answer.source
    page = follow(
        admin, submit(page, f"{PAGE}/publish", reason="搬家", begins="2099-01-01 09:00", ends="2099-01-02 09:00")
    )
    assert "定好了" in page.main and "2099年1月1日 9:00发布" in page.main
    chore = next(one for one in CHORES if one.name == "publishing")
    for table, column, phone in (("draft", "begins", "0717-6219304"), ("edit", "ends", "0717-6219300")):
        with portal.app_context():
            chore.run()
            with writing() as session:
                moved = f"UPDATE {table} SET {column} = '2020-01-01 00:00:00+00' WHERE {column} IS NOT NULL"
                session.execute(text(moved.replace("+00'", "'") if "sqlite" in str(db.engine.url) else moved))
            chore.run()
        assert phone in portal.test_client().get("/xiling/").text
    history = admin.get("/xiling/console/history/settings/settings").main
    assert "到期撤回 刘洋" in history and "发布 刘洋 搬家" in history


def test_pages_ask_a_bounded_number_of_questions(portal: Flask, admin: Visitor) -> None:
    send(admin, "0717-6219300", "0717-6219303")
    for address, most in ((PAGE, 11), (FORM, 9), ("/xiling/console/history/settings/settings", 8)):
        with statements(portal) as sent:
            admin.get(address)
        assert len(sent) <= most and not [one for one in sent if "site_revision.sites" in one], address


def test_a_domain_needs_the_operator_and_the_password(folder: Path, operator: Visitor) -> None:
    page = send(operator, "level: county", "level: county\n  domain: xl.test", "publish", "新域名")
    assert "xl.test" in page.main and (folder / "sites.yaml").read_text("utf-8") == TEXT
    for password, status in (("", 422), ("wrong-one-1", 422)):
        answer = submit(page, f"{PAGE}/publish", reason="新域名", password=password)
        assert isinstance(answer, Page) and answer.status == status
    page = follow(operator, submit(page, f"{PAGE}/publish", reason="新域名", password=PASSWORD))
    assert "发布好了" in page.main and "domain: xl.test" in (folder / "sites.yaml").read_text("utf-8")
    page = send(operator, "  domain: xl.test\n", "", "publish", "不要了")
    follow(operator, submit(page, f"{PAGE}/publish", reason="不要了", password=PASSWORD))
    assert (folder / "sites.yaml").read_text("utf-8") == TEXT


@pytest.mark.parametrize("line", ["publish: two_person", "closed: true", "former_slugs: [xl]"])
def test_what_is_the_operators_needs_the_password(folder: Path, operator: Visitor, line: str) -> None:
    page = send(operator, "level: county", f"level: county\n  {line}", "publish", "要的")
    answer = submit(page, f"{PAGE}/publish", reason="要的")
    assert isinstance(answer, Page) and answer.status == 422 and "再写一遍您自己的密码" in answer.main
    press(page, "丢弃草稿")
    assert (folder / "sites.yaml").read_text("utf-8") == TEXT


def test_nobody_is_offered_what_they_would_be_refused(operator: Visitor, admin: Visitor) -> None:
    """A draft of both: who may not set a domain sees no button for it, but who does."""
    page = send(operator, "level: county", "level: county\n  domain: xl.test")
    assert page and operator.get(PAGE).find(f"//form[@action='{PAGE}/publish']")
    page = admin.get(PAGE)
    assert not page.find(f"//form[@action='{PAGE}/publish']") and "请运维人员来发布" in page.main
    press(page, "丢弃草稿")
    send(admin, "0717-6219300", "0717-6219301")
    page = admin.get(PAGE)
    assert page.find(f"//form[@action='{PAGE}/publish']") and "请运维人员来发布" not in page.main


def test_two_persons_in_the_console(portal: Flask, folder: Path, operator: Visitor) -> None:
    page = send(operator, "name: 武汉市", "name: 武汉市\n  theme: red", "publish", "换颜色", root="/wuhan")
    assert "配色 （没有写，沿用上级的） 红色" in page.main
    assert "已经提请发布" in page.main and "不能批准" in page.main
    assert not page.find("//main//button[.='批准发布']")
    page = follow(operator, press(page, "退回，先不发布"))
    assert "取消好了" in page.main
    assert (folder / "sites.yaml").read_text("utf-8") == TEXT
    press(page, "丢弃草稿")


def test_whose_settings_they_are(portal: Flask, admin: Visitor) -> None:
    before = rows(portal, "SELECT count(*) FROM audit WHERE outcome = 'refused'")[0][0]
    for root in ("", "/yichang", "/wujiagang"):
        admin.get(f"{root}/console/settings/text", 404)
        admin.get(f"{root}/console/drafts/settings/settings", 404)
    editor = sign_in(portal.test_client(), BY_KEY["editor"])
    for path in (FORM, PAGE, "/xiling/console/history/settings/settings"):
        editor.get(path, 404)
    after = rows(portal, "SELECT count(*) FROM audit WHERE outcome = 'refused'")[0][0]
    assert after == before + 9
    for path in (f"{PAGE}x", "/xiling/console/drafts/none/none", "/xiling/console/history/settings/settings/999999"):
        admin.get(path, 404)


def test_another_worker_shows_it(portal: Flask, admin: Visitor) -> None:
    with opened(create_app(portal.extensions["config"])) as worker:
        visitor = worker.test_client()
        assert "0717-6219300" in visitor.get("/xiling/").text
        send(admin, "0717-6219300", "0717-6219302", "publish", "换号")
        for path in ("/xiling/", "/hant/xiling/"):
            wait(lambda path=path: "0717-6219302" in visitor.get(path).text)
        send(admin, "0717-6219302", "0717-6219300", "publish", "换回来")
