"""Short messages and mail (短信、邮件): their gateways, as the environment names them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from govsite.config.readers import HOST, ConfigError, gateway, host_and_port, kept, one_of, pairs, plain, secret, wanted
from govsite.gateways.settings import ALIYUN, PROTOCOLS, TENCENT, MailSettings, SmsSettings

SMS_URLS = {ALIYUN: "https://dysmsapi.aliyuncs.com/", TENCENT: "https://sms.tencentcloudapi.com/"}


def read_sms(env: Mapping[str, str], instance: Path) -> SmsSettings | None:
    """The gateway of short messages; None where no protocol is named."""
    if not plain(env, "GOVSITE_SMS_PROTOCOL", ""):
        return None
    protocol = one_of(env, "GOVSITE_SMS_PROTOCOL", "", PROTOCOLS)
    return SmsSettings(
        protocol=protocol,
        url=gateway(env, "GOVSITE_SMS_URL", SMS_URLS.get(protocol, "")),
        key=wanted(env, "GOVSITE_SMS_KEY"),
        secret=secret(env, "GOVSITE_SMS_SECRET", instance / "sms-secret", "the SMS gateway"),
        sign=wanted(env, "GOVSITE_SMS_SIGN"),
        app=wanted(env, "GOVSITE_SMS_APP") if protocol == TENCENT else "",
        region=plain(env, "GOVSITE_SMS_REGION", "ap-guangzhou"),
        templates=pairs(env, "GOVSITE_SMS_TEMPLATES"),
    )


def read_mail(env: Mapping[str, str], instance: Path) -> MailSettings | None:
    """The mail server, smtp://host:25 or smtps://host:465; None where none is named."""
    text = plain(env, "GOVSITE_MAIL_SERVER", "")
    if not text:
        return None
    scheme, _, rest = text.lower().rstrip("/").partition("://")
    if scheme not in ("smtp", "smtps") or not HOST.fullmatch(rest):
        raise ConfigError("GOVSITE_MAIL_SERVER: smtp://host:25 or smtps://host:465 is wanted, without a password")
    host, port = host_and_port(rest)
    sender = wanted(env, "GOVSITE_MAIL_FROM")
    if not re.fullmatch(r"[!-?A-~]+@[a-z0-9.-]+", sender, re.IGNORECASE):
        raise ConfigError("GOVSITE_MAIL_FROM: an address like zwfw@example.gov.cn is wanted, without a name")
    user = plain(env, "GOVSITE_MAIL_USER", "")
    password, where = kept(env, "GOVSITE_MAIL_PASSWORD", instance / "mail-password")
    if user and not password:
        raise ConfigError(f"{where}: the password of GOVSITE_MAIL_USER is wanted")
    tls = scheme == "smtps"
    return MailSettings(host, port or (465 if tls else 25), tls, sender, user, password)
