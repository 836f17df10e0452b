"""What the environment says of a unified account (统一身份认证)."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from govsite.config.readers import ConfigError, gateway, one_of, pairs, plain, secret, wanted
from govsite.gateways.settings import BASIC, OAUTH, OIDC, POST, SIGNED, UnifiedSettings

OURS = {
    OIDC: ("name", "id_no", "level", "credit_code"),
    OAUTH: ("name", "id_no", "level", "credit_code", "token", "subject", "legal_subject", "kind"),
}
PATHS = ("authorize", "token", "person", "legal")
LEVELS = ("2", "3", "4", "5")


def read_unified(env: Mapping[str, str], instance: Path) -> UnifiedSettings | None:
    """The unified account; None where no protocol is named. Raises ConfigError."""
    if not plain(env, "GOVSITE_UNIFIED_PROTOCOL", ""):
        return None
    protocol = one_of(env, "GOVSITE_UNIFIED_PROTOCOL", "", (OIDC, OAUTH))
    levels = _named(env, "GOVSITE_UNIFIED_LEVELS", None)
    if wrong := sorted(set(levels.values()) - set(LEVELS)):
        raise ConfigError(f"GOVSITE_UNIFIED_LEVELS: {wrong[0]!r} is no level of ours, which are 2 to 5")
    address = gateway(env, "GOVSITE_UNIFIED_URL", "")  # issuers are compared letter by letter
    return UnifiedSettings(
        protocol=protocol,
        name=wanted(env, "GOVSITE_UNIFIED_NAME"),
        url=address if wanted(env, "GOVSITE_UNIFIED_URL").endswith("/") else address.rstrip("/"),
        key=wanted(env, "GOVSITE_UNIFIED_KEY"),
        secret=secret(env, "GOVSITE_UNIFIED_SECRET", instance / "unified-secret", "the unified account"),
        scope=plain(env, "GOVSITE_UNIFIED_SCOPE", "openid profile" if protocol == OIDC else ""),
        fields=tuple(_named(env, "GOVSITE_UNIFIED_FIELDS", OURS[protocol]).items()),
        levels=tuple((theirs, int(ours)) for theirs, ours in levels.items()),
        paths=tuple(_paths(env).items()) if protocol == OAUTH else (),
        signing=one_of(env, "GOVSITE_UNIFIED_SIGNING", BASIC, (BASIC, POST, SIGNED)),
        legal=tuple(plain(env, "GOVSITE_UNIFIED_LEGAL", "").replace(",", " ").split()),
    )


def _named(env: Mapping[str, str], name: str, ours: tuple[str, ...] | None) -> dict[str, str]:
    found = pairs(env, name)
    if wrong := [key for key in found if ours is not None and key not in ours]:
        raise ConfigError(f"{name}: {wrong[0]!r} is none of {', '.join(ours or ())}")
    return found


def _paths(env: Mapping[str, str]) -> dict[str, str]:
    found = _named(env, "GOVSITE_UNIFIED_PATHS", PATHS)
    for name in PATHS[:3]:
        if not found.get(name, "").startswith("/"):
            raise ConfigError(f"GOVSITE_UNIFIED_PATHS: {name}=/… is wanted, a path after GOVSITE_UNIFIED_URL")
    return found
