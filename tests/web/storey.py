"""A small storey on the ground: views of each private folder, as the nouns to come will have them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask, Response, redirect, request, session
from sqlalchemy import text

from govsite.database.session import reading, writing
from govsite.web import sessions
from govsite.web.bodies import KB, Body, accepts
from govsite.web.page import render_page
from govsite.web.policy import API, CONSOLE, COUNTER, SPACE
from tests.apps import portal_of
from tests.sites.samples import SMALL

counter = Blueprint("test-counter", __name__, url_prefix="/counter")
space = Blueprint("test-space", __name__, url_prefix="/space")
console = Blueprint("test-console", __name__, url_prefix="/console")
api = Blueprint("test-api", __name__, url_prefix="/api/v1")
PAGE, TOPICS = "help/page.html", {"a": ("范某", "头发发展")}
# Sessions by themselves, without accounts of staff and of citizens.
DESK, ROOM = replace(CONSOLE, staff=False), replace(SPACE, citizens=False)
LETTER = Body(text=4 * KB, fields=8, files=2, file=10 * KB)


@counter.route("/letter", methods=["GET", "POST"])
@accepts(LETTER)
def letter() -> Response:
    if request.method == "GET":
        return render_page(PAGE, topics=TOPICS)
    files = {name: [file.stream.too_large, len(file.read())] for name, file in request.files.items()}
    with writing() as store:
        store.execute(text("UPDATE content_version SET number = number + 1 WHERE name = 'letter'"))
    return {"form": request.form.to_dict(), "files": files}  # type: ignore[return-value]


@counter.post("/small")
def small() -> Response:
    return request.form.to_dict()  # type: ignore[return-value]


@counter.post("/sign-in/<kind>")
def sign_in(kind: str) -> Response:
    sessions.begin(kind, request.form["who"])
    return redirect(f"/{kind}/desk", 303)  # type: ignore[return-value]


@counter.get("/flash")
def flashing() -> str:
    session["x"] = "y"
    return ""


def desk() -> Response:
    found = sessions.current_session()
    who = found.found.who if found.data and found.found else "nobody"
    answer = Response(who, headers={"X-Token": sessions.form_token(), "X-Seen": str(session.get("note"))})
    answer.headers["Cache-Control"] = "public, max-age=60"  # a mistake that the policy mends
    return answer


def change() -> Response:
    with writing() as store:
        store.execute(text("UPDATE content_version SET number = number + 1 WHERE name = 'letter'"))
    session["note"] = request.form["note"]
    return Response("done")


def leave() -> Response:
    sessions.end()
    return Response("left")


for folder in (space, console):
    folder.add_url_rule("/desk", "desk", desk)
    folder.add_url_rule("/change", "change", change, methods=["POST"])
    folder.add_url_rule("/leave", "leave", leave, methods=["POST"])


@console.post("/again")
def again() -> Response:
    session["note"] = request.form["note"]
    sessions.begin("console", "admin")
    return Response("done")


@console.get("/page")
def page() -> Response:
    return render_page(PAGE, topics=TOPICS)


@api.route("/samples", methods=["GET", "POST"])
def cases() -> Response:
    return {"cases": []}  # type: ignore[return-value]


@api.post("/signed")
def signed() -> Response:
    return {"bytes": request.get_data(as_text=True), "form": request.form.to_dict()}  # type: ignore[return-value]


@contextmanager
def storey(folder: Path, **settings: Any) -> Iterator[Flask]:
    """A portal with these views; ``letters_of`` tells how often something was written."""
    with portal_of(SMALL, folder, **settings) as app:
        for blueprint, policy in ((counter, COUNTER), (space, ROOM), (console, DESK), (api, API)):
            app.register_blueprint(blueprint, policy=policy)  # type: ignore[arg-type]
        with app.app_context(), writing() as store:
            store.execute(text("INSERT INTO content_version (name, number) VALUES ('letter', 0)"))
        yield app


def letters_of(app: Flask) -> int:
    with app.app_context():
        return int(reading().scalar(text("SELECT number FROM content_version WHERE name = 'letter'")) or 0)
