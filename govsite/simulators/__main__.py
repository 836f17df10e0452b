"""``python -m govsite.simulators 8001``: the fake gateways, with the keys of GOVSITE_SMS_…, IDENTITY_… and COMPANY_….

A mail server too, where GOVSITE_MAIL_SERVER names a port of this machine, an Alipay that signs with
GOVSITE_ALIPAY_SIMULATOR_KEY, a driver with the certificates of GOVSITE_CERTIFICATE_SIMULATOR_KEYS, and
a department's system by the name and secret of GOVSITE_SYSTEM_SIMULATOR_KEYS.
"""

from __future__ import annotations

import os
import sys

from govsite.config import ConfigError, read_config
from govsite.gateways.settings import SIMULATORS
from govsite.simulators import unified
from govsite.simulators.alipay import simulator_of
from govsite.simulators.company import CompanySimulator
from govsite.simulators.driver import driver_of
from govsite.simulators.identity import IdentitySimulator
from govsite.simulators.mail import MailSimulator
from govsite.simulators.server import Simulators
from govsite.simulators.signatures import Signatures
from govsite.simulators.sms import SmsSimulator
from govsite.simulators.system import system_of


def main() -> None:
    """Serve until somebody stops it."""
    try:
        config = read_config()
    except ConfigError as error:
        sys.exit(str(error))
    if not (config.simulators and config.sms):
        sys.exit("GOVSITE_SIMULATORS=1 and GOVSITE_SMS_PROTOCOL, with what belongs to it, are wanted")
    port = int(sys.argv[1]) if sys.argv[1:] and sys.argv[1].isdigit() else 8001
    mail = MailSimulator(config.mail.port) if config.mail and config.gateways["mail"] == "simulated" else None
    if mail:
        mail.start()
    names = config.identity
    identity = IdentitySimulator(Signatures(names.key, names.secret)) if names and names.simulated else None
    firms = config.company
    company = CompanySimulator(Signatures(firms.key, firms.secret)) if firms and firms.simulated else None
    sms = SmsSimulator(Signatures(config.sms.key, config.sms.secret))
    alipay = simulator_of(config.alipay, os.environ.get("GOVSITE_ALIPAY_SIMULATOR_KEY", ""))
    driver = driver_of(os.environ.get("GOVSITE_CERTIFICATE_SIMULATOR_KEYS", ""))
    fakes = sms, mail, identity, alipay, company, driver, unified.simulator_of(config.unified)
    system = system_of(os.environ.get("GOVSITE_SYSTEM_SIMULATOR_KEYS", ""), config.origin, port)
    with Simulators(port, *fakes, system) as server:
        print(f"simulators on http://127.0.0.1:{port}{SIMULATORS}", flush=True)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            return


if __name__ == "__main__":
    main()
