"""The adapters of unified accounts: tokens that are not for us, keys that change, an OAuth-like one, the settings."""

from __future__ import annotations

import base64
import http.client
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey

from govsite.config.readers import ConfigError
from govsite.config.unified import read_unified
from govsite.gateways.oauth import Oauth
from govsite.gateways.oidc import Known, Oidc
from govsite.gateways.outside import Away, Denied, Leaving, Outside, Person
from govsite.gateways.settings import UnifiedSettings
from govsite.simulators.company import FIRMS
from govsite.simulators.identity import PEOPLE
from govsite.simulators.unified import UnifiedSimulator, claims_of, new_key
from tests.gateways.servers import simulators

PERSON, FIRM = next(iter(PEOPLE)), next(iter(FIRMS))
BACK = "http://localhost/login/unified/back"
SECRET = "s:e&c+ret/统"
FIELDS = {"name": "real_name", "id_no": "id_card", "level": "acr", "credit_code": "uscc"}
LIKE = {
    **{ours: f"data.{theirs}" for ours, theirs in FIELDS.items()},
    **{"subject": "data.sub", "token": "access_token", "kind": "user_type"},
}
PATHS = {"authorize": "/authorize", "token": "/token", "person": "/person", "legal": "/legal"}
TOLD = Person(claims_of(PERSON)["sub"], PEOPLE[PERSON], PERSON, 3)


def oidc_settings(port: int, **others: Any) -> UnifiedSettings:
    url = f"http://127.0.0.1:{port}/simulators/unified"
    values = {"fields": tuple(FIELDS.items()), "levels": (("L2", 2), ("L3", 3)), **others}
    return UnifiedSettings("oidc", "荆楚统一身份认证", url, "demo", SECRET, **values)


def oauth_settings(port: int, signing: str) -> UnifiedSettings:
    like = {"fields": tuple(LIKE.items()), "paths": tuple(PATHS.items()), "legal": ("2",), "scope": ""}
    return replace(oidc_settings(port), protocol="oauth", signing=signing, **like)


@pytest.fixture(scope="module")
def fake() -> Iterator[tuple[UnifiedSimulator, int]]:
    with simulators() as server:
        server.unified = UnifiedSimulator(oidc_settings(server.server_port))
        yield server.unified, server.server_port


def leaving() -> Leaving:
    return Leaving(BACK, "st", "no-nce", "v" * 43)


def answer_of(system: Outside, person: str) -> dict[str, str]:
    """Go where the system signs people in, and come back."""
    address = system.authorize_url(leaving())
    assert isinstance(address, str), address
    asked = urlsplit(address)
    connection = http.client.HTTPConnection(asked.netloc, timeout=60)
    body = urlencode({**dict(parse_qsl(asked.query)), "person": person, "do": "agree"})
    connection.request("POST", f"{asked.path.rpartition('/')[0]}/agree", body)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return dict(parse_qsl(urlsplit(answer.headers["Location"]).query))


def exchanged(system: Outside, person: str = PERSON) -> Any:
    return system.exchange(answer_of(system, person), leaving())


FORGED: dict[str, dict[str, Any]] = {
    "issuer": {"iss": "https://evil.example"},
    "audience": {"aud": "other"},
    "audiences": {"aud": ["demo", "other"]},
    "nonce": {"nonce": "x"},
    "expired": {"exp": 1},
    "future": {"iat": 2**33, "exp": 2**33 + 9},
    "no subject": {"sub": ""},
    "long subject": {"sub": "x" * 256},
    "another's userinfo": {"sub": "somebody"},
    "key": {},
    "hmac": {},
    "none": {},
    "nothing": {},
}


def test_a_token_that_is_not_the_providers_for_us_now_is_nobodys(
    fake: tuple[UnifiedSimulator, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    simulator, port = fake
    system = Oidc(oidc_settings(port), Known())
    assert exchanged(system) == TOLD

    def forged(kept: dict[str, str]) -> str:
        now = int(time.time())
        claims = {"iss": system.issuer, "aud": "demo", "sub": "x", "nonce": kept["nonce"], "iat": now, "exp": now + 60}
        header, key = {"alg": "RS256", "kid": simulator.key.kid}, new_key() if how == "key" else simulator.key
        if how == "hmac":
            return jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(SECRET * 8))
        signed = jwt.encode(header, {**claims, **FORGED[how]}, key)
        if how == "none":
            unsigned = base64.urlsafe_b64encode(b'{"alg":"none"}').decode()
            return f"{unsigned}.{signed.split('.')[1]}."
        return signed if how != "nothing" else ""

    monkeypatch.setattr(simulator, "_signed", forged)
    for how in FORGED:
        assert isinstance(exchanged(system), Denied), how


def test_a_code_is_good_once_for_its_way_and_its_issuer(fake: tuple[UnifiedSimulator, int]) -> None:
    system = Oidc(oidc_settings(fake[1]), Known())
    answer = answer_of(system, PERSON)
    for iss in ("https://evil.example", ""):
        assert system.exchange({**answer, "iss": iss}, leaving()) == Denied("other-issuer")
    assert system.exchange(answer, replace(leaving(), verifier="w" * 43)) == Denied("invalid_grant")
    assert system.exchange(answer, leaving()) == Denied("invalid_grant"), "it was used up"
    assert system.exchange(answer_of(system, PERSON), replace(leaving(), nonce="other")) == Denied("InvalidClaimError")
    assert isinstance(Oidc(oidc_settings(1), Known()).authorize_url(leaving()), Away)
    gone = Oidc(oidc_settings(1), Known()).exchange(answer, leaving())
    assert isinstance(gone, Away) and gone.unasked


def test_keys_change_under_a_new_name_and_an_old_one(fake: tuple[UnifiedSimulator, int]) -> None:
    simulator, port = fake
    known, before = Known(), simulator.key
    system = Oidc(oidc_settings(port), known)
    assert exchanged(system) == TOLD
    simulator.key = new_key()
    assert exchanged(system) == Denied("unknown-key"), "the keys have just been asked for"
    known.keys_at -= 61
    assert exchanged(system) == TOLD
    known.keys_at -= 61
    simulator.key = type(before).import_key({**new_key().as_dict(private=True), "kid": simulator.key.kid})
    assert exchanged(system) == TOLD
    simulator.key = before


def test_a_provider_may_sign_by_an_elliptic_curve(
    fake: tuple[UnifiedSimulator, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    simulator, port = fake
    key: Any = ECKey.generate_key("P-256", {"kid": "ec"}, private=True)
    monkeypatch.setattr(simulator, "key", key)
    encode = jwt.encode
    monkeypatch.setattr(jwt, "encode", lambda head, claims, by: encode({**head, "alg": "ES256"}, claims, by))
    assert exchanged(Oidc(oidc_settings(port), Known())) == TOLD


@contextmanager
def speaking(simulator: UnifiedSimulator, settings: UnifiedSettings) -> Iterator[None]:
    before, simulator.settings = simulator.settings, settings
    try:
        yield
    finally:
        simulator.settings = before


@pytest.mark.parametrize("signing", ["basic", "signed"])
def test_an_oauth_like_system_tells_natural_and_legal_persons(fake: tuple[UnifiedSimulator, int], signing: str) -> None:
    simulator, port = fake
    settings = oauth_settings(port, signing)
    system = Oauth(settings)
    with speaking(simulator, settings):
        answer = answer_of(system, PERSON)
        assert system.exchange(answer, leaving()) == replace(TOLD, subject=f"person:{TOLD.subject}")
        assert isinstance(system.exchange(answer, leaving()), Denied)
        assert exchanged(system, FIRM) == Person(f"legal:{claims_of(FIRM)['sub']}", credit_code=FIRM)
        wrong = Oauth(replace(settings, secret="other"))
        assert exchanged(wrong) == Denied("http-401")
        as_person = Oauth(replace(settings, legal=()))
        assert isinstance(exchanged(as_person, FIRM), Denied), "the look-up of natural persons knows no firm"


ENV = {
    "GOVSITE_UNIFIED_PROTOCOL": "oidc",
    "GOVSITE_UNIFIED_NAME": "荆楚统一身份认证",
    "GOVSITE_UNIFIED_URL": "https://id.example.gov.cn/realms/hb",
    "GOVSITE_UNIFIED_KEY": "govsite",
    "GOVSITE_UNIFIED_SECRET": "x",
    "GOVSITE_UNIFIED_FIELDS": "name=name id_no=id_card level=acr",
    "GOVSITE_UNIFIED_LEVELS": "L3=3",
}


def test_settings_are_read_and_wrong_ones_are_named(tmp_path: Path) -> None:
    found = read_unified(ENV, tmp_path)
    assert found is not None and found.url == ENV["GOVSITE_UNIFIED_URL"] and "'x'" not in repr(found)
    assert read_unified({}, tmp_path) is None and not found.simulated
    for name, wrong in (
        ("PROTOCOL", "saml"),
        ("NAME", ""),
        ("URL", "http://id.example.gov.cn"),
        ("SECRET", ""),
        ("FIELDS", "phone=x"),
        ("LEVELS", "L9=9"),
    ):
        with pytest.raises(ConfigError, match=f"GOVSITE_UNIFIED_{name}"):
            read_unified({**ENV, f"GOVSITE_UNIFIED_{name}": wrong}, tmp_path)
    with pytest.raises(ConfigError, match="PATHS"):
        read_unified({**ENV, "GOVSITE_UNIFIED_PROTOCOL": "oauth", "GOVSITE_UNIFIED_PATHS": "token=/x"}, tmp_path)
