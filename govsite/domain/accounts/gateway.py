"""The gateways that the settings name: of real names, and the systems where people sign in."""

from __future__ import annotations

from govsite.gateways.alipay import Alipay
from govsite.gateways.identity import Identity
from govsite.gateways.identity_aliyun import AliyunIdentity
from govsite.gateways.identity_generic import GenericIdentity
from govsite.gateways.identity_tencent import TencentIdentity
from govsite.gateways.outside import Outside as Outside
from govsite.gateways.settings import ALIYUN, GENERIC, TENCENT, AlipaySettings, IdentitySettings, UnifiedSettings
from govsite.gateways.unified import unified_of

ALIPAY, UNIFIED = "alipay", "unified"  # as they stand in addresses

ADAPTERS: dict[str, type[AliyunIdentity | TencentIdentity | GenericIdentity]] = {
    ALIYUN: AliyunIdentity,
    TENCENT: TencentIdentity,
    GENERIC: GenericIdentity,
}


def identity_of(settings: IdentitySettings) -> Identity:
    """The adapter of a protocol."""
    return ADAPTERS[settings.protocol](settings)


def outside_of(alipay: AlipaySettings | None, unified: UnifiedSettings | None) -> dict[str, Outside]:
    """Where people may sign in, by the word of the address."""
    found: dict[str, Outside] = {}
    if alipay:
        found[ALIPAY] = Alipay(alipay)
    if unified:
        found[UNIFIED] = unified_of(unified)
    return found
