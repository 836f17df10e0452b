"""Policies by folder: what may be kept, what is checked, and that no blueprint goes without one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Blueprint, Flask, Response

from govsite.database.session import WritingForbidden, reading, writing
from govsite.extensions import db
from govsite.sites.load import load_text
from govsite.startup import BLUEPRINTS
from govsite.web.guard import check_request
from govsite.web.policy import (
    API,
    CONSOLE,
    COUNTER,
    PUBLIC,
    SPACE,
    Policy,
    PolicyMissing,
    Portal,
    policy,
    policy_of_module,
)
from tests.sites.samples import SMALL
from tests.web.storey import DESK, ROOM, storey

SITE = {"govsite.site": next(iter(load_text(SMALL).all))}  # what the mount has found


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    with storey(tmp_path_factory.mktemp("policy")) as made:
        yield made


@pytest.mark.parametrize(
    ("module", "wanted"),
    [
        ("home", PUBLIC),
        ("counter.letters", COUNTER),
        ("space.cases", SPACE),
        ("console.letters", CONSOLE),
        ("api.cases", API),
        ("console.settings.forms", CONSOLE),
        ("console", CONSOLE),
        ("api", API),
    ],
)
def test_the_folder_decides(module: str, wanted: Policy) -> None:
    assert policy_of_module(f"govsite.blueprints.{module}") is wanted


@pytest.mark.parametrize("module", ["govsite.blueprints.desk.letters", "govsite.web.page", "tests.web.storey", "x"])
def test_a_blueprint_without_a_policy_cannot_be_registered(module: str) -> None:
    with pytest.raises(PolicyMissing):
        Portal("govsite").register_blueprint(Blueprint("lost", module))


def test_a_blueprint_inside_another_has_the_policy_around_it(own: Flask) -> None:
    inner, outer = Blueprint("inner", __name__), Blueprint("outer", __name__, url_prefix="/outer")
    inner.add_url_rule("/x", "x", lambda: "x", methods=["POST"])
    outer.register_blueprint(inner)
    own._got_first_request = False
    own.register_blueprint(outer, policy=CONSOLE)  # type: ignore[arg-type]
    with own.test_request_context("/outer/x", method="POST"):
        assert policy() is CONSOLE


def test_an_answer_for_a_machine_is_its_own_whatever_the_view_says(own: Flask) -> None:
    inner = Blueprint("spoken", __name__)
    inner.add_url_rule("/api/spoken", "x", lambda: Response("x", headers={"Cache-Control": "public, max-age=60"}))
    own._got_first_request = False
    own.register_blueprint(inner, policy=API)  # type: ignore[arg-type]
    answer = own.test_client().get("/api/spoken", headers={"Authorization": "Bearer A"})
    assert answer.headers["Cache-Control"] == "no-store"


def test_every_blueprint_has_one(app: Flask) -> None:
    policies = app.extensions["policies"]
    modules = {blueprint.import_name.removeprefix("govsite.blueprints.") for blueprint in app.blueprints.values()}
    assert set(policies) == set(app.blueprints) and modules == set(BLUEPRINTS)
    for name, blueprint in app.blueprints.items():
        assert policies[name] is policy_of_module(blueprint.import_name)


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ("/personal", PUBLIC),
        ("/static/site.css", PUBLIC),
        ("/nowhere", PUBLIC),
        ("/api/nowhere", API),
        ("/counter/letter", COUNTER),
        ("/space/desk", ROOM),
        ("/console/desk", DESK),
        ("/api/v1/samples", API),
    ],
)
def test_every_request_has_one(own: Flask, path: str, wanted: Policy) -> None:
    with own.test_request_context(path):
        assert policy() is wanted


def test_a_route_that_belongs_to_no_blueprint_is_private(own: Flask) -> None:
    own._got_first_request = False
    own.add_url_rule("/stray", "stray", lambda: "x")
    assert own.test_client().get("/stray").headers["Cache-Control"] == "no-store"


def test_public_views_cannot_write_and_read_what_may_be_a_moment_old(own: Flask) -> None:
    with own.test_request_context("/personal", environ_overrides=SITE):
        check_request()
        with pytest.raises(WritingForbidden), writing():
            pass


def test_private_views_read_what_was_just_written(own: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """From the primary, whatever the replica has."""
    engines = {**db_engines(own), "replica": object()}
    monkeypatch.setattr(type(db), "engines", property(lambda _self: engines))
    with own.test_request_context("/console/desk", environ_overrides=SITE):
        check_request()
        assert reading() is db.session
    with own.test_request_context("/personal", environ_overrides=SITE):
        check_request()
        monkeypatch.setattr("govsite.database.session.db.get_session", lambda name: pytest.fail(f"asks for {name}"))
        with pytest.raises(pytest.fail.Exception, match="reading"):
            reading()


def db_engines(app: Flask) -> dict[str, object]:
    with app.app_context():
        return dict(db.engines)


@pytest.mark.parametrize("url", ["/counter/letter", "/console/desk", "/space/desk", "/console/page", "/api/v1/samples"])
def test_private_answers_are_never_stored_packed_or_kept(own: Flask, url: str) -> None:
    client = own.test_client()
    for method in ("GET", "HEAD"):
        answer = client.open(url, method=method, headers={"Accept-Encoding": "gzip"})
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "no-store"
        assert "Content-Encoding" not in answer.headers and "ETag" not in answer.headers
    cache = own.extensions["page_cache"]
    assert not [key for store in (cache.plain, cache.queries) for key in store._pages if url in key]


@pytest.mark.parametrize("root", ["", "/hant"])
def test_nothing_of_a_private_page_is_remembered(own: Flask, root: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from govsite.web import script

    monkeypatch.setattr(script, "_memory", {})  # what other tests converted is not of this page
    page = own.test_client().get(f"{root}/counter/letter").get_data(as_text=True)
    assert "头发发展" in page or "頭髮發展" in page
    pages = own.extensions["pages"]
    remembered = [text for env in pages.values() for text in env._texts] + list(script._memory)
    assert not [text for text in remembered if "头发发展" in text or "范某" in text]


@pytest.mark.parametrize("url", ["/api/nowhere", "/api/v1/nowhere"])
def test_errors_for_machines_are_problems(own: Flask, url: str) -> None:
    answer = own.test_client().get(url)
    assert answer.content_type == "application/problem+json"
    assert answer.json is not None
    assert (answer.status_code, answer.json["status"], answer.json["type"]) == (404, 404, "about:blank")
    assert answer.json["title"] and answer.json["detail"]
    assert own.test_client().delete("/api/v1/samples").content_type == "application/problem+json"


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 409, 410, 413, 415, 422, 429, 500, 503])
def test_every_status_has_its_own_words(own: Flask, status: int) -> None:
    from govsite.web.errors import WORDS

    assert status in WORDS and len({title for title, _ in WORDS.values()}) == len(WORDS)
