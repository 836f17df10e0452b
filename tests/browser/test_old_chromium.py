"""A Chromium of 2018, as it is and without what IE 11 and Chromium 49 lack: the journeys with scripts, and no error."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from urllib.parse import unquote

import pytest

from tests.browser.old_window import Engine, OldWindow, engine
from tests.browser.window import GUIDE

pytestmark = pytest.mark.browser

Opener = Callable[..., OldWindow]


@pytest.fixture(scope="module")
def old_chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with engine(tmp_path_factory.mktemp("old")) as found:
        yield found


@pytest.fixture(params=[False, True], ids=["as it is", "as IE 11"])
def old(request: pytest.FixtureRequest, old_chromium: Engine, portal: str) -> Iterator[Opener]:
    """Opens windows; at the end of the test nothing may have gone wrong in any of them."""
    opened: list[OldWindow] = []

    def open_one(path: str, phone: bool = False) -> OldWindow:
        opened.append(OldWindow(old_chromium, portal, request.param, phone))
        opened[-1].go(path)
        return opened[-1]

    yield open_one
    problems = [problem for one in opened for problem in one.close()]
    assert not [problem for problem in problems if "status of 422" not in problem], problems


def stays(one: OldWindow) -> None:
    """From here on the same document is expected."""
    one.run("window.same = true")


def test_the_engine_is_old(old: Opener, request: pytest.FixtureRequest) -> None:
    one = old("/xiling/")
    assert "HeadlessChrome/67." in one.run("navigator.userAgent")
    lacks = request.node.callspec.params["old"]
    assert one.run("typeof Element.prototype.closest") == ("undefined" if lacks else "function")
    assert one.run("typeof window.htmx") == "object"


@pytest.mark.parametrize("phone", [False, True])
def test_search_finds_while_typing(old: Opener, phone: bool) -> None:
    one = old("/xiling/", phone=phone)
    stays(one)
    one.type("#q", "护照")
    one.wait_for("/护照/.test(document.querySelector('#results').textContent)")
    assert unquote(one.path()) == "/xiling/#q=护照" and one.run("window.same")
    one.leave(".modes [hreflang]")
    one.wait_for("/護照/.test(document.querySelector('#results').textContent)")
    assert one.value("#q") == "护照" and unquote(one.path()) == "/hant/xiling/#q=护照"


def test_tabs_of_a_guide_are_swapped(old: Opener) -> None:
    one = old(GUIDE)
    stays(one)
    one.click(".tabs a[href$=notes]")
    one.wait_for("document.querySelector('#guide h2').textContent === '办理说明'")
    assert one.path() == f"{GUIDE}/notes" and one.run("window.same")
    one.run("window.isOld = true; history.back()")
    one.loaded()
    assert one.text("#guide h2") == "网上办理"


def test_facets_are_swapped_and_a_double_click_is_one(old: Opener) -> None:
    one = old("/yichang/personal")
    stays(one)
    one.click(".facets li a", times=2)
    one.wait_for("!!document.querySelector('.tag')")
    assert "?" in one.path() and one.run("window.same")
    one.click(".tag")
    one.wait_for("!document.querySelector('.tag')")
    assert one.path() == "/yichang/personal"


@pytest.mark.parametrize("how", ["control", "shift", "middle"])
def test_a_new_tab_is_a_new_tab(old: Opener, how: str) -> None:
    one = old("/yichang/personal")
    one.run("document.body.addEventListener('htmx:beforeRequest', function () { window.isSwapped = true; })")
    if how == "middle":
        one.click(".facets li a", button="middle")
    else:
        one.click(".facets li a", how)
    assert not one.run("window.isSwapped") and one.path() == "/yichang/personal"


def test_sites_are_found_while_typing(old: Opener) -> None:
    one = old("/sites?to=%2Fpersonal")
    stays(one)
    one.type("#site-q", "yc")
    one.wait_for("/宜昌市/.test((document.querySelector('#site-list .found a') || {}).textContent)")
    assert one.run("window.same")
    one.leave("#site-list .found a")
    assert one.path() == "/yichang/personal" and one.text("h1") == "个人办事"


def test_halls_are_filtered(old: Opener) -> None:
    one = old("/yichang/halls")
    stays(one)
    everything = one.text("#halls .count")
    one.type("#hall-q", "学院街")
    one.wait_for("/学院街/.test(document.querySelector('#halls .row-name').textContent)")
    assert one.text("#halls .count") != everything
    assert one.run("window.same")


def test_progress_is_looked_up(old: Opener) -> None:
    one = old("/yichang/progress")
    stays(one)
    one.type("#number", "BJ-20261130-4K7PA3")
    one.click("form[method=get].filter button")
    one.wait_for("/number=/.test(location.search)")
    assert one.run("window.same")
    one.go("/yichang/progress/lookup")
    stays(one)
    one.type("[name=number]", "BJ-20261130-4K7PA3")
    one.type("[name=password]", "wrong")
    one.click("#lookup form button[type=submit]")
    one.wait_for("!!document.querySelector('#lookup .errors')")
    assert one.run("window.same") and one.value("[name=number]") == "BJ-20261130-4K7PA3"


def test_a_letter_half_written_goes_along(old: Opener) -> None:
    one = old("/xiling/letters/new")
    one.type("#title", "路灯不亮")
    one.type("#body", "晚上\n路灯不亮")
    one.wait_for("/还可以写 [0-9]+ 个字/.test(document.querySelector('[data-count]').textContent)")
    one.leave(".modes [hreflang]")
    assert (one.value("#title"), one.value("#body")) == ("路灯不亮", "晚上\n路灯不亮")
    assert "剛才寫的內容還在" in one.text("main [role=status]")
    one.leave("form[enctype] button[value=send]")
    assert one.text(".errors") and one.value("#title") == "路灯不亮"
