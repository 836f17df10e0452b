"""The way from a demo to the page of its simulators (模拟网关), for whoever sits at this machine."""

from __future__ import annotations

from flask import Blueprint, Response, abort, current_app, redirect, request

from govsite.web.clients import is_loopback

bp = Blueprint("simulators", __name__)


@bp.get("/simulators/")
def simulators() -> Response:
    """Lead to the messages that nobody got."""
    page = current_app.extensions["config"].simulators_page
    if not page or not is_loopback(request.environ):
        abort(404)
    return redirect(page)  # type: ignore[return-value]
