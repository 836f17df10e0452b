"""The specification is valid, its example is accepted as it stands, and what is asked by it is answered by it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import given, settings
from openapi_spec_validator import OpenAPIV31SpecValidator
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from govsite.web import signed
from govsite.web.openapi import specification
from tests.api.caller import Caller, key_for
from tests.apps import copy_of
from tests.sealed import OLD

URL = "/api/v1/openapi.json"
CHECKS = [
    not_a_server_error, status_code_conformance, content_type_conformance, response_headers_conformance,
    response_schema_conformance,
]  # fmt: skip


@pytest.fixture(scope="module")
def demo(app: Flask, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The demo portal, which may be written to."""
    with copy_of(app, tmp_path_factory.mktemp("demo"), data_keys=OLD) as made:
        yield made


@pytest.fixture(scope="module")
def system(demo: Flask) -> Caller:
    return key_for(demo, "xiling", "公安局")


def test_it_is_valid(demo: Flask) -> None:
    answer = demo.test_client().get(URL)
    assert answer.status_code == 200 and answer.json == specification()
    OpenAPIV31SpecValidator(answer.json).validate()


def test_its_example_is_accepted_as_it_stands(demo: Flask, system: Caller) -> None:
    content = demo.test_client().get(URL).json["paths"]["/api/v1/cases"]["post"]["requestBody"]["content"]
    answer = system.send("POST", "/api/v1/cases", content["application/json"]["example"])
    assert answer.status_code == 200, answer.text
    assert answer.json["results"][0]["state"] == "done"


def test_every_address_is_in_it(demo: Flask) -> None:
    rules = {rule.rule.replace("<", "{").replace(">", "}") for rule in demo.url_map.iter_rules()}
    assert {rule for rule in rules if rule.startswith("/api/")} == set(specification()["paths"])


@pytest.fixture(scope="module")
def described(demo: Flask, system: Caller) -> Any:
    """What is asked is signed on its way, as a system's own gateway would, so that it reaches the views."""

    def signing(environ: dict[str, Any], start_response: Any) -> Any:
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        environ["wsgi.input"] = BytesIO(body)
        headers = system.headers(
            environ["REQUEST_METHOD"],
            environ["REQUEST_URI"],
            body if environ["REQUEST_METHOD"] == "POST" else b"",
            again=environ.get("HTTP_IDEMPOTENCY_KEY", ""),
        )
        environ |= {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()}
        return demo.wsgi_app(environ, start_response)

    return schemathesis.openapi.from_wsgi(URL, signing)


SIGNED = [(path, method) for path, found in specification()["paths"].items() for method in found if path != URL]


@pytest.mark.parametrize(("path", "method"), SIGNED)
@pytest.mark.parametrize("mode", GenerationMode)
def test_answers_are_as_it_says(
    described: Any, monkeypatch: pytest.MonkeyPatch, path: str, method: str, mode: GenerationMode
) -> None:
    """Whether what is asked fits the specification or not."""
    plenty = replace(signed.REQUESTS, capacity=1_000_000, name="plenty")
    monkeypatch.setattr(signed, "REQUESTS", plenty)
    monkeypatch.setattr("govsite.blueprints.api.cases.PASSWORDS", plenty)

    @given(case=described[path][method].as_strategy(generation_mode=mode))
    @settings(max_examples=settings.default.max_examples // 4)
    def ask(case: schemathesis.Case) -> None:
        assert case.call_and_validate(checks=CHECKS).status_code != 401

    ask()
