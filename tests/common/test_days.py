"""The portal's day, whatever the time zone of the machine."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, tzinfo
from pathlib import Path

import pytest
from flask import Flask

from govsite.domain.common import days
from tests.apps import portal_of
from tests.sites.samples import dump, entry

MORNING = datetime(2026, 11, 20, 16, 30, tzinfo=UTC)  # half past midnight of the 21st in Beijing


class Clock(datetime):
    """It stands still."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
        return MORNING.astimezone(tz)


@pytest.fixture(params=["UTC", "Asia/Shanghai", "America/New_York"])
def machine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine in a time zone, on which it is MORNING."""
    monkeypatch.setattr(days, "datetime", Clock)
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.fixture
def board(tmp_path: Path) -> Iterator[Flask]:
    """A portal with a notice that is over and one that begins today."""
    notices = [
        {"id": "over", "title": "昨天的通知", "body": "完。", "from": "2026-11-01", "until": "2026-11-20"},
        {"id": "new", "title": "今天的通知", "body": "新。", "from": "2026-11-21"},
    ]
    with portal_of(dump({"hubei": entry(0, "province", None, notices=notices)}), tmp_path) as made:
        yield made


@pytest.mark.usefixtures("machine")
def test_notices_begin_and_end_with_the_day_in_beijing(board: Flask) -> None:
    client = board.test_client()
    assert days.today() == date(2026, 11, 21)
    assert client.get("/notices/new").status_code == 200
    assert client.get("/notices/over").status_code == 410
    for url in ("/", "/notices", "/feed.xml", "/search?q=通知", "/sitemap.xml"):
        text = client.get(url).get_data(as_text=True)
        assert "今天的通知" in text or "/notices/new" in text, url
        assert "昨天的通知" not in text and "/notices/over" not in text, url


@pytest.mark.usefixtures("machine")
def test_the_feed_says_the_offset_of_that_day(board: Flask) -> None:
    assert board.test_client().get("/feed.xml").get_data(as_text=True).count(">2026-11-21T00:00:00+08:00<") == 3
