"""The frame of the console (工作台): its pages, and of these the menu of who is signed in.

A page of the console is one record here; its view says the same needs (``web/staff.py``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from flask import request

from govsite.domain.people.scope import Needs, Officer, enters
from govsite.sites.site import Site
from govsite.web.here import here
from govsite.web.policy import policy
from govsite.web.staff import find_staff
from govsite.web.todo import Waiting, cases_waiting, companies_waiting, letters_waiting, suggestions, unsent

WORK, PORTAL, OWN = "本站工作", "全门户", "我的帐号"  # groups of the menu


@dataclass(frozen=True, slots=True)
class Page:
    """A page in the menu: ``key`` is what follows ``/console/`` in its address.

    Whoever has one of the rights in ``needs`` at the site sees it, everybody of the staff where there is none.
    ``about`` says on the home page what it is for; ``waits`` tells what waits there for somebody at a site.
    """

    key: str
    name: str
    group: str = WORK
    needs: tuple[Needs, ...] = ()
    about: str = ""
    waits: Callable[[Officer, Site], Sequence[Waiting]] | None = None


class Link(NamedTuple):
    """A page in somebody's menu, with the path that leads to it."""

    page: Page
    path: str
    current: bool


class Console(NamedTuple):
    """Who is signed in, and their menu: groups with their links."""

    officer: Officer
    menu: Sequence[tuple[str, Sequence[Link]]]


# In the order of the menu; pages of one group stand together.
PAGES = (
    Page("", "首页"),
    Page("letters", "信件", WORK, (Needs.QUEUES,), "受理、答复来信", letters_waiting),
    Page("cases", "办件", WORK, (Needs.QUEUES,), "窗口收件，审核和送达", cases_waiting),
    Page("proofs", "窗口认证", WORK, (Needs.PROOFS,), "看证件原件，替群众认证到五级"),
    Page("settings", "站点设置", WORK, (Needs.SETTINGS,), "站名、电话、页脚、链接、栏目"),
    Page("articles", "文章", needs=(Needs.CONTENT,), about="发布、更正、撤下通知公告"),
    Page(
        "content",
        "内容",
        needs=(Needs.CONTENT,),
        about="实施清单、部门、办事大厅；给基本目录提更正建议",
        waits=suggestions,
    ),
    Page("tables", "表格导入导出", needs=(Needs.CONTENT,), about="用 Excel 成批改实施清单、部门、大厅、文章，可以撤销"),
    Page("checkup", "体检", WORK, (Needs.CHECKUP,), "指南、公告和网站还缺什么，先改哪几处"),
    Page("staff", "工作人员", needs=(Needs.STAFF,), about="新建、停用帐号，给角色，重置密码"),
    Page("firms", "单位核验", WORK, (Needs.STAFF,), "代码最后一位对不上的单位，通过或者退回", companies_waiting),
    Page("api-keys", "接口密钥", needs=(Needs.SYSTEMS,), about="给部门的业务系统新建、作废密钥"),
    Page("new-site", "新建站点", PORTAL, (Needs.PORTAL,), "给市、县、开发区建一个站点，再给它一位管理员"),
    Page("systems", "接入系统", PORTAL, (Needs.PORTAL,), "部门的系统用本网账号登录：登记、停用、换密钥"),
    Page("outbox", "发件箱", PORTAL, (Needs.PORTAL,), "没有发出的短信和邮件", unsent),
    Page("audit", "审计记录", PORTAL, (Needs.AUDIT,), "谁在什么时候做了什么"),
    Page("sessions", "登录记录", OWN, about="在哪些浏览器上登录着"),
    Page("digest", "每日提醒", OWN, about="每个工作日早上收一封邮件：有几封信等您办"),
    Page("password", "修改密码", OWN, about="换一个登录用的密码"),
    Page("factor", "动态口令", OWN, about="换手机、换恢复码"),
    Page("passkeys", "通行密钥", OWN, about="用指纹、面容或安全密钥代替动态口令"),
)


def pages_for(officer: Officer, site: Site) -> list[Page]:
    """The pages that somebody has at a site."""
    return [page for page in PAGES if not page.needs or any(enters(officer, right, site) for right in page.needs)]


def console_frame() -> Console | None:
    """What the layout shows around a page of the console; None where nobody is signed in, as at the sign-in."""
    officer = find_staff() if policy().staff else None
    if officer is None:
        return None
    now = (request.path.split("/") + ["", ""])[2]
    links = [Link(p, f"{here.root}/console/{p.key}", p.key == now) for p in pages_for(officer, here.site)]
    return Console(officer, [(name, list(group)) for name, group in groupby(links, lambda link: link.page.group)])


def grouped(pages: Iterable[Page]) -> list[tuple[str, list[Page]]]:
    """Pages in their groups, in the order of the menu."""
    return [(name, list(group)) for name, group in groupby(pages, lambda page: page.group)]
