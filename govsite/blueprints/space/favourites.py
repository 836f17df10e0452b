"""Items that one keeps at hand (我的收藏); public pages lead to the page that asks whether it is meant."""

from __future__ import annotations

from flask import Blueprint, Response, abort, redirect, request

from govsite.characters import clean
from govsite.database.session import reading
from govsite.domain.accounts import favourites
from govsite.domain.accounts.refused import Refused
from govsite.domain.subscriptions import watching
from govsite.web.citizen import current_citizen
from govsite.web.content import site_content, snapshot
from govsite.web.here import here
from govsite.web.page import render_page

bp = Blueprint("favourites", __name__, url_prefix="/account/favourites")
DONE = {"add": "已经收藏。", "remove": "已经删除。"}


@bp.get("")
def mine() -> Response:
    """The list, each with the way to its guide."""
    return _list()


@bp.get("/new")
def ask() -> Response:
    """Whether this item is meant."""
    item = snapshot().items.get(request.args.get("item", ""))
    if item is None or item.code not in site_content().offers:
        abort(404)
    return render_page("account/favourite_new.html", item=item)


@bp.post("/new")
def add() -> Response:
    """Keep it."""
    code = request.form.get("item", "")
    if code not in site_content().offers:
        abort(404)
    citizen = current_citizen()
    try:
        favourites.add(citizen.id, here.site.code, code)
        if "tell" in request.form:
            watching.add(citizen.id, here.site, watching.GUIDE, code)
    except Refused as refused:
        return _list(str(refused), 409)
    except watching.Full:
        return _list(watching.FULL, 409)
    return redirect(f"{here.root}/account/favourites?done=add", 303)  # type: ignore[return-value]


@bp.post("/remove")
def remove() -> Response:
    """Keep it no more."""
    site, code = (clean(request.form.get(name, "")) for name in ("site", "item"))  # SQL takes no NUL
    favourites.remove(current_citizen().id, site, code)
    return redirect(f"{here.root}/account/favourites?done=remove", 303)  # type: ignore[return-value]


def _list(said: str = "", status: int = 200) -> Response:
    items, by_code = snapshot().items, here.tree.by_code
    kept = [
        (each, items.get(each.item_code), by_code.get(each.site_code))
        for each in favourites.mine(reading(), current_citizen().id)
    ]
    done = DONE.get(request.args.get("done", ""), "")
    return render_page("account/favourites.html", status=status, kept=kept, said=said or done)
