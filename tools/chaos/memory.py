"""Memory after very many requests for addresses that nobody could keep."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection, HTTPException
from random import Random

from tools.bench.servers import Server

REQUESTS = 20_000
THREADS = 4
SHAPES = (
    "/xiling/search?q={}",
    "/{}",
    "/yichang/halls?q={}",
    "/hant/search?q={}&page=2",
    "/guides/{}",
    "/?{}={}",
    "/sites?q={}",
)


def growth(server: Server, requests: int) -> tuple[float, float]:
    """MB of a worker before and after; the addresses are the same in every run."""
    _ask(server.port, 0, 400)
    before = server.memory()["pss"]
    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(lambda seed: _ask(server.port, seed, requests // THREADS), range(1, THREADS + 1)))
    return before, server.memory()["pss"]


def _ask(port: int, seed: int, requests: int) -> None:
    random = Random(seed)  # noqa: S311
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    for _ in range(requests):
        word = f"{random.getrandbits(64):x}"
        try:
            connection.request("GET", random.choice(SHAPES).format(word, word), headers={"Accept-Encoding": "gzip"})
            connection.getresponse().read()
        except (OSError, HTTPException):
            connection.close()
    connection.close()
