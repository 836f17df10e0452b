"""What the environment says of Alipay (支付宝)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

from govsite.config.readers import ConfigError, gateway, kept, one_of, plain
from govsite.gateways import rsa
from govsite.gateways.settings import AlipaySettings

URL = "https://openapi.alipay.com/gateway.do"
AUTHORIZE = "https://openauth.alipay.com/oauth2/publicAppAuthorize.htm"
NO_CERTIFY, CERTIFY = "none", ("face", "smart_face", "none")
Key = TypeVar("Key")


def read_alipay(env: Mapping[str, str], instance: Path) -> AlipaySettings | None:
    """Alipay; None where no application is named. Raises ConfigError for a key that is none."""
    app = plain(env, "GOVSITE_ALIPAY_APP", "")
    if not app:
        return None
    certify = one_of(env, "GOVSITE_ALIPAY_CERTIFY", "face", CERTIFY)
    return AlipaySettings(
        app=app,
        key=_key(env, "GOVSITE_ALIPAY_KEY", instance / "alipay-key", rsa.private_key),
        public=_key(env, "GOVSITE_ALIPAY_PUBLIC", instance / "alipay-public", rsa.public_key),
        url=gateway(env, "GOVSITE_ALIPAY_URL", URL),
        authorize=gateway(env, "GOVSITE_ALIPAY_AUTHORIZE", AUTHORIZE),
        certify="" if certify == NO_CERTIFY else certify,
    )


def _key(env: Mapping[str, str], name: str, path: Path, load: Callable[[str], Key]) -> Key:
    """The message never holds a key, nor what the library says of it."""
    text, where = kept(env, name, path)
    try:
        return load(text)
    except Exception:  # the library has many of its own
        raise ConfigError(f"{where}: an RSA key of 2048 bits or more is wanted, as PEM or as its base64") from None
