"""Articles in the console: written, told what is wrong, previewed, published, corrected, withdrawn; and by whom."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import select, update

from govsite.database.session import reading, writing
from govsite.domain.common.uploads import MOST_BYTES
from govsite.domain.editing.articles import NAME
from govsite.domain.editing.unnamed_files import delete_unnamed
from govsite.domain.publishing.kinds import packed
from govsite.models import ArticleFile, Edit
from tests.apps import portal_of
from tests.articles.articles import COUNTY, LONG_AGO, article, day, publish, see
from tests.articles.conftest import SITES
from tests.cast import BY_KEY
from tests.common.sent_files import picture as a_picture
from tests.console.people import follow, hire, sign_in
from tests.helpers import Page, Visitor, squeeze
from tests.sites.samples import dump
from tests.submitting import File, Redirect, submit

LIST = "/xiling/console/articles"
TITLES = "//table//th/a/text()"
FILE = {"size": 1, "digest": "", "state": "clean", "content": b"x"}


@pytest.fixture(scope="module")
def portal(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    with portal_of(dump(SITES), tmp_path_factory.mktemp("articles"), database_url=database_url) as made:
        hire(made)
        yield made


@pytest.fixture(scope="module")
def editor(portal: Flask) -> Visitor:
    return sign_in(portal.test_client(), BY_KEY["editor"])


def new(editor: Visitor) -> tuple[Page, str]:
    """The form of a new article, and its address."""
    address = editor.get(LIST).link("新建文章")
    return editor.get(address), address


def errors(page: Page) -> dict[str, str]:
    """What is said beside each field, by the id of the field."""
    found = page.find("//main//p[@class='error']")
    return {p.get("id").removesuffix("-error"): squeeze(p.text_content()).removeprefix("错误：") for p in found}


def test_written_previewed_published_corrected_withdrawn(portal: Flask, editor: Visitor) -> None:
    page, address = new(editor)
    text = "周六**停电**。\n\n- 甲路\n- 乙路"
    looked = submit(page, address, button="look", title="停电通知", text=text, begins="什么时候")
    assert looked.one("//div[@id='look']//article//strong").text == "停电" and looked.h1 == "新建文章"
    assert looked.one("//textarea").text.strip("\n") == text, "nothing is saved, nothing lost"
    saved = follow(editor, submit(page, address, button="save", title="停电通知", text=text))
    assert "草稿存好了" in saved.main and saved.one("//textarea").text.strip("\n") == text
    key = address.rpartition("/")[2]
    public = f"/xiling/notices/{key}"
    assert portal.test_client().get(public).status_code == 404
    assert "停电通知" in editor.get(LIST).main
    shown = follow(editor, submit(saved, address, button="preview"))
    assert shown.h1 == "停电通知" and shown.one("//article//strong").text == "停电"
    assert re.match("/preview/[^/]+/xiling/notices/", shown.url)
    listed = editor.get(shown.url.rpartition("/")[0])
    assert "停电通知" in listed.main and "停电通知" not in portal.test_client().get("/xiling/notices").text
    refused = submit(editor.get(address), address, button="publish")
    assert isinstance(refused, Page) and refused.status == 422 and "请写发布的理由" in errors(refused)["reason"]
    done = follow(editor, submit(editor.get(address), address, button="publish", reason="新通知"))
    assert "发布好了" in done.main
    see(portal)
    for root in ("/xiling", "/hant/xiling"):
        assert "停" in portal.test_client().get(f"{root}/notices").text
    assert "停電通知" in portal.test_client().get("/hant/xiling/notices").text
    again = editor.get(address)
    follow(editor, submit(again, address, button="publish", title="停电通知（更正）", reason="改标题"))
    see(portal)
    assert "更正" in portal.test_client().get(public).text
    history = editor.get(f"/xiling/console/history/article/{key}")
    assert "改标题" in history.main and "新通知" in history.main
    refused = submit(editor.get(address), address, button="撤下")
    assert refused.status == 422 and "请写发布的理由" in errors(refused)["reason"]
    gone = follow(editor, submit(editor.get(address), address, button="撤下", reason="过时了"))
    assert "发布好了" in gone.main
    see(portal)
    assert portal.test_client().get(public).status_code == 410
    assert "通知（更正）" in squeeze(editor.get("/xiling/console/").main), "lately changed, by its title"
    for button, status in (("恢复显示", 200), ("撤下", 410)):
        follow(editor, submit(editor.get(address), address, button=button, reason="试"))
        see(portal)
        assert portal.test_client().get(public).status_code == status
    assert editor.get(f"{LIST}?state=withdrawn").find(TITLES) == ["停电通知（更正）"]


def test_what_is_wrong_is_told_beside_its_field_and_kept(portal: Flask, editor: Visitor) -> None:
    page, address = new(editor)
    wrong = {"title": "范某", "text": "", "begins": "12月1号", "ends": "2020-01-01", "source": "一局"}
    answer = submit(page, address, button="publish", reason="试", **wrong)
    assert isinstance(answer, Page) and answer.status == 422 and "草稿存好了" in answer.main
    assert {"text", "begins"} <= errors(answer).keys()
    kept = editor.get(f"/hant{address}")
    assert kept.one("//input[@name='begins']").get("value") == "12月1号"
    assert kept.one("//input[@name='title']").get("value") == "范某" and "不能空著" in errors(kept)["text"]
    answer = submit(editor.get(address), address, button="preview", text="正文", begins="2026-12-01")
    assert isinstance(answer, Page) and errors(answer).keys() == {"ends"}
    untitled = submit(editor.get(address), address, button="save", title="")
    assert isinstance(untitled, Page) and untitled.status == 422 and "请写标题" in errors(untitled)["title"]
    assert untitled.one("//input[@name='source']").get("value") == "一局"
    large = File("大.pdf", b"%PDF" + b"0" * MOST_BYTES)
    answer = submit(editor.get(address), address, button="save", files=[large], author="李")
    assert answer.status == 422 and "文件超过 5 MB" in answer.main
    assert answer.one("//input[@name='author']").get("value") == "李"
    long = submit(editor.get(address), address, button="save", title="长", text="长" * 100_000)
    assert long.status == 422 and "最多 20000 个字" in errors(long)["text"]
    assert len(long.one("//textarea").text) > 99_999


def test_files_are_cleaned_named_by_the_draft_and_public_with_it(portal: Flask, editor: Visitor) -> None:
    page, address = new(editor)
    picture = File("现场.png", a_picture())
    saved = submit(page, address, button="save", title="有附件", text="见附件。", files=[picture])
    saved = follow(editor, saved)
    assert "现场.jpg" in saved.main
    bad = submit(saved, address, button="save", files=[File("x.docx", b"PK\3\4rest")], author="李工")
    assert isinstance(bad, Page) and bad.status == 422 and "x" in bad.one("//ul[@class='refusals']").text_content()
    assert "现场.jpg" in bad.main and bad.one("//input[@name='author']").get("value") == "李工"
    shown = follow(editor, submit(editor.get(address), address, button="preview"))
    assert editor.client.get(shown.link("现场.jpg")).data.startswith(b"\xff\xd8")
    key = address.rpartition("/")[2]
    number = re.findall(r"files/(\d+)", shown.link("现场.jpg"))[0]
    public = f"/xiling/notices/{key}/files/{number}"
    assert portal.test_client().get(public).status_code == 404
    follow(editor, submit(editor.get(address), address, button="publish", reason="新"))
    see(portal)
    assert portal.test_client().get(public).status_code == 200
    without = submit(editor.get(address), address, button=number)
    assert isinstance(without, Page) and "现场.jpg" not in without.main


def test_two_editors_of_one_article(portal: Flask, editor: Visitor) -> None:
    publish(portal, article("shared", site_code=COUNTY, source="一局"))
    other = sign_in(portal.test_client(), BY_KEY["site_admin"])
    address = f"{LIST}/shared"
    mine, theirs = editor.get(address), other.get(address)
    follow(other, submit(theirs, address, button="save", author="王工"))
    merged = follow(editor, submit(mine, address, button="save", source="二局"))
    assert "两边的改动都留下了" in merged.main and merged.one("//input[@name='author']").get("value") == "王工"
    stale = submit(theirs, address, button="save", source="三局")
    assert isinstance(stale, Page) and stale.status == 409
    assert "来源 一局 三局 二局" in squeeze(stale.one("//section[@class='clashes']").text_content())


def test_the_list_tells_states_apart_and_finds_titles(portal: Flask, editor: Visitor) -> None:
    own = {"site_code": COUNTY}
    publish(portal, article("now", title="甲", **own), article("then", 5, title="乙", **own))
    publish(portal, article("past", -9, -1, title="丙100%", **own), article("elsewhere", title="别处"))
    assert "甲" in editor.get(LIST).find(TITLES) and "别处" not in editor.get(LIST).main
    assert editor.get(f"{LIST}?state=later").find(TITLES) == ["乙"]
    assert "丙100%" in editor.piece(f"{LIST}?state=over").text_content()
    assert editor.get(f"{LIST}?state=over&q=%25").find(TITLES) == ["丙100%"]
    assert editor.get(f"{LIST}?state=over&q=_").find(TITLES) == []
    assert day(5).isoformat() in editor.get(f"{LIST}?state=later").main


def test_articles_of_other_sites_are_not_there(portal: Flask, editor: Visitor) -> None:
    publish(portal, article("foreign"))
    for path in ("/console/articles", "/yichang/console/articles/foreign", "/wuhan/console/articles/20261130-1234"):
        editor.get(path, status=404)
    editor.get(f"{LIST}/No-Id", status=404)
    page = editor.get(f"{LIST}/foreign")
    assert page.h1 == "新建文章", "of one id, another site's is another article"
    answer = submit(page, f"{LIST}/foreign", button="publish", title="自己的", text="正文", reason="新")
    assert isinstance(answer, Redirect)
    see(portal)
    assert "foreign号通知" in portal.test_client().get("/yichang/notices/foreign").text


def test_files_that_nothing_names_are_deleted(portal: Flask, editor: Visitor) -> None:
    """One of a live article, one of a version in the history, one that nothing names; and a young one."""
    numbers = {}
    with portal.app_context(), writing() as session:
        for name in ("live", "history", "nothing", "young"):
            row = ArticleFile(site_code=COUNTY, added=LONG_AGO, name=f"{name}.pdf", kind="application/pdf", **FILE)
            session.add(row)
            session.flush()
            numbers[name] = row.id
        young = update(ArticleFile).where(ArticleFile.id == numbers["young"])
        session.execute(young.values(added=datetime.now(UTC)))
    publish(portal, article("with-files", site_code=COUNTY, files=[numbers["live"]]))
    old = {"files": [{"id": numbers["history"], "name": "旧版.pdf"}], "title": "旧版"}
    with portal.app_context(), writing() as session:
        step = {"kind": NAME, "site_code": COUNTY, "key": "with-files", "action": "publish", "title": "旧版"}
        session.add(Edit(**step, content=None, before=packed(old), digest="", who=1, at=LONG_AGO))
    with portal.app_context():
        delete_unnamed()
        left = set(reading().scalars(select(ArticleFile.id).where(ArticleFile.id.in_(numbers.values()))))
    assert left == {numbers[name] for name in ("live", "history", "young")}
