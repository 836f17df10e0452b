"""A site's settings as forms: what is its own and what it inherits, saved as one draft with the text beside them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete

from govsite.database.session import writing
from govsite.models.publishing import Draft, Edit
from tests.apps import portal_of
from tests.cast import BY_KEY, leaks
from tests.console.conftest import SITES
from tests.console.people import follow, hire, sign_in
from tests.helpers import Page, Visitor, inspected, squeeze
from tests.sites.samples import written
from tests.submitting import Redirect, submit
from tests.waiting import wait

HERE = "/xiling/console/settings"
DEFAULTS = {
    "features": {"letters": True},
    "footer": {"icp": "鄂ICP备1号"},
    "links": [{"title": "国家", "url": "https://g.cn/"}],
}


@pytest.fixture(scope="module")
def portal(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """With values at each level, on each kind of database."""
    sites: dict[str, Any] = {slug: dict(site) for slug, site in SITES.items()}
    sites["yichang"] |= {"contact": {"phone": "0717-6219300"}, "theme": "green"}
    sites["xiling"] |= {"contact": {"address": "西陵一路1号"}, "other_names": ["西陵"]}
    folder = tmp_path_factory.mktemp("settings")
    with portal_of(written(sites, defaults=DEFAULTS), folder, database_url=database_url) as made:
        hire(made)
        yield made


@pytest.fixture
def admin(portal: Flask) -> Visitor:
    return sign_in(portal.test_client(), BY_KEY["site_admin"])


@pytest.fixture(autouse=True)
def _no_draft(portal: Flask) -> None:
    """Each test begins with what is live."""
    with portal.app_context(), writing() as session:
        session.execute(delete(Draft))
        session.execute(delete(Edit))


def typed(page: Page, button: str = "保存草稿", **fields: Any) -> Any:
    """Send the form of a topic: ``contact__phone`` is the field contact.phone."""
    return submit(page, button=button, **{name.replace("__", "."): value for name, value in fields.items()})


def saved(visitor: Visitor, topic: str, **fields: Any) -> Page:
    """The page after something was saved."""
    return follow(visitor, typed(visitor.get(f"{HERE}/{topic}"), **fields))


def text(visitor: Visitor) -> str:
    """The text beside the forms: the draft, else what is live."""
    return str(visitor.get(f"{HERE}/text").one("//textarea").text)


def origin(page: Page, name: str) -> str:
    """What is said beside a field."""
    found = page.one(f"//div[contains(@class,'setting')][.//*[@name='{name}']]/p[@class='origin']")
    return squeeze(found.text_content())


def test_each_value_says_whose_it_is(admin: Visitor) -> None:
    page = admin.get(f"{HERE}/contact")
    assert "上级（宜昌市）的：0717-6219300" in origin(page, "contact.phone")
    assert "本站的" in origin(page, "contact.address") and page.one("//input[@name='contact.address']").get("value")
    assert page.one("//input[@name='contact.phone']").get("value") == "", "what is inherited is not written again"
    assert origin(page, "contact.postcode") == "没有写"
    assert "默认：鄂ICP备1号" in origin(admin.get(f"{HERE}/footer"), "footer.icp")
    assert "默认：国家" in admin.get(f"{HERE}/links").main and not list(leaks(page))
    assert "上级（宜昌市）的：绿色" in origin(admin.get(f"{HERE}/theme"), "theme")
    index = admin.get(HERE)
    assert "1 项" in index.one("//tr[th='联系方式']").text_content() and "都沿用上级" in index.main
    names = admin.get(f"{HERE}/names")
    assert "默认：" in origin(names, "title") and names.one("//input[@name='name']").get("value") == "西陵区"


def test_what_is_saved_is_the_draft_of_the_text_too(admin: Visitor) -> None:
    before = text(admin)
    page = saved(admin, "contact", contact__phone="0717-1234567", contact__address="新路 2 号")
    assert "草稿存好了" in page.main and "本站的" in origin(page, "contact.phone")
    now = text(admin)
    assert 'phone: "0717-1234567"' in now and now.replace("新路 2 号", "西陵一路1号") != before
    assert set(before.splitlines()) - set(now.splitlines()) == {"    address: 西陵一路1号"}, "all else as it was"
    changed = {squeeze(cell.text_content()) for cell in admin.get(HERE).find("//td[@data-label='草稿里改了']")}
    assert changed == {"2 项", "—"}
    assert "没有改动" in saved(admin, "contact").main
    assert "0717-1234567" not in admin.get("/xiling/").source, "nobody else sees it"
    compared = admin.get("/xiling/console/drafts/settings/settings")
    assert "咨询电话" in compared.main and "西陵一路1号" in compared.main


def test_what_is_wrong_is_told_beside_its_field(admin: Visitor) -> None:
    page = typed(admin.get(f"{HERE}/contact"), contact__phone="没有", contact__postcode="12", contact__organizer="局")
    assert (page.status, page.one("//input[@name='contact.phone']").get("value")) == (422, "没有")
    error = page.one("//p[@id='contact-phone-error']").text_content()
    assert "带区号的号码" in error and "引号" not in error and "phone" not in error
    assert page.find("//p[@id='contact-postcode-error']") != [] != page.find("//a[@href='#contact-phone']")
    assert page.one("//input[@name='contact.organizer']").get("value") == "局"
    assert "没有草稿" in admin.get(HERE).main, "nothing is kept of it"
    names = typed(admin.get(f"{HERE}/names"), name="", title="x" * 201)
    assert "请填写全称" in names.main and names.find("//p[@id='name-error']")
    assert "最多 200 个字" in typed(admin.get(f"{HERE}/names"), title="x" * 201).main


def test_what_is_typed_is_looked_at_without_being_saved(admin: Visitor) -> None:
    page = typed(admin.get(f"{HERE}/contact"), "看看样子", contact__phone="0717-7654321")
    assert "0717-7654321" in page.one("//div[@id='look']//footer").text_content()
    assert page.find("//div[@id='look']/div[contains(@class, 'theme-green')]"), "what is inherited too"
    assert page.one("//input[@name='contact.phone']").get("value") == "0717-7654321"
    assert "没有草稿" in admin.get(HERE).main
    wrong = typed(page, "看看样子", contact__phone="没有")
    assert wrong.status == 422 and wrong.find("//p[@id='contact-phone-error']") and not wrong.find("//footer")


def test_a_value_is_inherited_again(admin: Visitor) -> None:
    page = admin.get(f"{HERE}/contact")
    assert len(page.find("//button[@name='inherit']")) == 1, "where there is something of its own"
    page = follow(admin, submit(page, button="contact.address"))
    assert page.one("//input[@name='contact.address']").get("value") == ""
    assert "contact" not in text(admin), "an empty table says nothing"
    switch = saved(admin, "features", features__letters="off", features__ratings="on")
    assert "letters: false" in text(admin) and "ratings: true" in text(admin)
    assert switch.one("//input[@name='features.letters'][@value='off']").get("checked") is not None
    page = follow(admin, submit(switch, button="features.letters"))
    assert "letters: false" not in text(admin) and "ratings: true" in text(admin)
    assert "默认：开" in origin(page, "features.letters")


def test_links_are_rows(admin: Visitor) -> None:
    blank = admin.get(f"{HERE}/links")
    assert len(blank.find("//div[@class='row']")) == 2
    page = saved(admin, "links", **{"links.1.title": "区政府", "links.1.url": "https://xl.cn/"})
    assert len(page.find("//div[@class='row']")) == 3 and "title: 区政府" in text(admin)
    wrong = typed(page, **{"links.0.title": "", "links.0.url": "", "links.2.title": "甲", "links.2.url": "xl.cn"})
    assert (wrong.status, len(wrong.find("//p[@class='error']"))) == (422, 1)
    assert wrong.one("//p[@class='error']").get("id") == "links-2-url-error", "the row in which it was typed"
    assert wrong.one("//input[@name='links.2.url']").get("value") == "xl.cn"
    assert "https://xl.cn/" in text(admin)


def test_names_are_lines(admin: Visitor) -> None:
    assert admin.get(f"{HERE}/other-names").one("//textarea").text.strip() == "西陵"
    saved(admin, "other-names", other_names="西陵\n 老城 \n\n")
    assert "- 老城" in text(admin)


def test_what_is_the_operators_is_shown_and_refused(admin: Visitor, portal: Flask) -> None:
    page = admin.get(f"{HERE}/structure")
    assert "420502" in page.main and "宜昌市" in page.main and not page.find("//main//form")
    operator = sign_in(portal.test_client(), BY_KEY["operator"])
    form = operator.get(f"{HERE}/structure")
    token = admin.get(f"{HERE}/contact").one("//main//input[@name='csrf_token']").get("value")
    sent = {e.get("name"): e.get("value") for e in form.find("//main//form//input[@name]")}
    sent |= {"level": "county", "parent": "yichang", "publish": "", "domain": "zw.hubei.gov.cn", "csrf_token": token}
    answer = admin.client.post(f"{HERE}/structure", data=sent, headers={"Origin": "http://localhost"})
    told = inspected(Page(f"{HERE}/structure", answer, admin.client))
    assert answer.status_code == 422 and "只有运维人员能改" in told.one("//p[@id='domain-error']").text_content()
    assert "没有草稿" in admin.get(HERE).main
    assert "草稿存好了" in follow(operator, typed(form, domain="zw.xiling.gov.cn", publish="two_person")).main
    assert "domain: zw.xiling.gov.cn" in text(operator) and "publish: two_person" in text(operator)


def test_two_editors_change_different_fields_and_the_same_one(admin: Visitor, portal: Flask) -> None:
    other = sign_in(portal.test_client(), BY_KEY["site_admin above"])
    mine, theirs = admin.get(f"{HERE}/contact"), other.get(f"{HERE}/contact")
    typed(theirs, contact__postcode="443000", contact__address="他的路")
    page = follow(admin, typed(mine, contact__phone="0717-1234567"))
    assert "两边的改动都留下了" in page.main
    assert all(part in text(admin) for part in ("443000", "他的路", "0717-1234567"))
    again = typed(mine, contact__address="我的路")
    assert again.status == 409 and "他的路" in again.one("//table").text_content()
    assert again.one("//input[@name='contact.address']").get("value") == "我的路"
    follow(admin, typed(again))
    assert "我的路" in text(admin) and "443000" in text(admin)


def test_a_draft_that_is_no_yaml_leads_to_its_text(admin: Visitor) -> None:
    submit(admin.get(f"{HERE}/text"), yaml="xiling:\n  name: [")
    assert "格式错误" in admin.get(HERE).main and "格式错误" in admin.get(f"{HERE}/theme").main


def test_it_is_published_in_one_more_step(admin: Visitor, portal: Flask) -> None:
    page = saved(admin, "contact", contact__phone="0717-7654321")
    draft = admin.get(page.link("对比、预览、发布"))
    follow(admin, submit(draft, draft.one("//form[contains(@action,'/publish')]").get("action"), reason="换电话"))
    wait(lambda: portal.extensions["sites"].current.by_slug["xiling"].contact.phone == "0717-7654321")
    assert "0717-7654321" in admin.get("/xiling/").source
    saved(admin, "contact", contact__phone="")


def test_a_preview_is_one_step_away(admin: Visitor) -> None:
    answer = typed(admin.get(f"{HERE}/names"), "保存并预览", title="西陵区新站名")
    assert isinstance(answer, Redirect) and "/preview/" in answer.to
    assert "西陵区新站名" in admin.client.get(answer.to).get_data(as_text=True)


def test_a_draft_stands_on_the_home_of_who_may_edit_it(admin: Visitor, portal: Flask) -> None:
    assert "我的草稿" not in admin.get("/xiling/console/").main
    saved(admin, "theme", theme="red")
    row = admin.get("/xiling/console/").one("//table[.//th='最后保存']//tbody/tr")
    assert all(word in row.text_content() for word in ("站点设置", "西陵区", "刘洋", "没有发布"))
    admin.get(row.xpath(".//a/@href")[0])
    for key, path, there in (
        *(("site_admin above", "/yichang/console/", True), ("site_admin above", "/console/", True)),
        *(("editor", "/xiling/console/", False), ("operator", "/wuhan/console/", False)),
    ):
        page = sign_in(portal.test_client(), BY_KEY[key]).get(path)
        assert ("我的草稿" in page.main) is there, key


def test_an_unknown_topic_is_no_page(admin: Visitor) -> None:
    admin.get(f"{HERE}/nothing", 404)


def test_words_of_the_search_are_the_operators(portal: Flask) -> None:
    operator = sign_in(portal.test_client(), BY_KEY["operator"])
    page = operator.get(operator.get("/console/settings").link("搜索用词"))
    wrong = submit(page, text="居住证 暂住证\n只有一个")
    assert wrong.status == 422 and "第 2 行" in wrong.main and "只有一个" in wrong.one("//textarea").text
    page = follow(operator, submit(wrong, text="居住证 暂住证  // 老说法"))
    draft = operator.get(page.link("对比、预览、发布"))
    assert "暂住证" in draft.main
    follow(operator, submit(draft, "/console/drafts/words/words/publish", reason="老说法"))
    wait(lambda: portal.extensions["sites"].current.words == (("居住证", "暂住证"),))
    operator.get("/xiling/console/settings/words", 404)
    sign_in(portal.test_client(), BY_KEY["site_admin above"]).get("/console/settings/words", 404)
