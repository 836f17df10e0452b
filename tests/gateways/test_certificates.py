"""Certificates: what OpenSSL makes is believed, signatures of SM2 at their edges, where the credit code stands."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding

from govsite.commands.check import certificate_findings
from govsite.config import ConfigError
from govsite.config.certificates import read_certificates
from govsite.gateways import der, sm2
from govsite.gateways.certificates import check, is_proved, read
from govsite.gateways.chains import Unfit
from govsite.gateways.settings import Authority, CertificateSettings
from govsite.simulators.authority import RSA, SM2, Extension, Sm2Key, new_key, sign
from govsite.simulators.demo_authority import make
from govsite.simulators.driver import PIN, driver_of
from tests.accounts.certificates import authority, certificate, issuer, key, settings
from tests.accounts.firms import CODES

CODE = CODES[0]
MESSAGE = b"govsite-login|localhost|random|20270101T000000Z"
CONF = """[req]
distinguished_name = dn
[dn]
[root]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
[between]
basicConstraints = critical,CA:TRUE,pathlen:0
keyUsage = critical,keyCertSign
authorityKeyIdentifier = keyid
subjectKeyIdentifier = hash
[firm]
keyUsage = critical,digitalSignature
1.2.156.10260.4.1.4 = ASN1:PRINTABLESTRING:91420099MA00100100
"""
WHO = "distid:1234567812345678"
MADE = """
openssl ecparam -name SM2 -genkey -noout -out {0}.key
openssl req -new -key {0}.key -sm3 -sigopt {2} -config conf -subj /O={0} -out {0}.csr
openssl x509 -req -in {0}.csr -sm3 -sigopt {2} -vfyopt {2} -days 9 {1} -out {0}.pem
"""
STEPS = (
    ("root", "-signkey root.key"),
    ("between", "-CA root.pem -CAkey root.key"),
    ("firm", "-CA between.pem -CAkey between.key"),
)
SIGN = "openssl pkeyutl -sign -inkey firm.key -rawin -digest sm3 -pkeyopt {} -in text -out signature"


def test_what_openssl_makes_by_sm2_is_believed(tmp_path: Path) -> None:
    if shutil.which("openssl") is None:
        pytest.skip("openssl is missing")
    (tmp_path / "conf").write_text(CONF, "utf-8")
    (tmp_path / "text").write_bytes(MESSAGE)
    for name, by in STEPS:
        for line in MADE.format(name, f"-extfile conf -extensions {name} {by}", WHO).strip().splitlines():
            subprocess.run(line.split(), cwd=tmp_path, check=True, capture_output=True)
    subprocess.run(SIGN.format(WHO).split(), cwd=tmp_path, check=True, capture_output=True)
    root, between, firm = (read((tmp_path / f"{name}.pem").read_bytes()) for name, _ in STEPS)
    trusted = Authority("OpenSSL", (root,), (between,), code_oids=("1.2.156.10260.4.1.4",))
    assert check(CertificateSettings((trusted,)), firm).credit_code == CODE
    with pytest.raises(Unfit, match="foreign"):
        check(CertificateSettings((replace(trusted, intermediates=()),)), firm)
    with pytest.raises(Unfit, match="foreign"):  # a firm's own certificate issues none
        check(CertificateSettings((replace(trusted, roots=(between,), intermediates=(firm,)),)), root)
    assert is_proved(firm, MESSAGE.decode(), (tmp_path / "signature").read_bytes())
    assert not is_proved(firm, "another", (tmp_path / "signature").read_bytes())


def test_signatures_of_sm2_at_their_edges() -> None:
    own = Sm2Key()
    point, good = own.public, own.sign(MESSAGE)
    r, s = decode_dss_signature(good)
    assert sm2.is_signed(point, MESSAGE, good)
    for wrong in ((0, s), (r, 0), (sm2.N, s), (r, sm2.N), (r + sm2.N, s), (r, sm2.N - r), (s, r)):
        assert not sm2.is_signed(point, MESSAGE, encode_dss_signature(*wrong)), wrong
    for raw in (b"", good + b"\0", good[:-1], r.to_bytes(32) + s.to_bytes(32)):
        assert not sm2.is_signed(point, MESSAGE, raw)
    x, y = (number.to_bytes(32) for number in point)
    assert sm2.read_point(b"\x04" + x + y) == point
    for odd in (b"\x04" + y + x, b"\x04" + x, b"\x02" + x, b"\x04" + bytes(64), b"\x04" + sm2.P.to_bytes(32) + y):
        with pytest.raises(ValueError, match="point|curve"):
            sm2.read_point(odd)
    assert sm2.add(point, (point[0], sm2.P - point[1])) is None and sm2.multiply(sm2.N, sm2.G) is None


@pytest.mark.parametrize("algorithm", [RSA, SM2])
def test_the_credit_code_stands_where_the_authority_has_it(algorithm: str) -> None:
    def found(*oids: str, subject: tuple[str, ...] = (), **of_name: str) -> str:
        names = {"O": x509.NameOID.ORGANIZATION_NAME, "id": x509.NameOID.ORGANIZATION_IDENTIFIER}
        name = x509.Name([x509.NameAttribute(names[field], text) for field, text in of_name.items()])
        usage = x509.KeyUsage(True, *[False] * 8)
        strings = {"1.2.3.4": b"\x13\x12" + CODE.encode(), "1.2.3.5": b"\x0c\x09MA0010010", "1.2.3.6": b"\x0c\x50short"}
        made = [x509.UnrecognizedExtension(x509.ObjectIdentifier(oid), text) for oid, text in strings.items()]
        extensions = [Extension(one) for one in (usage, *made)]
        shown = issuer(algorithm).issue(name, key(algorithm), extensions)
        trusted = replace(authority(), code_oids=oids, subject_oids=subject)
        return check(CertificateSettings((trusted,)), shown).credit_code

    assert found("1.2.3.5", "1.2.3.6", "1.2.3.4", O="x") == CODE, "what is no code is passed by"
    assert found("1.2.3.9", subject=("2.5.4.97",), O="x", id=CODE.lower()) == CODE
    with pytest.raises(Unfit, match="code"):
        found("1.2.3.5", O=CODE), "never by the name"


def test_what_is_no_certificate_is_malformed() -> None:
    good = certificate(SM2, CODE).public_bytes(Encoding.DER)
    for wrong in (b"", b"-----BEGIN", good[:-1], good[:100], bytes(20_000), b"\x30\x80\0\0"):
        with pytest.raises(Unfit, match="malformed"):
            read(wrong)
    place = good.index(bytes.fromhex("034200")) + 4  # of the key
    with pytest.raises(Unfit, match="malformed"):
        read(good[:place] + bytes(64) + good[place + 64 :])
    for text in (b"", b"\x0c", b"\x0c\x05ab", b"\x30\x00", b"\x0c\x85aaaaaa", b"\x1f\x01a", b"\x0c\x81\x01a"):
        with pytest.raises(ValueError, match=r"DER|ASN\.1"):
            der.text(text)
    assert der.text(b"\x1e\x04\x4e\x2d\x65\x87") == "中文"


def test_the_file_of_authorities_is_read_or_says_what_is_wrong(tmp_path: Path) -> None:
    assert make(tmp_path / "ca") and not make(tmp_path / "ca"), "once"
    file = tmp_path / "ca" / "authorities.yaml"
    own = {
        "GOVSITE_CERTIFICATES": str(file),
        "GOVSITE_CERTIFICATE_DRIVERS": "http://127.0.0.1:9/driver/",
        "GOVSITE_CERTIFICATE_ORIGIN": "https://ca.example.gov.cn",
        "GOVSITE_CERTIFICATE_KEY": "k" * 32,
    }
    found = read_certificates(own, tmp_path)
    assert found and found.simulated and found.origin == "https://ca.example.gov.cn" and "kkk" not in repr(found)
    assert [line[:22] for line in certificate_findings(found)] == ["GOVSITE_CERTIFICATES 里"], "it is a demo's"
    (tmp_path / "ca" / "sm2.crl").write_text("nonsense", "utf-8")
    assert any("sm2.crl" in line for line in certificate_findings(found))
    driver = driver_of(str(tmp_path / "ca" / "driver.json"))
    assert driver and read_certificates({}, tmp_path) is None
    number = next(iter(driver.media))
    assert not driver._log_in(number, "wrong") and driver._log_in(number, PIN)
    for name, wrong, said in (
        ("GOVSITE_CERTIFICATE_KEY", "short", "32 characters"),
        ("GOVSITE_CERTIFICATE_ORIGIN", "http://ca.example.gov.cn", "https is wanted"),
        ("GOVSITE_CERTIFICATE_ORIGIN", "https://ca.example.gov.cn/enter", "without a path"),
        ("GOVSITE_CERTIFICATE_DRIVERS", "https://evil.example.com/", "own machine"),
        ("GOVSITE_CERTIFICATES", str(tmp_path / "none"), "No such file"),
    ):
        with pytest.raises(ConfigError, match=said):
            read_certificates(own | {name: wrong}, tmp_path)
    for text, said in (
        ("", "list"),
        ("- {name: x}", "roots"),
        ("- {name: x, roots: [rsa.pem], root: y}", "Extra"),
        ("- {name: x, roots: [rsa.crl]}", "no certificate"),
        ("- {name: x, roots: [rsa.pem], crls: [none.crl]}", "there is no file"),
        ("- {name: x, roots: [rsa.pem], code_oids: [abc]}", "code_oids"),
        ("- {name: x, roots: [rsa.pem]", "authorities.yaml"),
    ):
        file.write_text(text, "utf-8")
        with pytest.raises(ConfigError, match=said):
            read_certificates(own, tmp_path)


def test_another_key_of_rsa_does_not_sign_for_it() -> None:
    shown = certificate(RSA, CODE)
    assert check(settings(), shown).credit_code == CODE
    assert is_proved(shown, MESSAGE.decode(), sign(key(RSA), MESSAGE))
    assert not is_proved(shown, MESSAGE.decode(), sign(new_key(RSA), MESSAGE))
