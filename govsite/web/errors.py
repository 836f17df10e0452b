"""Error pages in the site's look: one sentence, the next step, never a stack trace."""

from __future__ import annotations

import logging
from typing import Any

from flask import Flask, Response, request
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

from govsite.database.engine import lacks_schema
from govsite.web.here import find_here
from govsite.web.page import render

log = logging.getLogger(__name__)

# status -> title, what happened and what to do
WORDS = {
    400: ("请求有误", "浏览器发来的内容不完整或格式不对。请返回上一页重新操作。"),
    403: ("没有权限", "您没有查看这个页面的权限。"),
    404: ("没有找到这个页面", "网址可能输错了，或者页面已经搬走。"),
    405: ("不支持这样访问", "这个页面不接受这种操作。请从首页重新进入。"),
    410: ("内容已经撤下", "您要看的内容已经过期或者撤下。"),
    413: ("提交的内容太大", "请减小文件或者文字后再提交。"),
    422: ("填写的内容有误", "请返回上一页，按提示修改后再提交。"),
    429: ("操作太频繁", "请稍等一分钟再试。"),
    500: ("系统出了点问题", "问题已经记录，我们会尽快处理。请稍后再试，或者拨打服务热线。"),
    503: ("服务暂时中断", "系统正在恢复，通常几分钟内就好。请稍后刷新本页，急事请拨打服务热线。"),
}
SUGGESTIONS = 6


def init_errors(app: Flask) -> None:
    """Register the pages for every status and for a database that is away."""
    app.register_error_handler(HTTPException, _http)
    for kind in (DBAPIError, PoolTimeout):
        app.register_error_handler(kind, _database)
    app.register_error_handler(500, _http)
    app.log_exception = _log_exception  # type: ignore[method-assign]


def error_page(status: int) -> Response:
    """The page of one status; 404 comes with sites whose address looks alike."""
    title, text = WORDS.get(status, WORDS[500 if status >= 500 else 400])
    context = {"status": status, "title": title, "text": text, "near": []}
    if status == 404:
        here = find_here()
        first = request.path.strip("/").split("/")[0]
        context["near"] = here.tree.suggest(first[:60])[:SUGGESTIONS] if first else []
    response = Response(render("errors/page.html", **context), status=status, mimetype="text/html")
    response.headers["Cache-Control"] = "no-store"
    if status in (429, 503):
        response.headers["Retry-After"] = "60"
    return response


def _http(error: HTTPException) -> Response:
    status = error.code or 500
    if error.response is not None or 300 <= status < 400:
        return error.get_response()  # type: ignore[return-value]
    answer = error_page(status)
    if status == 405 and error.get_headers():
        answer.headers.extend({k: v for k, v in error.get_headers() if k == "Allow"})
    return answer


def _database(error: Exception) -> Response:
    if isinstance(error, DBAPIError) and lacks_schema(error):
        log.error("%s: the database has another schema, run `flask --app wsgi db upgrade`: %s", _place(), error)
        return error_page(503)
    broken = isinstance(error, DBAPIError) and error.connection_invalidated
    if not (broken or isinstance(error, (OperationalError, InterfaceError, PoolTimeout))):
        raise error  # a rule of the database that was broken is our mistake: 500
    log.error("%s: database is away: %s", _place(), error)
    return error_page(503)


def _log_exception(exc_info: Any) -> None:
    """As Flask does, which leaves out the site and the script: it only sees what follows them."""
    log.error("%s: exception", _place(), exc_info=exc_info)


def _place() -> str:
    """Method and address of this request; in quotes, for it may hold anything, line ends too."""
    return f"{request.method} {request.root_path + request.path!r}"
