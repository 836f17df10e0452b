"""Servers for adapters: the simulators, and ones that answer as no good gateway does."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Thread
from typing import Any

from govsite.gateways.settings import IdentitySettings, SmsSettings
from govsite.simulators.company import CompanySimulator
from govsite.simulators.identity import IdentitySimulator
from govsite.simulators.server import Simulators
from govsite.simulators.signatures import Signatures
from govsite.simulators.sms import SmsSimulator

KEY, SECRET = "demo-key", "demo-secret"
TEMPLATES = {"letter-received": "SMS_100"}


@contextmanager
def simulators() -> Iterator[Simulators]:
    believed = Signatures(KEY, SECRET)
    identity, company = IdentitySimulator(believed), CompanySimulator(believed)
    with Simulators(0, SmsSimulator(believed), identity=identity, company=company) as server:
        thread = Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def settings_of(protocol: str, port: int, **others: Any) -> SmsSettings:
    values = {"key": KEY, "secret": SECRET, "sign": "湖北政务", "app": "1400000000", "templates": TEMPLATES, **others}
    return SmsSettings(protocol, f"http://127.0.0.1:{port}/simulators/sms/{protocol}", **values)


def identity_of(protocol: str, port: int, **others: Any) -> IdentitySettings:
    values = {"key": KEY, "secret": SECRET, **others}
    return IdentitySettings(protocol, f"http://127.0.0.1:{port}/simulators/identity/{protocol}", **values)


def company_of(port: int) -> IdentitySettings:
    return IdentitySettings("generic", f"http://127.0.0.1:{port}/simulators/company/generic", KEY, SECRET)


@contextmanager
def answering(answer: bytes | None) -> Iterator[int]:
    """A port that gives every connection these bytes; with None it reads the request and hangs up."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            while True:
                try:
                    connection, _ = listening.accept()
                except OSError:
                    return
                with connection, suppress(OSError):
                    connection.recv(65536)
                    if answer:
                        connection.sendall(answer)
                        connection.shutdown(socket.SHUT_WR)
                        while connection.recv(65536):  # closed before all is read, the line would break
                            pass

        thread = Thread(target=serve, daemon=True)
        thread.start()
        try:
            yield int(listening.getsockname()[1])
        finally:
            listening.shutdown(socket.SHUT_RDWR)
            thread.join()
