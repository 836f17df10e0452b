"""The house rules as tests: which way the imports run, how large things are, what code may ask a site."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from govsite.config import PROJECT

PACKAGE = PROJECT / "govsite"
FILES = sorted(PACKAGE.rglob("*.py"))
TEMPLATES = sorted(p for p in (PACKAGE / "templates").rglob("*") if p.suffix in (".html", ".xml"))

# package of govsite -> what it may not import
FORBIDDEN = {
    "domain": ("flask", "werkzeug", "govsite.web", "govsite.blueprints", "govsite.forms", "govsite.extensions"),
    "models": ("flask", "werkzeug", "govsite.web", "govsite.blueprints", "govsite.domain", "govsite.sites"),
    "sites": ("flask", "werkzeug", "govsite.web", "govsite.blueprints", "govsite.domain", "govsite.models"),
    "web": ("govsite.blueprints",),
    "blueprints": ("sqlalchemy", "govsite.models", "ruamel", "pydantic"),
}
LONGEST_FILE, LONGEST_FUNCTION, LONGEST_VIEW, LONGEST_TEMPLATE = 300, 40, 30, 120


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            yield node.module


def functions(path: Path) -> Iterator[ast.FunctionDef]:
    tree = ast.parse(path.read_text("utf-8"))
    yield from (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


@pytest.mark.parametrize("package", FORBIDDEN)
def test_arrows_run_one_way(package: str) -> None:
    wrong = [
        f"{path.relative_to(PROJECT)} imports {name}"
        for path in (PACKAGE / package).rglob("*.py")
        if path.name != "cli.py"
        for name in imports(path)
        if any(name == bad or name.startswith(bad + ".") for bad in FORBIDDEN[package])
    ]
    assert not wrong, wrong


def test_only_the_factory_knows_the_blueprints() -> None:
    wrong = [
        path.name
        for path in FILES
        if "blueprints" not in path.parts and any(name.startswith("govsite.blueprints") for name in imports(path))
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
