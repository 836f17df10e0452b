"""Many requests at one moment: five tries of a code, one account of a phone, one act of a course."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from flask import Flask
from sqlalchemy import exc, func, select

from govsite.database.session import reading
from govsite.domain.accounts import account, closing, codes, registering
from govsite.domain.accounts.codes import Course
from govsite.domain.accounts.refused import Refused
from govsite.domain.common.passwords import CHEAPEST, Passwords
from govsite.models.account import Account, PhoneProof
from tests.accounts.citizens import code_of, new_phone

AT_ONCE = 20
PASSWORDS = Passwords("only-for-these-tests" * 2, CHEAPEST)


def at_once(portal: Flask, act: Callable[[int], bool]) -> int:
    """How many of many that begin at one moment did it."""
    start = Barrier(AT_ONCE)

    def one(number: int) -> bool:
        with portal.app_context():
            start.wait()
            try:
                return act(number)
            except (Refused, exc.TimeoutError):  # no connection became free in time: a 503, and nothing was done
                return False

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return sum(pool.map(one, range(AT_ONCE)))


def begun(purpose: str, phone: str) -> Course:
    course = codes.find(purpose, codes.begin(PASSWORDS, purpose, phone))
    assert course is not None
    return course


def proved(portal: Flask, course: Course) -> Course:
    assert codes.prove(PASSWORDS, course, code_of(portal, course.phone))
    found = codes.find(course.purpose, course.token)
    assert found is not None and found.proved
    return found


def test_five_tries_count_however_many_come(portal: Flask) -> None:
    with portal.app_context():
        course = begun(codes.REGISTER, new_phone())
    code = code_of(portal, course.phone)
    assert at_once(portal, lambda n: codes.prove(PASSWORDS, course, f"{(int(code) + 1 + n) % 1_000_000:06}")) == 0
    with portal.app_context():
        assert (
            reading().scalar(
                select(PhoneProof.tries).where(PhoneProof.phone.is_not(None)).order_by(PhoneProof.id.desc())
            )
            == codes.MOST_TRIES
        )
        assert not codes.prove(PASSWORDS, course, code)


def test_one_account_of_a_phone_and_one_act_of_a_course(portal: Flask) -> None:
    phone = new_phone()
    with portal.app_context():
        first = proved(portal, begun(codes.REGISTER, phone))
        second = proved(portal, begun(codes.REGISTER, phone))
    both = (first, second)
    assert at_once(portal, lambda n: bool(registering.register(PASSWORDS, both[n % 2], "长江水3x7~Kq"))) == 1
    with portal.app_context():
        count = select(func.count()).select_from(Account).where(Account.phone_print == phone)
        assert reading().scalar(count) == 1
        number = reading().scalar(select(Account.id).where(Account.phone_print == phone))
        citizen = account.load(reading(), number or 0)
        assert citizen is not None
        course = codes.find(codes.CLOSE, codes.begin_own(PASSWORDS, codes.CLOSE, citizen.id))
        assert course is not None
        course = proved(portal, course)

    def close(_number: int) -> bool:
        closing.close(citizen, course)
        return True

    assert at_once(portal, close) == 1
