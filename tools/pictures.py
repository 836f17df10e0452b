"""Make the pictures of the citizens' help from a portal that runs: ``python tools/pictures.py http://127.0.0.1:8000``.

With ``pages`` behind it, it makes those of the public pages in both scripts and sizes, with ``guangzhou`` or ``hainan``
that portal's home; with the file of the demo's accounts (``instance/demo-accounts.txt``) those of the guides for clerks
and administrators, with its secret key (``instance/secret-key``) those of the help on accounts and of the
space. Needs the packages for the tests and a Chromium. What is written is invented; the demo's 西陵区 gets a letter,
a case or an account and a firm, its 宜昌市 two drafts.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pyotp
from PIL import Image
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tools.machine import find_chromium  # noqa: E402
from tools.picture_accounts import Visit, picture_accounts  # noqa: E402

FOLDER = Path(__file__).resolve().parent.parent / "govsite" / "static" / "help"
WIDTH, HEIGHT, SCALE = 340, 480, 1.5  # pixels of the page; how many of the picture to one of them
COLOURS = 16
DESK = FOLDER.parent.parent.parent / "docs" / "screens"
WIDE, HIGH, SHADES = 1024, 768, 64
PHONE: ViewportSize = {"width": 360, "height": 640}
PAGES = {
    "home": "/xiling/",
    "browse": "/xiling/personal?theme=证件办理",
    "search": "/xiling/search?q=娃刚生下来怎么上户口",
    "guide": "/xiling/guides/070010001000",
    "hall": "/yichang/halls/H005",
    "sites": "/sites",
    "404": "/yichan",
}
PORTALS = ("guangzhou", "hainan")
ROOMY = 1360  # pixels: a look stands beside its form


def main(portal: str, accounts: str = "") -> None:
    """Make the pictures of the help, of public pages, with accounts of the desk, with a key of accounts."""
    with sync_playwright() as engine:
        browser = engine.chromium.launch(executable_path=find_chromium(), args=["--no-sandbox"])
        if accounts == "pages" or accounts in PORTALS:
            look_round(browser, portal, accounts)
        elif accounts.endswith("key"):
            visit = Visit(browser, portal, accounts, keep)
            picture_accounts(visit)
            show_space(visit)
        elif accounts:
            people = Path(accounts).read_text("utf-8")
            take_in(browser, portal, people)
            administer(browser, portal, people)
        else:
            write_letter(browser, portal)
        browser.close()


def look_round(browser: Browser, portal: str, what: str) -> None:
    """The public pages as a visitor sees them first, or the home of another portal."""
    wide, phone = browser.new_page(viewport={"width": WIDE, "height": HIGH}), browser.new_page(viewport=PHONE)
    if what in PORTALS:
        shoot(wide, f"{portal}/", what)
        return
    shoot(wide, f"{portal}/elder/xiling/", "elder")
    for name, path in PAGES.items():
        for root, script in (("", ""), ("/hant", "-hant")):
            shoot(wide, f"{portal}{root}{path}", name + script)
            shoot(phone, f"{portal}{root}{path}", f"{name}-phone{script}")


def write_letter(browser: Browser, portal: str) -> None:
    """Write a letter as a citizen does, and keep what the page shows at four moments."""
    FOLDER.mkdir(exist_ok=True)
    context = browser.new_context(
        viewport={"width": WIDTH, "height": HEIGHT}, device_scale_factor=SCALE, java_script_enabled=False
    )
    page = context.new_page()
    page.goto(f"{portal}/xiling/letters/new")
    page.check("input[name=kind][value=咨询]")
    page.fill("#title", "换领身份证要不要本人去")
    page.fill("#body", "我在外地打工，身份证下个月到期。请问可以在打工的地方换吗？要带什么材料？")
    keep(page, "letter-write", "form[action$=new]")
    page.wait_for_timeout(3500)  # who is quicker than a person is asked for a captcha
    page.locator("form[action$=new] p:not(.sr) > button[value=send]").last.click()
    keep(page, "letter-receipt", "h1")
    number, password = page.inner_text(".ticket-number"), page.inner_text(".ticket-password")
    page.click("text=我已保存")
    page.goto(f"{portal}/xiling/letters/lookup")
    page.fill("#number", number)
    keep(page, "letter-lookup", "h1")
    page.fill("#password", password)
    page.locator("form[action$=lookup] p:not(.sr) button").last.click()
    keep(page, "letter-result", "h1")


def show_space(visit: Visit) -> None:
    """The space of who has just registered, and its page of security, as a computer and a phone show them."""
    context = visit.page.context
    browser, state = context.browser, context.storage_state()
    assert browser is not None
    wide = browser.new_context(viewport={"width": WIDE, "height": HIGH}, storage_state=state).new_page()
    shoot(wide, f"{visit.site}/account", "account")
    shoot(wide, f"{visit.site}/account/security", "account-security")
    phone = browser.new_context(viewport=PHONE, storage_state=state).new_page()
    shoot(phone, f"{visit.site}/account", "account-phone")


def take_in(browser: Browser, portal: str, accounts: str) -> None:
    """Take a case in as a clerk does, tell what is missing, and keep what the desk shows."""
    lines = (line.split() for line in accounts.splitlines())
    clerk = next(words for words in lines if words[0] == "clerk" and words[-1] == "公安局")
    _, username, password, secret, site, _ = clerk
    context = browser.new_context(viewport={"width": WIDE, "height": HIGH}, java_script_enabled=False)
    page, desk = context.new_page(), f"{portal}/{site}/console/cases"
    sign_in(page, f"{portal}/{site}", username, password, secret)
    shoot(page, desk, "cases-desk")
    page.goto(f"{desk}/new?q=身份证")
    page.locator("main a[href*='item=']").first.click()
    page.check("[name=kind][value=person]")
    page.fill("#name", "余晓燕")
    page.fill("#phone", "13800000000")
    page.locator("[name=materials]").first.check()
    page.check("[name=how][value=pick-up]")
    page.locator("[name=how][value=pick-up]").blur()
    shoot(page, "", "cases-new", whole=True)
    page.locator("main form p > button[accesskey=s]").click()
    page.locator("main a[href*='#ask']").first.click()
    case = page.url.partition("#")[0]
    shoot(page, case, "cases-one")
    folded = page.locator("details#ask:not([open]) > summary")
    if folded.count():
        folded.click()
    page.locator("#ask [name^=fault_]").first.fill("照片不是近期的")
    page.locator("#ask [name^=remedy_]").first.fill("到照相馆重拍白底一寸照")
    page.locator("#ask form > p > button:not([tabindex])").click()
    page.goto(case)
    page.locator("main a[href*='/notice/']").first.click()
    shoot(page, "", "cases-notice", whole=True)


def administer(browser: Browser, portal: str, accounts: str) -> None:
    """Change a telephone number and write an article as a site's administrator does; neither is published."""
    admin = next(line.split() for line in accounts.splitlines() if line.startswith("site_admin "))
    context = browser.new_context(viewport={"width": WIDE, "height": HIGH}, java_script_enabled=False)
    page, console = context.new_page(), f"{portal}/{admin[4]}/console"
    sign_in(page, f"{portal}/{admin[4]}", *admin[1:4])
    page.goto(f"{console}/settings/contact")
    page.fill("[name='contact.phone']", "0717-6219388")
    page.set_viewport_size({"width": ROOMY, "height": HIGH})
    page.click("main form button[value=look]")
    page.evaluate("window.scrollTo(0, 0)")
    shoot(page, "", "site-look")
    page.set_viewport_size({"width": WIDE, "height": HIGH})
    page.locator("main form button[value=save]").last.click()
    shoot(page, "", "site-settings")
    shoot(page, f"{console}/settings", "site-topics")
    page.click("text=对比、预览、发布")
    page.fill("#reason", "咨询电话换了")
    page.locator("#reason").blur()
    shoot(page, "", "site-draft", whole=True)
    page.goto(f"{console}/articles")
    page.click("text=新建文章")
    page.fill("#title", "元旦假期服务大厅办事时间")
    page.fill("#text", "# 休息\n\n1 月 1 日至 3 日，大厅**不办公**；网上办事照常。\n\n急事请打 12345。")
    page.locator("main form button[value=save]").last.click()
    shoot(page, "", "site-article")
    shoot(page, f"{console}/checkup", "site-checkup")
    page.goto(f"{console}/content/item")
    page.locator("main table th a").first.click()
    page.locator("#materials").evaluate("element => element.scrollIntoView()")
    shoot(page, "", "site-records")
    page.goto(f"{console}/tables")
    page.select_option("#table", "halls")
    rows = f"id,site_slug,name,level,address,hours,phone\nX1,{admin[4]},政务大厅,区,,工作日,没有号码\n"
    page.set_input_files("#file", {"name": "大厅.csv", "mimeType": "text/csv", "buffer": rows.encode("utf-8-sig")})
    page.click("main button >> text=上传并检查")
    shoot(page, "", "site-table")


def sign_in(page: Page, site: str, username: str, password: str, secret: str) -> None:
    """Sign in at the console of a site."""
    page.goto(f"{site}/console/login")
    page.fill("#username", username)
    page.fill("#password", password)
    page.click("main form p:not(.sr) button")
    page.fill("#code", pyotp.TOTP(secret).now())
    page.click("main form p:not(.sr) button")


def shoot(page: Page, path: str, name: str, *, whole: bool = False) -> None:
    """A picture of a page at the desk, in few colours; of the ``whole`` page or of what a screen shows."""
    if path:
        page.goto(path)
    picture = Image.open(io.BytesIO(page.screenshot(full_page=whole))).convert("RGB").quantize(SHADES)
    picture.save(DESK / f"{name}.png", optimize=True)


def keep(page: Page, name: str, at: str) -> None:
    """A picture of the screen that begins at an element, in few colours."""
    page.locator(at).first.evaluate("element => window.scrollTo(0, element.getBoundingClientRect().top + scrollY - 12)")
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB").quantize(COLOURS)
    picture.save(FOLDER / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"), *sys.argv[2:3])
