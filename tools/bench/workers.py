"""A worker by itself: start-up, first touch of a site, memory."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable
from typing import Any

from tools.bench.figures import at_most, middle
from tools.bench.load import BROWSER
from tools.bench.queries import search_paths
from tools.bench.servers import ROOT, Portal, Server, fetch, pin
from tools.bench.setting import Setting
from tools.bench.urls import SCRIPTS, Map, in_script

MEMORY = at_most(2.5)
PAGES, SEARCHES, BARE_REQUESTS = 300, 30, 300


def measure_startup(setting: Setting) -> None:
    """Seconds from ``create_app`` to the first answer of a fresh process, at both sizes."""
    times = {}
    for portal in (setting.few, setting.many):
        runs = [_probe(setting, portal, "startup") for _ in range(1 if setting.quick else 3)]
        found = {name: middle([run[name] for run in runs]) for name in runs[0]}
        times[portal.size] = found["ready"]
        setting.add(f"startup.{portal.size}", None, found["ready"], "s", imports=round(found["imports"], 3))
    few, many = times[setting.few.size], times[setting.many.size]
    setting.add("startup.many_to_few", many / few, many, "s")


def measure_first_touch(setting: Setting) -> None:
    """In one process: what the first visit to a site costs more than the second; making the snapshot anew."""
    for portal in (setting.few, setting.many):
        found = _probe(setting, portal, "touch")
        setting.add(f"first_touch.site.{portal.size}", None, found["site"] * 1e6, "us", sites=found["sites"])
        cpu = round(found["snapshot_cpu"] * 1e6)
        setting.add(f"first_touch.snapshot.{portal.size}", None, found["snapshot"] * 1e6, "us", cpu_us=cpu)


def _probe(setting: Setting, portal: Portal, what: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "tools.bench.probe", what]
    env = portal.env(setting.work, GOVSITE_PAGE_CACHE_MB="0")
    with subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True) as process:
        pin(process.pid, setting.core)
        output, _ = process.communicate(timeout=120)
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} failed")
    answer: dict[str, Any] = json.loads(output)
    return answer


def measure_memory(setting: Setting) -> None:
    """PSS of a worker that has shown 300 pages in each script, against bare Flask + SQLAlchemy after its queries."""
    with setting.bare() as server:
        _visit(server, ["/"] * BARE_REQUESTS)
        bare = server.memory()
    setting.add("memory.bare", 1.0, bare["pss"], "MB", None, **_rounded(bare))
    for portal in (setting.few, setting.many):
        chart = Map(portal)
        queries = search_paths([place.root for place in chart.three], setting.queries()[:SEARCHES])
        paths = [*chart.many(PAGES - SEARCHES), *queries]
        with setting.server(portal) as server:
            fresh = server.memory()
            for script in SCRIPTS:
                _visit(server, in_script(paths, script))
            used = server.memory()
        details = {"pages": len(paths) * len(SCRIPTS), "fresh": round(fresh["pss"], 1), **_rounded(used)}
        name, target = f"memory.worker.{portal.size}", MEMORY if portal is setting.few else None
        setting.add(name, used["pss"] / bare["pss"], used["pss"], "MB", target, **details)


def _visit(server: Server, paths: Iterable[str]) -> None:
    for path in paths:
        answer = fetch(server.port, path, **BROWSER)
        if answer.status != 200:
            raise RuntimeError(f"{path} answers {answer.status}")


def _rounded(numbers: dict[str, float]) -> dict[str, Any]:
    return {name: round(number, 1) for name, number in numbers.items()}
