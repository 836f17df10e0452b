"""Registers that names are checked against (实名核验、法人核验), as the environment names them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from govsite.config.readers import gateway, one_of, plain, secret, wanted
from govsite.gateways.settings import ALIYUN, GENERIC, PROTOCOLS, TENCENT, IdentitySettings

IDENTITY_URLS = {ALIYUN: "https://cloudauth.aliyuncs.com/", TENCENT: "https://faceid.tencentcloudapi.com/"}


def read_identity(env: Mapping[str, str], instance: Path) -> IdentitySettings | None:
    """The gateway of real names; None where no protocol is named."""
    if not plain(env, "GOVSITE_IDENTITY_PROTOCOL", ""):
        return None
    protocol = one_of(env, "GOVSITE_IDENTITY_PROTOCOL", "", PROTOCOLS)
    return IdentitySettings(
        protocol=protocol,
        url=gateway(env, "GOVSITE_IDENTITY_URL", IDENTITY_URLS.get(protocol, "")),
        key=wanted(env, "GOVSITE_IDENTITY_KEY"),
        secret=secret(env, "GOVSITE_IDENTITY_SECRET", instance / "identity-secret", "the gateway of real names"),
        region=plain(env, "GOVSITE_IDENTITY_REGION", "ap-guangzhou"),
    )


def read_company(env: Mapping[str, str], instance: Path) -> IdentitySettings | None:
    """The register of legal persons; None where no address is named."""
    if not plain(env, "GOVSITE_COMPANY_URL", ""):
        return None
    own = secret(env, "GOVSITE_COMPANY_SECRET", instance / "company-secret", "the register of legal persons")
    url, key = gateway(env, "GOVSITE_COMPANY_URL", ""), wanted(env, "GOVSITE_COMPANY_KEY")
    return IdentitySettings(protocol=GENERIC, url=url, key=key, secret=own)
