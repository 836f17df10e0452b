"""A portal whose short messages and checks of names go to fake servers, on each kind of database."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from govsite.database.keys import bind_keys
from govsite.gateways.settings import MailSettings
from govsite.simulators.authority import RSA, SM2
from tests.accounts.certificates import issuer
from tests.accounts.certificates import settings as certificates_of
from tests.accounts.citizens import TEMPLATES
from tests.apps import portal_of
from tests.gateways.servers import company_of, identity_of, settings_of, simulators
from tests.sealed import OLD
from tests.sites.samples import WITH_LETTERS


@pytest.fixture(scope="module")
def portal(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    folder = tmp_path_factory.mktemp("accounts")
    lists = [folder / f"{name}.crl" for name in (RSA, SM2)]
    for path in lists:
        path.write_bytes(issuer(path.stem).revoke([]))
    with simulators() as server:
        port = server.server_port
        gateways = {
            "sms": settings_of("generic", port, templates=TEMPLATES),
            "identity": identity_of("generic", port),
            "company": company_of(port),
            "certificates": certificates_of(*lists),
            "mail": MailSettings("127.0.0.1", 9, False, "noreply@example.cn"),  # nobody listens: what waits is read
            "simulators": True,
        }
        with portal_of(WITH_LETTERS, folder, database_url=database_url, **gateways) as made:
            bind_keys(made, OLD)
            made.extensions["simulators"] = server
            yield made
