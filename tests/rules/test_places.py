"""tests/places.py names every page: a route or a column without a place would be looked at nowhere."""

from __future__ import annotations

import re

from flask import Flask

from govsite.sites.columns import COLUMNS
from tests.places import PLACES
from tests.rules.test_routes import PRIVATE, PUBLIC

FILLED = {"hall": "H001", "notice": "n1", "office": "renshe", "letter": "123456789"}


def test_every_route_that_is_read_has_a_place(app: Flask) -> None:
    match = app.url_map.bind("localhost").match
    filled = [place.path.partition("?")[0].format(**FILLED) for place in PLACES if place.name != "not found"]
    filled += [
        re.sub(r"{}", "x", route.partition("?")[0]) for place in PLACES for route in place.takes if "/forms/" in route
    ]
    seen = {match(path, return_rule=True)[0].rule for path in filled}
    wanted = {rule.rule for rule in app.url_map.iter_rules() if rule.rule in PUBLIC | PRIVATE}
    assert seen == wanted


def test_every_column_has_a_place() -> None:
    named = {place.path.partition("?")[0] for place in PLACES}
    assert {column.path for column in COLUMNS if column.site_map} <= named


def test_each_place_stands_once() -> None:
    assert len({place.name for place in PLACES}) == len(PLACES)
    assert len({(place.at, place.path) for place in PLACES}) == len(PLACES)
