"""The check of style sheets and scripts for old browsers."""

from __future__ import annotations

import pytest

from govsite.config import PROJECT
from tools.oldbrowsers import check
from tools.oldscripts import check_script, names_declared


def lines(code: str, name: str = "") -> list[int]:
    return sorted({line for line, _ in check_script(f"var a, b, list, f;\n{code}", name)})


@pytest.mark.parametrize(
    "code",
    [
        "let c = 1;",
        "f(() => 1);",
        "f(a,);",
        "f(...a);",
        "a ?? b;",
        "f(`a`);",
        "for (var c of list) { f(c); }",
        "f(/a/u);",
        "f(/(?<=a)b/);",
    ],
)
def test_syntax_after_es5_is_named(code: str) -> None:
    assert lines(code) == [2]


@pytest.mark.parametrize(
    "code",
    [
        "a.classList;",
        "fetch(a);",
        "new Promise(f);",
        "a.closest(b);",
        "list.includes(a);",
        "Object.assign(a, b);",
        "new URLSearchParams(a);",
        'a["closest"](b);',
        "navigator.credentials;",
        "structuredClone(a);",
        "a.whatComesNext;",
    ],
)
def test_what_old_engines_do_not_have_is_named(code: str) -> None:
    assert lines(code) == [2]


@pytest.mark.parametrize("name", ["forEach", "map", "filter", "some"])
def test_what_arrays_have_is_not_asked_of_lists_of_elements(name: str) -> None:
    assert lines(f"document.querySelectorAll(a).{name}(f);") == [2]
    assert lines(f"list.{name}(f);") == [2], "who knows what it is"
    assert lines(f"[].{name}.call(list, f);") == []


@pytest.mark.parametrize(
    "code",
    [
        'if ("classList" in a) { f(); }',
        "list.removeChild(a); // fetch",
        "f({closest: 1}.closest);",
        "try { f(); } catch (error) { f(error); }",
        "function g(c, d) { return c + d; }\ng(/a[b-c]+/gi);",
        "return;",
    ],
)
def test_what_they_have_is_not(code: str) -> None:
    assert lines(code) == []


def test_a_file_may_use_what_is_declared_in_one_that_is_joined_to_it() -> None:
    assert lines("each(list, f);") == [2]
    assert not list(check_script("each(document.body, f);", "", names_declared("function each() {} var f;")))


def test_what_a_file_asks_for_first_is_for_that_file_alone() -> None:
    assert lines("navigator.credentials;", "passkeys.js") == []


def test_our_own_files_have_no_faults() -> None:
    assert list(check(PROJECT / "govsite" / "static")) == []
