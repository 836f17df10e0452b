"""Forms of sites: a new one, another key for one."""

from __future__ import annotations

from wtforms.fields import HiddenField
from wtforms.validators import Regexp

from govsite.forms.base import AtMost, Form, Line, OwnPassword, Select, Wanted, options
from govsite.sites.schema import LEVELS

CODE, SLUG = r"^[0-9]{6}$", r"^([a-z0-9]([a-z0-9-]*[a-z0-9])?)?$"
_LEVEL_NAMES = ("市（州）", "县（市、区）", "开发区")


def _slug(*asked: object, **values: str) -> Line:
    wrong = "只能用小写字母、数字和连字符，如 wufeng。"
    return Line("地址里的名字", [*asked, AtMost(40), Regexp(SLUG, message=wrong)], **values)


class SlugForm(Form):
    """Another key for a site."""

    seen = HiddenField()
    slug = _slug(Wanted("请写新的名字。"))


class NewSiteForm(Form):
    """A new site and who runs it."""

    name = Line("全称", [Wanted("请写全称。"), AtMost(60)], description="如 五峰土家族自治县。")
    code = Line(
        "行政区划代码",
        [Wanted("请写代码。"), Regexp(CODE, message="代码是 6 位数字，如 420529。")],
        description="6 位数字。",
        render_kw={"inputmode": "numeric"},
    )
    level = Select(
        "级别", [Wanted("请选级别。")], choices=options(zip(LEVELS[1:], _LEVEL_NAMES, strict=True)), default="county"
    )
    parent = Select("上级站点", [Wanted("请选上级站点。")])
    slug = _slug(description="如 wufeng，网站地址就是 /wufeng/。不写就用拼音。")
    domain = Line("域名", [AtMost(253)], description="有自己的域名才写，如 zwfw.wufeng.gov.cn；没有就不写。")
    username = Line("管理员的用户名", [AtMost(32)], description="登录用，字母和数字。暂时没有人就不写，以后再建。")
    person = Line("管理员的姓名", [AtMost(64)])
    password = OwnPassword("建站点前，请再写一遍您自己的密码。")
