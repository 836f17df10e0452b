"""A portal whose sites have departments and letters, with the cast's staff at their desks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import Flask

from govsite.database import topics
from govsite.database.session import writing
from govsite.models.department import Department
from tests.apps import portal_of
from tests.console.conftest import SITES
from tests.console.people import hire
from tests.sites.samples import dump

KINDS = {"咨询": 5, "求助": 10, "投诉": 10, "建议": 15, "表扬": 15}
OFFICES = {"公安": "公安局", "政务服务": "政务服务局"}
POLICE = "公安"


@contextmanager
def portal_with_desks(folder: Path, *, second_reading: bool = False, **settings: Any) -> Iterator[Flask]:
    """Five sites with two departments each; letters that name none go to 政务服务."""
    features = {"letters": True, "progress": True, "second_reading": second_reading}
    defaults = {"features": features, "letters_office": "政务服务"}
    text = dump(SITES, defaults=defaults).replace('"hotline"', f'"letters": {_json(KINDS)}, "hotline"')
    with portal_of(text, folder, **settings) as made:
        hire(made)
        with made.app_context(), writing() as session:
            for site in made.extensions["sites"].current.all:
                for number, (key, name) in enumerate(OFFICES.items()):
                    own = f"{site.name}{name}"
                    session.add(Department(site_code=site.code, key=key, slug=f"o{number}", title=name, name=own))
            topics.bump(session)
        yield made


def _json(values: dict[str, int]) -> str:
    return "{" + ", ".join(f'"{key}": {value}' for key, value in values.items()) + "}"
