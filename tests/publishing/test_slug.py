"""Another key for a site, and closing one: looked at, published with the password, followed; no old address is lost."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from flask import Flask

from govsite import create_app
from govsite.config import Config
from govsite.domain.settings.words import KEY, changes_of, merged
from govsite.sites.edit import block_of
from tests.apps import opened, tree_of
from tests.cast import BY_KEY
from tests.console.people import PASSWORD, follow, press, sign_in
from tests.helpers import Page, Visitor
from tests.publishing.conftest import TEXT
from tests.submitting import submit
from tests.waiting import wait

FORM, PAGE = "console/settings/slug", "console/drafts/settings/settings"


@pytest.fixture(scope="module")
def operator(portal: Flask) -> Visitor:
    return sign_in(portal.test_client(), BY_KEY["operator"])


def publish(visitor: Visitor, page: Page, root: str, now: str = "") -> Page:
    action = f"/{root}/{PAGE}/publish"
    without = submit(page, action, reason="合并了")
    assert isinstance(without, Page) and without.status == 422 and "密码" in without.main
    answer = submit(without, action, reason="合并了", password=PASSWORD)
    return visitor.get(answer.to.replace(f"/{root}/", f"/{now or root}/"))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("letters", "网站自己的页面地址"),
        ("xiling", "已经有站点 xiling"),
        ("伍家岗", "只能用小写字母"),
        ("", "请写新的名字"),
        ("wujiagang", ""),
    ],
)
def test_what_cannot_be_is_told_beside_the_field(operator: Visitor, typed: str, said: str) -> None:
    page = submit(operator.get(f"/wujiagang/{FORM}"), button="check", slug=typed)
    assert page.status == (422 if said else 200) and said in page.main
    assert page.one("//input[@name='slug']").get("value") == typed


def test_renamed_and_found_under_both(portal: Flask, folder: Path, operator: Visitor, tmp_path: Path) -> None:
    """On two machines; the portal's own follows by itself, the other by the row."""
    shutil.copy(folder / "sites.yaml", tmp_path)
    config: Config = portal.extensions["config"]
    other = Config(**{**vars(config), "sites": tmp_path / "sites.yaml", "instance": tmp_path / "instance"})
    page = submit(operator.get(f"/wujiagang/{FORM}"), button="check", slug="wjg")
    assert "/wjg/" in page.main and "自动转到新网址" in page.main
    page = follow(operator, submit(page, button="save", slug="wjg"))
    assert f"{KEY} wujiagang wjg" in page.main
    shown = press(page, "预览")
    assert operator.redirect(shown.to, 301).endswith("/wjg/"), "the old address leads on in the preview, too"
    with opened(create_app(other)) as machine:
        assert "发布好了" in publish(operator, page, "wujiagang", "wjg").main
        for app in (portal, machine):
            client = app.test_client()
            wait(lambda client=client: client.get("/wjg/").status_code == 200)
            moved = client.get("/wujiagang/guides?a=1")
            assert (moved.status_code, moved.location) == (301, "/wjg/guides?a=1")
        text = (folder / "sites.yaml").read_text("utf-8")
        wait(lambda: (tmp_path / "sites.yaml").read_text("utf-8") == text)
    for slug in ("hubei", "yichang", "xiling", "wuhan"):
        assert block_of(text, slug) == block_of(TEXT, slug)
    page = follow(operator, submit(operator.get(f"/wjg/{FORM}"), button="save", slug="wujiagang"))
    publish(operator, page, "wjg", "wujiagang")
    assert portal.test_client().get("/wjg/").location == "/wujiagang/"


def test_closed_and_opened_again(portal: Flask, operator: Visitor) -> None:
    root = tree_of(portal).by_code["420503"].slug
    for choice, status in (("on", 410), ("off", 200)):
        form = operator.get(f"/{root}/console/settings/structure")
        submit(form, f"/{root}/console/settings/structure", button="保存草稿", closed=choice)
        assert "发布好了" in publish(operator, operator.get(f"/{root}/{PAGE}"), root).main
        assert portal.test_client().get(f"/{root}/").status_code == status


OLD = "xl:\n  name: 西陵\n  contact:\n    phone: '1'\n"
MOVED = "xiling:\n  name: 西陵\n  former_slugs: [xl]\n  contact:\n    phone: '1'\n"


@pytest.mark.parametrize(("mine", "theirs"), [(MOVED, OLD.replace("'1'", "'2'")), (OLD.replace("'1'", "'2'"), MOVED)])
def test_a_key_and_a_field_are_two_changes(mine: str, theirs: str) -> None:
    text, clashes = merged(OLD, mine, theirs)
    assert text.startswith("xiling:") and "phone: '2'" in text and "former_slugs: [xl]" in text and not clashes


def test_two_keys_are_one() -> None:
    text, clashes = merged(OLD, MOVED, OLD.replace("xl:", "xlq:"))
    assert text.startswith("xiling:") and [(one.mine, one.theirs) for one in clashes] == [("xiling", "xlq")]
    assert changes_of(OLD, MOVED)[0] == (KEY, "xl", "xiling")
