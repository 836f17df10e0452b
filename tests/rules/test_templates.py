"""Templates, style sheets and scripts are read by people: short lines. Fields are put out in one place only."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

from govsite.config import PROJECT

PACKAGE = PROJECT / "govsite"
READ = {".html", ".xml", ".css", ".js"}
SOURCES = sorted(
    path
    for folder in ("templates", "static")
    for path in (PACKAGE / folder).rglob("*")
    if path.suffix in READ and "vendor" not in path.parts
)
LONGEST_LINE = 160  # characters; aim for 120
TEMPLATES = [path for path in SOURCES if "templates" in path.parts]
FIELDS = ("components/fields.html", "components/controls.html", "components/uploads.html")
FORM = re.compile(r"<form\b.*?</form>", re.DOTALL)
# Those that give back what they were given, or know what a person typed. Others (title, wordwrap, format …) make plain
# text of it, which would be converted on a Traditional page and remembered.
FILTERS = frozenset(
    "asis at_home counted day default e filesize join left_out length lines list long_date map marked moment".split()  # noqa: SIM905
    + "marked_up name on_page paragraphs quoted select selectattr short_date telephone truncate".split()  # noqa: SIM905
)
LOOKUPS = ("lookup/_lookup.html",)
WRITES = re.compile(r"method=\"post\"|<textarea|\bfield\(", re.IGNORECASE)


def wrong_in(paths: Iterable[Path], faults: Callable[[Path], object]) -> dict[str, object]:
    """What is wrong, by the file: a test a file would take longer to begin than to do."""
    return {path.relative_to(PACKAGE).as_posix(): found for path in paths if (found := faults(path))}


def test_lines_are_short() -> None:
    def long(path: Path) -> list[str]:
        lines = path.read_text("utf-8").splitlines()
        return [f"{number}: {len(line)}" for number, line in enumerate(lines, 1) if len(line) > LONGEST_LINE]

    assert len(SOURCES) > 100 and not (wrong := wrong_in(SOURCES, long)), wrong


def roots(node: nodes.Node) -> tuple[str, int]:
    """The name that a chain of attributes begins with, and how many follow it."""
    depth = 0
    while isinstance(node, nodes.Getattr | nodes.Getitem):
        node, depth = node.node, depth + 1
    return (node.name if isinstance(node, nodes.Name) else "", depth)


def is_form(name: str) -> bool:
    return name in ("form", "field", "f") or name.endswith("_form")


def touched(source: str) -> list[str]:
    """Where a template puts out, calls or looks into a field of a form instead of handing it to the macro."""
    found = []
    tree = Environment().parse(source)
    for output in tree.find_all(nodes.Output):
        found += [f"{node.lineno}: puts out" for node in output.nodes if is_form(roots(node)[0])]
    found += [f"{call.lineno}: calls" for call in tree.find_all(nodes.Call) if _is_field(call.node)]
    found += [f"{node.lineno}: looks into" for node in tree.find_all(nodes.Getattr) if _is_field(node, 2)]
    return found + [
        f"{node.lineno}: filters" for node in tree.find_all(nodes.Filter) if node.node and _is_field(node.node)
    ]


def _is_field(node: nodes.Node, least: int = 1) -> bool:
    name, depth = roots(node)
    return is_form(name) and depth >= least


def test_only_the_macro_touches_fields() -> None:
    others = [path for path in TEMPLATES if not path.as_posix().endswith(FIELDS)]
    assert not (wrong := wrong_in(others, lambda path: touched(path.read_text("utf-8")))), wrong


@pytest.mark.parametrize(
    "source",
    [
        "{{ form.name }}",
        "{{ form['name'] }}",
        "{{ letter_form.name() }}",
        "{{ form.name(rows=3) }}",
        "{% for field in form %}{{ field }}{% endfor %}",
        "{{ form.name.data }}",
        "{% if form.name.errors %}{% endif %}",
        "{{ form.name|asis }}",
        "{{ form.hidden_tag() }}",
    ],
)
def test_a_field_put_out_otherwise_is_found(source: str) -> None:
    assert touched(source)


@pytest.mark.parametrize("source", ["{{ field(form.name, '提示') }}", "{{ error_summary(form) }}", "{{ root }}"])
def test_a_field_handed_to_the_macro_is_not(source: str) -> None:
    assert not touched(source)


def sent_by_htmx(path: Path) -> list[str]:
    source = path.read_text("utf-8")
    if path.as_posix().endswith(LOOKUPS):
        source = re.sub(r"\bhx-post=", "data-post=", source, count=1)
        assert "hx-" in source and not re.search(r"\bhx-(post|put|patch|delete)\b", source)
        return []
    forms = FORM.findall(source)
    assert len(forms) == source.count("<form"), f"{path}: a form stands in one template, from its tag to the end of it"
    return [
        *(found.group() for found in re.finditer(r"\bhx-(post|put|patch|delete)\b", source)),
        *(form[:80] for form in forms if WRITES.search(form) and "hx-" in form),
    ]


def test_what_people_write_is_never_sent_by_htmx() -> None:
    """A form that is posted or holds a text is a plain form: htmx would lose what was typed when it fails.

    Look-ups of a number and a password write nothing, and who makes them knows both by heart or on paper.
    """
    assert not (wrong := wrong_in(TEMPLATES, sent_by_htmx)), wrong


def test_filters_are_those_that_leave_typed_text_alone() -> None:
    def others(path: Path) -> set[str]:
        tree = Environment().parse(path.read_text("utf-8"))
        return {found.name for found in tree.find_all(nodes.Filter)} - FILTERS

    assert not (wrong := wrong_in(TEMPLATES, others)), wrong
