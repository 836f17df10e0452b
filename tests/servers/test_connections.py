"""Connections that never send a byte do not keep anybody away for ever."""

from __future__ import annotations

import resource
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from tests.servers.manual import options, run_command, service_command
from tests.servers.portal import ask, read_all, request, served
from tests.waiting import PATIENCE

SAME = ("--http", "--http1-header-read-timeout", "--backlog", "--backpressure")
BEGINNINGS = {
    "silent": b"",
    "half a head": b"GET / HTTP/1.1\r\nHost: loc",
    "kept after an answer": b"GET /robots.txt HTTP/1.1\r\nHost: localhost\r\n\r\n",
}


@contextmanager
def connections(port: int, count: int, beginning: bytes = b"") -> Iterator[list[socket.socket]]:
    """Connections that say no more than their beginning."""
    with ExitStack() as stack:
        lines = []
        for _ in range(count):
            lines.append(stack.enter_context(socket.create_connection(("127.0.0.1", port), PATIENCE)))
            lines[-1].sendall(beginning)
        yield lines


def test_make_run_and_the_service_take_the_same_connections() -> None:
    service, run = options(service_command()), options(run_command())
    assert {name: service[name] for name in SAME} == {name: run[name] for name in SAME}


@pytest.mark.parametrize("beginning", BEGINNINGS.values(), ids=BEGINNINGS)
def test_a_visitor_gets_in_when_the_time_for_a_head_is_over(tmp_path: Path, beginning: bytes) -> None:
    with (
        served(tmp_path, workers=1, backpressure=32, http1_header_read_timeout=2000) as server,
        connections(server.port, 100, beginning) as lines,
    ):
        assert ask(server.port, request("/")).startswith(b"HTTP/1.1 200")
        read_all(lines[0])  # the server has ended what stood in the way


def test_more_than_a_thousand_are_taken(tmp_path: Path) -> None:
    count = 1_100
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < count + 500:
        pytest.skip(f"this machine allows a process {hard} open files")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, count + 500), hard))
    with served(tmp_path, workers=1) as server, connections(server.port, count) as lines:
        assert ask(server.port, request("/")).startswith(b"HTTP/1.1 200")
        read_all(lines[-1])
