"""Systems that sign people in here (接入系统): operators register, change and close them; secrets are shown once."""

from __future__ import annotations

from flask import Flask

from govsite.database.session import reading
from govsite.domain.openid import clients
from tests.apps import rows
from tests.cast import BY_KEY, leaks
from tests.console.people import PASSWORD, sign_in
from tests.submitting import submit

URL = "/console/systems"
FIELDS = {
    "name": "社保业务系统",
    "department": "湖北省人力资源和社会保障厅",
    "purpose": "查询社保缴费记录",
    "redirect_uris": "https://sb.example.gov.cn/back\nhttps://sb.example.gov.cn/back2",
    "logout_uri": "https://sb.example.gov.cn/logout",
    "scopes": ["profile", "idcard"],
    "level": "3",
    "password": PASSWORD,
}
WRONG = {
    "redirect_uris": (
        *("http://sb.example.gov.cn/back", "https://sb.example.gov.cn/back#x", "javascript:alert(1)", "/back", ""),
        *("https://user@sb.example.gov.cn/", "https://sb.example.gov.cn:x/", "https://sb.example.gov.cn/ b"),
    ),
    "logout_uri": ("ftp://sb.example.gov.cn/", "file:///etc/passwd", "http://169.254.169.254/"),
    "sector": ("gs_none",),
    "name": ("",),
    "password": ("wrong",),
}


def test_an_operator_registers_changes_and_closes_a_system(portal: Flask) -> None:
    operator = sign_in(portal.test_client(), BY_KEY["operator"])
    page = operator.get(f"{URL}/new")
    for name, values in WRONG.items():
        for value in values:
            answer = submit(page, f"{URL}/new", **{**FIELDS, name: value})
            assert answer.status == 422, (name, value)
            assert answer.one("//input[@name='purpose']").get("value") == FIELDS["purpose"], "what was typed stays"
    made = submit(page, f"{URL}/new", **FIELDS)
    assert made.h1 == "客户端密钥" and not list(leaks(made))
    client_id, secret = (each.text_content() for each in made.find("//dd[@class='secret']"))
    with portal.app_context():
        row = clients.by_name(reading(), client_id)
        assert row and row.secret == clients.digest(secret) and row.level == 3
        assert row.scopes == ["openid", "profile", "idcard"] and len(row.redirect_uris) == 2
        number, sector = row.id, row.sector
    listed = operator.get(URL)
    assert client_id in listed.main and secret not in listed.source and "还没有签名密钥" in listed.main
    assert secret not in str(rows(portal, "SELECT * FROM openid_client"))
    form = operator.get(f"{URL}/{number}")
    changed = submit(form, f"{URL}/{number}", **{**FIELDS, "name": "社保新系统", "scopes": ["profile"]})
    assert "改好了" in operator.get(changed.to).main
    shown = submit(operator.get(f"{URL}/{number}/secret"), f"{URL}/{number}/secret", password=PASSWORD)
    assert shown.h1 == "客户端密钥" and secret not in shown.source
    off = submit(operator.get(f"{URL}/{number}/switch"), f"{URL}/{number}/switch", password=PASSWORD)
    assert "已停用" in operator.get(off.to).main
    with portal.app_context():
        assert clients.by_name(reading(), client_id) is None
        row = clients.find(reading(), number)
        assert row and (row.name, row.sector) == ("社保新系统", sector)
    operator.get(f"{URL}/99", 404)
    told = [line[0] for line in rows(portal, "SELECT what FROM audit WHERE what LIKE 'system.%' ORDER BY number")]
    assert told == ["system.create", "system.change", "system.secret", "system.disable"]
    assert "登记接入系统" in sign_in(portal.test_client(), BY_KEY["auditor"]).get("/console/audit").main
