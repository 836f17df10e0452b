"""Applications of their own, for tests that change the content, the sites or the database."""

from __future__ import annotations

import shutil
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import Engine, event, text

from govsite import create_app
from govsite.config import PROJECT, Config
from govsite.database import topics
from govsite.extensions import db
from govsite.sites.files import read_files
from govsite.sites.site import Site
from govsite.sites.tree import SiteTree
from govsite.sites.words import WORDS_FILE
from tests.conftest import SECRET
from tests.databases import make_ready
from tests.demo_data import copy_demo


def database_of(app: Flask) -> Path:
    """The SQLite file of an application with the default database."""
    with app.app_context():
        return Path(str(db.engine.url.database))


@contextmanager
def copy_of(app: Flask, folder: Path, **settings: Any) -> Iterator[Flask]:
    """The same portal on copies of its database, its sites.yaml and its words.txt, which may be changed."""
    config: Config = app.extensions["config"]
    folder.mkdir(parents=True, exist_ok=True)
    source = database_of(app)
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(folder / source.name)) as new:
        old.backup(new)
    sites = Path(shutil.copy(config.sites, folder / "sites.yaml"))
    _, words = read_files(config.sites)
    if words is not None:
        (folder / WORDS_FILE).write_bytes(words)
    with opened(create_app(Config(sites=sites, instance=folder, secret_key=SECRET, testing=True, **settings))) as made:
        yield made


@contextmanager
def portal_of(
    text: str, folder: Path, demo: bool = False, migrated: bool = True, testing: bool = True, **settings: Any
) -> Iterator[Flask]:
    """A portal of its own sites.yaml; its database is empty unless the demo data are wanted."""
    sites = folder / "sites.yaml"
    sites.write_text(text, "utf-8")
    config = Config(sites=sites, instance=folder, secret_key=SECRET, testing=testing, **settings)
    with opened(create_app(config)) as made:
        with made.app_context():
            if demo:
                copy_demo(db.engine, sites, PROJECT / "demo")
            elif migrated:
                make_ready(db.engine)
        yield made


@contextmanager
def opened(app: Flask) -> Iterator[Flask]:
    """An application whose connections are closed afterwards."""
    try:
        yield app
    finally:
        app.extensions["freshness"].stop()
        with app.app_context():
            for engine in db.engines.values():
                engine.dispose()


def tree_of(app: Flask) -> SiteTree:
    """The sites in use."""
    tree: SiteTree = app.extensions["sites"].current
    return tree


def site_of(app: Flask, slug: str) -> Site:
    return tree_of(app).by_slug[slug]


def root_of(site: Site, hant: bool = False) -> str:
    """The link prefix of a site without a domain."""
    return ("/hant" if hant else "") + ("" if site.root else f"/{site.slug}")


def bump(app: Flask) -> None:
    """Say that public content changed, as every writer of it does."""
    with app.app_context():
        topics.bump(db.session)
        db.session.commit()


def change(app: Flask, statement: str, **values: Any) -> None:
    """Change public content by SQL, with its version."""
    with app.app_context():
        db.session.execute(text(statement), values)
        topics.bump(db.session)
        db.session.commit()


def rows(app: Flask, statement: str, **values: Any) -> list[Any]:
    """What SQL finds."""
    with app.app_context():
        return list(db.session.execute(text(statement), values))


@contextmanager
def statements(app: Flask) -> Iterator[list[str]]:
    """The SQL statements that the application sends meanwhile, without the looks of its freshness thread."""
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if not statement.startswith("PRAGMA") and threading.current_thread().name != "freshness":
            seen.append(statement)

    with app.app_context():
        engine: Engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


def mounted(app: Flask, root: str = "", script: str = "hans") -> dict[str, Any]:
    """What the mount tells of a request to the site at a root, "" for the main site."""
    tree = app.extensions["sites"].current
    site = tree.by_slug.get(root.rpartition("/")[2], tree.root)
    known = {"tree": tree, "site": site, "home": tree.root, "elder": False, "script": script, "root": root, "base": ""}
    return {f"govsite.{key}": value for key, value in known.items()}
