"""Make the forms of demo/forms anew: python -m tools.forms [--pdf-only].

Word documents come from demo/forms.txt (older ones are as they are), a PDF stands beside each. Wants a Chromium, the
font of fonts-noto-cjk and ``pip install fonttools``; the portal itself wants none of them.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

import pikepdf
from playwright.sync_api import sync_playwright

from govsite.config import PROJECT
from tools.forms import font, page, word
from tools.forms.described import read_forms

FORMS = PROJECT / "demo" / "forms"
LIKE = FORMS / "070010001000-1-blank.docx"  # has the styles
BROWSERS = ("chromium-headless-shell", "chromium", "google-chrome")
LARGEST = 60 * 1024  # bytes


def main() -> None:
    """Write all documents, then print each."""
    if "--pdf-only" not in sys.argv[1:]:
        for form in read_forms(PROJECT / "demo" / "forms.txt"):
            word.write(form, FORMS, LIKE)
    documents = sorted(FORMS.glob("*.docx"))
    with tempfile.TemporaryDirectory() as folder:
        own = Path(folder) / "own.ttf"
        font.make(set().union(*map(page.characters, documents)) | {"\xa0"}, own)
        for path in prints(documents, Path(folder), own):
            if path.stat().st_size > LARGEST:
                print(f"{path.name}: {path.stat().st_size} bytes")


def prints(documents: list[Path], folder: Path, own: Path) -> list[Path]:
    """Print documents beside themselves."""
    browser_path = next(filter(None, map(shutil.which, BROWSERS)), None) or sys.exit("no Chromium")
    written = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox"])
        window = browser.new_page()
        for document in documents:
            html = folder / "page.html"
            html.write_text(page.html_of(document, own.name), "utf-8")
            window.goto(html.as_uri())
            window.evaluate("document.fonts.ready")
            path = document.with_suffix(".pdf")
            path.write_bytes(window.pdf(prefer_css_page_size=True, print_background=True))
            undate(path)
            written.append(path)
        browser.close()
    return written


def undate(path: Path) -> None:
    """Take off the moment it was made, and pack it."""
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        for name in ("/CreationDate", "/ModDate", "/Creator", "/Producer"):
            if name in pdf.docinfo:
                del pdf.docinfo[name]
        packed = pikepdf.ObjectStreamMode.generate
        pdf.save(path, object_stream_mode=packed, recompress_flate=True, deterministic_id=True)


if __name__ == "__main__":
    main()
