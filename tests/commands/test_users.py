"""``flask users``: accounts from the command line, with a password that is printed once."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import func, select

from govsite.database.keys import bind_keys
from govsite.database.session import writing
from govsite.domain.common import audit
from govsite.domain.people.passwords import by_password
from govsite.domain.people.scope import Role
from govsite.extensions import db
from govsite.models.department import Department
from govsite.models.staff import Staff
from tests.commands.conftest import Call
from tests.sealed import OLD

CLERK = ("--role", "clerk", "--site", "zigui", "--department", "公安")


@pytest.fixture(autouse=True)
def ready(app: Flask) -> None:
    """Two departments in 秭归."""
    code = app.extensions["sites"].current.by_slug["zigui"].code
    with app.app_context(), writing() as session:
        for key in ("公安", "政务服务"):
            session.add(Department(site_code=code, key=key, slug=key, title=key, name=f"秭归县{key}局"))


def password_in(output: str) -> str:
    (found,) = re.findall(r"初始密码：(\S+)", output)
    return str(found)


def test_an_account_is_made_and_its_password_works(app: Flask, call: Call) -> None:
    done = call("users", "create", "Fan.Xiaoyan", "范晓燕", *CLERK, "--subtree")
    assert done.exit_code == 0 and "只显示这一次" in done.output
    with app.app_context():
        staff = by_password(app.extensions["passwords"], "fan.xiaoyan", password_in(done.output))
        code = app.extensions["sites"].current.by_slug["zigui"].code
        assert staff and staff.must_change and staff.roles == (Role("clerk", code, True, "公安"),)
        (row,) = audit.last_records(db.session, 1)
        assert (row.who, row.what, row.site_code) == ("command", "staff.create", code)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--role", "operator", "--site", "zigui"), "不用写站点"),
        (("--role", "editor"), "信息编辑要写站点"),
        (("--role", "editor", "--site", "nowhere"), "没有站点 nowhere"),
        (("--role", "editor", "--site", "zigui", "--department", "公安"), "不分部门"),
        (("--role", "auditor", "--subtree"), "下级站点"),
        (("--role", "clerk", "--site", "zigui"), "公安、政务服务"),
        (("--role", "clerk", "--site", "yichang", "--department", "公安"), "先导入部门表"),
        (("--role", "king"), "king"),
    ],
)
def test_what_makes_no_account_is_told(app: Flask, call: Call, words: tuple[str, ...], said: str) -> None:
    done = call("users", "create", "fan", "范晓燕", *words)
    assert done.exit_code != 0 and said in done.output
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Staff)) == 0


def test_disabled_and_taken_back(app: Flask, call: Call) -> None:
    call("users", "create", "fan", "范晓燕", *CLERK)
    assert "已停用 fan" in call("users", "disable", "fan").output
    refused = call("users", "reset", "fan")
    assert refused.exit_code == 1 and "已经停用" in refused.output
    done = call("users", "reset", "fan", "--enable", "--lost-factor")
    with app.app_context():
        assert by_password(app.extensions["passwords"], "fan", password_in(done.output))


@pytest.mark.parametrize("command", ["disable", "reset"])
def test_a_name_that_nobody_has_is_told(call: Call, command: str) -> None:
    done = call("users", command, "nobody")
    assert done.exit_code == 1 and "没有这个用户名" in done.output


def test_the_last_operator_stays(call: Call) -> None:
    call("users", "create", "zhou", "周敏", "--role", "operator")
    done = call("users", "disable", "zhou")
    assert done.exit_code == 1 and "最后一个" in done.output


def test_all_are_listed(call: Call) -> None:
    assert "还没有帐号" in call("users", "list").output
    call("users", "create", "zhou", "周敏", "--role", "operator")
    call("users", "create", "fan", "范晓燕", *CLERK, "--subtree")
    call("users", "disable", "fan")
    assert call("users", "list").output.splitlines() == [
        "fan  范晓燕  已停用  未设动态口令  —  经办人（秭归县及下级站点 公安）",
        "zhou  周敏  初始密码  未设动态口令  —  运维人员（整个门户）",
    ]


def test_an_address_that_cannot_be_sealed_makes_no_account(app: Flask, call: Call) -> None:
    refused = call("users", "create", "yu.posta", "于志强", *CLERK, "--email", "yu@example.com")
    assert refused.exit_code == 1 and "flask keys new" in refused.output and "初始密码" not in refused.output
    assert "还没有帐号" in call("users", "list").output


def test_an_address_for_the_digest_is_kept_or_refused(app: Flask, call: Call) -> None:
    bind_keys(app, OLD)
    refused = call("users", "create", "yu.posta", "于志强", *CLERK, "--email", "yu@")
    assert refused.exit_code and "name@example.cn" in refused.output
    assert call("users", "create", "yu.posta", "于志强", *CLERK, "--email", "yu@example.com").exit_code == 0
    with app.app_context():
        found = select(Staff.email).where(Staff.username == "yu.posta")
        assert db.session.scalar(found) == "yu@example.com"
