"""No circle of imports between files anywhere: each can be read, tested and moved with those below it alone."""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter

from tests.rules.imports import MODULES, imported_modules


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


def test_imports_for_typing_and_of_modules_by_their_package_count() -> None:
    graph = {name: imported_modules(name) for name in MODULES}
    assert "govsite.sites.site" in graph["govsite.domain.catalogue.offerings"], "under TYPE_CHECKING"
    assert "govsite.domain.catalogue.offerings" in graph["govsite.domain.importing.offerings"], "by its package"


def test_no_file_imports_itself_by_way_of_others() -> None:
    assert circles({name: imported_modules(name) for name in MODULES}) == []
