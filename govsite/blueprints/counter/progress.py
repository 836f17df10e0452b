"""Looking a ticket up at the column of progress."""

from __future__ import annotations

from govsite.blueprints.counter.lookup import lookup_at

bp = lookup_at("progress_lookup", __name__, "progress")
