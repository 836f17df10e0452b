"""Of each errand the place, the time, the fee, the phone and the trips are the same wherever a guide says them."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from govsite.config import PROJECT
from tests.apps import rows
from tests.helpers import Page, Visitor, squeeze

# 出生、身份证、低保、医保、公积金、开餐馆、食品许可、施工许可、驾照、养老
ERRANDS = ("hukou-birth", "id-card-reissue", "dibao", "med-reimburse", "gjj-rent", "restaurant-one-thing")
ERRANDS += ("food-permit", "construct-permit", "driver-renew", "pension-claim", "agent-help", "labor-arbitration")
SITES = ("xiling", "changyang", "yichang", "wuhan", "enshizhou", "hubei")
Row = dict[str, str]


def guides_of(app: Flask, slug: str) -> dict[str, Row]:
    """The rows of a site's list of guides by code."""
    root = "" if slug == "hubei" else f"/{slug}"
    text = app.test_client().get(f"{root}/guides.csv").get_data(as_text=True).removeprefix("\ufeff")
    return {
        row["基本编码"]: row | {"path": f"{root}/guides/{row['基本编码']}"} for row in csv.DictReader(io.StringIO(text))
    }


def facts(page: Page, path: str) -> Row:
    """The entries of a list of facts, by their names."""
    return {squeeze(dt.text_content()): squeeze(dt.getnext().text_content()) for dt in page.find(f"{path}//dt")}


def differences(client: FlaskClient, row: Row) -> Iterator[str]:
    """What the pages of a guide say otherwise than the list of guides."""
    first, basic, offices, brief = (page_of(client, row["path"] + end) for end in ("", "/basic", "/offices", "/brief"))
    strip, four = facts(first, "//dl[contains(@class, 'strip')]"), facts(brief, "(//dl)[1]")
    told = [squeeze(offices.one("//section[@class='tab']").text_content()), f"{four['什么时候']} {four['去哪办']}"]
    yield from _facts(row, strip, facts(basic, "(//section//dl)[1]"), four)
    yield from _places(row, told)
    if "网上" in row["办理地点"].split("；") and not all(text["去哪办"].startswith("网上") for text in (strip, four)):
        yield "online"
    if facts(page_of(client, f"{row['path']}/print"), "(//dl)[1]") != four:
        yield "print"
    for root in ("/hant", "/elder"):
        other = facts(page_of(client, root + row["path"]), "//dl[contains(@class, 'strip')]")
        if figures(other) != figures(strip):
            yield root


def page_of(client: FlaskClient, url: str) -> Page:
    """A page, which other tests inspect."""
    return Page(url, client.get(url))


def figures(said: Row) -> list[str]:
    return re.findall(r"\d+", " ".join(said.values()))


def _facts(row: Row, strip: Row, table: Row, four: Row) -> Iterator[str]:
    if not all(row["承诺办结时限"] in text for text in (strip["多久"], table["办理时限"], four["什么时候"])):
        yield "time"
    if four["交多少钱"] != row["收费"]:
        yield "fee"
    none = row["到现场次数"] == "0 次"
    said = {"不用跑" in strip["跑几次"], "不用跑" in four["什么时候"], table["到现场次数"].startswith("0 次")}
    if said != {none}:
        yield "trips"


def _places(row: Row, told: list[str]) -> Iterator[str]:
    named = [place.partition("（")[0] for place in row["办理地点"].split("；") if not place.startswith("等 ")]
    for word in (*named, row["办公时间"], row["窗口"], row["咨询电话"]):
        if not all(word in text for text in told):
            yield word


@pytest.mark.parametrize("slug", [SITES[0], *(pytest.param(slug, marks=pytest.mark.long) for slug in SITES[1:])])
def test_ten_errands_are_told_alike_on_all_pages(app: Flask, slug: str) -> None:
    codes = {code for code, name in rows(app, "SELECT code, slug FROM item") if name in ERRANDS}
    check(app, {code: row for code, row in guides_of(app, slug).items() if code in codes})


@pytest.mark.long
@pytest.mark.parametrize("slug", SITES)
def test_so_are_all(app: Flask, slug: str) -> None:
    check(app, guides_of(app, slug))


def check(app: Flask, guides: dict[str, Row]) -> None:
    client = app.test_client()
    found = {code: list(differences(client, row)) for code, row in guides.items()}
    assert found and not {code: each for code, each in found.items() if each}


def test_results_come_as_they_can(visitor: Visitor) -> None:
    """Money is posted to nobody, and who need not come is not sent to a window for the result."""
    for code, words in (("200050002000", "打到申请时填的银行账户"), ("200050010000", "网上查看、下载")):
        page = visitor.get(f"/yichang/guides/{code}")
        assert page.main.count(words) == 1 and "结果可邮寄" not in page.main
        assert words in visitor.get(f"/yichang/guides/{code}/basic").main
    assert "窗口领取或者邮寄" in visitor.get("/xiling/guides/070010016000").main


def test_a_law_of_its_own_says_what_to_do_against_the_result(visitor: Visitor) -> None:
    own = visitor.get("/yichang/guides/100030001000/notes").main
    assert "不服怎么办 对裁决不服的，自收到裁决书之日起十五日内" in own and "60 日内申请行政复议" not in own
    assert "60 日内申请行政复议" in visitor.get("/xiling/guides/010010019000/notes").main


@pytest.mark.parametrize("folder", ["", "guangzhou", "hainan"])
def test_advisers_are_of_what_an_item_is_about(folder: str) -> None:
    """Not of all that its department does: who asks about a pension is not sent to who knows about jobs."""
    with (PROJECT / "demo" / folder / "items.csv").open(encoding="utf-8") as file:
        roles = {row["name"]: re.findall(r"(?:^|;)([^|;]+)\|", row["advisers"]) for row in csv.DictReader(file)}
    about = {"养老保险": "社会保险咨询员", "户口": "户政业务咨询员", "不动产": "不动产登记咨询员"}
    for word, role in about.items():
        others = {name: own for name, own in roles.items() if word in name and own not in ([role], [])}
        assert not others
    assert not any(roles.get(name) for name in ("养犬登记", "见义勇为行为确认与奖励", "大型群众性活动安全许可"))
