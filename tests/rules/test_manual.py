"""The manual says what the code does, where an operator copies it."""

from __future__ import annotations

import re

import pytest

from govsite.config import PROJECT, Config
from govsite.web.page import PUBLIC, VARY

OPERATING = (PROJECT / "docs" / "operating.md").read_text("utf-8")
CONFIG = "".join(path.read_text("utf-8") for path in sorted((PROJECT / "govsite" / "config").glob("*.py")))


def test_the_headers_that_caches_obey_are_quoted_as_they_are() -> None:
    assert f"Cache-Control: {PUBLIC}\nVary: {VARY}\n" in OPERATING


def test_the_proxy_shows_old_pages_only_while_nothing_answers() -> None:
    (stale,) = re.findall(r"^ *proxy_cache_use_stale (.*);", OPERATING, re.MULTILINE)
    assert "error" in stale and "updating" not in stale
    assert "proxy_cache_background_update" not in OPERATING


@pytest.mark.parametrize("name", sorted(set(re.findall(r'"(GOVSITE_\w+)"', CONFIG))))
def test_every_setting_is_in_the_table(name: str) -> None:
    assert f"| `{name}` |" in OPERATING


def test_the_unit_starts_the_server_again_without_limit() -> None:
    unit, service = re.findall(r"\[Unit\]\n(.*?)\n\[Service\]\n(.*?)\n\[Install\]", OPERATING, re.DOTALL)[0]
    assert "StartLimitIntervalSec=0" in unit.splitlines()
    assert "Restart=always" in service.splitlines()
    assert "--respawn-failed-workers" in service


def test_a_worker_has_as_many_threads_as_it_believes() -> None:
    """Two slow uploads held a worker of two threads: the server's flag and the setting are the same everywhere."""
    makefile = (PROJECT / "Makefile").read_text("utf-8")
    wanted = Config.__dataclass_fields__["threads"].default
    assert wanted >= 8
    assert set(re.findall(r"THREADS:-(\d+)", makefile)) == {str(wanted)}
    assert re.findall(r"--blocking-threads (\d+)", OPERATING) == [str(wanted)]
