"""Every route stands in exactly one list, and nothing changes state on GET."""

from __future__ import annotations

from flask import Flask

from govsite.sites.reserved import RESERVED_SLUGS

# Pages that anyone may read and any cache may keep.
PUBLIC = {
    "/", "/sites", "/personal", "/business", "/departments", "/departments/<slug>",
    "/guides/<code>", "/guides/<code>/<any(basic, notes, offices, agencies, advisers, online):tab>",
    "/guides/<code>/print", "/guides/<code>/elsewhere", "/guides/<code>/forms/<name>",
    "/search", "/notices", "/notices/<notice_id>", "/feed.xml", "/halls", "/halls/<hall_id>",
    "/letters", "/letters/<public_id>", "/letters/figures", "/letters/feed.xml",
    "/help", "/help/<topic>", "/sitemap", "/sitemap.xml", "/robots.txt", "/favicon.ico", "/static/<path:name>",
}  # fmt: skip
# Answers for one visitor or one moment: never stored.
PRIVATE = {"/display", "/healthz"}


def test_every_route_is_in_one_list(app: Flask) -> None:
    rules = {rule.rule for rule in app.url_map.iter_rules()}
    assert rules == PUBLIC | PRIVATE
    assert not PUBLIC & PRIVATE


def test_no_site_can_take_a_routes_first_segment(app: Flask) -> None:
    first = {rule.rule.split("/")[1] for rule in app.url_map.iter_rules()} - {""}
    assert first <= RESERVED_SLUGS


def test_reading_routes_accept_reading_methods_only(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        assert rule.methods == {"GET", "HEAD", "OPTIONS"}, rule
