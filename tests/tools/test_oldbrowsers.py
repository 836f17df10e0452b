"""The check of style sheets and scripts for old browsers."""

from __future__ import annotations

import pytest

from tools.oldbrowsers import check_js


@pytest.mark.parametrize("code", ["let a = 1;", "f(() => 1);", "link.classList.add(x);", "fetch(url).then(f);"])
def test_what_ie_9_does_not_know_is_named(code: str) -> None:
    assert [line for line, _ in check_js(f"var a;\n{code}")] == [2]


@pytest.mark.parametrize(
    "code", ['if ("classList" in tag) { f(); }', "list.removeChild(x); // fetch", "a.appendChild(b);"]
)
def test_what_ie_9_knows_is_not(code: str) -> None:
    assert not list(check_js(code))
