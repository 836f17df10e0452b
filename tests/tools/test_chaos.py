"""What ``make chaos`` counts: who got no page, and when all was well again."""

from __future__ import annotations

import time

import pytest

from tests.servers.manual import options as pairs
from tests.servers.manual import run_command
from tools.chaos import visitors
from tools.chaos.faults import FAULTS
from tools.chaos.ground import options
from tools.chaos.visitors import Visit, Visitors, get


@pytest.fixture
def crowd(monkeypatch: pytest.MonkeyPatch) -> Visitors:
    monkeypatch.setattr(visitors, "new_pages", lambda _: iter(()))
    monkeypatch.setattr(visitors, "QUIET", 0.0)
    monkeypatch.setattr(visitors, "TIMEOUT", 0.2)
    return Visitors(None, 1)  # type: ignore[arg-type]


@pytest.mark.parametrize(("status", "failed"), [(0, True), (200, False), (404, False), (500, True), (503, True)])
def test_who_got_no_page(status: int, failed: bool) -> None:
    assert Visit(True, 0.0, status).failed is failed


def test_all_is_well_after_the_last_error(crowd: Visitors) -> None:
    now = time.monotonic()
    crowd.visits += [Visit(True, now + 0.2, 503), Visit(True, now + 0.3, 200)]
    assert crowd.settle(now, 60) == pytest.approx(0.2)
    crowd.visits[:] = [Visit(True, now - 1, 503), Visit(True, now, 200)]
    assert crowd.settle(now, 60) == 0.0


def test_errors_that_do_not_end(crowd: Visitors) -> None:
    crowd.visits.append(Visit(True, time.monotonic() + 1_000, 0))
    assert crowd.settle(time.monotonic(), 0.3) is None


def test_no_answer_is_status_0() -> None:
    assert get(1, "/") == 0


def test_the_server_takes_connections_as_make_run_does() -> None:
    run, chaos = pairs(run_command()), pairs(options())
    assert chaos["--http"] == "1" and all(run[name] == value for name, value in chaos.items() if "http" in name)


def test_every_fault_has_a_name_of_its_own() -> None:
    assert len({fault.name for fault in FAULTS}) == len(FAULTS)
