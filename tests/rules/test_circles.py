"""No circle of imports between files anywhere: each can be read, tested and moved with those below it alone."""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from tests.rules.imports import MODULES, imported_modules, imports


def circles(graph: dict[str, set[str]]) -> list[list[str]]:
    """Circles of a graph, one after the other, each found when the one before it has been cut at one place."""
    graph = {name: set(found) for name, found in graph.items()}
    found: list[list[str]] = []
    while True:
        try:
            TopologicalSorter(graph).prepare()
        except CycleError as error:
            circle: list[str] = error.args[1]  # each is imported by the next, the first stands at the end again
            found.append(circle)
            graph[circle[1]].remove(circle[0])
        else:
            return found


def test_circles_are_found() -> None:
    assert circles({"a": {"b"}, "b": {"c"}, "c": set()}) == []
    assert len(circles({"a": {"b"}, "b": {"a", "c"}, "c": {"d"}, "d": {"c"}})) == 2
    assert circles({"a": {"a"}}) == [["a", "a"]]


SAMPLE = """
from typing import TYPE_CHECKING
from govsite.domain import catalogue
from govsite.sites.site import Site
if TYPE_CHECKING:
    import govsite.logs
def late():
    from govsite import config
"""


def test_imports_in_functions_for_typing_and_of_modules_by_their_package_count(tmp_path: Path) -> None:
    path = tmp_path / "sample.py"
    path.write_text(SAMPLE, "utf-8")
    ours = {name for name in imports(path) if name in MODULES}
    assert ours == {"govsite.domain.catalogue", "govsite.sites.site", "govsite.logs", "govsite.config"}


def test_no_file_imports_itself_by_way_of_others() -> None:
    assert circles({name: imported_modules(name) for name in MODULES}) == []
