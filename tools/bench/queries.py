"""Queries for search that never repeat: what people typed in the test data, said a little differently each time."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from urllib.parse import quote

# Chosen with the same chance; nothing at all is the most usual.
BEFORE = ("", "", "", "我想", "请问", "怎么办理", "如何", "在哪里", "哪里可以", "想咨询", "帮我查", "网上", "代")
AFTER = ("", "", "", "怎么办", "要什么材料", "在哪里办", "需要什么", "多少钱", "几天", "流程", "网上能办吗", "电话")
SEED = 20_261_121


def read_queries(folder: Path) -> list[str]:
    """The first column of the query files of a folder; empty where there are none."""
    found: dict[str, None] = {}
    for path in sorted(folder.glob("queries_*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as stream:
            found.update((row["query"].strip(), None) for row in csv.DictReader(stream) if row["query"].strip())
    return list(found)


def vary(queries: Sequence[str], places: Sequence[str], total: int) -> list[str]:
    """``total`` different queries: words before and after, a place, a slip of the finger; the same in every run.

    Raises ValueError when the queries given do not make so many.
    """
    chance = random.Random(SEED)  # noqa: S311
    found = dict.fromkeys(queries)
    for _ in range(total * 20):
        if len(found) >= total:
            break
        found[_vary(chance, chance.choice(queries), places)] = None
    if len(found) < total:
        raise ValueError(f"only {len(found)} of {total} different queries")
    result = list(found)[:total]
    chance.shuffle(result)
    return result


def _vary(chance: random.Random, query: str, places: Sequence[str]) -> str:
    if chance.random() < 0.3 and len(query) > 2:
        at = chance.randrange(len(query) - 1)
        swapped = query[:at] + query[at + 1] + query[at] + query[at + 2 :]
        query = chance.choice((query[:at] + query[at + 1 :], swapped))
    if query.isascii():
        return query + chance.choice(("", " ")) + str(chance.randrange(100))
    place = chance.choice(places) if chance.random() < 0.25 else ""
    return f"{place}{chance.choice(BEFORE)}{query}{chance.choice(AFTER)}"


def search_paths(roots: Sequence[str], queries: Iterable[str]) -> Iterator[str]:
    """The search URL of each query, at the roots in turn."""
    for number, query in enumerate(queries):
        yield f"{roots[number % len(roots)]}/search?q={quote(query)}"
