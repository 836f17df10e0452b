"""Settings of a site as text: kept as a draft, told at their lines, published into the file, which keeps all else."""

from __future__ import annotations

from pathlib import Path

from flask import Flask

from tests.cast import BY_KEY
from tests.console.people import follow, sign_in
from tests.submitting import submit

TEXT = "/xiling/console/settings/text"
PAGE = "/xiling/console/drafts/settings/settings"


def test_smoke(portal: Flask, folder: Path) -> None:
    admin = sign_in(portal.test_client(), BY_KEY["site_admin"])
    page = admin.get(TEXT)
    print(page.main)
    text = page.one("//textarea").text_content().lstrip("\n")
    new = text.replace("0717-6219300", "0717-6219301")
    page = follow(admin, submit(page, TEXT, button="save", yaml=new))
    print(page.main)
    page = admin.get(PAGE)
    print(page.main)
    page = follow(admin, submit(page, PAGE + "/publish", reason="换了电话"))
    print(page.main)
    print((folder / "sites.yaml").read_text())
    page = admin.get("/xiling/console/history/settings/settings")
    print(page.main)
    page = admin.get(page.find("//main//table//a/@href")[0])
    print(page.main)
    assert 0
