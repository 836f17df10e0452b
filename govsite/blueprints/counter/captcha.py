"""The picture and the sound of a captcha (验证码), made when they are first asked for."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

from flask import Blueprint, Response, current_app, send_file

from govsite.domain.common.captcha import Busy
from govsite.web.errors import error_page

bp = Blueprint("captcha", __name__, url_prefix="/captcha")
EXPIRED = ("验证码已经过期", "请返回上一页，按“换一张”；您填写的内容都在。")
BUSY = ("请稍等", "现在要验证码的人太多。请等几秒钟，再刷新本页。")


@bp.get("/<token>.png")
def picture(token: str) -> Response:
    """The characters."""
    return _answer(current_app.extensions["captchas"].picture, token, "image/png")


@bp.get("/<token>.wav")
def sound(token: str) -> Response:
    """The digits; in parts for the players that ask so."""
    return _answer(current_app.extensions["captchas"].sound, token, "audio/wav")


def _answer(make: Callable[[str], bytes | None], token: str, kind: str) -> Response:
    try:
        made = make(token)
    except Busy:
        answer = error_page(503, BUSY)
        answer.headers["Retry-After"] = "3"
        return answer
    if made is None:
        return error_page(410, EXPIRED)
    return send_file(BytesIO(made), kind)
