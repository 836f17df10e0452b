"""Check style sheets and scripts against IE9-class engines: what these do not know must have a fallback before it.

Run as ``python tools/oldbrowsers.py FOLDER``; prints ``file:line: sentence`` and exits 1 when there is anything.
Source of the support data: caniuse.com for IE 9, Safari 6 and Chrome 49.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import tinycss2

# property -> the properties one of which must stand before it in the same block as a fallback; () forbids it
NEEDS = {
    "display:grid": (),
    "display:flex": ("display", "float", "width"),
    "gap": (),
    "grid": (),
    "grid-template-columns": (),
    "grid-area": (),
    "object-fit": (),
    "position:sticky": ("position",),
    "aspect-ratio": (),
    "inset": (),
    "place-items": (),
    "clamp(": (),
    "min(": (),
    "max(": (),
    "var(": (),
    "rem": (),
    "vw": (),
    "vh": (),
    "vmin": (),
    "color-mix(": (),
    "animation": (),
    "transition": (),
}
UNITS = {"rem", "vw", "vh", "vmin", "vmax", "ch"}
FUNCTIONS = {"clamp", "min", "max", "var", "color-mix", "env"}
SELECTORS = re.compile(r":(is|where|has|focus-visible|focus-within|placeholder-shown)\b|::(marker|backdrop)")
ES6 = re.compile(r"(^|[^\w.])(let|const|class|async|await|yield|import|export)\s|=>|`|\.\.\.|\?\.|\?\?")

# What IE 9 has not: a look for it, "classList" in element, is written as a string.
NEW_APIS = re.compile(
    r"\b(fetch|Promise|Symbol|Map|Set|WeakMap|Proxy|URLSearchParams|requestAnimationFrame|matchMedia)\b"
    r"|\.(classList|dataset|closest|matches|append|prepend|remove|replaceWith|includes|startsWith|endsWith|repeat)\b"
    r"|\b(Object\.(assign|entries|values)|Array\.(from|of)|currentScript|overrideMimeType|replaceState)\b"
)


def check_css(text: str) -> Iterator[tuple[int, str]]:
    """Yield (line, sentence) for each declaration or selector that old engines do not read."""
    yield from _rules(tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True))


def _rules(rules: list[object]) -> Iterator[tuple[int, str]]:
    for rule in rules:
        kind = getattr(rule, "type", "")
        if kind == "error":
            yield rule.source_line, f"not CSS: {rule.message}"  # type: ignore[attr-defined]
        elif kind == "at-rule" and rule.lower_at_keyword == "media":  # type: ignore[attr-defined]
            yield from _rules(tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True))  # type: ignore[attr-defined]
        elif kind == "qualified-rule":
            selector = tinycss2.serialize(rule.prelude)  # type: ignore[attr-defined]
            if SELECTORS.search(selector):
                yield rule.source_line, f"selector of newer engines, the whole rule is lost: {selector.strip()}"  # type: ignore[attr-defined]
            yield from _block(rule.content)  # type: ignore[attr-defined]


def _block(content: list[object]) -> Iterator[tuple[int, str]]:
    before: set[str] = set()
    for item in tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True):
        if item.type != "declaration":
            continue
        values = [v for v in item.value if v.type != "whitespace"]
        for key in _keys(item.lower_name, values):
            fallback = NEEDS.get(key)
            if fallback is not None and not before.intersection(fallback):
                yield item.source_line, f"{key} has no fallback before it"
        before.add(item.lower_name)


def _keys(name: str, values: list[object]) -> Iterator[str]:
    yield name
    for value in values:
        kind = getattr(value, "type", "")
        if kind == "ident":
            yield f"{name}:{value.lower_value}"  # type: ignore[attr-defined]
        elif kind == "dimension" and value.lower_unit in UNITS:  # type: ignore[attr-defined]
            yield value.lower_unit  # type: ignore[attr-defined]
        elif kind == "function" and value.lower_name in FUNCTIONS:  # type: ignore[attr-defined]
            yield f"{value.lower_name}("  # type: ignore[attr-defined]


def check_js(text: str) -> Iterator[tuple[int, str]]:
    """Yield (line, sentence) for syntax that came after ES5 and for what IE 9 has not.

    PhantomJS, which is ES5, runs the file in the tests.
    """
    for number, line in enumerate(text.splitlines(), 1):
        code = re.sub(r"//.*|\"[^\"]*\"|'[^']*'", "", line)
        if ES6.search(code):
            yield number, f"newer than ES5: {line.strip()}"
        elif NEW_APIS.search(code):
            yield number, f"not in IE 9: {line.strip()}"


def main() -> None:
    """Check every own file below the folder named."""
    found = 0
    for path in sorted(Path(sys.argv[1]).rglob("*")):
        check = {".css": check_css, ".js": check_js}.get(path.suffix)
        if check is None or "vendor" in path.parts:  # site.js loads htmx only where it runs
            continue
        for line, sentence in check(path.read_text("utf-8")):
            print(f"{path}:{line}: {sentence}")
            found += 1
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
