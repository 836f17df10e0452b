"""The gateway of real names that the settings name."""

from __future__ import annotations

from govsite.gateways.identity import Identity
from govsite.gateways.identity_aliyun import AliyunIdentity
from govsite.gateways.identity_generic import GenericIdentity
from govsite.gateways.identity_tencent import TencentIdentity
from govsite.gateways.settings import ALIYUN, GENERIC, TENCENT, IdentitySettings

ADAPTERS: dict[str, type[AliyunIdentity | TencentIdentity | GenericIdentity]] = {
    ALIYUN: AliyunIdentity,
    TENCENT: TencentIdentity,
    GENERIC: GenericIdentity,
}


def identity_of(settings: IdentitySettings) -> Identity:
    """The adapter of a protocol."""
    return ADAPTERS[settings.protocol](settings)
