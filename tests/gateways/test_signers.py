"""Signatures: those that the vendors have printed, and what changes one."""

from __future__ import annotations

import hashlib
import hmac

from hypothesis import given
from hypothesis import strategies as st

from govsite.gateways import signers

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_aliyun_s_printed_example() -> None:
    """https://help.aliyun.com/zh/sdk/product-overview/v3-request-structure-and-signature"""
    headers = {
        "host": "ecs.cn-shanghai.aliyuncs.com",
        "x-acs-action": "RunInstances",
        "x-acs-content-sha256": EMPTY,
        "x-acs-date": "2023-10-26T10:22:32Z",
        "x-acs-signature-nonce": "3156853299f313e23d1673dc12e1703d",
        "x-acs-version": "2014-05-26",
    }
    query = {
        "ImageId": "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd",
        "RegionId": "cn-shanghai",
    }
    signature = signers.acs3("/", query, headers, sorted(headers), "YourAccessKeySecret")
    assert signature == "06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0"


def test_tencent_s_steps_one_by_one() -> None:
    """https://cloud.tencent.com/document/api/382/52072, whose printed keys are masked"""
    body, moment = b'{"PhoneNumberSet":["+8613800000000"]}', 1_551_113_065
    headers = {"content-type": "application/json; charset=utf-8", "host": "sms.tencentcloudapi.com"}
    canonical = (
        "POST\n/\n\ncontent-type:application/json; charset=utf-8\nhost:sms.tencentcloudapi.com\n\ncontent-type;host\n"
        + hashlib.sha256(body).hexdigest()
    )
    key = b"TC3secret"
    for part in ("2019-02-25", "sms", "tc3_request"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    text = "TC3-HMAC-SHA256\n1551113065\n2019-02-25/sms/tc3_request\n" + hashlib.sha256(canonical.encode()).hexdigest()
    expected = hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
    scope = signers.tc3_scope("sms", moment)
    assert scope == "2019-02-25/sms/tc3_request"
    assert signers.tc3("/", body, headers, ("content-type", "host"), scope, moment, "secret") == expected


def test_the_plain_one_step_by_step() -> None:
    text = "POST\n/sms\n1551113065\nnonce\n" + EMPTY
    expected = hmac.new(b"secret", text.encode(), hashlib.sha256).hexdigest()
    assert signers.plain("/sms", 1_551_113_065, "nonce", b"", "secret") == expected


@given(query=st.dictionaries(TEXT, TEXT, max_size=5))
def test_a_query_is_read_back_as_it_was(query: dict[str, str]) -> None:
    from urllib.parse import parse_qsl

    written = signers.encoded(query)
    assert dict(parse_qsl(written, keep_blank_values=True)) == query
    assert all(part.isalnum() or part in "-_.~%&=" for part in written) and written.isascii()


@given(one=st.tuples(TEXT, TEXT, st.binary(max_size=9)), other=st.tuples(TEXT, TEXT, st.binary(max_size=9)))
def test_what_was_changed_has_another_signature(one: tuple[str, str, bytes], other: tuple[str, str, bytes]) -> None:
    first, second = (signers.plain("/sms", 1, nonce, body, secret) for nonce, secret, body in (one, other))
    same_key = hmac.digest(one[1].encode(), b"", "sha256") == hmac.digest(other[1].encode(), b"", "sha256")
    assert (first == second) == (one[0] == other[0] and one[2] == other[2] and same_key)
