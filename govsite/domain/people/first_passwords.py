"""First passwords (初始密码): made by the portal, told by who hands out the account, to be changed at once."""

from __future__ import annotations

import secrets

from govsite.domain.common.password_rules import fault

ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that looks like something else
LENGTH, GROUP = 12, 4  # 59 bits


def new_first_password() -> str:
    """A random one in groups, ``k7mp-4wxq-h29n``, which keeps the rule for chosen ones."""
    while True:
        chars = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
        password = "-".join(chars[at : at + GROUP] for at in range(0, LENGTH, GROUP))
        if not fault(password):
            return password
