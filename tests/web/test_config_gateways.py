"""The settings of gateways: what is read, what stops the start, and that a simulator is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from govsite import create_app
from govsite.commands.check import findings
from govsite.config import PROJECT, Config, ConfigError, read_config
from govsite.gateways.settings import ClamavSettings, SmsSettings
from govsite.startup import refuse_simulators
from tests.conftest import SECRET
from tests.gateways.clamd import fake_clamd

SMS = {
    "GOVSITE_SMS_PROTOCOL": "aliyun",
    "GOVSITE_SMS_KEY": "key",
    "GOVSITE_SMS_SECRET": "hidden",
    "GOVSITE_SMS_SIGN": "湖北政务",
}
MAIL = {"GOVSITE_MAIL_SERVER": "smtp://mail.example.gov.cn", "GOVSITE_MAIL_FROM": "zwfw@example.gov.cn"}


def config(**settings: str) -> Config:
    return read_config({"GOVSITE_SECRET_KEY": SECRET, "GOVSITE_INSTANCE": "/nowhere", **settings})


def test_without_settings_there_is_no_way_out() -> None:
    assert (config().sms, config().mail, config().simulators) == (None, None, False)


def test_what_is_read_of_a_gateway() -> None:
    sms = config(**SMS, GOVSITE_SMS_TEMPLATES="letter-received=SMS_1, letter-answered=SMS_2").sms
    assert sms and (sms.url, sms.host, sms.path) == ("https://dysmsapi.aliyuncs.com/", "dysmsapi.aliyuncs.com", "/")
    assert sms.templates == {"letter-received": "SMS_1", "letter-answered": "SMS_2"}
    assert "hidden" not in repr(config(**SMS)) and not sms.simulated


def test_a_secret_may_come_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "sms-secret").write_text("from a file\n", "utf-8")
    without = {name: value for name, value in SMS.items() if name != "GOVSITE_SMS_SECRET"}
    found = config(**without, GOVSITE_SMS_SECRET_FILE=str(tmp_path / "sms-secret")).sms
    assert found and found.secret == "from a file"


def test_what_is_read_of_a_mail_server() -> None:
    mail = config(**MAIL).mail
    assert mail and (mail.host, mail.port, mail.tls) == ("mail.example.gov.cn", 25, False)
    named = {"GOVSITE_MAIL_USER": "zwfw", "GOVSITE_MAIL_PASSWORD": "hidden"}
    mail = config(**{**MAIL, **named, "GOVSITE_MAIL_SERVER": "smtps://mail.example.gov.cn"}).mail
    assert mail and (mail.port, mail.tls, mail.user, mail.password) == (465, True, "zwfw", "hidden")
    mail = config(**{**MAIL, "GOVSITE_MAIL_SERVER": "smtp://[::1]:1025"}).mail
    assert mail and (mail.host, mail.port) == ("::1", 1025)


@pytest.mark.parametrize(
    "wrong",
    [
        {**SMS, "GOVSITE_SMS_PROTOCOL": "pigeon"},
        {**SMS, "GOVSITE_SMS_SECRET": ""},
        {**SMS, "GOVSITE_SMS_KEY": ""},
        {**SMS, "GOVSITE_SMS_SIGN": ""},
        {**SMS, "GOVSITE_SMS_PROTOCOL": "tencent"},
        {**SMS, "GOVSITE_SMS_PROTOCOL": "generic"},
        {**SMS, "GOVSITE_SMS_URL": "http://sms.example.gov.cn/"},
        {**SMS, "GOVSITE_SMS_URL": "https://key:word@sms.example.gov.cn/"},
        {**SMS, "GOVSITE_SMS_URL": "https://sms.example.gov.cn/?key=1"},
        {**SMS, "GOVSITE_SMS_URL": "https://sms.example.gov.cn:99999/"},
        {**SMS, "GOVSITE_SMS_URL": "http://127.0.0.1.example.com/"},
        {**SMS, "GOVSITE_SMS_TEMPLATES": "letter-received"},
        {**MAIL, "GOVSITE_MAIL_SERVER": "mail.example.gov.cn"},
        {**MAIL, "GOVSITE_MAIL_SERVER": "smtp://user:word@mail.example.gov.cn"},
        {**MAIL, "GOVSITE_MAIL_FROM": "政务 <zwfw@example.gov.cn>"},
        {**MAIL, "GOVSITE_MAIL_USER": "zwfw"},
        {"GOVSITE_SIMULATORS": "yes"},
        {"GOVSITE_CLAMAV": "clamav://scanner"},
        {"GOVSITE_CLAMAV": "run/clamd.ctl"},
        {"GOVSITE_CLAMAV": "scanner:99999"},
    ],
)
def test_a_wrong_setting_stops_the_start(wrong: dict[str, str]) -> None:
    with pytest.raises(ConfigError) as stopped:
        config(**wrong)
    assert "hidden" not in str(stopped.value)


def test_the_portal_does_not_start_on_a_simulator(tmp_path: Path) -> None:
    sms = SmsSettings("generic", "http://127.0.0.1:8001/simulators/sms/generic", "key", "secret", "湖北政务")
    with pytest.raises(ConfigError, match="GOVSITE_SIMULATORS=1"):
        create_app(Config(PROJECT / "sites.yaml", tmp_path, SECRET, testing=True, sms=sms))


@pytest.mark.parametrize(
    ("setting", "expected"),
    [
        ("/run/clamav/clamd.ctl", ClamavSettings(path="/run/clamav/clamd.ctl")),
        ("scanner.example.gov.cn", ClamavSettings(host="scanner.example.gov.cn", port=3310)),
        ("127.0.0.1:3311", ClamavSettings(host="127.0.0.1", port=3311)),
        ("[::1]:3311", ClamavSettings(host="::1", port=3311)),
    ],
)
def test_what_is_read_of_a_virus_scanner(setting: str, expected: ClamavSettings) -> None:
    assert config(GOVSITE_CLAMAV=setting).clamav == expected and config().clamav is None


def test_check_tells_of_a_scanner_that_does_not_answer() -> None:
    with fake_clamd() as there:
        assert not any("CLAMAV" in line for line in findings(config(GOVSITE_CLAMAV=f"{there.host}:{there.port}")))
    assert any("CLAMAV" in line for line in findings(config(GOVSITE_CLAMAV="/nowhere/clamd.ctl")))


def test_check_tells_of_simulators_and_of_missing_templates() -> None:
    assert not any("短信" in line for line in findings(config()))
    assert any("GOVSITE_SMS_TEMPLATES" in line for line in findings(config(**SMS)))
    simulated = {**SMS, "GOVSITE_SMS_URL": "http://127.0.0.1:8001/simulators/sms/aliyun"}
    assert any("演示：未接入真实短信" in line for line in findings(config(**simulated)))


def test_a_simulator_is_refused_unless_it_is_wanted() -> None:
    """By its path: a relay on this machine is no simulator, and one of another machine is."""
    for origin in ("http://127.0.0.1:8001", "https://demo.example.gov.cn"):
        simulated = {**SMS, "GOVSITE_SMS_URL": f"{origin}/simulators/sms/aliyun"}
        with pytest.raises(ConfigError, match="GOVSITE_SIMULATORS"):
            refuse_simulators(config(**simulated))
        refuse_simulators(config(**simulated, GOVSITE_SIMULATORS="1"))
    refuse_simulators(config(**{**SMS, "GOVSITE_SMS_URL": "http://127.0.0.1:8080/send"}))
