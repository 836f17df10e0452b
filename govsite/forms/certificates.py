"""Forms with which a certificate is shown."""

from __future__ import annotations

import re

from wtforms import HiddenField

from govsite.domain.companies.showing import Proof
from govsite.forms.base import Form
from govsite.forms.captcha import TokenField
from govsite.typed import Typed

_NONCE = re.compile(r"[A-Za-z0-9|:.\[\]_-]{1,300}")


class NonceField(HiddenField):
    """A text of ours that is to be signed, as it went out, else nothing."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """What came back."""
        text = valuelist[0] if valuelist else ""
        self.data = Typed(text if _NONCE.fullmatch(text) else "")


class SignedForm(Form):
    """What the page's script has got from the driver; ``course`` is that of who binds.

    The list of firms is filled by the script, and the password of the medium has a field of no form's: neither is sent.
    """

    nonce = NonceField()
    certificate = HiddenField()
    signature = HiddenField()
    course = TokenField()

    @property
    def proof(self) -> Proof:
        """What came back."""
        return Proof(self.nonce.data or "", self.certificate.data or "", self.signature.data or "")

    def ask(self, nonce: str) -> None:
        """Carry a new text, and nothing of what was shown for another one."""
        self.nonce.data = Typed(nonce)
        self.certificate.data = self.signature.data = ""


class ShownForm(Form):
    """What the other host sent along with who came back; there, ``ticket`` is what the address carries."""

    code = TokenField()
    ticket = TokenField()
