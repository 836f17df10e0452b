"""A portal that is a provider, served over HTTP for clients that we did not write, on each kind of database."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Thread

import pytest
from flask import Flask
from werkzeug.serving import make_server

from govsite.database.keys import bind_keys
from govsite.domain.openid import keys
from tests.accounts.citizens import TEMPLATES, new_phone, registered
from tests.accounts.firms import prove_name
from tests.apps import portal_of
from tests.gateways.servers import identity_of, settings_of, simulators
from tests.helpers import Visitor
from tests.openid.systems import System, register
from tests.ports import free_port
from tests.sealed import OLD
from tests.sites.samples import WITH_LETTERS


@pytest.fixture(scope="module")
def portal(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    port = free_port()
    with simulators() as fake:
        gateways = {
            "sms": settings_of("generic", fake.server_port, templates=TEMPLATES),
            "identity": identity_of("generic", fake.server_port),
            "simulators": True,
            "origin": f"http://127.0.0.1:{port}",
        }
        folder = tmp_path_factory.mktemp("openid")
        with portal_of(WITH_LETTERS, folder, database_url=database_url, **gateways) as made:
            bind_keys(made, OLD)
            made.extensions["simulators"] = fake
            with made.app_context():
                keys.make("test")
            server = make_server("127.0.0.1", port, made, threaded=True)
            thread = Thread(target=server.serve_forever, args=(0.02,), daemon=True)
            thread.start()
            yield made
            server.shutdown()
            thread.join()


@pytest.fixture(scope="module")
def citizen(portal: Flask) -> Visitor:
    """Somebody with a real name."""
    phone = new_phone()
    visitor = registered(portal, phone, "")
    prove_name(portal, visitor, phone, "范晓燕", "42009919880312002X")
    visitor.phone = phone  # type: ignore[attr-defined]
    return visitor


@pytest.fixture
def system(portal: Flask) -> System:
    """A system of a department that is new to everybody."""
    return register(portal)
