"""The number of somebody in a system (sub): another one in each sector, so that systems cannot put theirs together.

It is reckoned with the key of fingerprints, which stays for ever, and kept nowhere.
"""

from __future__ import annotations

import base64

from sqlalchemy.orm import Session

from govsite.models.sealing import keys_of

_PURPOSE = "openid.sub"


def subject_of(session: Session, sector: str, account_id: int) -> str:
    """22 characters, the same for the same account and sector. Raises KeysMissing."""
    found = keys_of(session.get_bind().dialect).fingerprint(f"{sector}\0account {account_id}", _PURPOSE)
    return base64.urlsafe_b64encode(found).decode().rstrip("=")
