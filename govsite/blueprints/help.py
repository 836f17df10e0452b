"""Help pages (帮助)."""

from __future__ import annotations

from flask import Blueprint, Response, abort

from govsite.sites.site import Site
from govsite.web.here import here
from govsite.web.page import render_page

bp = Blueprint("help", __name__)

TOPICS = {
    "guide": ("新手指南", "第一次使用，从这里开始"),
    "registration": ("注册操作手册", "一步一步，有图"),
    "account": ("注册和登录", "用户空间、实名认证、忘记密码"),
    "progress": ("查进度和补材料", "凭编号和密码看办到哪一步"),
    "letters": ("写信和查答复", "不用注册，凭编号和密码看答复"),
    "faq": ("常见问题", "大家问得最多的问题"),
    "safety": ("网站安全", "认准网址，保护个人信息"),
    "accessibility": ("无障碍与长者版", "大字、高对比、全键盘、读屏"),
    "browsers": ("浏览器支持", "旧电脑、旧手机也能用"),
    "agreement": ("注册协议", "注册账号前请看"),
    "about": ("关于本网", "主办单位、版权与免责"),
}

FEATURES = ("letters", "progress")  # topics of what a site may not have


@bp.get("/help")
def topics() -> Response:
    """All help topics."""
    return render_page("help/page.html", topics=topics_of(here.site), depends=())


@bp.get("/help/<topic>")
def topic(topic: str) -> Response:
    """One topic."""
    found = topics_of(here.site)
    if topic not in found:
        abort(404)
    return render_page("help/one.html", topic=topic, title=found[topic][0], topics=found, depends=())


def topics_of(site: Site) -> dict[str, tuple[str, str]]:
    """The topics of a site; nothing of letters or of progress where there are none."""
    return {key: words for key, words in TOPICS.items() if key not in FEATURES or site.has(key)}
