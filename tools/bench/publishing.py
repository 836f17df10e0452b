"""How long it takes to publish one site's settings, at few and at many sites, beside loading the file once."""

from __future__ import annotations

import shutil
import time
from itertools import count
from pathlib import Path

from flask import Flask

from govsite import create_app
from govsite.config import Config
from govsite.database.migrate import upgrade
from govsite.database.session import writing
from govsite.domain.publishing.revision_store import RevisionStore
from govsite.extensions import db
from govsite.sites.edit import block_of, edit_fields, with_block
from govsite.sites.layout import layout
from govsite.sites.load import load_bytes
from tools.bench.figures import at_most, middle
from tools.bench.servers import Portal
from tools.bench.setting import Setting

DATABASE = "bench_publish"
SECRET = "only-for-the-bench-" * 2
SLUG, WHO = "xiling", "staff 1"
ENOUGH = at_most(5.0)  # the file is read once, and put on the disk a few times
SOON = at_most(0.5)  # seconds at few sites: what an editor waits for


class _Editor:
    who = WHO


def measure_publishing(setting: Setting) -> None:
    """From the block as it was sent to the row, the file on disk and the sites in use; the ratio is to loading it."""
    for portal in (setting.few,) if setting.quick else (setting.few, setting.many):
        folder = setting.work / f"publish-{portal.size}"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        setting.where.drop(DATABASE)
        setting.where.create(DATABASE)
        try:
            _measure(setting, portal, folder, 3 if setting.quick else 7)
        finally:
            setting.where.drop(DATABASE)
            shutil.rmtree(folder, ignore_errors=True)


def _measure(setting: Setting, portal: Portal, folder: Path, times: int) -> None:
    sites, url, turns = folder / "sites.yaml", setting.where.url(DATABASE), count()
    shutil.copyfile(portal.sites, sites)
    upgrade(url)
    app = create_app(Config(sites=sites, instance=folder, secret_key=SECRET, database_url=url))
    try:
        loading, publishing = [], []
        for _ in range(times):
            data = sites.read_bytes() + b"# once more\n"  # what was loaded last is remembered
            start = time.perf_counter()
            load_bytes(data)
            loading.append(time.perf_counter() - start)
            start = time.perf_counter()
            _publish(app, f"0717-{next(turns):07}")
            publishing.append(time.perf_counter() - start)
        ratio, target = middle(publishing) / middle(loading), SOON if portal is setting.few else None
        setting.add(f"publish.{portal.size}", ratio, middle(publishing), "s", ENOUGH, loading=middle(loading))
        setting.add(f"publish.wait.{portal.size}", None, max(publishing), "s", target, times=times)
    finally:
        app.extensions["freshness"].stop()
        with app.app_context():
            for engine in db.engines.values():
                engine.dispose()


def _publish(app: Flask, phone: str) -> None:
    """As the console does: the file is made and loaded before the transaction, and written after it."""
    follower = app.extensions["follower"]
    store = RevisionStore(follower)
    with app.app_context():
        with writing() as session:
            files = store.files(session)
        text = files[0].decode()
        new = with_block(text, SLUG, edit_fields(block_of(text, SLUG), {("contact", "phone"): phone})).encode()
        load_bytes(new, words=files[1], parsed=layout(new.decode()).document)
        with writing() as session:
            store.lock(session)
            after = store.put(session, (new, files[1]), follower.watcher.current.by_slug[SLUG], _Editor())
        after()
