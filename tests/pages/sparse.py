"""A portal whose records hold no more than the database demands, for tests of what pages then say."""

from __future__ import annotations

from typing import Any

from flask import Flask

from govsite.database import topics
from govsite.extensions import db
from govsite.models import Department, Hall, Item, Offering
from govsite.models.article import Article

CODE = "070010015000"
SITES = {"hubei": "420000", "yichang": "420500", "xiling": "420502"}


def item(**values: Any) -> Item:
    """An item with hardly more than a name."""
    bare = {"code": CODE, "slug": "bare", "name": "换证", "audience": "natural", "type": "行政确认", "result": "证件"}
    more = {"handling": "承诺件", "department": "公安局", "promised_days": 5, "steps": [_step("受理")]}
    return Item(**{**bare, **more, **values})


def _step(name: str) -> dict[str, str]:
    return {"name": name, "what": "", "who": "", "time": ""}


def offering(site: str, **values: Any) -> Offering:
    """A site's offering of the item."""
    bare = {"site_code": SITES[site], "item_code": CODE, "code": "0" * 31, "department": "公安局"}
    return Offering(**{**bare, **values})


def office(site: str, **values: Any) -> Department:
    """The department's office at a site."""
    bare = {"key": "公安局", "slug": "gongan", "title": "公安部门", "name": "公安局", "site_code": SITES[site]}
    return Department(**{**bare, **values})


def hall(key: str, site: str, **values: Any) -> Hall:
    """A hall of a site."""
    bare = {"name": f"大厅{key}", "level": "市", "address": "一号", "hours": "9:00-17:00"}
    return Hall(id=key, site_code=SITES[site], **{**bare, **values})


def store(app: Flask, *found: Any) -> None:
    """Put records into the portal, items and halls before what refers to them."""
    with app.app_context():
        for wanted in ((Item, Hall), (Department, Offering, Article)):
            db.session.add_all(row for row in found if isinstance(row, wanted))
            db.session.flush()
        topics.bump(db.session)
        db.session.commit()
