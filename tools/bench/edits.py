"""How long an edit takes until every one of three workers shows it: of sites.yaml, and in the database.

A new name of an item shows at once and is found a moment later, when the search index has been made: that is measured
by itself.
"""

from __future__ import annotations

import random
import re
import shutil
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import NullPool, Update, update
from sqlalchemy.orm import Session

from govsite.database import topics
from govsite.database.engine import make_engine
from govsite.models import Hall, Item
from tools.bench.figures import Target, at_most, middle
from tools.bench.servers import Portal, Server
from tools.bench.setting import Setting
from tools.bench.urls import Map

WORKERS, MOST_CONNECTIONS = 3, 300
LIMIT = 20.0  # seconds to wait at most
SETTLED = 0.4  # seconds without an old page after which an edit is everywhere
PAUSE = 0.01  # seconds between two looks: the watching must not keep the workers busy
SEARCH_PAUSE = 0.1  # a search that waits for its index is made anew each time
VISIBLE = at_most(1.0)
DATABASE = "bench_edit"


def measure_edits(setting: Setting) -> None:
    """The slowest of some edits at random moments counts; two pages of the edited city are asked for all the time."""
    times = 2 if setting.quick else 6
    folder = setting.work / "edit"
    folder.mkdir(exist_ok=True)
    setting.where.create(DATABASE, setting.few.database)
    try:
        portal = replace(setting.few, url=setting.where.url(DATABASE), sites=_copy(setting.few, folder))
        chart = Map(portal)
        root, slug, item = chart.city.root, chart.city.site.slug, chart.city.items[0]
        guide, site = (f"{root}/guides/{item}", f"{root}/guides/{item}/basic"), (f"{root}/", f"{root}/halls")
        search = (f"{root}/search?q={{}}", f"/hant{root}/search?q={{}}")
        change_item = partial(_edit_rows, portal.url, update(Item).where(Item.code == item))
        change_halls = partial(_edit_rows, portal.url, update(Hall).where(Hall.site_code == chart.city.site.code))
        with setting.server(portal, workers=WORKERS) as server:
            _report(setting, "item", server, guide, change_item, times, VISIBLE)
            _report(setting, "item.search", server, search, change_item, times, VISIBLE)
            _report(setting, "hall", server, site, change_halls, times, VISIBLE)
            _report(setting, "sites_yaml", server, site, partial(edit_title, portal.sites, slug), times, VISIBLE)
    finally:
        setting.where.drop(DATABASE)
    if not setting.quick:
        many = replace(setting.many, sites=_copy(setting.many, folder))
        with setting.server(many, workers=WORKERS) as server:
            _report(setting, f"sites_yaml.{many.size}", server, site, partial(edit_title, many.sites, slug), 4)


def _copy(portal: Portal, folder: Path) -> Path:
    return Path(shutil.copyfile(portal.sites, folder / f"sites-{portal.size}.yaml"))


def _report(
    setting: Setting,
    name: str,
    server: Server,
    paths: Sequence[str],
    edit: Callable[[str], None],
    times: int,
    target: Target | None = None,
) -> None:
    chance = random.Random(times)  # noqa: S311
    watchers = connect(server, paths)
    seconds = []
    for number in range(times):
        time.sleep(chance.random())
        seconds.append(_seconds_until_seen(watchers, _mark(name, number), edit))
    for watcher in watchers:
        watcher.connection.close()
    if max(seconds) >= LIMIT:
        setting.sheet.note(f"edit.{name}: a worker still showed the old page after {LIMIT:g} s")
    setting.add(f"edit.{name}", None, max(seconds), "s", target, median=round(middle(seconds), 3), edits=times)


def _mark(name: str, number: int) -> str:
    """A new name; where it is looked for, no other name shares a character with it."""
    return "".join(map(chr, range(0x3400 + 3 * number, 0x3403 + 3 * number))) if "search" in name else f"改动{number}号"


@dataclass(frozen=True, slots=True)
class Watcher:
    """Asks one worker for one page over a kept connection; ``{}`` in the path is what to search for."""

    connection: HTTPConnection
    path: str

    def get(self, mark: str = "") -> str:
        """The page as it is now."""
        self.connection.request("GET", self.path.format(quote(mark)))
        return self.connection.getresponse().read().decode()

    def shows(self, mark: str) -> bool:
        """Whether the page has the mark now; a search must find it, not only repeat it."""
        return (f"<mark>{mark}</mark>" if "{}" in self.path else mark) in self.get(mark)

    def wait_for(self, mark: str, start: float) -> float:
        """Seconds from ``start`` to the first page with the mark after which none is without it; LIMIT at most."""
        seen: float | None = None
        while (now := time.perf_counter()) - start < LIMIT:
            if not self.shows(mark):
                seen = None
            elif seen is None:
                seen = time.perf_counter()
            elif now - seen > SETTLED:
                return seen - start
            time.sleep(SEARCH_PAUSE if "{}" in self.path else PAUSE)
        return LIMIT


def connect(server: Server, paths: Sequence[str]) -> list[Watcher]:
    """One watcher for each worker and page; raises RuntimeError when a worker accepts no connection."""
    pids = server.worker_pids()
    missing = {(pid, path) for pid in pids for path in paths}
    found = []
    for _ in range(MOST_CONNECTIONS):
        watcher = Watcher(HTTPConnection("127.0.0.1", server.port, timeout=LIMIT), paths[0])
        watcher.get()
        pid = _owner(server, watcher.connection, pids)
        place = next((place for place in missing if place[0] == pid), None)
        if place is None:
            watcher.connection.close()
            continue
        missing.remove(place)
        found.append(replace(watcher, path=place[1]))
        if not missing:
            return found
    raise RuntimeError(f"no connection to {missing}")


def _owner(server: Server, connection: HTTPConnection, pids: Sequence[int]) -> int | None:
    """The worker at the other end, from the kernel's table of sockets."""
    ours = f"{connection.sock.getsockname()[1]:04X}"
    ends = f":{server.port:04X}", f":{ours}"
    for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        fields = line.split()
        if fields[1].endswith(ends[0]) and fields[2].endswith(ends[1]):
            return next((pid for pid in pids if _holds(pid, fields[9])), None)
    return None


def _holds(pid: int, inode: str) -> bool:
    for link in Path(f"/proc/{pid}/fd").iterdir():
        try:
            if str(link.readlink()) == f"socket:[{inode}]":
                return True
        except OSError:
            continue  # closed meanwhile
    return False


def _seconds_until_seen(watchers: list[Watcher], mark: str, edit: Callable[[str], None]) -> float:
    """From the moment the edit is stored until every watcher sees it."""
    with ThreadPoolExecutor(len(watchers)) as pool:
        list(pool.map(Watcher.get, watchers))
        edit(mark)
        start = time.perf_counter()
        seconds: list[float] = list(pool.map(lambda watcher: watcher.wait_for(mark, start), watchers))
        return max(seconds)


def _edit_rows(url: str, change: Update, mark: str) -> None:
    """Give rows another name, as an import or the console would: the version moves with them."""
    engine = make_engine(url, poolclass=NullPool)
    with Session(engine) as session:
        session.execute(change.values(name=mark))
        topics.bump(session)
        session.commit()


def edit_title(path: Path, slug: str, mark: str) -> None:
    """Change the title of a site as an editor does: a new file in place of the old one."""
    text = path.read_text("utf-8")
    changed, number = re.subn(rf"(?m)(^  {slug}:\n(?:    .*\n)*?    title: ).*$", rf"\g<1>{mark}", text, count=1)
    if not number:
        raise RuntimeError(f"{path}: {slug} has no title")
    draft = path.with_suffix(".part")
    draft.write_text(changed, "utf-8")
    draft.replace(path)
