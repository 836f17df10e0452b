"""Hashes of passwords: peppered, of one cost for everybody, few at a time."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from argon2 import PasswordHasher, extract_parameters
from argon2.exceptions import InvalidHashError
from hypothesis import given
from hypothesis import strategies as st

from govsite.domain.common.passwords import CHEAPEST, MOST_AT_ONCE, OWASP, Cost, Passwords
from govsite.domain.common.spoken_passwords import forgiving
from govsite.typed import Typed
from tests.apps import portal_of
from tests.conftest import SECRET
from tests.sites.samples import SMALL

CHEAP = Passwords(SECRET, CHEAPEST)
TEXTS = st.text(max_size=80) | st.text(st.characters(categories=["Cs"]), max_size=5)  # lone surrogates too


@given(TEXTS, TEXTS)
def test_the_password_is_right_and_no_other(password: str, other: str) -> None:
    stored = CHEAP.hash(password)
    assert CHEAP.verify(password, stored) and CHEAP.verify(Typed(password), stored)
    assert CHEAP.verify(other, stored) is (CHEAP._peppered(other) == CHEAP._peppered(password))


def test_full_width_is_the_same_password() -> None:
    assert CHEAP.verify("Ｔiger＿sofa９", CHEAP.hash("Tiger_sofa9"))


def test_what_is_stored_says_its_parameters_and_never_repeats() -> None:
    stored = Passwords(SECRET).hash("Tiger_sofa9")
    assert stored.startswith("$argon2id$v=19$m=19456,t=2,p=1$") and len(stored) == 97
    assert CHEAP.hash("Tiger_sofa9") != CHEAP.hash("Tiger_sofa9")


def test_without_the_portals_secret_nothing_can_be_tried() -> None:
    stored = CHEAP.hash("Tiger_sofa9")
    assert not Passwords(SECRET + "2", CHEAPEST).verify("Tiger_sofa9", stored)
    with pytest.raises(Exception, match="match"):
        PasswordHasher().verify(stored, "Tiger_sofa9")


def test_hashes_with_other_parameters_stay_right_and_are_outdated() -> None:
    stored = Passwords(SECRET, Cost(16, 1, 1)).hash("Tiger_sofa9")
    assert CHEAP.verify("Tiger_sofa9", stored) and CHEAP.is_outdated(stored)
    assert not CHEAP.is_outdated(CHEAP.hash("Tiger_sofa9"))


@pytest.mark.parametrize("cost", [OWASP, CHEAPEST])
def test_a_name_that_nobody_has_costs_one_verification_of_the_same_kind(
    cost: Cost, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = Passwords(SECRET, cost)
    real = made.hash("Tiger_sofa9")
    verified: list[str] = []
    verify = PasswordHasher.verify

    def noted(self: PasswordHasher, stored: str, password: bytes) -> bool:
        verified.append(stored)
        return verify(self, stored, password)

    monkeypatch.setattr(PasswordHasher, "verify", noted)
    assert made.verify("Tiger_sofa9", None) is False and made.verify("another_1", real) is False
    nobodys, persons = verified
    assert extract_parameters(nobodys) == extract_parameters(persons) and len(nobodys) == len(persons)
    assert not made.is_outdated(nobodys)


def test_what_is_no_hash_is_a_fault_and_not_a_wrong_password() -> None:
    with pytest.raises(InvalidHashError):
        CHEAP.verify("Tiger_sofa9", "plain text")


def test_few_run_at_a_time_in_one_process(monkeypatch: pytest.MonkeyPatch) -> None:
    both, running, most = threading.Barrier(MOST_AT_ONCE), [0], [0]
    lock = threading.Lock()
    hash_ = PasswordHasher.hash

    def counted(self: PasswordHasher, password: bytes) -> str:
        with lock:
            running[0] += 1
            most[0] = max(most[0], running[0])
        both.wait(timeout=60)  # nobody ends before as many as may run do run
        with lock:
            running[0] -= 1
        return hash_(self, password)

    monkeypatch.setattr(PasswordHasher, "hash", counted)
    others = [Passwords(SECRET, CHEAPEST), CHEAP] * MOST_AT_ONCE * 2
    with ThreadPoolExecutor(len(others)) as pool:
        list(pool.map(lambda made: made.hash("Tiger_sofa9"), others))
    assert most[0] <= MOST_AT_ONCE


@given(st.text(), st.text())
def test_a_receipt_has_one_password_and_no_other_has_it(key: str, other: str) -> None:
    password = CHEAP.of_receipt(key)
    assert password == Passwords(SECRET, OWASP).of_receipt(key), "whatever hashing costs"
    assert (CHEAP.of_receipt(other) == password) is (other == key)
    assert Passwords(SECRET + "2", CHEAPEST).of_receipt(key) != password
    assert CHEAP.verify(forgiving(password), CHEAP.hash(forgiving(password.replace(" ", ""))))


def test_an_application_has_them_with_its_secret(tmp_path: Path) -> None:
    with portal_of(SMALL, tmp_path, migrated=False) as app:
        assert CHEAP.verify("Tiger_sofa9", app.extensions["passwords"].hash("Tiger_sofa9"))
    with portal_of(SMALL, tmp_path, migrated=False, testing=False) as app:
        assert app.extensions["passwords"].is_outdated(CHEAP.hash("Tiger_sofa9")), "only tests hash cheaply"
