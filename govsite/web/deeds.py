"""What the audit has of somebody's deeds, said in words: on its own page, in its table, on the home of the console."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import current_app

from govsite.database.session import reading
from govsite.domain.cases import states as cases
from govsite.domain.common import audit
from govsite.domain.editing.imported import files_of
from govsite.domain.editing.tables import Rows
from govsite.domain.letters import states as letters
from govsite.domain.letters.reply_templates import names_of
from govsite.domain.openid import clients
from govsite.domain.people import staff
from govsite.domain.people.scope import Needs, Officer, codes_near
from govsite.domain.publishing.history import ACTIONS
from govsite.domain.publishing.kinds import Kind
from govsite.domain.publishing.steps import titles
from govsite.domain.systems.keys import systems_of
from govsite.sites.site import Site
from govsite.sites.tree import SiteTree
from govsite.typed import Typed

OUTCOMES = {audit.DONE: "完成", audit.REFUSED: "被拒绝", audit.FAILED: "失败"}
_OF_LETTERS = {way.action: way.office for way in letters.LETTER.steps if way.who != (letters.WRITER,)}
_OF_CASES = {way.action: way.office for way in cases.CASE.steps if way.who != (cases.APPLICANT,)}
# What is done, in words, by groups; a name that is not here is shown as it is. "x.y" is a kind of x.
GROUPS: Mapping[str, Mapping[str, str]] = {
    "登录": {
        "sign_in": "登录",
        "sign_out": "退出",
        "session.end": "结束登录",
        "console": "打开没有权限的页面",
        "second_factor": "填动态口令",
        "second_factor.enrol": "设置动态口令",
        "recovery_code": "用恢复码",
        "recovery_code.renew": "换恢复码",
        "passkey": "用通行密钥",
        "passkey.add": "添加通行密钥",
        "passkey.remove": "删除通行密钥",
    },
    "工作人员": {
        "staff": "帐号和角色",
        "staff.create": "新建帐号",
        "staff.disable": "停用帐号",
        "staff.reset": "重置帐号",
        "staff.password": "修改密码",
        "staff.give_role": "给角色",
        "staff.take_role": "拿掉角色",
        "staff.digest": "改每日提醒",
        "staff.demo": "建演示帐号",
    },
    "用户": {
        "account": "用户的操作",
        "account.register": "注册",
        "account.sign_in": "登录",
        "account.code": "填短信验证码",
        "account.agree": "同意注册协议",
        "account.sign_out": "退出",
        "account.password": "修改密码",
        "account.reset": "重设密码",
        "account.phone": "换手机号",
        "account.real_name": "实名认证",
        "account.window": "取窗口认证码",
        "account.in_person": "窗口认证",
        "account.child": "登记孩子",
        "account.child_gone": "撤回对孩子的同意",
        "account.bind": "绑定支付宝或统一身份认证",
        "account.unbind": "解绑支付宝或统一身份认证",
        "account.certify": "去支付宝认证",
        "account.let_go": "手机号被新机主收回",
        "account.two_steps_on": "打开二次验证",
        "account.two_steps_off": "关闭二次验证",
        "account.claim": "放进用户空间",
        "account.unclaim": "从用户空间拿掉",
        "account.export": "导出我的数据",
        "account.close": "注销账号",
        "account.unsubscribe": "不再收订阅的邮件",
        "account.feed": "换订阅的私人地址",
        "account.allow": "授权部门系统",
        "account.withdraw": "撤销授权",
        "account.enter": "登录部门系统",
        "mandate": "代办",
        "mandate.make": "开代办码",
        "mandate.enter": "填代办码",
        "mandate.confirm": "确认代办人",
        "mandate.end": "结束代办",
        "mandate.open": "替人打开办件或来信",
        "mandate.act": "替人办理",
        "company": "单位用户的操作",
        "company.register": "注册单位",
        "company.sign_in": "单位登录",
        "company.password": "修改单位的密码",
        "company.reset": "重设单位的密码",
        "company.invite": "邀请经办人",
        "company.accept": "接受邀请",
        "company.revoke": "撤销经办人",
        "company.leave": "不再替单位办事",
        "company.confirm": "单位核验通过",
        "company.refuse": "单位核验退回",
        "company.open": "打开单位的件",
        "company.bind": "绑定数字证书",
        "company.unbind": "解绑数字证书",
        "company.certificate": "出示数字证书",
    },
    "接入系统": {
        "system": "接入系统",
        "system.create": "登记接入系统",
        "system.change": "修改接入系统",
        "system.secret": "换接入系统的密钥",
        "system.disable": "停用接入系统",
        "system.enable": "启用接入系统",
        "system.key": "新建签名密钥",
    },
    "信件": {
        "letter": "办信件",
        "letter.open": "打开不归自己的信件",
        "letter.export": "导出信件列表",
        **{f"letter.{action}": f"信件：{word}" for action, word in _OF_LETTERS.items()},
        "template.save": "保存答复模板",
        "template.remove": "删除答复模板",
    },
    "办件": {
        "case": "办办件",
        "case.open": "打开不归自己的办件",
        "case.take in": "窗口收件",
        "case.import": "用表格收件",
        "case.export": "导出办件列表",
        "case.push": "业务系统推送办件",
        "case.password": "业务系统重发查询密码",
        **{f"case.{action}": f"办件：{word}" for action, word in _OF_CASES.items()},
    },
    "发布": {"draft": "草稿和发布", **{f"draft.{action}": word for action, word in ACTIONS.items()}},
    "表格": {"table": "导入和撤销", "table.import": "导入表格", "table.undo": "撤销导入"},
    "系统": {
        "api key": "接口密钥",
        "api key.create": "新建接口密钥",
        "api key.revoke": "作废接口密钥",
        "api": "接口拒绝的请求",
        "api.file": "业务系统取附件",
        "site.found": "新建站点",
        "site.edit": "直接改了 sites.yaml",
        "outbox.retry": "重新发送",
        "audit.export": "导出审计记录",
    },
}
WORDS = {name: word for group in GROUPS.values() for name, word in group.items()}
OTHERS = {"-": "认不出的人", "command": "命令行", "demo": "演示数据", "system": "系统", "file": "改文件的人"}
_STAFF = re.compile(r"staff ([0-9]{1,9})")
_NUMBERED = re.compile(r"(import|api key|template|system) ([0-9]{1,9})")
# What somebody is told of, who may do it themselves.
CHANGES: Mapping[tuple[Needs, ...], tuple[str, ...]] = {
    (Needs.SETTINGS, Needs.CONTENT): ("draft",),
    (Needs.CONTENT,): ("table",),
    (Needs.STAFF,): ("staff",),
    (Needs.PORTAL,): ("site", "system"),
    (Needs.SYSTEMS,): ("api key",),
    (Needs.LETTERS,): ("template",),
}


@dataclass(frozen=True, slots=True)
class Deed:
    """A record in words; ``at`` is None, and ``place`` a code, where somebody changed what is stored."""

    row: audit.Audit
    at: datetime | None
    who: str
    what: str
    target: str
    place: str
    outcome: str
    details: str


def deeds(rows: Sequence[audit.Audit], tree: SiteTree) -> list[Deed]:
    """Records in words; a query for the names of people, and one for those of each other kind of things."""
    names, named = _names(rows), titles(reading(), {_key(row) for row in rows if _key(row)[0]})
    return [
        Deed(
            row,
            _moment(row.at),
            names.get(row.who, Typed(row.who)),
            WORDS.get(row.what, Typed(row.what)),
            names.get(row.target) or _founded(row, tree) or _thing(row.target, named.get(_key(row), "")),
            tree.by_code[row.site_code].name if row.site_code in tree.by_code else row.site_code,
            OUTCOMES[row.outcome],
            Typed(_details(row.details)),
        )
        for row in rows
    ]


def changes(officer: Officer, tree: SiteTree, site: Site, most: int) -> list[Deed]:
    """Who changed what lately at a site and below it, as far as it is somebody's work too; at the main site at all
    of theirs. Two queries.
    """
    return deeds(audit.latest(reading(), list(_watched(officer, tree, site)), most), tree)


def name_of(typed: str) -> str:
    """Somebody's name in the audit, by their user name or by what others are called here; else as it was typed."""
    number = staff.number_of(reading(), typed) if typed else None
    others = {word: name for name, word in OTHERS.items()}
    return f"staff {number}" if number else others.get(typed, typed)


def _watched(officer: Officer, tree: SiteTree, at: Site) -> Iterator[audit.Watched]:
    """The kinds of deeds of which somebody is told, with the sites."""
    for rights, kinds in CHANGES.items():
        found = [codes_near(officer, right, tree, at) for right in rights]
        sites = None if None in found else frozenset[str]().union(*(one for one in found if one))
        if sites is None or sites:
            yield audit.Watched(kinds, sites)


def _names(rows: Sequence[audit.Audit]) -> dict[str, str]:
    """The people among who did it and to whom."""
    numbers = {int(match[1]) for row in rows for text in (row.who, row.target) if (match := _STAFF.fullmatch(text))}
    people = {f"staff {number}": name for number, name in staff.names(reading(), numbers).items()}
    return {**OTHERS, **people, **_numbered(rows)}


def _numbered(rows: Sequence[audit.Audit]) -> dict[str, str]:
    """What else is told by its number in the audit: imports, keys of systems, templates."""
    kinds = current_app.extensions["kinds"].values()
    tables = {"articles": "文章", **{kind.table: kind.words for kind in kinds if isinstance(kind, Rows)}}
    asked: dict[str, set[int]] = {}
    for row in rows:
        if match := _NUMBERED.fullmatch(row.target):
            asked.setdefault(match[1], set()).add(int(match[2]))
    files = files_of(reading(), asked.get("import", ()))
    return {
        **{f"import {number}": Typed(f"{tables.get(noun, noun)}：{file}") for number, (noun, file) in files.items()},
        **{f"api key {n}": Typed(name) for n, name in systems_of(reading(), asked.get("api key", ())).items()},
        **{f"system {n}": Typed(name) for n, name in clients.known(reading(), asked.get("system", ())).items()},
        **{f"template {n}": Typed(name) for n, name in names_of(reading(), asked.get("template", ())).items()},
    }


def _founded(row: audit.Audit, tree: SiteTree) -> str:
    """The name of a site that somebody has made; "" for any other deed."""
    return tree.by_code[row.target].name if row.what == "site.found" and row.target in tree.by_code else ""


def _key(row: audit.Audit) -> tuple[str, str, str]:
    """The kind, site and key of what was published; of anything else no kind."""
    name, _, key = row.target.partition(" ")
    return (name if name in current_app.extensions["kinds"] and key != name else "", row.site_code, key)


def _thing(target: str, title: str = "") -> str:
    """What is published by the name of its kind and its own; anything else as it is."""
    kinds: Mapping[str, Kind] = current_app.extensions["kinds"]
    name, _, key = target.partition(" ")
    if name not in kinds:
        return Typed(target)
    return kinds[name].words if key == name else f"{kinds[name].words} {title or key}"


def _moment(at: str) -> datetime | None:
    try:
        return datetime.fromisoformat(at)
    except ValueError:  # somebody changed it: it is shown as it is
        return None


def _details(text: str) -> str:
    """``needs letters, method GET``; as it is where somebody changed it."""
    try:
        return "，".join(_said(json.loads(text)))
    except (ValueError, AttributeError):
        return text


def _said(values: Mapping[str, object]) -> Iterator[str]:
    return (f"{name} {value}" for name, value in values.items() if value not in ("", False, None))
