"""By what people are told of their tickets, and where they read on: what the site and the settings say."""

from __future__ import annotations

from collections.abc import Callable

from flask import current_app

from govsite.config import Config
from govsite.domain.subscriptions.digests import SMS_TEMPLATE, Ways
from govsite.domain.tickets.told import Channels
from govsite.sites.site import Site
from govsite.sites.tree import SiteTree
from govsite.typed import Typed
from govsite.web.here import here
from govsite.web.mount import home_host, site_home, site_root
from govsite.web.script import HANS, HANT, to_traditional


def channels_to(page: str) -> Channels:
    """The gateways that there are, and the addresses of a page of this site in either script."""
    return channels_of(here.site, page, here.lasting)


def channels_of_cases(site_code: str) -> Channels:
    """How applicants are told of their cases by who answers no request, such as a chore: at home, as settings have it.

    Without GOVSITE_ORIGIN nobody knows an address; then the page is named.
    """
    config: Config = current_app.extensions["config"]
    tree: SiteTree = current_app.extensions["sites"].current
    site = tree.by_code[site_code]
    environ = {"govsite.tree": tree, "govsite.origin": config.origin, "govsite.base": "", "govsite.home": tree.root}
    environ["wsgi.url_scheme"] = "https"
    if home_host(environ, tree, site):
        lookup, hant = (f"{site_home(environ, site, script)}/progress/lookup" for script in (HANS, HANT))
    else:
        lookup, hant = (words(f"{site.title}“进度查询”") for words in (str, to_traditional))
    return _channels(config, site, lookup, hant)


def ways_of_news() -> Ways:
    """How news of subscriptions leave: addresses are at the portal's origin, where one signs in; else none is named."""
    config: Config = current_app.extensions["config"]
    title = current_app.extensions["sites"].current.root.title
    sms = config.sms is not None and SMS_TEMPLATE in config.sms.templates

    def address(page: str) -> str:
        return f"{config.origin}{page}" if config.origin else ""

    return Ways(sms, config.mail is not None, title, address, to_traditional)


def channels_of(site: Site, page: str, address: Callable[[str], Typed]) -> Channels:
    """Those of any site; ``address`` makes a whole address of a link."""
    config: Config = current_app.extensions["config"]
    lookup, hant = (str(address(site_root(here.environ, site, script, False) + page)) for script in (HANS, HANT))
    return _channels(config, site, lookup, hant)


def _channels(config: Config, site: Site, lookup: str, hant: str) -> Channels:
    return Channels(
        config.sms is not None,
        config.mail is not None,
        site.title,
        lookup,
        hant,
        frozenset(config.sms.templates) if config.sms else frozenset(),
        to_traditional,
    )
