"""The content of a request, and when an answer made of it must not be kept."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from flask import Flask, request

from govsite.web.cache import OUTDATED
from govsite.web.content import searched, snapshot


def test_a_page_of_results_from_a_lent_index_is_not_kept(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    with app.test_request_context("/search?q=x"):
        assert searched() is snapshot()
        assert OUTDATED not in request.environ
        monkeypatch.setattr(snapshot(), "search", SimpleNamespace(lent=True))
        snapshot()
        assert OUTDATED not in request.environ
        searched()
        assert request.environ[OUTDATED]
