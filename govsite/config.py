"""Typed readers of the environment: every setting is read here, once, and a wrong value stops the start."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent


class ConfigError(ValueError):
    """A setting of the environment is missing or has a value that cannot be used."""


@dataclass(frozen=True)
class Config:
    """What one process needs to know; sizes in bytes."""

    sites: Path
    instance: Path
    secret_key: str
    database_url: str | None = None
    replica_url: str | None = None
    page_cache_bytes: int = 24 * 1024 * 1024
    testing: bool = False
    data: Path | None = None

    @property
    def files(self) -> Path:
        """Folder of the downloadable forms, named by the items' materials."""
        return (self.data or PROJECT / "demo") / "forms"


def read_config(env: Mapping[str, str] = os.environ) -> Config:
    """Read the settings; raises ConfigError with the variable's name and what it should hold."""
    instance = Path(_text(env, "GOVSITE_INSTANCE", "instance")).resolve()
    replica = _text(env, "GOVSITE_REPLICA_URL", "")
    database = _text(env, "GOVSITE_DATABASE_URL", "")
    data = _text(env, "GOVSITE_DATA", "")
    return Config(
        sites=_file(env, "GOVSITE_SITES", "sites.yaml"),
        instance=instance,
        secret_key=_secret(env, "GOVSITE_SECRET_KEY", instance / "secret-key"),
        database_url=_database(database) if database else None,
        replica_url=_database(replica) if replica else None,
        page_cache_bytes=_whole(env, "GOVSITE_PAGE_CACHE_MB", 24, 0, 4096) * 1024 * 1024,
        data=Path(data).absolute() if data else None,
    )


def _text(env: Mapping[str, str], name: str, default: str) -> str:
    return env.get(name, "").strip() or default


def _whole(env: Mapping[str, str], name: str, default: int, low: int, high: int) -> int:
    text = _text(env, name, str(default))
    if not text.isascii() or not text.isdigit() or not low <= int(text) <= high:
        raise ConfigError(f"{name}={text!r}: a whole number from {low} to {high} is wanted")
    return int(text)


def _file(env: Mapping[str, str], name: str, default: str) -> Path:
    path = Path(_text(env, name, default))
    if not path.is_absolute() and not path.exists():
        path = PROJECT / path
    if not path.is_file():
        raise ConfigError(f"{name}: there is no file {path}")
    return path.absolute()  # not resolved: where a link is put in the place of another, hot reload must see the new one


def _secret(env: Mapping[str, str], name: str, path: Path) -> str:
    """The secret comes from NAME, from the file that NAME_FILE names, or from the instance folder."""
    value = _text(env, name, "")
    named = _text(env, name + "_FILE", "")
    source = Path(named) if named else path
    if not value and source.is_file():
        value = source.read_text("utf-8").strip()
    if len(value) < 32:
        raise ConfigError(f"{name}: at least 32 characters are wanted (`make run` writes them to {path})")
    return value


def _database(url: str) -> str:
    """Name the driver we install, so that the plain URLs that hosting services give out work as they are."""
    for plain in ("postgresql://", "postgres://"):
        if url.startswith(plain):
            return "postgresql+psycopg://" + url.removeprefix(plain)
    if not url.startswith(("sqlite:", "postgresql+psycopg:")):
        raise ConfigError("GOVSITE_DATABASE_URL: sqlite:///… or postgresql://… is wanted")
    return url
