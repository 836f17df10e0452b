"""How well the search finds what people mean, on five sets of queries; run it to see the figures.

``queries_dev.csv`` was looked at while the search was made, ``test`` and ``held`` when variants were chosen between;
``blind`` was written by somebody who saw only the items' names, and its failures were not used to mend single queries;
``late`` was written so by another after all this, and no word was added for it.
A query's ``slugs`` are all the items that answer it.
"""

from __future__ import annotations

import csv
import time
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple

from govsite.domain.index.item_index import ItemIndex, build_index
from govsite.folding import fold

FOLDER = Path(__file__).parent
ITEMS = FOLDER.parent.parent / "demo" / "items.csv"
SETS = ("dev", "test", "held", "blind", "late")
ALL = "all"


class Query(NamedTuple):
    """One line of a set."""

    text: str
    slugs: frozenset[str]
    kind: str


class Score(NamedTuple):
    """Shares of the queries answered by the first result and by one of the first three, and mean reciprocal rank."""

    queries: int
    first: float
    third: float
    mrr: float


def demo_rows(words: bool = True) -> list[Any]:
    """The demo's items as the index sees them; without their hidden everyday phrases where ``words`` is False."""
    with ITEMS.open(encoding="utf-8", newline="") as file:
        return [_row(record, words) for record in csv.DictReader(file)]


def _row(record: dict[str, str], words: bool) -> Any:
    def cells(name: str) -> list[str]:
        return [cell for cell in (record.get(name) or "").split(";") if cell]

    return SimpleNamespace(
        code=record["basic_code"],
        slug=record["slug"],
        name=record["name"],
        name_en=record["name_en"],
        aliases=cells("aliases"),
        words=cells("words") if words else [],
        pinyin=[],
        materials=[{"name": material.split("|")[0]} for material in cells("materials")],
        result=record["result"],
        conditions=cells("conditions"),
        department=record["department"],
        themes=cells("theme"),
        life_events=cells("life_event"),
        groups=cells("group"),
        heat=int(record.get("heat") or 0),
    )


def read_queries(name: str) -> list[Query]:
    """A set of queries with the items that answer them."""
    with (FOLDER / f"queries_{name}.csv").open(encoding="utf-8", newline="") as file:
        return [Query(r["query"], frozenset(r["slugs"].split("/")), r["kind"]) for r in csv.DictReader(file)]


def evaluate(index: ItemIndex, rows: Iterable[Any], queries: Iterable[Query]) -> dict[str, Score]:
    """The scores of all queries and of each kind."""
    slugs = {row.code: row.slug for row in rows}
    ranks: dict[str, list[int]] = defaultdict(list)
    for query in queries:
        found = [slugs[code] for code in index.rank(fold(query.text)).codes]
        rank = next((place for place, slug in enumerate(found, 1) if slug in query.slugs), 0)
        ranks[ALL].append(rank)
        ranks[query.kind].append(rank)
    return {kind: _score(places) for kind, places in ranks.items()}


def _score(ranks: list[int]) -> Score:
    count = len(ranks)
    return Score(
        count,
        sum(rank == 1 for rank in ranks) / count,
        sum(0 < rank <= 3 for rank in ranks) / count,
        sum(1 / rank for rank in ranks if rank) / count,
    )


def microseconds(index: ItemIndex, queries: Iterable[Query], rounds: int = 5) -> float:
    """Mean over the queries of the fastest of several rankings."""
    times = []
    for text in [fold(query.text) for query in queries]:
        best = float("inf")
        for _ in range(rounds):
            start = time.perf_counter()
            index.rank(text)
            best = min(best, time.perf_counter() - start)
        times.append(best * 1e6)
    return sum(times) / len(times)


def main() -> None:
    """Print the figures of all sets, with and without the items' everyday phrases."""
    for words in (True, False):
        rows = demo_rows(words)
        index = build_index(rows)
        for name in SETS:
            queries = read_queries(name)
            print(f"{name} {'with' if words else 'without'} words, {microseconds(index, queries):.0f} us a query")
            for kind, score in evaluate(index, rows, queries).items():
                print(f"  {kind:12}{score.queries:4}  @1 {score.first:.3f}  @3 {score.third:.3f}  mrr {score.mrr:.3f}")


if __name__ == "__main__":
    main()
