"""PhantomJS 2.1, the class of engines from IE 9 to Safari 6: no script errors, the layout as designed."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from govsite.web.assets import assets
from tests.browser.window import PHONE, SCREEN, Size
from tests.places import BY_NAME, GUIDE
from tests.waiting import PATIENCE

phantomjs = pytest.importorskip("phantomjs_bin")
pytestmark = pytest.mark.browser

DRIVER = Path(__file__).with_name("phantom.js")
SELECTORS = [".brand", ".find", ".nav li", ".half", ".side", ".body", ".strip div", ".tiles li"]
SELECTORS += [".search input", ".search button"]
CLICKS = {"guide": [".tabs a[href$=notes]", "#guide h2"], "personal": [".facets a", "#browse .count"]}
Visit = dict[str, Any]


@pytest.fixture(scope="module")
def visits(
    portal: str, places: dict[str, str], tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config
) -> Callable[..., dict[str, Visit]]:
    """The pages opened in one run of PhantomJS; remembered, since a run takes seconds."""
    if not pytestconfig.getoption("long"):
        places = {name: path for name, path in places.items() if BY_NAME[name].short}
    known: dict[tuple[bool, Size], dict[str, Visit]] = {}

    def visit(scripts: bool, size: Size = SCREEN) -> dict[str, Visit]:
        if (scripts, size) not in known:
            known[scripts, size] = run(portal, places, scripts, size, tmp_path_factory.mktemp("phantom"))
        return known[scripts, size]

    return visit


def run(origin: str, places: dict[str, str], scripts: bool, size: Size, folder: Path) -> dict[str, Visit]:
    script = folder / "site.js"
    script.write_bytes(assets().files[assets().names["site.js"]])
    job = {
        "scripts": scripts,
        "size": size,
        "pages": {name: origin + ("/hant" if scripts else "") + path for name, path in places.items()},
        "folder": str(folder),
        "selectors": SELECTORS,
        "clicks": CLICKS,
        "parse": str(script),
    }
    visits: dict[str, Visit] = drive(DRIVER, job, folder)
    return visits


def drive(driver: Path, job: dict[str, Any], folder: Path) -> Any:
    """What a script of PhantomJS prints of a job."""
    file = folder / "job.json"
    file.write_text(json.dumps(job), "utf-8")
    env = {**os.environ, "OPENSSL_CONF": "/dev/null"}
    program = Path(phantomjs.executable_path)
    program.chmod(0o755)  # the package brings it without the right to run
    command = [str(program), str(driver), str(file)]
    done = subprocess.run(command, capture_output=True, env=env, timeout=PATIENCE, check=True)
    return json.loads(done.stdout.decode("utf-8").strip().splitlines()[-1])


@pytest.mark.parametrize("scripts", [True, False])
def test_pages_load_without_errors_and_show_something(visits: Callable[..., dict[str, Visit]], scripts: bool) -> None:
    for name, page in visits(scripts).items():
        assert page["status"] == "success", name
        allowed = 1 if BY_NAME[name].status == 404 else 0  # the 404 itself
        assert len(page["errors"]) <= allowed, (name, page["errors"])
        assert page["title"] and page["text"].strip(), name
        with Image.open(page["picture"]) as picture:
            assert picture.size == SCREEN, name
            colours = picture.convert("L").getcolors() or []
            assert len(colours) > 50, f"{name}: the picture is empty"


def test_links_lead_on_where_htmx_is_too_new(visits: Callable[..., dict[str, Visit]]) -> None:
    path, heading, titles = visits(True)["guide"]["clicked"]
    assert (path, heading, titles) == (f"/hant/xiling{GUIDE}/notes", "辦理說明", 1)
    path, heading, titles = visits(True)["personal"]["clicked"]
    assert path == "/hant/yichang/personal" and "共" in heading and titles == 1


def test_nothing_is_wider_than_the_screen(visits: Callable[..., dict[str, Visit]]) -> None:
    for size in (SCREEN, PHONE):
        wide = {name: page["width"] for name, page in visits(True, size).items() if page["width"] > size[0]}
        assert not wide, wide


def test_columns_stand_side_by_side(visits: Callable[..., dict[str, Visit]]) -> None:
    pages = visits(True)
    for name, left, right in (
        ("personal", ".side", ".body"),
        ("guide", ".body", ".side"),
        ("guide", ".brand", ".find"),
    ):
        boxes = pages[name]["boxes"]
        (x, y, width, _), (other_x, other_y, _, _) = boxes[left][0], boxes[right][0]
        assert x + width <= other_x and abs(y - other_y) < 40, (name, left, right)
    first, second = pages["home of a county"]["boxes"][".half"][:2]
    assert first[0] + first[2] < second[0] and first[1] == second[1]
    tops = {box[1] for box in pages["home of a county"]["boxes"][".nav li"]}
    assert len(tops) == 1, "the navigation is one row"
    assert len({box[1] for box in pages["guide"]["boxes"][".strip div"]}) == 1
    assert len({box[0] for box in pages["departments"]["boxes"][".tiles li"]}) == 3


def test_on_a_phone_everything_is_one_column_and_the_navigation_two_rows(
    visits: Callable[..., dict[str, Visit]],
) -> None:
    pages = visits(True, PHONE)
    side, body = pages["guide"]["boxes"][".side"][0], pages["guide"]["boxes"][".body"][0]
    assert side[1] + side[3] <= body[1], "the actions come before the tabs"
    assert len({box[1] for box in pages["guide"]["boxes"][".nav li"]}) == 2
    field, button = pages["guide"]["boxes"][".search input"][0], pages["guide"]["boxes"][".search button"][0]
    assert field[1] == button[1] and field[0] + field[2] <= button[0]
