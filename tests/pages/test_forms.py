"""Blank forms and filled samples as downloads."""

from __future__ import annotations

import json
import zipfile
from io import BytesIO

import pytest
from flask import Flask

from govsite.web.filters import filesize
from tests.apps import rows
from tests.helpers import Visitor, squeeze

LARGEST = 60 * 1024
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def twin(name: str) -> str:
    """The PDF beside a Word document."""
    return name.replace(".docx", ".pdf")


def named(app: Flask) -> dict[str, list[str]]:
    """File names by item code."""
    found = {}
    for code, materials in rows(app, "SELECT code, materials FROM item"):
        names = [name for m in json.loads(materials) for name in (m.get("blank"), m.get("sample")) if name]
        if names:
            found[code] = names
    return found


def test_every_form_that_a_guide_names_can_be_downloaded(app: Flask, offered: dict[str, list[str]]) -> None:
    client, forms = app.test_client(), named(app)
    assert len(forms) >= 30
    for code, names in forms.items():
        slug = offered[code][0]
        root = "" if slug == "hubei" else f"/{slug}"
        for name in names:
            answer = client.get(f"{root}/guides/{code}/forms/{name}")
            assert answer.status_code == 200, f"{code} {name}"
            assert answer.content_type == DOCX
            pdf = client.get(f"{root}/guides/{code}/forms/{twin(name)}")
            assert pdf.content_type == "application/pdf" and pdf.data.startswith(b"%PDF-")
            assert len(pdf.data) <= LARGEST
            assert answer.headers["Content-Disposition"].startswith("attachment")
            assert name in answer.headers["Content-Disposition"]
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert "public" in answer.headers["Cache-Control"]
            assert "word/document.xml" in zipfile.ZipFile(BytesIO(answer.data)).namelist()


def test_no_form_lies_there_unnamed(app: Flask) -> None:
    folder = app.extensions["config"].files
    wanted = {name for names in named(app).values() for name in names}
    assert {path.name for path in folder.iterdir()} == wanted | set(map(twin, wanted))


def test_links_say_what_they_lead_to(app: Flask, visitor: Visitor) -> None:
    folder = app.extensions["config"].files
    page = visitor.get("/xiling/guides/070010001000")
    for link in page.find("//a[contains(@href, '/forms/')]"):
        path = folder / link.get("href").rpartition("/")[2]
        what = "空白表" if "blank" in path.name else "样表"
        kind = "PDF" if path.suffix == ".pdf" else "Word"
        assert squeeze(link.text_content()).endswith(f" {what}，{kind}，{squeeze(filesize(path.stat().st_size))}")
    row = page.one("//tr[th[contains(., '出生登记申报表')]]")
    assert len(row.xpath(".//a")) == 4, "blank and sample, each in both"
    assert not page.find("//tr[th[contains(., '户口簿')]]//a"), "nobody fills in a 户口簿"


@pytest.mark.parametrize(
    "name",
    [
        "nothing.docx",
        "..%2F..%2Fsites.yaml",
        "..%5C..%5Csites.yaml",
        "%2e%2e%2fitems.csv",
        "../items.csv",
        "%00",
        "{code}-1-blank.docx%00",
        "{code}-1-BLANK.docx",
        "x" * 4_000,
        "%FF",
        "🙂.docx",
        "CON",
        "",
    ],
)
def test_any_other_name_is_not_found(app: Flask, visitor: Visitor, offered: dict[str, list[str]], name: str) -> None:
    code = next(iter(named(app)))
    slug = offered[code][0]
    visitor.led(f"/{slug}/guides/{code}/forms/{name.replace('{code}', code)}", status=404)


def test_another_items_form_is_not_found(app: Flask, visitor: Visitor, offered: dict[str, list[str]]) -> None:
    forms = named(app)
    one, other = list(forms)[:2]
    slug = next(s for s in offered[one] if s in offered[other])
    visitor.get(f"/{slug}/guides/{one}/forms/{forms[other][0]}", status=404)
    assert visitor.client.get(f"/{slug}/guides/{one}/forms/{forms[one][0]}").status_code == 200


def test_where_the_item_is_not_offered_there_is_no_form(
    app: Flask, visitor: Visitor, offered: dict[str, list[str]]
) -> None:
    code, names = next((c, n) for c, n in named(app).items() if "hubei" not in offered[c])
    visitor.get(f"/guides/{code}/forms/{names[0]}", status=404)
