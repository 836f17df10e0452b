"""Coming back from another system's sign-in, to sign in or to bind it: a page with a button, and what it asks."""

from __future__ import annotations

from typing import Any

from flask import Response

from govsite.domain.accounts import outside
from govsite.domain.accounts.trips import Way
from govsite.forms.outside import BackForm
from govsite.typed import Typed
from govsite.web.here import here
from govsite.web.page import render_page
from govsite.web.trips import address_of, at_its_site, own_system


def came_back(key: str, way: Way, form: BackForm, back: str) -> Way:
    """Ask who it is that has come back; raises Refused."""
    answer = {"code": form.code.data or "", "iss": form.iss.data or ""}
    return outside.come_back(own_system(key), way, answer, address_of(f"{here.base}{back}"))


def arrived(key: str, back: str, button: str) -> Response | None:
    """What stands where the other system leads back to: nothing happens before the button is pressed, for nothing
    changes on GET. None where it has sent no answer.
    """
    if moved := at_its_site(key, back):
        return moved
    form = BackForm.of_address()
    return back_page(key, form, back, button) if form.code.data and form.state.data else None


def back_page(key: str, form: BackForm, action: str, button: str, status: int = 200) -> Response:
    """The page whose button asks."""
    for field in (form.state, form.code, form.iss):
        field.data = Typed(field.data or "")
    context: dict[str, Any] = {"action": action, "button": button, "name": own_system(key).name}
    return render_page("account/outside_back.html", status=status, form=form, **context)
