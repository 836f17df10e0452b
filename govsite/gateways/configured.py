"""What the two kinds of unified account have in common (统一身份认证): they are what their settings say."""

from __future__ import annotations

from dataclasses import dataclass

from govsite.gateways.settings import UnifiedSettings

FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Configured:
    """A system that ``settings`` describe."""

    settings: UnifiedSettings

    @property
    def issuer(self) -> str:
        """Its address, as it names itself."""
        return self.settings.url

    @property
    def name(self) -> str:
        """As the settings call it."""
        return self.settings.name

    @property
    def simulated(self) -> bool:
        """Whether it is a fake server."""
        return self.settings.simulated
