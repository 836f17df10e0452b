"""How often what costs or tells something may be asked for: codes by SMS, passwords, checks of names.

Codes are bounded more tightly than the vendors do it for a number (1 a minute, 5 an hour, 10 a day), since they charge
for each and block who sends more.
"""

from __future__ import annotations

from dataclasses import dataclass

from govsite.domain.common import bank_cards
from govsite.domain.common.phones import is_mobile
from govsite.domain.common.throttle import Bucket, Limit
from govsite.domain.common.tries import Client
from govsite.models import normal

HOUR, DAY = 3600, 86_400  # seconds
CODE_MINUTE = Limit("account code: minute", 1, 60)
CODE_HOUR = Limit("account code: hour", 3, 2_400)  # 4 in any hour
CODE_DAY = Limit("account code: day", 5, 21_600, longest=DAY)  # 8 in any day
# By an ID number no page may say that the phone behind it has had its messages: buckets of its own, asked in silence.
BY_NUMBER_HOUR = Limit("account code: by number, hour", 2, 3_600)
BY_NUMBER_DAY = Limit("account code: by number, day", 3, 43_200, longest=DAY)
CODE_ADDRESS = Limit("account code: address", 20, 180)
PASSWORD_HERE = Limit("account password here", 6, 60, growth=2, longest=900, remembered=HOUR)
PASSWORD = Limit("account password", 60, 10)
PASSWORD_ADDRESS = Limit("account address", 100, 5)
UNASKED = Limit("account captcha", 3, 600, remembered=HOUR)  # wrong passwords before a captcha is asked for
NAME_ACCOUNT = Limit("account name: account", 3, DAY // 3, longest=DAY)
NAME_NUMBER = Limit("account name: number", 3, DAY // 3, longest=DAY)
NAME_CARD = Limit("account name: card", 3, DAY // 3, longest=DAY)
NAME_ADDRESS = Limit("account name: address", 20, 600)
WINDOW_ASKED = Limit("window proof: asked", 5, DAY // 5, longest=DAY)
WINDOW_STAFF = Limit("window proof: staff", 10, 60, growth=2, longest=900, remembered=HOUR)
ERRAND_CODE = Limit("errand code: account", 5, 600, growth=2, longest=HOUR, remembered=DAY)
TRIP_ADDRESS = Limit("account trip: address", 30, 30)  # ways to another system's sign-in
CERTIFICATE_ADDRESS = Limit("company certificate: address", 20, 30)  # each costs some 30 ms to look at
COMPANY_ACCOUNT = Limit("company check: account", 5, DAY // 5, longest=DAY)
COMPANY_CODE = Limit("company check: code", 5, DAY // 5, longest=DAY)
# A phone that is taken off an account by who holds it now.
LET_GO_PHONE = Limit("account number: phone", 1, DAY, longest=DAY)
LET_GO_ADDRESS = Limit("account number: address", 3, DAY // 3, longest=DAY)


@dataclass(frozen=True, slots=True)
class Tries(Client):
    """The buckets of citizens; what was typed is taken in one spelling."""

    def code(self, phone: str) -> list[Bucket]:
        """Of a code that is sent to a number, or to the phone of an account."""
        found = [limit.bucket(self.secret, spelled(phone)) for limit in (CODE_MINUTE, CODE_HOUR, CODE_DAY)]
        return [*found, CODE_ADDRESS.bucket(self.secret, self.address)] if self.address else found

    def mail(self, account_id: int, address: str) -> list[Bucket]:
        """Of a code that is sent to a mail address: whoever asks, and of an account to whatever addresses."""
        own = [limit.bucket(self.secret, f"mail of {account_id}") for limit in (CODE_HOUR, CODE_DAY)]
        return [*self.code(address), *own]

    def by_number(self, phone: str) -> list[Bucket]:
        """Of a code that is sent to the phone that an ID number leads to."""
        return [limit.bucket(self.secret, spelled(phone)) for limit in (BY_NUMBER_HOUR, BY_NUMBER_DAY)]

    def again(self, token: str) -> list[Bucket]:
        """Of another code for a course whose phone must not be known by how long one has to wait."""
        return [limit.bucket(self.secret, token) for limit in (CODE_MINUTE, CODE_HOUR)]

    def password(self, name: str) -> list[Bucket]:
        """Of a phone or an ID number with a password."""
        return self.buckets(PASSWORD_HERE, PASSWORD, PASSWORD_ADDRESS, spelled(name))

    def unasked(self, name: str) -> list[Bucket]:
        """Of wrong passwords that no captcha was asked for."""
        return [UNASKED.bucket(self.secret, spelled(name))]

    def real_name(self, account_id: int, id_no: str) -> list[Bucket]:
        """Of a name that is checked against an ID number: each costs money, and tells something."""
        found = [NAME_ACCOUNT.bucket(self.secret, str(account_id))]
        found.append(NAME_NUMBER.bucket(self.secret, normal.plain(id_no)))
        return [*found, NAME_ADDRESS.bucket(self.secret, self.address)] if self.address else found

    def let_go(self, phone: str) -> list[Bucket]:
        """Of a phone that is taken off an account by who holds it now."""
        found = [LET_GO_PHONE.bucket(self.secret, spelled(phone))]
        return [*found, LET_GO_ADDRESS.bucket(self.secret, self.address)] if self.address else found

    def card(self, account_id: int, id_no: str, card: str) -> list[Bucket]:
        """Of a bank's card that is checked with a name, whoever asks: nobody tries stolen ones here."""
        return [*self.real_name(account_id, id_no), NAME_CARD.bucket(self.secret, bank_cards.plain(card))]

    def window(self, account_id: int) -> list[Bucket]:
        """Of a code for a window."""
        return [WINDOW_ASKED.bucket(self.secret, str(account_id))]

    def window_staff(self, staff_id: int) -> list[Bucket]:
        """Of codes that staff type, given back where one was right."""
        return [WINDOW_STAFF.bucket(self.secret, str(staff_id))]

    def errand(self, account_id: int) -> list[Bucket]:
        """Of a code of somebody else's errand, given back where it was right."""
        return [ERRAND_CODE.bucket(self.secret, str(account_id))]

    def trip(self) -> list[Bucket]:
        """Of a way to another system's sign-in, or a challenge for a passkey."""
        return [TRIP_ADDRESS.bucket(self.secret, self.address)] if self.address else []

    def certificate(self) -> list[Bucket]:
        """Of a certificate that is shown."""
        return [CERTIFICATE_ADDRESS.bucket(self.secret, self.address)] if self.address else []

    def company(self, account_id: int, credit_code: str) -> list[Bucket]:
        """Of a legal person that is checked: each costs money, and tells something."""
        found = [COMPANY_ACCOUNT.bucket(self.secret, str(account_id))]
        found.append(COMPANY_CODE.bucket(self.secret, normal.plain(credit_code)))
        return [*found, NAME_ADDRESS.bucket(self.secret, self.address)] if self.address else found


def spelled(name: str) -> str:
    """A phone, or anything else, in one spelling: a letter more must not lead to the same account by a fresh bucket."""
    return normal.phone(name) if is_mobile(name) else normal.plain(name)
