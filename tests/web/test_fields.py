"""Fields in our own markup: what was typed stays in either script, labels and errors follow it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from tests.helpers import Page, Visitor, inspect
from tests.web.form_page import NAME, TEXT, TYPED, URL, form_portal

SCRIPTS = pytest.mark.parametrize("root", ["", "/hant"])


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    with form_portal(tmp_path_factory.mktemp("fields")) as made:
        yield made


def send(app: Flask, root: str, status: int, **data: Any) -> Page:
    page = Page(root + URL, app.test_client().post(root + URL, data=data))
    assert page.status == status
    problems = list(inspect(page))
    assert not problems, problems
    return page


def described(page: Page, field: Any) -> list[str]:
    return [page.one(f"//*[@id='{name}']").text_content() for name in field.get("aria-describedby", "").split()]


@SCRIPTS
def test_what_was_typed_stays_as_it_was_and_what_we_say_follows_the_script(own: Flask, root: str) -> None:
    page = send(own, root, 200, **TYPED)
    assert page.one("//input[@name='name']").get("value") == NAME
    assert page.one("//textarea").text == "\n" + TEXT, "a browser drops the first line end"
    assert page.one("//input[@name='origin']").get("value") == "头发"
    assert page.one("//input[@name='form_key']").get("value") == "k3y"
    hant = root == "/hant"
    assert page.one("//label[@for='name']").text_content().strip() == ("發件人" if hant else "发件人")
    assert page.one("//option[@selected]").text_content() == ("發展大道" if hant else "发展大道")
    assert page.one("//label[@for='kind']").text_content() == ("諮詢發問" if hant else "咨询发问")
    assert page.one("//label[@for='ways']").text_content() == ("打電話" if hant else "打电话")
    assert [field.get("name") for field in page.find("//input[@checked]")] == ["kind", "ways", "agreed"]


def test_nothing_typed_is_remembered(own: Flask) -> None:
    send(own, "", 200, **TYPED)
    send(own, "/hant", 200, **TYPED)
    for env in own.extensions["pages"].values():
        assert not [text for text in env._texts if NAME in text or TEXT.strip() in text]


def test_passwords_and_files_are_never_put_out(own: Flask) -> None:
    page = send(own, "", 422, **{**TYPED, "name": ""})
    assert page.one("//input[@type='password']").get("value") is None
    assert page.one("//input[@type='file']").get("value") is None


@SCRIPTS
def test_errors_stand_beside_the_field_and_above_the_form(own: Flask, root: str) -> None:
    page = send(own, root, 422, text=TEXT, place="yichang")
    wrong = [field.get("name") for field in page.find("//form[@enctype]//*[@aria-invalid='true'][@name]")]
    assert wrong == ["name", "secret"]
    assert page.one("//fieldset[@role='radiogroup']").get("aria-invalid") == "true"
    assert described(page, page.one("//input[@name='name']")) == [
        "错误：请写姓名。" if not root else "錯誤：請寫姓名。"
    ]
    links = page.find("//div[@role='alert']//a/@href")
    assert links == ["#name", "#kind", "#secret"]
    assert all(page.find(f"//form//*[@id='{link[1:]}']") for link in links)
    assert "3" in page.one("//div[@role='alert']/h2").text_content()
    assert page.one("//textarea").text == "\n" + TEXT


def test_hints_limits_and_what_browsers_fill_in(own: Flask) -> None:
    page = Visitor(own.test_client()).get(URL)
    assert not page.find("//*[@role='alert']|//*[@aria-invalid]")
    assert described(page, page.one("//input[@name='phone']")) == ["只用来发短信。"]
    assert described(page, page.one("//textarea")) == ["不要写身份证号码。"]
    name, phone = page.one("//input[@name='name']"), page.one("//input[@name='phone']")
    assert (name.get("type"), name.get("maxlength"), name.get("autocomplete")) == ("text", "40", "name")
    assert (phone.get("type"), page.one("//input[@name='mail']").get("type")) == ("tel", "email")
    assert name.get("required") is not None and phone.get("required") is None
    optional = [label.text_content() for label in page.find("//label|//legend") if "选填" in label.text_content()]
    assert optional == ["手机号码（选填）", "邮箱（选填）", "怎样答复您（选填）", "附件（选填）"]
    assert {field.text_content().strip() for field in page.find("//legend")} == {"类型", "怎样答复您（选填）"}


def test_what_was_typed_cannot_break_out(own: Flask) -> None:
    page = send(own, "/hant", 422, name='"><b>头', text="</textarea><b>头")
    assert page.one("//input[@name='name']").get("value") == '"><b>头'
    assert page.one("//textarea").text == "\n</textarea><b>头"
    assert not page.find("//b")
