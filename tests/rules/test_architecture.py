"""The house rules as tests: which way the imports run, how large things are, what code may ask a site."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.rules.imports import MODULES, PACKAGE, imported_modules, imports

FILES = list(MODULES.values())
TEMPLATES = sorted(p for p in (PACKAGE / "templates").rglob("*") if p.suffix in (".html", ".xml"))

# Part of the package -> the parts that it may import beside itself; a part stands for all below it.
# blueprints -> forms, domain, web -> database, sites, models, gateways -> typed
ARROWS = {
    # what builds the application
    "": "startup commands config web",
    "startup": "blueprints web domain database sites extensions config logs",
    "commands": "demo domain database sites gateways extensions config",
    "demo": "domain database models sites",
    "simulators": "gateways config",
    # what answers requests
    "blueprints": "forms web domain database sites extensions folding typed characters",
    "forms": "domain sites typed characters",
    "web": "domain database sites extensions config folding typed",
    # what knows the trade, floor by floor: common < index < catalogue < search, importing; articles < search, importing
    "domain": "",
    "domain.search": "domain.articles domain.catalogue domain.index domain.common sites models folding typed",
    "domain.cases": "domain.systems domain.tickets domain.catalogue domain.tables domain.common"
    " database sites models typed characters",
    "domain.checkup": "domain.articles domain.catalogue domain.common database sites models typed",
    "domain.letters": "domain.tickets domain.common database sites models folding typed",
    "domain.tickets": "domain.common database models typed",
    "domain.articles": "domain.common database sites models typed",
    "domain.publishing": "domain.common database sites models typed characters",
    "domain.editing": "domain.publishing domain.importing domain.articles domain.tables domain.common"
    " database sites models typed characters",
    "domain.settings": "domain.publishing domain.common database sites models typed characters",
    "domain.people": "domain.common database sites models typed characters",
    "domain.openid": "domain.companies domain.accounts domain.common database models gateways typed",
    "domain.companies": "domain.accounts domain.common database models gateways typed",
    "domain.accounts": "domain.common database models gateways typed",
    "domain.subscriptions": "domain.accounts domain.articles domain.catalogue domain.common"
    " database sites models typed",
    "domain.systems": "domain.common database sites models typed",
    "domain.importing": "domain.articles domain.catalogue domain.tables domain.common"
    " database sites models typed characters",
    "domain.catalogue": "domain.index domain.common sites models folding typed",
    "domain.index": "domain.common sites models folding typed",
    "domain.tables": "domain.common models characters",
    "domain.common": "database models gateways folding typed characters",
    # what everything stands on
    "database": "models extensions typed",
    "sites": "folding typed characters",
    "models": "typed",
    "gateways": "typed",
    "extensions": "",
    "config": "gateways logs",
    "logs": "",
    "folding": "characters typed",
    "typed": "",
    "characters": "",
}
# Part of the package -> libraries that it never imports.
FOREIGN = {
    "blueprints": "sqlalchemy ruamel pydantic",
    "domain": "flask werkzeug flask_sqlalchemy_lite jinja2",
    "models": "flask werkzeug flask_sqlalchemy_lite jinja2",
    "sites": "flask werkzeug flask_sqlalchemy_lite jinja2 sqlalchemy",
    "gateways": "flask werkzeug flask_sqlalchemy_lite jinja2 sqlalchemy",
    "simulators": "flask werkzeug flask_sqlalchemy_lite jinja2 sqlalchemy requests",
}
LONGEST_FILE, LONGEST_FUNCTION, LONGEST_VIEW, LONGEST_TEMPLATE = 300, 40, 30, 120


def functions(path: Path) -> Iterator[ast.FunctionDef]:
    tree = ast.parse(path.read_text("utf-8"))
    yield from (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def part_of(name: str) -> str:
    """The part with a row of its own that a module belongs to."""
    inner = name.removeprefix("govsite").removeprefix(".")
    while inner and inner not in ARROWS:
        inner = inner.rpartition(".")[0]
    return inner


def is_below(part: str, parents: str) -> bool:
    return any(part == parent or part.startswith(f"{parent}.") for parent in parents.split())


def test_every_part_has_its_row() -> None:
    assert {name for name in MODULES if part_of(name) == ""} == {"govsite"}
    assert {name for name in MODULES if part_of(name) == "domain"} == {"govsite.domain"}


def test_arrows_run_one_way() -> None:
    wrong = {}
    for name in MODULES:
        part = part_of(name)
        found = {other: part_of(other) for other in imported_modules(name)}
        wrong[name] = {other for other, its in found.items() if its != part and not is_below(its, ARROWS[part])}
    assert len(wrong) > 100 and not any(wrong.values()), {name: others for name, others in wrong.items() if others}


@pytest.mark.parametrize("part", FOREIGN)
def test_libraries_are_used_where_they_belong(part: str) -> None:
    wrong = [
        f"{name} imports {library}"
        for name, path in MODULES.items()
        if is_below(part_of(name), part)
        for library in imports(path)
        if library.partition(".")[0] in FOREIGN[part].split()
    ]
    assert not wrong


def test_htmx_flask_is_imported_in_web_only() -> None:
    knowing = {p.relative_to(PACKAGE).parts[0] for p in FILES if any(n.startswith("htmx_flask") for n in imports(p))}
    assert knowing <= {"web", "extensions.py"}


def test_no_code_asks_which_site_it_is() -> None:
    asking = re.compile(r"site\.(slug|code|name|short_name|title)\s*(==|!=|in\b)\s*[\"'(\[{]")
    wrong = [f"{p.name}: {m.group()}" for p in [*FILES, *TEMPLATES] if (m := asking.search(p.read_text("utf-8")))]
    assert not wrong


def test_files_are_small() -> None:
    large = {p.name: n for p in FILES if (n := len(p.read_text("utf-8").splitlines())) > LONGEST_FILE}
    assert not large
    templates = {p.name: n for p in TEMPLATES if (n := len(p.read_text("utf-8").splitlines())) > LONGEST_TEMPLATE}
    assert not templates


def test_functions_are_short() -> None:
    for path in FILES:
        most = LONGEST_VIEW if "blueprints" in path.parts else LONGEST_FUNCTION
        long = {f.name: n for f in functions(path) if (n := (f.end_lineno or 0) - f.lineno + 1) > most}
        assert not long, (path.name, long)


def test_templates_never_mark_text_as_safe() -> None:
    wrong = [p.name for p in TEMPLATES if re.search(r"\|\s*safe\b|autoescape false", p.read_text("utf-8"))]
    assert not wrong
    marked = [
        p.name for p in FILES if re.search(r"Markup\(\s*f?[\"']|Markup\(.*%|Markup\(.*format", p.read_text("utf-8"))
    ]
    assert not marked


def test_pieces_are_named_with_an_underscore() -> None:
    included = re.compile(r"{%\s*include\s+\"([^\"~]+)\"\s*%}")
    names = [name for p in TEMPLATES for name in included.findall(p.read_text("utf-8"))]
    assert names and all(name.split("/")[-1].startswith("_") for name in names)


def test_nothing_of_the_workplace_is_named() -> None:
    wrong = [str(p) for p in [*FILES, *TEMPLATES] if re.search(r"/root/|/tmp/build|TODO|FIXME", p.read_text("utf-8"))]
    assert not wrong
