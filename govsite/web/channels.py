"""By what people are told of their tickets, and where they read on: what the site and the settings say."""

from __future__ import annotations

from collections.abc import Callable

from flask import current_app

from govsite.config import Config
from govsite.domain.tickets.told import Channels
from govsite.sites.site import Site
from govsite.typed import Typed
from govsite.web.here import here
from govsite.web.mount import site_root
from govsite.web.script import HANS, HANT, to_traditional


def channels_to(page: str) -> Channels:
    """The gateways that there are, and the addresses of a page of this site in either script."""
    return channels_of(here.site, page, here.lasting)


def channels_of(site: Site, page: str, address: Callable[[str], Typed]) -> Channels:
    """Those of any site; ``address`` makes a whole address of a link."""
    config: Config = current_app.extensions["config"]
    lookup, hant = (str(address(site_root(here.environ, site, script, False) + page)) for script in (HANS, HANT))
    return Channels(
        config.sms is not None,
        config.mail is not None,
        site.title,
        lookup,
        hant,
        frozenset(config.sms.templates) if config.sms else frozenset(),
        to_traditional,
    )
