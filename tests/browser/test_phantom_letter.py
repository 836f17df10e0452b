"""A letter in PhantomJS 2.1, the class of engines from IE 9 to Safari 6: written, kept, looked up, added to, left."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from govsite.domain.common import suspicion
from tests.browser.letter_portal import OFFICE, letter_portal
from tests.browser.serving import served
from tests.browser.test_phantom import drive
from tests.browser.window import PHONE, SCREEN, Size
from tests.common.sent_files import picture
from tests.letters.writer import BODY, KIND, TITLE
from tests.waiting import PATIENCE

pytestmark = pytest.mark.browser

DRIVER = Path(__file__).with_name("phantom_form.js")
SEND, LOOKED_UP = "main [name=do][value=send]:not([tabindex])", 6


@pytest.mark.parametrize("size", [PHONE, pytest.param(SCREEN, marks=pytest.mark.long)])
def test_an_old_engine_writes_and_reads(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: Size
) -> None:
    monkeypatch.setattr(suspicion, "FASTEST", 0)  # a machine fills the form in
    photo = tmp_path / "回执.jpg"
    photo.write_bytes(picture())
    with letter_portal(app, tmp_path / "portal") as portal, served(portal) as origin:
        receipt = {"until": ".ticket-password", "read": [".ticket-number", ".ticket-password"]}
        letter = {"#title": TITLE, "#body": BODY, "#department": OFFICE, f"[name=kind][value={KIND}]": True}
        number, password = ({"read": [2, place]} for place in (0, 1))
        steps = [
            {"open": f"{origin}/xiling/letters/new", "until": "#kind"},
            {"press": SEND, "until": "#errors"},
            {"fill": letter, "file": ["#files", str(photo)], "press": SEND, **receipt},
            {"press": ".receipt form button", "until": "#number"},
            {"open": f"{origin}/hant/yichang/letters/lookup", "until": "html[lang=zh-Hant] #number"},
            {"fill": {"#number": number, "#password": "0"}, "press": SEND, "until": "#errors"},
            {"fill": {"#number": number, "#password": password}, "press": SEND, "until": ".leave"},
            {"fill": {"#add-text": "头发店对面"}, "press": "#add form > p > button:not([tabindex])", "until": "p.done"},
            {"press": ".leave button", "until": "#number"},
        ]
        drawn = [{**step, "picture": f"{tmp_path}/{number}.png"} for number, step in enumerate(steps)]
        job = {"size": size, "steps": drawn, "patience": PATIENCE / 2}
        seen = drive(DRIVER, job, tmp_path)
    assert not seen["errors"], seen["errors"]
    pages = seen["pages"]
    assert not [page["path"] for page in pages if page["width"] > size[0]], "nothing to scroll sideways"
    assert "请写标题" in pages[1]["text"] and "密码只显示这一次" in pages[2]["text"]
    opened = pages[LOOKED_UP]
    assert opened["path"] == "/hant/yichang/letters/lookup"
    assert TITLE in opened["text"] and "头发店" in opened["text"] and "回执.jpg" in opened["text"]
    assert "头发店对面" in pages[-2]["text"] and TITLE not in pages[-1]["text"]
