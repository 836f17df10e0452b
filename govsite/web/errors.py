"""Errors in the site's look, or as problem+json for machines: one sentence, the next step, never a stack trace."""

from __future__ import annotations

import logging
from typing import Any

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException

from govsite.database.breaker import DatabaseAway
from govsite.database.session import WritingForbidden
from govsite.database.trouble import KINDS, describe, is_away
from govsite.sites.columns import find_column
from govsite.sites.site import Site
from govsite.web.cache import OPEN
from govsite.web.guard import SAFE_METHODS
from govsite.web.headers import NO_STORE
from govsite.web.here import find_here
from govsite.web.landing import column_of, landing, near_pages
from govsite.web.page import render
from govsite.web.policy import policy
from govsite.web.preview import PREVIEW
from govsite.web.problems import problem
from govsite.web.staff import SignedOut

log = logging.getLogger(__name__)

# status -> title, what happened and what to do
WORDS = {
    400: ("请求有误", "浏览器发来的内容不完整或格式不对。请返回上一页重新操作。"),
    401: ("请先登录", "登录后才能查看。登录以后会回到这个页面。"),
    403: ("没有权限", "您没有查看这个页面的权限。"),
    404: ("没有找到这个页面", "网址可能输错了，或者页面已经搬走。"),
    405: ("不支持这样访问", "这个页面不接受这种操作。请从首页重新进入。"),
    409: ("已经有人改过", "您打开页面以后，别人改过同一份内容。请返回上一页，核对后再提交。"),
    410: ("内容已经撤下", "您要看的内容已经过期或者撤下。"),
    412: ("内容已经变化", "您打开页面以后，内容有了变化。请重新打开页面，再提交一次。"),
    413: ("提交的内容太大", "请返回上一页，减小文件或者文字后再提交。"),
    415: ("文件格式不对", "请返回上一页，换成页面上写明的格式后再提交。"),
    422: ("填写的内容有误", "请返回上一页，按提示修改后再提交。"),
    429: ("操作太频繁", "请稍等一分钟再试。"),
    500: ("系统出了点问题", "问题已经记录，我们会尽快处理。请稍后再试，或者拨打服务热线。"),
    503: ("服务暂时中断", "系统正在恢复，通常几分钟内就好。请稍后刷新本页，急事请拨打服务热线。"),
}
EXPIRED = ("页面停留太久", "为了安全，这次提交没有生效。请返回上一页，刷新以后再提交；您填写的内容一般还在。")
SIGNED_OUT = ("登录已经过期", "这次提交没有生效。请在新窗口重新登录，再回到上一页提交；您填写的内容一般还在。")
NOT_STORED = ("提交没有保存", "系统暂时中断，这次提交没有保存。请稍后返回上一页再提交一次；急事请拨打服务热线。")
CLOSED = "办事、写信、查进度，请到上级站点。"
OFF = "可以到上级站点办这件事，或者拨打服务热线。"
PREVIEW_OVER = (
    "预览打不开了",
    "草稿已经发布或者丢弃，或者预览已经超过 30 分钟，或者不是您在这个浏览器上打开的。请回到工作台，打开草稿再预览。",
)
NO_SUCH_VALUE = ("没有这个条件", "链接里的主题、部门或者别的条件，这里没有：可能改了名称，也可能网址不完整。")
SUGGESTIONS = 6
LONGEST_SEGMENT = 60


def init_errors(app: Flask) -> None:
    """Register the pages for every status and for a database that is away."""
    app.register_error_handler(HTTPException, _http)
    for kind in KINDS:
        app.register_error_handler(kind, _database)
    app.register_error_handler(WritingForbidden, _expired)
    app.register_error_handler(SignedOut, _signed_out)
    app.register_error_handler(500, _http)
    app.log_exception = _log_exception  # type: ignore[method-assign]


def error_page(status: int, words: tuple[str, str] | None = None) -> Response:
    """The answer of one status, in other ``words`` (title, text) where they are given."""
    title, text = words or WORDS.get(status, WORDS[500 if status >= 500 else 400])
    rules = policy()
    response = problem(status, title, text) if rules.problems else _page(status, title, text)
    response.headers["Cache-Control"] = NO_STORE
    if rules.public:
        request.environ[OPEN] = True
    if status in (429, 503):
        response.headers["Retry-After"] = "60"
    return response


def _page(status: int, title: str, text: str) -> Response:
    """404 comes with the pages and sites whose address looks alike, or with those above that have what this has not.

    A site that is likely meant is entered on the page that was asked for.
    """
    near: list[tuple[str, str, str]] = []
    heading = "您要找的是不是"
    first = request.path.strip("/").split("/")[0]
    here, column = find_here(), find_column(first)
    is_closed = status == 410 and here.site.closed
    is_off = status == 404 and not column.shown_at(here.site)
    if is_off:
        title, text, heading = f"{here.site.name}没有开通{column.settings_of(here.site).name}", OFF, column.name
        near = [_way(site, column.path) for site in here.site.ancestors if column.shown_at(site)]
    elif status == 404 and first == PREVIEW:
        title, text = PREVIEW_OVER
    elif is_closed:
        title, text, heading = f"{here.site.name}的网站已经关闭", CLOSED, "上级站点"
        open_sites = [site for site in reversed(here.site.ancestors) if not site.closed]
        near = [_way(open_sites[0], landing(request.path))]
    elif status == 404 and request.path == column.path:  # the list itself is there
        title, text, heading = *NO_SUCH_VALUE, "从这里找"
        near = [(column.settings_of(here.site).name, "看全部", here.root + column.path)]
    elif status == 404 and first:
        asked = first[:LONGEST_SEGMENT]
        near = [(name, "", here.root + path) for name, path in near_pages(asked, here.site)]
        rest = landing(request.path[len(first) + 1 :] or "/") if request.path.startswith(f"/{first}/") else "/"
        near = [*near, *(_way(site, rest) for site in here.tree.suggest(asked))][:SUGGESTIONS]
    context: dict[str, Any] = {
        "status": status,
        "title": title,
        "text": text,
        "near": near,
        "heading": heading,
        "is_closed": is_closed,
    }
    return Response(render("errors/page.html", **context), status=status, mimetype="text/html")


def _way(site: Site, page: str) -> tuple[str, str, str]:
    """Title, name and address of a site on a page, or at its home where it has no such page."""
    return site.title, site.name, find_here().root_of(site) + (page if column_of(page).shown_at(site) else "/")


def _http(error: HTTPException) -> Response:
    status = error.code or 500
    if error.response is not None or 300 <= status < 400:
        return error.get_response()  # type: ignore[return-value]
    answer = error_page(status)
    if status == 405 and error.get_headers():
        answer.headers.extend({k: v for k, v in error.get_headers() if k == "Allow"})
    return answer


def _expired(error: WritingForbidden) -> Response:
    """A form whose token is out of date, at a view that does not show it again by itself."""
    if policy().public:
        raise error  # a mistake of ours
    log.warning("%s: refused: %s", _place(), error)
    return error_page(403, EXPIRED)


def _signed_out(_error: SignedOut) -> Response:
    """Not sent to sign in: what was typed is on the page before, and would be lost."""
    return error_page(401, SIGNED_OUT)


def _database(error: Exception) -> Response:
    if not is_away(error):
        raise error  # a rule of the database that was broken is our mistake: 500
    if not isinstance(error, DatabaseAway):  # why it counts as away was told when it first was
        log.error("%s: %s", _place(), describe(error))
    return error_page(503, None if request.method in SAFE_METHODS else NOT_STORED)


def _log_exception(exc_info: Any) -> None:
    """As Flask does, which leaves out the site and the script: it only sees what follows them."""
    log.error("%s: exception", _place(), exc_info=exc_info)


def _place() -> str:
    """Method and address of this request; in quotes, for it may hold anything, line ends too."""
    return f"{request.method} {request.root_path + request.path!r}"
