"""The ways out that the settings name, for the outbox."""

from __future__ import annotations

from govsite.config import Config
from govsite.domain.common.outbox import LOGOUT, MAIL, SMS
from govsite.domain.common.sending import Channel, Message
from govsite.domain.openid.telling import tell
from govsite.gateways import http
from govsite.gateways.mail import Mail
from govsite.gateways.outcomes import Outcome
from govsite.gateways.settings import ALIYUN, GENERIC, TENCENT, MailSettings, SmsSettings
from govsite.gateways.sms import Sms
from govsite.gateways.sms_aliyun import Aliyun
from govsite.gateways.sms_generic import Generic
from govsite.gateways.sms_tencent import Tencent


def channels(config: Config) -> dict[str, Channel]:
    """A channel for each kind of message that has settings; systems are told by the portal's own name."""
    found: dict[str, Channel] = {}
    if config.mail:
        found[MAIL] = _mail(config.mail)
    if config.sms:
        found[SMS] = _sms(config.sms)
    if config.origin:
        found[LOGOUT] = _logout(config.origin)
    return found


def _logout(issuer: str) -> Channel:
    return lambda message: tell(issuer, message.recipient, message.variables, message.name, http.post)


def _mail(settings: MailSettings) -> Channel:
    mail = Mail(settings)

    def send(message: Message) -> Outcome:
        subject, text = (message.variables[name] for name in ("subject", "text"))
        leave = message.variables.get("leave", "")
        return mail.send(message.recipient, subject, text, message.name, message.added, leave)

    return send


def _sms(settings: SmsSettings) -> Channel:
    adapters: dict[str, type[Aliyun | Tencent | Generic]] = {ALIYUN: Aliyun, TENCENT: Tencent, GENERIC: Generic}
    sms: Sms = adapters[settings.protocol](settings)
    return lambda message: sms.send(message.recipient, message.template, message.variables, message.name)
