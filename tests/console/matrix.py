"""Writes matrix.txt anew: ``python -m tests.console.matrix``."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from govsite.web.policy import NEEDS
from tests.apps import portal_of
from tests.cast import CAST
from tests.console.conftest import SITES
from tests.console.people import hire, sign_in
from tests.sites.samples import dump

SAVED = Path(__file__).with_name("matrix.txt")
SLUGS = ("hubei", "yichang", "xiling", "wuhan")
EVERYWHERE = "everywhere"


def table(folder: Path) -> str:
    """A block a route: each of the cast with the sites at which they are let in."""
    with portal_of(dump(SITES), folder) as app:
        hire(app)
        put_aside(app)
        clients = {person.key: sign_in(app.test_client(), person).client for person in CAST}
        return "\n".join(_lines(app, clients)) + "\n"


def put_aside(app: Flask) -> None:
    """Let each view for staff answer 204, and say what it needs all the same."""
    for name, view in list(app.view_functions.items()):
        if hasattr(view, NEEDS):

            def nothing(**_arguments: object) -> tuple[str, int]:
                return "", 204

            setattr(nothing, NEEDS, getattr(view, NEEDS))
            app.view_functions[name] = nothing


def _lines(app: Flask, clients: dict[str, FlaskClient]) -> Iterator[str]:
    rules = [rule for rule in app.url_map.iter_rules() if hasattr(app.view_functions[rule.endpoint], NEEDS)]
    for rule in sorted(rules, key=lambda rule: (rule.rule, sorted(rule.methods or ()))):
        methods = sorted((rule.methods or set()) & {"GET", "POST"})
        path = re.sub(r"<[^>]+>", "1", rule.rule)
        yield f"{' '.join(methods)} {rule.rule}"
        for person in CAST:
            found = [places(clients[person.key], method, path) for method in methods]
            assert all(one == found[0] for one in found), f"{rule.rule}: {person.key}: {found}"
            yield f"  {person.key:<28}{found[0]}"


def places(client: FlaskClient, method: str, path: str) -> str:
    """The sites at which somebody is let in, in words."""
    open_at = []
    for slug in SLUGS:
        root = "" if slug == "hubei" else f"/{slug}"
        answer = client.open(root + path, method=method, headers={"Origin": "http://localhost"})
        assert answer.status_code in (204, 302, 401, 404), f"{path}: {answer.status_code}"
        if answer.status_code == 204:
            open_at.append(slug)
        elif answer.status_code != 404:
            return "signs in first"
    return EVERYWHERE if len(open_at) == len(SLUGS) else " ".join(open_at) or "-"


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        SAVED.write_text(table(Path(folder)), "utf-8")
