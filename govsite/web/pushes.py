"""What a call of a department's system is about (推送请求): whose cases, which request, and the ways of telling."""

from __future__ import annotations

from collections.abc import Collection

from flask import current_app, request

from govsite.config import Config
from govsite.domain.cases.pushing import Sender, Surroundings
from govsite.domain.cases.receiving import Request
from govsite.domain.common.workdays import calendar
from govsite.domain.tickets.told import Channels
from govsite.web.channels import channels_of
from govsite.web.here import here
from govsite.web.signed import Caller


def sender_of(caller: Caller) -> Sender:
    """Whose cases a caller's are."""
    return Sender(caller.key.system, caller.site_codes, caller.key.department, here.site.code)


def request_of(caller: Caller) -> Request:
    """This request, as far as it matters whether it comes again."""
    own = (request.method, request.path, request.get_data(), caller.idempotency_key)
    return Request(caller.who, caller.key.id, caller.key.site_code, *own)


def surroundings() -> Surroundings:
    """What a batch needs to know."""
    return Surroundings(calendar(), _above, channels_at)


def channels_at(site_code: str) -> Channels:
    """How applicants of a site are told, and where they follow their cases."""
    config: Config = current_app.extensions["config"]
    site = here.tree.by_code[site_code]
    lasts = config.origin and not site.domain
    return channels_of(site, "/progress/lookup", here.lasting if lasts else here.absolute)


def _above(site_code: str) -> Collection[str]:
    site = here.tree.by_code.get(site_code)
    return [above.code for above in site.ancestors] if site else ()
