"""Which articles a site shows on a day, and which one stands at an address."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from govsite.domain.articles.board import OF_FILE, Board, Head, shown_at
from govsite.domain.articles.reading import find_article
from tests.sites.samples import entry, tree_of


def three(**own: Any) -> Any:
    """Province, city and county with notices each; ``defaults`` too."""
    places = {"hubei": (0, "province", None), "yichang": (500, "city", "hubei"), "xiling": (502, "county", "yichang")}
    sites = {slug: entry(*place, notices=own.get(slug, [])) for slug, place in places.items()}
    return tree_of(sites, defaults={"notices": own.get("defaults", [])})


def notice(name: str, start: str, until: str | None = None) -> dict[str, Any]:
    return {"id": name, "title": name, "body": name, "from": start, "until": until}


def shown(site: Any, day: date) -> list[tuple[str, str]]:
    owner, heads, _ = shown_at(site, OF_FILE, day)
    return [(head.id, owner.slug) for head in heads]


def test_they_come_from_above_only_when_a_site_has_none() -> None:
    day = date(2026, 11, 3)
    tree = three(hubei=[notice("a", "2026-11-01")])
    assert shown(tree.by_slug["xiling"], day) == [("a", "hubei")]
    assert shown_at(tree.by_slug["xiling"], OF_FILE, day).looked == ("420502", "420500", "420000")
    tree = three(hubei=[notice("a", "2026-11-01")], yichang=[notice("b", "2026-11-01")])
    assert shown(tree.by_slug["xiling"], day) == [("b", "yichang")]
    assert shown_at(tree.by_slug["xiling"], OF_FILE, day).looked == ("420502", "420500")


def test_those_that_are_over_or_to_come_do_not_hide_those_above(session: Session) -> None:
    own = [notice("over", "2026-11-01", "2026-11-02"), notice("a", "2026-11-01", "2026-11-02")]
    later = [notice("later", "2026-12-01")]
    xiling = three(hubei=[notice("a", "2026-11-01")], yichang=later, xiling=own).by_slug["xiling"]
    assert {n: shown(xiling, date(2026, 11, n)) for n in (2, 3)} == {
        2: [("over", "xiling"), ("a", "xiling")],
        3: [("a", "hubei")],
    }

    def find(name: str, day: date) -> str:
        found = find_article(session, shown_at(xiling, OF_FILE, day), xiling, name, day)
        return f"{found.site.slug}{' over' * found.is_over(day)}" if found else ""

    assert [find("a", date(2026, 11, n)) for n in (2, 3)] == ["xiling", "hubei"], "one id, two notices"
    assert (find("over", date(2026, 11, 3)), find("later", date(2026, 11, 3))) == ("xiling over", "")
    assert find("later", date(2026, 12, 1)) == "yichang"


def test_those_of_the_defaults_are_the_roots() -> None:
    tree = three(defaults=[notice("a", "2026-11-01")])
    assert shown(tree.by_slug["xiling"], date(2026, 11, 1)) == [("a", "hubei")]


def test_they_are_shown_between_their_days_newest_first() -> None:
    notices = [notice("a", "2026-11-01", "2026-11-03"), notice("b", "2026-11-02"), notice("c", "2026-11-02")]
    root = three(hubei=notices).root
    ids = {day: [name for name, _ in shown(root, date(2026, 11, day))] for day in (1, 2, 3, 4)}
    assert ids == {1: ["a"], 2: ["b", "c", "a"], 3: ["b", "c", "a"], 4: ["b", "c"]}
    assert shown(root, date(2026, 10, 31)) == []


def test_those_on_top_come_first() -> None:
    days = [date(2026, 11, day) for day in (1, 2, 3)]
    board = Board(1, [Head(str(day.day), "", day, None, "", pinned=day.day == 1) for day in days])
    assert [head.id for head in board.active(days[-1])] == ["1", "3", "2"]
