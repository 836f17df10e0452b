"""Tickets of a legal person (单位的办件和来信), by who acts for it."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, request

from govsite.blueprints.space.tickets import DONE, blank_form, claimed, opened, shown
from govsite.domain.accounts import claims
from govsite.domain.companies.company import Actor
from govsite.forms.accounts import ClaimForm
from govsite.web.company import HOME, current_actor, for_companies
from govsite.web.here import here
from govsite.web.page import render_page

bp = Blueprint("company_tickets", __name__, url_prefix=f"{HOME}/<int(max=2147483647):number>/tickets")


@bp.get("")
@for_companies
def mine(number: int) -> Response:
    """The list, and the form that puts one in."""
    return _list(current_actor(number), blank_form())


@bp.post("")
@for_companies
def claim(number: int) -> Response:
    """Put in a ticket by its number and password."""
    actor, form = current_actor(number), ClaimForm()
    status = claimed(form, actor.owner)
    return _list(actor, form, status) if status else _done(number, "claim")


@bp.post("/<int:ticket>/open")
@for_companies
def enter(number: int, ticket: int) -> Response:
    """Open one of its tickets, as number and password do; who did it for whom is written down."""
    return opened(current_actor(number).owner, ticket)


@bp.post("/<int:ticket>/drop")
@for_companies
def drop(number: int, ticket: int) -> Response:
    """Take one out."""
    claims.drop(current_actor(number).owner, ticket)
    return _done(number, "drop")


def _done(number: int, what: str) -> Response:
    return redirect(f"{here.root}{HOME}/{number}/tickets?done={what}", 303)  # type: ignore[return-value]


def _list(actor: Actor, form: ClaimForm, status: int = 200) -> Response:
    done = DONE.get(request.args.get("done", ""), "")
    context = shown(actor.owner) | {"actor": actor, "firm": actor.company, "done": done}
    return render_page("companies/tickets.html", status=status, form=form, **context)
