"""Forms of systems that sign people in with their account here (接入系统)."""

from __future__ import annotations

from wtforms import Field
from wtforms.validators import StopValidation

from govsite.domain.accounts.account import LEVEL_WORDS, LEVELS
from govsite.domain.openid.clients import LONGEST_URI, MOST_URIS, Facts, faulty, lines
from govsite.domain.openid.scopes import OPENID, WORDS
from govsite.forms.base import AtMost, Form, Line, OwnPassword, Paragraphs, Select, Wanted, options
from govsite.forms.built import Ticks

HTTPS = "地址要以 https:// 开头，不带 #，和系统发来的一字不差；这一个不行：{uri}"


class Addresses:
    """Addresses of a system, one a line."""

    def __call__(self, form: Form, field: Field) -> None:  # noqa: ARG002
        """Raise StopValidation with the first that can be none."""
        uris = lines(field.data or "")
        if len(uris) > MOST_URIS:
            raise StopValidation(f"最多 {MOST_URIS} 个地址。")
        if wrong := faulty(uris):
            raise StopValidation(HTTPS.format(uri=wrong[:LONGEST_URI]))


class SystemForm(Form):
    """A system, as the operator registers it."""

    name = Line("系统名称", [Wanted("请写系统名称。"), AtMost(40)], description="例如：社保业务系统。同意页上给人看。")
    department = Line("部门", [Wanted("请写部门。"), AtMost(40)], description="例如：湖北省人力资源和社会保障厅。")
    purpose = Line("做什么用", [Wanted("请写做什么用。"), AtMost(100)], description="要资料的理由，同意页上给人看。")
    redirect_uris = Paragraphs(
        "登录后回到的地址",
        [Wanted("请写回到的地址。"), Addresses()],
        description="一行一个（redirect_uri）。",
    )
    leave_uris = Paragraphs(
        "退出后回到的地址", [Addresses()], description="一行一个（post_logout_redirect_uri）；没有就不写。"
    )
    logout_uri = Line(
        "退出通知地址", [Addresses()], description="有人退出时通知它（backchannel_logout_uri）；没有就不写。"
    )
    scopes = Ticks("可以问的资料", description="只勾办事要用的。")
    level = Select("最低认证等级", [Wanted("请选一个。")])
    sector = Line(
        "同一编号的系统",
        [AtMost(40)],
        description="要和另一个系统认得同一个人，写那个系统的客户端编号；一般不写，登记后不能改。",
    )
    password = OwnPassword()

    def offer(self) -> None:
        """Say what there is to choose from."""
        self.scopes.choices = options([(name, words) for name, words in WORDS.items() if name != OPENID])
        self.level.choices = options([(str(n), f"{name}：{LEVEL_WORDS[n]}") for n, name in LEVELS.items()])

    @property
    def facts(self) -> Facts:
        """What was filled in."""
        return Facts(
            name=str.__str__(self.name.data),
            department=str.__str__(self.department.data),
            purpose=str.__str__(self.purpose.data),
            redirect_uris=lines(str.__str__(self.redirect_uris.data)),
            leave_uris=lines(str.__str__(self.leave_uris.data)),
            logout_uri=str.__str__(self.logout_uri.data),
            scopes=tuple(self.scopes.data or ()),
            level=int(self.level.data),
            sector=str.__str__(self.sector.data) if self.sector else "",
        )
