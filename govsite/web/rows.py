"""The kinds of rows in the console: what they need, where each is edited, and what a list of them shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import abort, request

from govsite.database.session import reading
from govsite.domain.editing.listing import Row, list_rows
from govsite.domain.editing.tables import Rows
from govsite.domain.people.scope import Needs
from govsite.domain.publishing.drafts import Draft, drafts_of
from govsite.domain.publishing.kinds import LONGEST_KEY
from govsite.typed import Typed
from govsite.web.content import site_content, snapshot
from govsite.web.finding import items_for
from govsite.web.here import here
from govsite.web.keys import in_address
from govsite.web.publishing import Desk, desk_of, desks, own_editor

MOST_DRAFTS = 50
FOUND = {"offering": "item_code", "item": "replaced_by"}  # columns whose item is looked for in the form
PER_PAGE = 30  # rows
LONGEST_QUERY = 60


def desk_of_rows(kind: Rows) -> Desk:
    """A site's own are its editors'; what all sites share they may only ask to have changed (更正建议)."""
    publishes = Needs.CONTENT if kind.site_name else Needs.PORTAL
    return Desk(kind, Needs.CONTENT, publishes, form=lambda key: _form(kind, key))


def _form(kind: Rows, key: str) -> str:
    return f"content/{kind.name}/{in_address(key)}"


def row_kinds() -> Mapping[str, Rows]:
    """Those kinds, by name."""
    return {name: desk.kind for name, desk in desks().items() if isinstance(desk.kind, Rows)}


def row_kind(name: str) -> Rows:
    """A kind of rows; 404 for what is none."""
    return row_kinds().get(name) or abort(404)


def address_of(kind: Rows, key: str) -> str:
    """The address of the form of a row of this site."""
    return f"{here.root}/console/{desk_of(kind.name).form(key)}"


def called(kind: Rows, key: str, content: Mapping[str, Any]) -> str:
    """What a row is called: its name, of an offering that of its item."""
    item = snapshot().items.get(key) if kind.name == "offering" else None
    return item.name if item else str(content.get("name", ""))


def offered(kind: Rows, content: Mapping[str, Any], query: str = "") -> dict[str, list[tuple[str, str]]]:
    """What the columns that refer to other rows are chosen from, items by what was looked for."""
    found: dict[str, list[tuple[str, str]]] = {}
    if kind.name == "offering":
        here_now = site_content()
        found["department"] = [(office.key, office.name) for office in here_now.offices.values()]
        found["hall_id"] = [(hall.id, hall.name) for hall in here_now.halls]
    if name := FOUND.get(kind.name):
        chosen = str(content.get(name, ""))
        found[name] = items_for([chosen] if chosen in snapshot().items else [], query)
    return found


def public_page(kind: Rows, key: str) -> str:
    """Where visitors see it, after the root; "" where they do not."""
    now, offered = snapshot(), site_content()
    if kind.name == "hall":
        return f"/halls/{key}" if key in now.halls else ""
    if kind.name == "department":
        office = offered.offices.get(key)
        return f"/departments/{office.slug}" if office else ""
    if kind.name == "bundle":
        return f"/bundles/{key}" if key in now.bundles else ""
    return f"/guides/{key}" if key in offered.offers else ""


def is_whole() -> bool:
    """Whether the list is that of all sites: that of operators at the main site."""
    return here.site.root and own_editor().portal


def listed(kind: Rows) -> dict[str, Any]:
    """What the page of a kind shows: a page of rows, and the drafts."""
    q = request.args.get("q", "")[:LONGEST_QUERY].strip()
    code, whole = here.site.code, is_whole()
    after = request.args.get("after", "")[:LONGEST_KEY]
    rows, further = list_rows(reading(), kind, None if whole else code, q, after, PER_PAGE)
    drafts = drafts_of(reading(), None if whole else [code], MOST_DRAFTS, kind.name)
    found = [draft for draft in drafts if draft.site_code in here.tree.by_code]
    return {
        "kind": kind,
        "kinds": row_kinds().values(),
        "q": Typed(q),
        "rows": [_shown(kind, row, drafts) for row in rows],
        "further": further,
        "begun": bool(after),
        "whole": whole,
        "publishes": bool(kind.site_name) or own_editor().portal,
        "drafts": [_drafted(kind, draft) for draft in sorted(found, key=lambda draft: draft.asked_by is None)],
    }


def _shown(kind: Rows, row: Row, drafts: Sequence[Draft]) -> dict[str, Any]:
    code = row.site_code or here.site.code
    site = here.tree.by_code.get(code)
    return {
        "key": row.key,
        "name": row.name,
        "state": row.state,
        "site": site,
        "href": _address(kind, row.key, code),
        "drafted": any((draft.site_code, draft.key) == (code, row.key) for draft in drafts),
    }


def _drafted(kind: Rows, draft: Draft) -> dict[str, Any]:
    name = called(kind, draft.key, {"name": draft.title})
    return {"draft": draft, "name": name, "site": here.tree.by_code[draft.site_code], "href": _draft_page(kind, draft)}


def _draft_page(kind: Rows, draft: Draft) -> str:
    """The form; of what somebody at another site asks for, the comparison."""
    if draft.site_code == here.site.code and not draft.asked_by:
        return _address(kind, draft.key, draft.site_code)
    site = here.tree.by_code[draft.site_code]
    return f"{here.console_of(site)}/console/drafts/{kind.name}/{in_address(draft.key)}"


def _address(kind: Rows, key: str, code: str) -> str:
    """ "" for a row of a site that is no more."""
    site = here.tree.by_code.get(code)
    return "" if site is None else f"{here.console_of(site)}/console/{_form(kind, key)}"
