"""``flask users``: accounts of staff, for the first ones and for when nobody can sign in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click
from flask import current_app
from flask.cli import AppGroup

from govsite.commands.output import explain
from govsite.database.keys import bound_keys
from govsite.database.trouble import KINDS
from govsite.domain.common.days import ZONE
from govsite.domain.common.emails import WRONG, is_email
from govsite.domain.people import digests, staff, totp
from govsite.domain.people.appointing import appoint
from govsite.domain.people.refused import Refused
from govsite.domain.people.scope import ROLE_NAMES, Role
from govsite.domain.people.wording import role_words
from govsite.extensions import db

WHO = "command"  # in the audit
NO_KEYS = "邮箱要加密保存，还没有设置 GOVSITE_DATA_KEYS。先运行 flask keys new；或者不写 --email，以后在工作台补上。"

group = AppGroup("users", help="工作人员帐号：新建、停用、重置密码、列出。")


@contextmanager
def _told() -> Iterator[None]:
    """What is refused, and trouble with the database, as sentences."""
    try:
        yield
    except Refused as error:
        raise click.ClickException(str(error)) from None
    except KINDS as error:
        raise explain(error) from error


@group.command("create")
@click.argument("username", metavar="用户名")
@click.argument("name", metavar="姓名")
@click.option("--role", required=True, type=click.Choice(list(ROLE_NAMES)), help="角色。")
@click.option("--site", default="", metavar="SLUG", help="站点；operator 不写，auditor 不写时看整个门户。")
@click.option("--department", default="", metavar="部门", help="clerk 的部门，如 公安。")
@click.option("--subtree", is_flag=True, help="包括这个站点的全部下级站点。")
@click.option("--email", default="", metavar="邮箱", help="每个工作日的待办提醒发到这里；不写就不发。")
def create(username: str, name: str, role: str, site: str, department: str, subtree: bool, email: str) -> None:
    """新建帐号，打印初始密码。密码只显示这一次，第一次登录时要改。"""
    with _told():
        if email and not is_email(email):
            raise Refused(WRONG)
        if email and not bound_keys().numbers:  # before there is an account without it
            raise Refused(NO_KEYS)
        given = appoint(db.session, current_app.extensions["sites"].current, role, site, department, subtree=subtree)
        db.session.rollback()
        number, password = staff.create(current_app.extensions["passwords"], WHO, username, name, [given])
        _hand_over(username, password)  # before what may fail: nobody can print it again
        if email:
            digests.choose(WHO, number, email)


@group.command("disable")
@click.argument("username", metavar="用户名")
def disable(username: str) -> None:
    """停用帐号：马上退出登录，不能再登录。记录都保留。"""
    with _told():
        staff.disable(WHO, username)
    click.echo(f"已停用 {username}。要恢复使用：flask users reset {username} --enable")


@group.command("reset")
@click.argument("username", metavar="用户名")
@click.option("--enable", is_flag=True, help="帐号已停用的，同时恢复使用。")
@click.option("--lost-factor", is_flag=True, help="手机丢了：同时取消动态口令和恢复码，登录时重新设置。")
def reset(username: str, enable: bool, lost_factor: bool) -> None:
    """重置密码，打印新的初始密码。密码只显示这一次；原有登录全部退出。先确认是本人要求的。"""
    with _told():
        passwords = current_app.extensions["passwords"]
        password = staff.reset(passwords, WHO, username, enable=enable, lost_factor=lost_factor)
    _hand_over(username, password)


@group.command("list")
def list_users() -> None:
    """列出全部帐号：用户名、姓名、状态、动态口令、上次登录（北京时间）、角色。"""
    with _told():
        found = staff.all_staff(db.session)
        enrolled = totp.enrolled(db.session)
    for row, roles in found:
        click.echo(_line(row, roles, row.id in enrolled))
    if not found:
        click.echo("还没有帐号。先建一个运维人员：flask users create 用户名 姓名 --role operator")


def _hand_over(username: str, password: str) -> None:
    click.echo(f"用户名：{username}")
    click.echo(f"初始密码：{password}")
    click.echo("密码只显示这一次，请当面或打电话告诉本人；第一次登录时要改。")


def _line(row: staff.Staff, roles: list[Role], enrolled: bool) -> str:
    state = "已停用" if row.disabled else "初始密码" if row.must_change else "在用"
    factor = "已设动态口令" if enrolled else "未设动态口令"
    seen = f"{row.signed_in.astimezone(ZONE):%Y-%m-%d %H:%M}" if row.signed_in else "—"
    tree = current_app.extensions["sites"].current
    told = "、".join(role_words(role, tree) for role in roles)
    return "  ".join((row.username, row.name, state, factor, seen, told))
