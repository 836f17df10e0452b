"""Run a server, whose command line is given, and the chores beside it: when one of the two ends, so does the other.

Without a gateway of short messages its simulators run too, and those of mail, on the next ports that are free: a demo
that shows what it would send. The portal does without them when they end.
"""

from __future__ import annotations

import base64
import os
import secrets
import signal
import socket
import subprocess
import sys
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path
from types import FrameType

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

CHORES = [sys.executable, "-m", "flask", "--app", "wsgi", "chores", "run"]
# Our names of short messages.
LETTERS = ("received", "answered", "asked")
CASES = ("accepted", "supplement", "extended", "decided", "ready", "delivered")
ACCOUNTS = ("account-code", "account-exists", "account-none", "account-changed", "account-news", "account-window")
FIRMS = ("company-confirmed", "company-refused", "company-invited", "company-certificate")
_SIMPLIFIED = (*(f"letter-{name}" for name in LETTERS), *(f"case-{name}" for name in CASES))
TEMPLATES = (*_SIMPLIFIED, *(f"{name}-hant" for name in _SIMPLIFIED), *ACCOUNTS, *FIRMS)
STOP_SECONDS = 30  # a server ends its requests, the chores the one at hand


class StoppedError(Exception):
    """Somebody wants both to stop."""


def main(server: list[str], chores: list[str], simulators: list[str] | None = None) -> int:
    """Serve until a signal comes or one of the first two ends; returns the exit code."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _stop)
    children: dict[int, subprocess.Popen[bytes]] = {}
    try:
        for command in (server, chores, *([simulators] if simulators else [])):
            child = subprocess.Popen(command, process_group=0)
            children[child.pid] = child
        while True:
            ended, status = os.wait()
            child = children[ended]
            child.returncode = os.waitstatus_to_exitcode(status)  # else it would be waited for once more
            if child.args != simulators:
                break
            print("==> the simulators have ended: short messages wait in the outbox", flush=True)
        print(f"==> {' '.join(child.args[:3])} … has ended, so the rest stops too", flush=True)
        return abs(child.returncode) or 1
    except StoppedError:
        return 0
    finally:
        _end(children.values())


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise StoppedError


def _end(children: Collection[subprocess.Popen[bytes]]) -> None:
    """Ask the processes to end, and make them when they do not, with all that they started and left behind.

    Each is the first of a group, so that a worker of a server that was killed holds its port no longer. A second signal
    changes nothing.
    """
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)
    for child in children:
        child.terminate()
    for child in children:
        with suppress(subprocess.TimeoutExpired):
            child.wait(STOP_SECONDS)
        with suppress(ProcessLookupError):  # nothing is left
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()


def simulate(server: list[str]) -> list[str] | None:
    """Name the simulators as the gateway, for all that is started from here; None where one is named already."""
    if os.environ.get("GOVSITE_SMS_PROTOCOL"):
        return None
    port = _free_port(int(server[server.index("--port") + 1]) + 1)
    os.environ |= {
        "GOVSITE_SIMULATORS": "1",
        "GOVSITE_SMS_PROTOCOL": "generic",
        "GOVSITE_SMS_URL": f"http://127.0.0.1:{port}/simulators/sms/generic",
        "GOVSITE_SMS_KEY": "demo",
        "GOVSITE_SMS_SECRET": secrets.token_urlsafe(),
        "GOVSITE_SMS_SIGN": "演示",
        "GOVSITE_SMS_TEMPLATES": " ".join(f"{name}=SMS_{number}" for number, name in enumerate(TEMPLATES, 1)),
    }
    if not os.environ.get("GOVSITE_IDENTITY_PROTOCOL"):
        os.environ |= {
            "GOVSITE_IDENTITY_PROTOCOL": "generic",
            "GOVSITE_IDENTITY_URL": f"http://127.0.0.1:{port}/simulators/identity/generic",
            "GOVSITE_IDENTITY_KEY": "demo",
            "GOVSITE_IDENTITY_SECRET": secrets.token_urlsafe(),
        }
    if not os.environ.get("GOVSITE_ALIPAY_APP"):
        (own, _), (theirs, public) = _key_pair(), _key_pair()
        os.environ |= {
            "GOVSITE_ALIPAY_APP": "2021000000000000",
            "GOVSITE_ALIPAY_KEY": own,
            "GOVSITE_ALIPAY_PUBLIC": public,
            "GOVSITE_ALIPAY_URL": f"http://127.0.0.1:{port}/simulators/alipay/gateway.do",
            "GOVSITE_ALIPAY_AUTHORIZE": f"http://127.0.0.1:{port}/simulators/alipay/authorize",
            "GOVSITE_ALIPAY_SIMULATOR_KEY": theirs,
        }
    if not os.environ.get("GOVSITE_UNIFIED_PROTOCOL"):
        os.environ |= {
            "GOVSITE_UNIFIED_PROTOCOL": "oidc",
            "GOVSITE_UNIFIED_NAME": "演示统一身份认证",
            "GOVSITE_UNIFIED_URL": f"http://127.0.0.1:{port}/simulators/unified",
            "GOVSITE_UNIFIED_KEY": "demo",
            "GOVSITE_UNIFIED_SECRET": secrets.token_urlsafe(),
            "GOVSITE_UNIFIED_FIELDS": "name=real_name id_no=id_card level=acr credit_code=uscc",
            "GOVSITE_UNIFIED_LEVELS": "L2=2 L3=3",
        }
    if not os.environ.get("GOVSITE_COMPANY_URL"):
        os.environ |= {
            "GOVSITE_COMPANY_URL": f"http://127.0.0.1:{port}/simulators/company/generic",
            "GOVSITE_COMPANY_KEY": "demo",
            "GOVSITE_COMPANY_SECRET": secrets.token_urlsafe(),
        }
    made = Path(os.environ.get("GOVSITE_INSTANCE", "instance")).resolve() / "demo-ca"
    if not os.environ.get("GOVSITE_CERTIFICATES") and (made / "authorities.yaml").is_file():
        os.environ |= {
            "GOVSITE_CERTIFICATES": str(made / "authorities.yaml"),
            "GOVSITE_CERTIFICATE_DRIVERS": f"http://127.0.0.1:{port}/simulators/driver/",
            "GOVSITE_CERTIFICATE_SIMULATOR_KEYS": str(made / "driver.json"),
        }
    system = made.parent / "demo-system.json"
    if system.is_file() and not (os.environ.get("GOVSITE_ORIGIN") or os.environ.get("GOVSITE_HOSTS")):
        # a provider is known by its address
        os.environ["GOVSITE_ORIGIN"] = f"http://127.0.0.1:{server[server.index('--port') + 1]}"
        os.environ["GOVSITE_SYSTEM_SIMULATOR_KEYS"] = str(system)
    if not os.environ.get("GOVSITE_MAIL_SERVER"):
        server_of_mail = f"smtp://127.0.0.1:{_free_port(port + 1)}"
        os.environ |= {"GOVSITE_MAIL_SERVER": server_of_mail, "GOVSITE_MAIL_FROM": "demo@example.com"}
    what = "short messages, mail, checks of names, Alipay, a unified account and certificates"
    print(f"==> {what}: simulated: http://127.0.0.1:{port}/simulators/", flush=True)
    return [sys.executable, "-m", "govsite.simulators", str(port)]


def _key_pair() -> tuple[str, str]:
    """A private key and its public one, as Alipay's tool writes them: the bare base64."""
    key = rsa.generate_private_key(65537, 2048)
    private = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(private).decode(), base64.b64encode(public).decode()


def _free_port(wanted: int) -> int:
    """The port that is wanted, or another one where somebody listens there."""
    for port in (wanted, 0):
        with socket.socket() as probe, suppress(OSError, OverflowError):
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))
            return int(probe.getsockname()[1])
    return wanted


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], CHORES, simulate(sys.argv[1:])))
