"""The adapter of a unified account (统一身份认证) for the protocol that the settings name."""

from __future__ import annotations

from functools import lru_cache

from govsite.gateways.oauth import Oauth
from govsite.gateways.oidc import Known, Oidc
from govsite.gateways.outside import Outside
from govsite.gateways.settings import OIDC, UnifiedSettings


@lru_cache(maxsize=8)
def unified_of(settings: UnifiedSettings) -> Outside:
    """The adapter; what one has learnt of a provider is kept with it."""
    return Oidc(settings, Known()) if settings.protocol == OIDC else Oauth(settings)
