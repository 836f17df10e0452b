"""What a site offers, edited in the console: written, told what is wrong, previewed, published, seen; and by whom."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from typing import Any
from urllib.parse import quote
from zipfile import ZipFile

import pytest
from flask import Flask
from sqlalchemy import select, update

from govsite.database import topics
from govsite.database.session import reading, writing
from govsite.domain.common.days import today
from govsite.domain.common.uploads import MOST_BYTES
from govsite.domain.editing.unnamed_files import delete_unnamed
from govsite.domain.importing import IMPORTERS, check_import, store_import
from govsite.domain.publishing.due import Due
from govsite.models import FormFile, Hall
from tests.apps import portal_of, statements, tree_of
from tests.articles.articles import LONG_AGO
from tests.articles.conftest import SITES
from tests.cast import BY_KEY
from tests.console.people import follow, hire, press, sign_in
from tests.helpers import Page, Visitor, squeeze
from tests.importing.samples import HALL, ITEM, OFFERING, OFFICE, table
from tests.publishing.test_due import later
from tests.sites.samples import dump
from tests.submitting import File, submit
from tests.waiting import wait

CODE, COUNTY = ITEM["basic_code"], "420502"
GUIDE = f"/xiling/guides/{CODE}/offices"
LIST = "/xiling/console/content"
FIELDS = "//main//input[@name='result' or @name='fee_short']"
ROWS = {
    "departments": {**OFFICE, "site_code": COUNTY, "name": "西陵区公安局"},
    "items": ITEM,
    "halls": {**HALL, "site_slug": COUNTY, "name": "西陵大厅"},
    "offerings": {**OFFERING, "site_code": COUNTY},
}


@pytest.fixture(scope="module")
def portal(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    with portal_of(dump(SITES), tmp_path_factory.mktemp("content"), database_url=database_url) as made:
        hire(made)
        for noun, row in ROWS.items():
            put_in(made, noun, row)
        yield made


@pytest.fixture(scope="module")
def editor(portal: Flask) -> Visitor:
    return sign_in(portal.test_client(), BY_KEY["editor"])


@pytest.fixture(scope="module")
def operator(portal: Flask) -> Visitor:
    return sign_in(portal.test_client(), BY_KEY["operator"])


def put_in(app: Flask, noun: str, row: dict[str, str]) -> None:
    """A row as an import leaves it."""
    with app.app_context(), writing() as session:
        plan = check_import(session, IMPORTERS[noun], table(row), sites=tree_of(app))
        assert not plan.report.errors, plan.report.errors
        store_import(session, plan)


def number(app: Flask) -> int:
    with app.app_context():
        return topics.current(reading())


def see(app: Flask) -> Visitor:
    """A visitor, once this worker knows of what was published."""
    app.extensions["freshness"].look()
    return Visitor(app.test_client())


def errors(page: Page) -> dict[str, str]:
    """What is said beside each field, by the id of the field."""
    found = page.find("//main//p[@class='error']")
    return {p.get("id").removesuffix("-error"): squeeze(p.text_content()).removeprefix("错误：") for p in found}


def publish(visitor: Visitor, path: str, /, **fields: Any) -> Page:
    return follow(visitor, submit(visitor.get(path), path, button="publish", reason="核对", **fields))


def test_an_offering_is_told_what_is_wrong_previewed_published(portal: Flask, editor: Visitor) -> None:
    address = editor.get(LIST).link("居民身份证补领")
    page = editor.get(address)
    assert (
        page.h1 == "实施清单：居民身份证补领" and page.one("//input[@name='window']").get("value") == "1楼公安户政窗口"
    )
    wrong = {"phone": "范某", "code": "1", "promised_days": "99"}
    answer = submit(page, address, button="publish", reason="试", **wrong)
    assert isinstance(answer, Page) and answer.status == 422 and "草稿存好了" in answer.main
    assert errors(answer).keys() == {"phone", "code"}, "as of a table: cells first, then the rules between them"
    assert answer.find("//select[@name='hall_id']/option/@value") == ["", "H005"]
    kept = editor.get(f"/hant{address}")
    assert kept.one("//input[@name='phone']").get("value") == "范某"
    answer = submit(editor.get(address), address, button="preview", phone="12388", code="")
    assert errors(answer).keys() == {"promised_days"}
    shown = follow(editor, submit(editor.get(address), address, button="preview", promised_days="7", window="9号窗口"))
    assert shown.url.endswith(f"/xiling/guides/{CODE}")
    offices = editor.get(f"{shown.url}/offices")
    assert "9号窗口" in offices.main and "12388" in offices.main
    assert "9号窗口" not in see(portal).get(GUIDE).main
    before = number(portal)
    publish(editor, address)
    assert number(portal) == before + 1
    for root in ("", "/hant"):
        assert "12388" in see(portal).get(root + GUIDE).main
    steps = editor.get(f"/xiling/console/history/offering/{CODE}")
    assert "核对" in steps.main and "原来的内容" in steps.main and steps.h1 == "实施清单的历史：居民身份证补领"
    assert "实施清单 居民身份证补领" in editor.get("/xiling/console/").main, "told by its name, not by its code"
    first = editor.get(steps.find("//main//table//th/a/@href")[-1])
    assert "取回到草稿" in first.main and "1楼公安户政窗口" in first.main, "what was imported before anybody edited it"
    publish(editor, address, state="停用")
    assert "12388" not in see(portal).client.get(GUIDE).text
    assert "停用" in editor.get(f"{LIST}/offering").main
    publish(editor, address, state="在用")
    assert "12388" in see(portal).get(GUIDE).main


def test_a_new_hall(portal: Flask, editor: Visitor) -> None:
    put_in(portal, "halls", {**HALL, "id": "YC1", "site_slug": "420500"})
    new = f"{LIST}/hall/new"
    page = editor.get(editor.get(f"{LIST}/hall").link("新建办事大厅"))
    for key, told in (("YC1", "别的站点"), ("H005", "已经有"), ("new", "不能叫"), ("甲", "只能用字母"), ("", "请填写")):
        answer = submit(page, new, id=key, name="二号大厅")
        assert isinstance(answer, Page) and answer.status == 422 and told in errors(answer)["id"], key
        assert answer.one("//input[@name='name']").get("value") == "二号大厅"
    made = follow(editor, submit(page, new, id="X2", name="二号大厅", level="区"))
    assert {"address", "hours"} <= errors(made).keys() and made.url.startswith(f"{LIST}/hall/X2")
    assert "二号大厅" in editor.get(f"{LIST}/hall").main
    address = f"{LIST}/hall/X2"
    more = submit(editor.get(address), address, button="floors.add", address="一号", hours="工作日")
    floors = {
        "floors.0.floor": "1楼",
        "floors.0.units": "综合窗口",
        "floors.1.floor": "2楼",
        "floors.1.units": "公安、人社",
    }
    shown = follow(editor, submit(more, address, button="preview", **floors))
    assert shown.h1 == "二号大厅" and "公安" in shown.main
    editor.client.get("/xiling/halls/X2")
    publish(editor, address)
    assert see(portal).get("/xiling/halls/X2").h1 == "二号大厅"
    publish(editor, address, state="停用")
    assert see(portal).client.get("/xiling/halls/X2").status_code in (404, 410)


def test_a_department_is_known_by_its_chinese_key(portal: Flask, editor: Visitor) -> None:
    address = editor.get(f"{LIST}/department").link("西陵区公安局")
    assert "%E5%85%AC%E5%AE%89%E5%B1%80" in address
    page = editor.get(address)
    assert "请写发布的理由" in errors(submit(page, address, button="publish", address="新址"))["reason"]
    saved = follow(editor, submit(page, address, button="save", address="新址一号"))
    code = editor.get(follow(editor, submit(saved, address, button="save", credit_code="11420500MB0000018T")).url)
    assert "可以发布，不过请再看看" in code.main and "校验位不对" in code.main
    saved = follow(editor, submit(code, address, button="save", credit_code=OFFICE["credit_code"]))
    draft = editor.get(saved.link("对比、定时、丢弃草稿"))
    assert "地址 宜昌市体育场路46号 新址一号" in squeeze(draft.main)
    shown = follow(editor, press(draft, "预览"))
    assert "新址一号" in shown.main and shown.url.endswith("/departments/gongan")
    follow(editor, press(editor.get(f"/hant{address}".replace("content", "drafts")), "丟棄草稿"))
    publish(editor, address, address="新址二号")
    assert "新址二号" in see(portal).get("/xiling/departments/gongan").main


def test_a_department_with_a_slash_in_its_key(portal: Flask, editor: Visitor) -> None:
    slashed = {"key": "新闻出版局/版权~2f局", "slug": "chuban", "name": "新闻出版"}
    put_in(portal, "departments", {**ROWS["departments"], **slashed})
    see(portal)
    address = editor.get(f"{LIST}/department").link("新闻出版")
    saved = follow(editor, submit(editor.get(address), address, button="save", address="新址"))
    draft = editor.get(saved.link("对比、定时、丢弃草稿"))
    assert "新址" in draft.main and editor.get(draft.link("历史")).status == 200
    assert draft.url.partition("?")[0] in editor.get("/xiling/console/").find("//main//table//a/@href")
    follow(editor, press(draft, "丢弃草稿"))


def test_an_item_is_asked_for_by_a_site_and_published_by_the_operator(
    portal: Flask, editor: Visitor, operator: Visitor
) -> None:
    address = editor.get(f"{LIST}/item?q=补领").link("居民身份证补领")
    page = editor.get(address)
    assert (
        "要由运维人员发布" in page.main
        and page.one("//input[@name='materials.0.name']").get("value") == "身份证补领登记表"
    )
    shown = follow(editor, submit(page, address, button="preview", conditions="身份证丢失、被盗"))
    assert "被盗" in editor.get(f"{shown.url}/online").main
    asked = publish(editor, address)
    assert "已经提请发布" in asked.main and "被盗" not in see(portal).get(f"/xiling/guides/{CODE}/online").main
    draft = f"/xiling/console/drafts/item/{CODE}"
    assert "批准发布" not in editor.get(draft).main
    assert editor.client.post(f"{draft}/approve", data={}).status_code in (400, 403, 404)
    begun = operator.get("/console/")
    assert "居民身份证补领" in begun.main and "更正建议 1" in squeeze(begun.main) and "等您批准" in begun.main
    assert "等您批准" not in editor.get("/xiling/console/").main, "who asked waits for somebody else"
    follow(operator, submit(operator.get(draft), f"{draft}/call-off", words="请写明依据"))
    sent_back = editor.get("/xiling/console/").main
    assert "退回了" in sent_back and f"基本目录 {CODE}" not in sent_back, "it is called by its name still"
    assert "请写明依据" in editor.get(address).main
    asked = publish(editor, address)
    assert "请写明依据" not in editor.get(address).main
    listed = operator.get("/console/content/item")
    assert "等批准" in listed.main and listed.find("//ul[@class='rows']//a/@href") == [draft]
    follow(operator, press(operator.get(draft), "批准发布"))
    for root in ("/xiling", "/hant/xiling"):
        assert "盗" in see(portal).get(f"{root}/guides/{CODE}/online").main.replace("盜", "盗")
    own = f"/console/content/item/{CODE}"
    publish(operator, own, conditions="身份证丢失")
    assert "被盗" not in see(portal).get(f"/xiling/guides/{CODE}/online").main


def test_records_are_moved_and_deleted_without_losing_what_was_typed(portal: Flask, operator: Visitor) -> None:
    own, first = f"/console/content/item/{CODE}", {"faqs.0.q": "可以代办吗", "faqs.0.a": ""}
    page = submit(operator.get(own), own, button="faqs.add", name="改过的名称", **first)
    page = submit(page, own, button="faqs.1.up", **{"faqs.1.q": "周末可以办吗", "faqs.1.a": "可以|到一号窗口;\n带证"})
    assert page.status == 200 and page.one("//input[@name='name']").get("value") == "改过的名称"
    assert page.find("//input[starts-with(@name, 'faqs')]/@value") == ["周末可以办吗", "可以代办吗"]
    told = submit(page, own, button="save", name="居民身份证补领")
    assert told.status == 422 and errors(told) == {"faqs-1-a": "不能空着"} and "草稿存好了" in told.main
    assert "常见问题第 2 项，回答：不能空着" in squeeze(told.one("//div[@id='errors']").text_content())
    page = operator.get(own)
    while page.find("//button[@value='materials.1.drop']"):
        page = submit(page, own, button="materials.1.drop")
    page = submit(page, own, button="materials.0.drop")
    assert set(page.find("//input[starts-with(@name, 'materials')]/@value")) == {""}, "a blank one stays"
    page = submit(operator.get(own), own, button="faqs.1.drop")
    follow(operator, submit(page, own, button="publish", reason="常见问题"))
    text = see(portal).get(f"/xiling/guides/{CODE}/notes").main
    assert "周末可以办吗" in text and "可以｜到一号窗口； 带证" in text


def test_a_blank_form_is_sent_with_its_material(portal: Flask, operator: Visitor) -> None:
    own, form = f"/console/content/item/{CODE}", document()
    bad = {"file.materials.0.blank": File("宏.docx", document("word/vbaProject.bin"))}
    told = submit(operator.get(own), own, button="save", **bad)
    assert told.status == 422 and "有宏" in errors(told)["materials-0-blank"]
    large = {"file.materials.0.blank": File("大.pdf", b"%PDF-1.4" + b"0" * MOST_BYTES), "materials.0.source": "自备"}
    told = submit(operator.get(own), own, button="save", **large)
    assert "文件超过 5 MB" in errors(told)["materials-0-blank"]
    assert told.one("//input[@name='materials.0.source']").get("value") == "自备"
    sent = submit(operator.get(own), own, button="faqs.add", **{"file.materials.0.blank": File("申请 表.docx", form)})
    name = sent.one("//input[@name='materials.0.blank']").get("value")
    assert name.startswith("申请-表-") and name.endswith(".docx"), "another button keeps the file too"
    address = f"/xiling/guides/{CODE}/forms/{quote(name)}"
    submit(sent, own, button="save")
    assert portal.test_client().get(address).status_code == 404, "no draft is public"
    follow(operator, submit(operator.get(own), own, button="publish", reason="新表"))
    see(portal)
    answer = portal.test_client().get(address)
    assert answer.data == form and "attachment" in answer.headers["Content-Disposition"]
    assert answer.mimetype.endswith("wordprocessingml.document")
    publish(operator, own, **{"materials.0.blank": "", "materials.0.sample": "", "materials.0.filling": "到窗口现场填"})
    see(portal)
    assert portal.test_client().get(address).status_code == 404
    steps = operator.get(f"/console/history/item/{CODE}")
    assert name in operator.get(steps.find("//main//table//th/a/@href")[0]).main, "the history names it"
    with portal.app_context(), writing() as session:
        left = {"kind": "x", "added": LONG_AGO, "size": 1, "digest": "", "state": "clean", "content": b"x"}
        session.add(FormFile(address="没有人写的-01234567.pdf", name="x", **left))
        session.execute(update(FormFile).where(FormFile.address == name).values(added=LONG_AGO))
    with portal.app_context():
        assert delete_unnamed() == 1, "one that nothing names, even the history"
        assert set(reading().scalars(select(FormFile.address))) == {name}


def document(*more: str) -> bytes:
    """A document of Word, as far as anybody looks into it."""
    written = BytesIO()
    with ZipFile(written, "w") as made:
        for name in ("[Content_Types].xml", "word/document.xml", *more):
            made.writestr(name, "<x/>")
    return written.getvalue()


def test_what_is_referred_to_is_looked_for_by_name(portal: Flask, editor: Visitor) -> None:
    article = editor.get("/xiling/console/articles").link("新建文章")
    page = submit(editor.get(article), article, button="find_items", title="还没写完", find_items="身份证")
    assert (
        page.status == 200
        and "找到 1 个" in page.main
        and page.one("//input[@name='title']").get("value") == "还没写完"
    )
    page = submit(page, article, button="find_halls", items=CODE, find_halls="没有的", find_items="")
    assert "没有找到" in page.main
    page = submit(page, article, button="find_halls", find_halls="西陵")
    saved = follow(editor, submit(page, article, button="save", halls="H005", text="正文"))
    assert saved.find("//input[@type='checkbox'][@checked]/@value") == [CODE, "H005"]
    new = f"{LIST}/offering/new"
    page = submit(editor.get(new), new, button="find", query="补领", window="3号")
    assert (
        page.find("//input[@name='item_code']/@value") == [CODE]
        and page.one("//input[@name='window']").get("value") == "3号"
    )
    answer = submit(page, new, button="保存草稿", item_code=CODE, query="")
    assert "已经有" in errors(answer)["item_code"]


def test_an_item_is_withdrawn_in_favour_of_another(portal: Flask, operator: Visitor) -> None:
    after = "070010020000"
    new = {"basic_code": after, "slug": "new", "name": "证件一次办", "aliases": "", "words": ""}
    put_in(portal, "items", {**ITEM, **new})
    put_in(portal, "offerings", {**ROWS["offerings"], "item_code": after, "code": ""})
    own = f"/console/content/item/{CODE}"
    see(portal)
    wrong = submit(operator.get(own), own, button="find", query="一次办")
    assert wrong.find("//select[@name='replaced_by']/option/@value") == ["", after]
    wrong = submit(wrong, own, button="publish", reason="合并", replaced_by=after)
    assert "还在用的事项没有代替它的" in errors(wrong)["replaced_by"]
    shown = operator.client.get(submit(operator.get(own), own, button="preview", state="取消").to)
    assert shown.status_code == 410 and "证件一次办" in shown.text
    publish(operator, own)
    visitor = see(portal)
    for root in ("/xiling", "/hant/xiling"):
        page = visitor.get(f"{root}/guides/{CODE}/offices", status=410)
        assert page.find("//main//a[@class='btn']/@href") == [f"{root}/guides/{after}"]
    wait(lambda: not portal.extensions["memory"]._snapshot.handover.is_stale)
    assert "证件一次办" in visitor.get("/xiling/search?q=居民身份证补领").main, "found by the old name"
    publish(operator, own, state="在用", replaced_by="")
    assert see(portal).get(f"/xiling/guides/{CODE}").status == 200


def until(visitor: Visitor, page: Page) -> None:
    """Publish what a form has saved, for three days."""
    draft = visitor.get(page.link("对比、定时、丢弃草稿"))
    ends = f"{today() + timedelta(3)}"
    follow(visitor, submit(draft, f"{draft.url.partition('?')[0]}/publish", reason="装修", ends=ends))


def test_what_holds_for_some_days_is_taken_back_when_they_are_over(
    portal: Flask, editor: Visitor, operator: Visitor
) -> None:
    item = f"/console/content/item/{CODE}"
    before = operator.get(item).find(f"{FIELDS}/@value")
    full = {"id": "TMP", "name": "临时大厅", "level": "区", "address": "一号", "hours": "工作日"}
    made = follow(editor, submit(editor.get(f"{LIST}/hall/new"), f"{LIST}/hall/new", **full))
    phone = {"phone": "0717-6219309"}
    others = (editor.get(LIST).link("居民身份证补领"), editor.get(f"{LIST}/department").link("西陵区公安局"))
    until(operator, follow(operator, submit(operator.get(item), item, button="save", result="新证", fee_short="")))
    assert "新证" in see(portal).get(f"/xiling/guides/{CODE}").main
    for page in (made, *(follow(editor, submit(editor.get(one), one, button="save", **phone)) for one in others)):
        until(editor, page)
    places = "/xiling/halls/TMP", GUIDE, "/xiling/departments/gongan"
    assert see(portal).get(places[0]).h1 == "临时大厅"
    assert all("6219309" in see(portal).get(place).main for place in places[1:])
    with portal.app_context():
        later()
        assert Due(portal.extensions["kinds"], tree_of(portal), portal.extensions["editor_of"]).run() == 4
    assert see(portal).client.get(places[0]).status_code in (404, 410)
    assert not any("6219309" in see(portal).get(place).main for place in places[1:])
    assert "停用" in editor.get(f"{LIST}/hall?q=TMP").main
    assert operator.get(item).find(f"{FIELDS}/@value") == before, "what was filled in where nothing was typed goes too"


def test_lists_have_pages_and_a_bounded_number_of_queries(portal: Flask, editor: Visitor, operator: Visitor) -> None:
    with portal.app_context(), writing() as session:
        more = {"level": "区", "address": "一号", "hours": "工作日"}
        session.add_all([Hall(id=f"P{n:02}", name=f"第{n:02}厅%", site_code=COUNTY, **more) for n in range(40)])
        topics.bump(session)
    see(portal)
    first = editor.get(f"{LIST}/hall?q=厅%25")
    second = editor.get(first.link("下一页"))
    names = [page.find("//table//th/a/text()") for page in (first, second)]
    assert [len(found) for found in names] == [30, 10] and len({*names[0], *names[1]}) == 40
    assert editor.get(second.link("第一页")).find("//table//th/a/text()") == names[0]
    assert editor.get(f"{LIST}/hall?q=P07").find("//table//th/a/text()") == ["第07厅%"]
    assert "没有找到" in editor.get(f"{LIST}/hall?q=_").main
    assert editor.piece(f"{LIST}/hall?q=P07").get("id") == "content"
    with statements(portal) as sent:
        operator.get("/console/content/offering?after=x")
        operator.get("/console/content/offering?after=99999999999999")
    assert len(sent) <= 16, sent
    assert "第502站" in operator.get("/console/content").main, "at the main site those of all sites"


def test_rows_of_other_sites_are_not_there(editor: Visitor) -> None:
    paths = ("/console/content", "/yichang/console/content/hall", f"/wuhan/console/content/offering/{CODE}")
    for path in (*paths, f"{LIST}/hall/YC1", f"{LIST}/nothing", f"{LIST}/article", f"{LIST}/nothing/new"):
        editor.get(path, status=404)
    answer = submit(editor.get(f"{LIST}/offering/new"), f"{LIST}/offering/new", item_code="000000000000")
    assert "没有这个基本编码的事项" in errors(answer)["item_code"]
