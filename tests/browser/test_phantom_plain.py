"""PhantomJS 2.1, the class of engines from IE 9 to Safari 6: a letter with scripts off, the desk with scripts on."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask

from govsite.domain.common import suspicion
from tests.browser.letter_portal import origin, portal
from tests.browser.test_phantom import drive
from tests.browser.window import SCREEN
from tests.console.people import PASSWORD, code_now, forget_last_code
from tests.letters.writer import BODY, TITLE
from tests.waiting import PATIENCE

__all__ = ["origin", "portal"]
pytestmark = pytest.mark.browser

PLAIN, FORM = (Path(__file__).with_name(name) for name in ("phantom_plain.js", "phantom_form.js"))
SEND = "main [name=do][value=send]:not([tabindex])"


def test_a_letter_without_scripts(origin: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(suspicion, "FASTEST", 0)  # a machine fills the form in
    new, lookup = f"{origin}/xiling/letters/new", f"{origin}/yichang/letters/lookup"
    letter = [["[name=kind][value=求助]", ""], ["#title", TITLE], ["#body", BODY.replace("\n", " ")]]
    secrets = [["#number", "{0}"], ["#password", "{1}"]]
    steps = [
        {"open": new, "until": "写信"},
        {"at": new, "press": SEND, "until": "请写标题"},
        {"open": new, "until": "写信"},
        {"at": new, "type": letter, "press": SEND, "until": "密码只显示这一次"},
        {"open": lookup, "until": "查询密码"},
        {"at": lookup, "type": secrets, "press": SEND, "until": TITLE},
        {"at": lookup, "press": ".leave button", "until": "已经离开"},
    ]
    find = [r"(XJ-\d{8}-[0-9A-Z]{6})", r"(\d{4} \d{4} \d{4} \d{4})"]
    job = {"size": [1024, 5000], "steps": steps, "find": find, "patience": PATIENCE / 2}
    seen = drive(PLAIN, job, tmp_path)
    assert not seen["errors"], seen["errors"]
    assert not seen["scripts"], "it asked for no script: none was run"
    assert "头发店" in seen["pages"][5] and TITLE not in seen["pages"][6]


def test_the_desk_in_an_old_engine(portal: Flask, origin: str, tmp_path: Path) -> None:
    forget_last_code(portal)
    desk, press = f"{origin}/xiling/console/letters", "main form button"
    steps = [
        {"open": f"{desk}?queue=all", "until": "#username"},
        {"fill": {"#username": "xiling.first", "#password": PASSWORD}, "press": press, "until": "#code"},
        {"fill": {"#code": code_now()}, "press": press, "until": "#desk tbody th a", "read": ["#desk tbody th a"]},
        {"fill": {"#q": "没有这样的内容"}, "press": ".filters button", "until": ".empty"},
        {"open": f"{desk}?queue=all", "until": "#desk tbody th a"},
        {"keys": ["j", "j", "Enter"], "until": ".sheet h1", "read": [".sheet h1"]},
        {"keys": ["n"], "until": ".beside li:nth-child(3).on", "read": [".sheet h1"]},
        {"keys": ["u"], "until": "#desk tbody th a"},
    ]
    drawn = [{**step, "picture": f"{tmp_path}/{number}.png"} for number, step in enumerate(steps)]
    seen = drive(FORM, {"size": SCREEN, "steps": drawn, "patience": PATIENCE / 2}, tmp_path)
    assert not seen["errors"], seen["errors"]
    pages = seen["pages"]
    assert not [page["path"] for page in pages if page["width"] > SCREEN[0]], "nothing to scroll sideways"
    assert re.search(r"下一行", pages[2]["text"]) and "没有找到" in pages[3]["text"]
    assert pages[5]["read"] != pages[2]["read"], "the second one was opened"
    assert pages[6]["read"] != pages[5]["read"]
