"""Check style sheets and scripts against IE9-class engines: what these do not know must have a fallback before it.

Run as ``python -m tools.oldbrowsers FOLDER``; prints ``file:line: sentence`` and exits 1 when there is anything.
Source of the support data: caniuse.com for IE 9, Safari 6 and Chrome 49.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import tinycss2

from tools.oldscripts import check_script, names_declared

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


def check(folder: Path) -> Iterator[str]:
    """Yield a sentence for each fault in our own files below a folder."""
    paths = [path for path in sorted(folder.rglob("*")) if "vendor" not in path.parts]
    texts = {path: path.read_text("utf-8") for path in paths if path.suffix in (".css", ".js")}
    declared = frozenset[str]().union(*(names_declared(text) for path, text in texts.items() if path.suffix == ".js"))
    for path, text in texts.items():
        found = check_css(text) if path.suffix == ".css" else check_script(text, path.name, declared)
        for line, sentence in found:
            yield f"{path}:{line}: {sentence}"


def main() -> None:
    """Check every own file below the folder named."""
    found = list(check(Path(sys.argv[1])))
    print(*found, sep="\n", end="\n" if found else "")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
