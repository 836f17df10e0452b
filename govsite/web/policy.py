"""Policies: the folder of a blueprint decides who may call its views, what is kept of them and what is checked.

| Folder | Who | Session | Cache | Checked on unsafe methods |
|---|---|---|---|---|
| ``blueprints/*.py`` | anybody | none | public | there are none |
| ``counter/`` | anybody, for themselves | of a ticket that was opened | no-store | Origin |
| ``space/`` | citizens signed in | row in ``sign_in`` | no-store | Origin and token |
| ``console/`` | staff with the right that the view names | row in ``sign_in`` | no-store | Origin and token |
| ``api/`` | other systems | none | no-store | what the view names |

A view of a public page cannot see who asks: cookies and authorization are taken off the request before it runs, and
``writing()`` refuses. So nothing of one visitor can get into a page that the next one is shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app

from govsite.web.bodies import CONSOLE_FORM, FORM, MACHINE, NOTHING, Body
from govsite.web.requests import Request, this_request

PACKAGE = "govsite.blueprints"


class PolicyMissing(LookupError):  # noqa: N818
    """A blueprint stands in no folder that has a policy."""


@dataclass(frozen=True, slots=True)
class Policy:
    """``session`` is the kind of session that its views have, "" for none.

    ``body`` are the limits of a request where its view says none. ``staff`` says that its views are for staff, and that
    each names the rights that it needs (``web/staff.py``), ``citizens`` that they are for who is signed in.
    """

    name: str
    public: bool = False
    session: str = ""
    origin: bool = True
    token: bool = False
    problems: bool = False
    staff: bool = False
    citizens: bool = False
    body: Body = FORM


PUBLIC = Policy("public", public=True, body=NOTHING)
COUNTER = Policy("counter", session="ticket")  # of who has opened a ticket by its password
SPACE = Policy("space", session="space", token=True, citizens=True)
CONSOLE = Policy("console", session="console", token=True, staff=True, body=CONSOLE_FORM)
API = Policy("api", origin=False, problems=True, body=MACHINE)
FOLDERS = {policy.name: policy for policy in (COUNTER, SPACE, CONSOLE, API)}
NEEDS = "needs"  # attribute of a view for staff


def policy_of_module(module: str) -> Policy:
    """The policy of a blueprint by the name of its module; raises PolicyMissing."""
    inside = module.removeprefix(PACKAGE + ".").split(".")
    if not module.startswith(PACKAGE + "."):
        raise PolicyMissing(f"{module} is no module of {PACKAGE}: name its policy when it is registered")
    if len(inside) == 1 and inside[0] not in FOLDERS:
        return PUBLIC
    if inside[0] not in FOLDERS:
        raise PolicyMissing(f"{module}: there is no policy for the folder {inside[0]}/")
    return FOLDERS[inside[0]]


class Portal(Flask):
    """The application; no blueprint is registered without a policy, and no view is asynchronous."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._policies: dict[str, Policy] = self.extensions.setdefault("policies", {})  # of blueprints by name
        self._found: dict[str, Policy] = {}  # by endpoint, for these are asked for by every request

    def register_blueprint(self, blueprint: Any, **options: Any) -> None:
        """As Flask's; ``policy`` names the policy of a blueprint that stands elsewhere, as those of tests do."""
        policy: Policy = options.pop("policy", None) or policy_of_module(blueprint.import_name)
        self._policies[options.get("name", blueprint.name)] = policy
        super().register_blueprint(blueprint, **options)

    def add_url_rule(self, rule: str, endpoint: Any = None, view_func: Any = None, *args: Any, **options: Any) -> None:
        """As Flask's; raises PolicyMissing for a view for staff that does not say what it needs."""
        policy = self.extensions.get("policies", {}).get(str(endpoint).rpartition(".")[0])
        if policy is not None and policy.staff and not hasattr(view_func, NEEDS):
            raise PolicyMissing(f"{endpoint}: a view for staff says what it needs, @needs(…) or @any_staff")
        super().add_url_rule(rule, endpoint, view_func, *args, **options)

    def policy_of(self, asked: Request) -> Policy:
        """The policy of a request; what no route answers is told as the place where it was looked for."""
        endpoint = asked.endpoint
        if endpoint is None:
            return API if asked.path.startswith("/api/") else PUBLIC
        found = self._found.get(endpoint)
        if found is None:
            # A blueprint inside another one has the policy of the one around it.
            names = [name for name in asked.blueprints if name in self._policies]
            found = PUBLIC if endpoint == "static" else self._policies[names[0]] if names else COUNTER
            self._found[endpoint] = found
        return found

    def ensure_sync(self, func: Any) -> Any:
        """As it is: Flask would look at each view and each hook of every request for whether it is asynchronous."""
        return func


def this_portal() -> Portal:
    """The application itself, as ``this_request`` is the request."""
    proxy: Any = current_app
    own: Portal = proxy._get_current_object()
    return own


def policy() -> Policy:
    """The policy of this request."""
    return this_portal().policy_of(this_request())
