"""Service halls (服务大厅): address, opening hours, floors and windows."""

from __future__ import annotations

from itertools import groupby

from flask import Blueprint, Response, abort, redirect, request

from govsite.database.topics import CATALOGUE
from govsite.domain.articles.board import shown_at
from govsite.domain.catalogue.cards import HallCard
from govsite.domain.catalogue.halls import (
    LEVEL_NAMES,
    area_with_halls,
    by_area,
    done_at,
    find_halls,
    hall_kinds,
    hall_levels,
    known_kind,
    units_with_items,
)
from govsite.domain.common.days import today
from govsite.folding import fold, one_of
from govsite.typed import Typed
from govsite.web.articles import articles_about, boards, topics_of
from govsite.web.content import site_content, snapshot
from govsite.web.here import here
from govsite.web.mount import FOR_NOW
from govsite.web.opening import open_today
from govsite.web.page import render_page
from govsite.web.pagination import paginate
from govsite.web.parameters import reads

bp = Blueprint("halls", __name__)
LONGEST_HALL_QUERY = 60  # characters


@bp.get("/halls")
@reads("q", "area", "level", "kind", "page")
def halls() -> Response:
    """The halls of this site and of those below it by area, filtered by area, level, kind and name."""
    typed = request.args.get("q", "")[:LONGEST_HALL_QUERY]
    cards = snapshot().halls.values()
    wanted = here.tree.by_slug.get(request.args.get("area", ""), here.site)
    kind = known_kind(request.args.get("kind", ""))
    area = area_with_halls([card for card in cards if kind in ("", card.kind)], wanted)
    level = request.args.get("level", "")[:2]
    level = one_of(level, LEVEL_NAMES) or level
    pages = paginate(by_area(find_halls(cards, area, level, fold(typed), kind), area))
    return render_page(
        "halls/page.html",
        "halls/_list.html",
        q=Typed(typed),
        wanted=wanted,
        area=area,
        level=level,
        level_name=LEVEL_NAMES.get(level, level),
        levels=hall_levels(cards, area),
        areas=[*here.site.path, *here.site.children],
        kind=kind,
        kinds=hall_kinds(cards, area),
        pages=pages,
        groups=[(here.tree.by_code[code], [*own]) for code, own in groupby(pages.rows, _site_code)],
        depends=[CATALOGUE],
    )


def _site_code(hall: HallCard) -> str:
    return hall.site_code


@bp.get("/halls/<hall_id>")
def hall(hall_id: str) -> Response:
    """One hall with its floors and the items handled there."""
    known = snapshot().halls
    found = known.get(hall_id)
    if found is None and hall_id.upper() in known:
        answer = redirect(f"{here.root}/halls/{hall_id.upper()}", 301)
        answer.headers["Cache-Control"] = FOR_NOW
        return answer  # type: ignore[return-value]
    owner = here.tree.by_code.get(found.site_code) if found else None
    if found is None or owner is None:
        abort(404)
    here.owner = owner
    shown = shown_at(owner, boards(), today())
    return render_page(
        "halls/one.html",
        hall=found,
        owner=owner,
        floors=units_with_items(found, site_content(owner)),
        done=done_at(found, site_content(owner)),
        notices=articles_about(shown, hall=found.id),
        open_today=open_today,
        of_today=True,
        depends=[CATALOGUE, *topics_of(shown)],
    )
