"""The keys of sealed columns: given to the engines of an application, and asked of them."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Flask

from govsite.extensions import db
from govsite.models.sealing import CannotOpen, Keys, KeysMissing, keys_of, new_key, new_setting, use_keys

__all__ = ["CannotOpen", "Keys", "KeysMissing", "bind_keys", "bound_keys", "new_key", "new_setting"]


def bind_keys(app: Flask, keys: Mapping[str, bytes]) -> None:
    """Let sealed columns of an application's databases use its keys; without any, their use raises KeysMissing."""
    bound = Keys(keys)
    with app.app_context():
        for engine in db.engines.values():
            use_keys(engine.dialect, bound)


def bound_keys() -> Keys:
    """The keys of the application."""
    return keys_of(db.engine.dialect)
