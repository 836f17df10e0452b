"""The load generator where there is no wrk: one thread, keep-alive connections, no parsing but of what is needed."""

from __future__ import annotations

import selectors
import socket
import time
from collections.abc import Iterator, Sequence
from itertools import cycle, islice

BLOCK = 262_144


class Line:
    """One connection with one request under way."""

    def __init__(self, port: int) -> None:
        self.sock = socket.create_connection(("127.0.0.1", port), 10)
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.seen = b""

    def ask(self, request: bytes) -> None:
        """Send a request; it is small enough to go out at once."""
        self.seen = b""
        self.sock.sendall(request)

    def read(self) -> int | None:
        """Take what has come; the status when the answer is complete. Raises ConnectionError for none."""
        data = self.sock.recv(BLOCK)
        if not data:
            raise ConnectionError("the server closed the connection")
        self.seen += data
        end = self.seen.find(b"\r\n\r\n")
        if end < 0 or len(self.seen) < end + 4 + body_length(self.seen[:end]):
            return None
        return int(self.seen[9:12])


def body_length(head: bytes) -> int:
    """Content-Length of an answer's head; ours always send it."""
    place = head.lower().find(b"\r\ncontent-length:")
    return int(head[place + 17 :].split(b"\r\n", 1)[0]) if place >= 0 else 0


def requests_for(paths: Sequence[str], headers: dict[str, str]) -> Iterator[bytes]:
    """The requests of the paths, over and over."""
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    for path in cycle(paths):
        yield f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{lines}\r\n".encode()


def drive(
    port: int, paths: Sequence[str], skip: int, seconds: float, connections: int, headers: dict[str, str]
) -> tuple[int, float, int]:
    """Ask for the paths in turn for some seconds; returns answers, seconds, and how many were not 2xx or 3xx."""
    start_at = skip % len(paths)
    asked = requests_for([*islice(paths, start_at, None), *islice(paths, start_at)], headers)
    done = wrong = 0
    with selectors.DefaultSelector() as waiting:
        for _ in range(connections):
            line = Line(port)
            line.ask(next(asked))
            waiting.register(line.sock, selectors.EVENT_READ, line)
        start = time.perf_counter()
        while (now := time.perf_counter()) - start < seconds:
            for key, _ in waiting.select(0.1):
                status = key.data.read()
                if status is not None:
                    done += 1
                    wrong += status >= 400
                    key.data.ask(next(asked))
        for key in list(waiting.get_map().values()):
            key.data.sock.close()
    return done, now - start, wrong
