"""Make the pictures of the citizens' help from a portal that runs: ``python tools/pictures.py http://127.0.0.1:8000``.

Needs the packages for the tests and a Chromium. What is written is invented; the demo's 西陵区 gets a letter.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tools.machine import find_chromium  # noqa: E402

FOLDER = Path(__file__).resolve().parent.parent / "govsite" / "static" / "help"
WIDTH, HEIGHT, SCALE = 340, 480, 1.5  # pixels of the page; how many of the picture to one of them
COLOURS = 16


def main(portal: str) -> None:
    """Write a letter as a citizen does, and keep what the page shows at four moments."""
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as engine:
        browser = engine.chromium.launch(executable_path=find_chromium(), args=["--no-sandbox"])
        context = browser.new_context(
            viewport={"width": WIDTH, "height": HEIGHT}, device_scale_factor=SCALE, java_script_enabled=False
        )
        page = context.new_page()
        page.goto(f"{portal}/xiling/letters/new")
        page.check("input[name=kind][value=咨询]")
        page.fill("#title", "换领身份证要不要本人去")
        page.fill("#body", "我在外地打工，身份证下个月到期。请问可以在打工的地方换吗？要带什么材料？")
        keep(page, "write", "form[action$=new]")
        page.wait_for_timeout(3500)  # who is quicker than a person is asked for a captcha
        page.locator("form[action$=new] p:not(.sr) > button[value=send]").last.click()
        keep(page, "receipt", "h1")
        number, password = page.inner_text(".ticket-number"), page.inner_text(".ticket-password")
        page.click("text=我已保存")
        page.goto(f"{portal}/xiling/letters/lookup")
        page.fill("#number", number)
        keep(page, "lookup", "h1")
        page.fill("#password", password)
        page.locator("form[action$=lookup] p:not(.sr) button").last.click()
        keep(page, "result", "h1")
        browser.close()


def keep(page: Page, name: str, at: str) -> None:
    """A picture of the screen that begins at an element, in few colours."""
    page.locator(at).first.evaluate("element => window.scrollTo(0, element.getBoundingClientRect().top + scrollY - 12)")
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB").quantize(COLOURS)
    picture.save(FOLDER / f"letter-{name}.png", optimize=True)


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"))
