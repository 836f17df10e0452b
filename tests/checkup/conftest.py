"""A portal whose records have one fault of every kind that is looked for, with the cast's staff."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from govsite.domain.articles.board import NOTICES
from govsite.domain.common.days import today
from govsite.models.article import Article
from tests import apps
from tests.apps import portal_of
from tests.console.people import hire
from tests.pages.sparse import hall, item, offering, office, store
from tests.sites.samples import dump, entry

GOOD = "070010016000"
FOOT = {"organizer": "省政府办公厅", "icp": "鄂ICP备1号", "police": "鄂公网安备1号", "site_id": "4200000001"}
# Of what a guide has to say nothing is missing.
WHOLE: dict[str, Any] = {
    "basis": ["《户口登记条例》第七条"],
    "conditions": ["本地居民"],
    "statutory_days": 20,
    "materials": [{"name": "居民身份证", "form": "原件", "copies": 1, "need": "必要", "blank": "", "sample": ""}],
    "steps": [{"name": "受理", "what": "窗口核对身份证并登记", "who": "窗口", "time": "当场"}],
    "visits": 1,
    "visit_reason": "核对原件",
}


def day(ago: int) -> str:
    """A day so many days ago, as sites.yaml has it."""
    return (today() - timedelta(ago)).isoformat()


def change(app: Flask, statement: str, **values: Any) -> None:
    """Change public content by SQL, and let the worker see it at once."""
    apps.change(app, statement, **values)
    app.extensions["freshness"].look()


def notice(name: str, ago: int, until: date | None = None, body: str = "正文") -> dict[str, Any]:
    found = {"id": name, "title": f"公告{name}", "body": body, "from": day(ago)}
    return {**found, "until": until.isoformat()} if until else found


def article(slug: str, name: str, ago: int) -> Article:
    """A notice that is a row, as all are but those that still stand in sites.yaml."""
    begun, moment = today() - timedelta(ago), datetime.now(UTC)
    values = {"column_key": NOTICES, "public_id": name, "title": f"公告{name}", "text": "正文", "shown_from": begun}
    return Article(site_code=sites()[slug]["code"], created=moment, changed=moment, **values)


def sites() -> dict[str, Any]:
    """The province and 宜昌 say all that they have to, but for notices; 武汉 says nothing at all."""
    news = [notice("new", 1), notice("past", 40, today() - timedelta(30))]
    news.append(notice("link", 2, body="见 http:/www.hubei.gov.cn/x 。"))
    return {
        "hubei": entry(0, "province", None, name="湖北省"),
        "yichang": entry(
            500,
            name="宜昌市",
            footer=FOOT,
            contact={"phone": "0717-6219300"},
            notices=[notice("y", 3)],
            links=[{"title": "中国政府网", "url": "https://www.gov.cn/"}],
        ),
        "xiling": entry(502, "county", "yichang", name="西陵区", notices=news),
        "wujiagang": entry(503, "county", "yichang", name="伍家岗区", notices=[notice("w", 100)]),
        "wuhan": entry(100, name="武汉市"),
    }


def records() -> list[Any]:
    """An item with all faults that stand in the catalogue, one without any, and offerings that lack what sites say."""
    form = {"name": "变更申请表", "form": "原件", "copies": 1, "need": "必要", "blank": "", "sample": ""}
    others = {**form, "name": "其他材料"}
    bad = item(materials=[form, others], fee="收费", online_depth=3, visits=1, notes=["见 htp://a.gov.cn/。"])
    good = item(code=GOOD, slug="good", name="户口登记", handling="承诺件", department="民政局", **WHOLE)
    return [
        *(bad, good, hall("YC1", "yichang"), hall("XL1", "xiling", phone="0717-6219300", hours="9:00-17:00")),
        office("xiling", address="一号"),
        office("xiling", key="民政局", slug="minzheng", name="西陵区民政局", phone="0717-6219301", address="二号"),
        office("yichang", key="民政局", slug="minzheng", name="宜昌市民政局", phone="0717-6219302"),
        offering("xiling", hall_id="XL1", hours="9:00-17:00"),
        offering("xiling", item_code=GOOD, department="民政局", hall_id="XL1", window="一楼 3 号"),
        offering("yichang", item_code=GOOD, department="民政局", hall_id="YC1", window="一楼", phone="6219300"),
        offering("yichang", department="公安局", promised_days=9, hall_id="YC1", window="二楼"),
        article("xiling", "old", 400),
    ]


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    with portal_of(dump(sites()), tmp_path_factory.mktemp("checkup")) as made:
        hire(made)
        store(made, *records())
        yield made
