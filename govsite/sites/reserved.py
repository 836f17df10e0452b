"""Slugs that no site may take, since they begin addresses of the portal itself."""

from __future__ import annotations

from govsite.sites.columns import COLUMN_KEYS

# Mount prefixes and pages outside the columns.
PAGES = """
    account api captcha console display elder favicon.ico feed.xml guides.csv guides.xlsx hans hant healthz login
    logout oauth password preview register robots.txt search simulators sitemap sitemap.xml sites static supervision
    supervision.csv .well-known
"""
# Words kept for pages that may come.
KEPT_WORDS = """
    about accessibility admin appointments apply assets atom bookings cases contact errors feed feedback files forms
    index items link links metrics news print privacy rating ratings rss stats status suggest
    suggestions upload uploads user users www zh
"""
RESERVED_SLUGS = frozenset((*COLUMN_KEYS, *PAGES.split(), *KEPT_WORDS.split()))
