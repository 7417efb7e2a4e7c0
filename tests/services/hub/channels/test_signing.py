"""Signatures against vectors that Alibaba Cloud published, on our side and on the stand-in's."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.hub.channels import signing
from services.hub.channels.signing import Request
from services.sms_standin import acs3

DOCUMENTED = Request(
    "POST",
    "/",
    {"ImageId": "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd", "RegionId": "cn-shanghai"},
    {
        "host": "ecs.cn-shanghai.aliyuncs.com",
        "x-acs-action": "RunInstances",
        "x-acs-version": "2014-05-26",
        "x-acs-date": "2023-10-26T10:22:32Z",
        "x-acs-signature-nonce": "3156853299f313e23d1673dc12e1703d",
        "x-acs-content-sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    },
    signing.body_hash(b""),
)
"""The "fixed parameters" example of "V3 request structure and signature", Alibaba Cloud's documentation."""

OF_A_TEST_OF_ITS_LIBRARY = "55e12e91650d2fec56ec74e1d3e4ddbfce2ef3a65890c2a19ecf88a307e76a23"
"""Stands for the body's hash in the tests of aliyun/darabonba-openapi-util."""


def test_the_documented_request_has_the_documented_signature() -> None:
    names = sorted(DOCUMENTED.headers)
    assert signing.body_hash(signing.canonical(DOCUMENTED, names).encode()) == (
        "7ea06492da5221eba5297e897ce16e55f964061054b7695beedaac1145b1e259"
    )
    assert signing.authorization(DOCUMENTED, "YourAccessKeyId", "YourAccessKeySecret") == (
        "ACS3-HMAC-SHA256 Credential=YourAccessKeyId,SignedHeaders=host;x-acs-action;x-acs-content-sha256;"
        "x-acs-date;x-acs-signature-nonce;x-acs-version,"
        "Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0"
    )


@pytest.mark.parametrize(
    ("method", "query", "header", "signature"),
    [
        ("GET", True, "http", "02e81f9f3cc8839151b0c7278024cbc4bfc9fa786085a0b8305f825f17b5dae7"),  # Java
        (
            "GET",
            True,
            "http,https",
            "d16b30a7699ae9e43875b13195b2f81bcc3ed10c14a9b5eb780e51619aa50be1",
        ),  # C++
        ("", True, "https", "0a0f89a45f1ec3537a2d1a1046c71b95513a8f1f02526056968da19b99a5b914"),  # PHP
        ("", False, "https", "af6d32deb090ae85a21d7183055cf18dca17751da96979cdf964f8f0853e9dd2"),  # PHP
    ],
)
def test_the_tests_of_its_own_libraries(method: str, query: bool, header: str, signature: str) -> None:
    asked = {"test": "ok", "empty": ""} if query else {}
    request = Request(method, "/", asked, {"x-acs-test": header}, OF_A_TEST_OF_ITS_LIBRARY)
    assert signing.authorization(request, "acesskey", "secret") == (
        f"ACS3-HMAC-SHA256 Credential=acesskey,SignedHeaders=x-acs-test,Signature={signature}"
    )


def test_query_values_are_escaped_as_rfc_3986_has_it() -> None:
    request = Request("GET", "/", {"b": "v=a b*c~d/e", "a": "电"}, {}, "")
    assert signing.canonical(request, []).split("\n")[2] == "a=%E7%94%B5&b=v%3Da%20b%2Ac~d%2Fe"


SIGNED = Request("POST", "/p", {}, {"host": "h", "x-acs-date": "d"}, signing.body_hash(b"body"))


@pytest.mark.parametrize(
    "changed",
    [
        replace(SIGNED, method="GET"),
        replace(SIGNED, path="/q"),
        replace(SIGNED, query={"a": "b"}),
        replace(SIGNED, headers={"host": "i", "x-acs-date": "d"}),
        replace(SIGNED, headers={"host": "h"}),
        replace(SIGNED, body_hash=signing.body_hash(b"Body")),
    ],
)
def test_a_signature_holds_for_nothing_else(changed: Request) -> None:
    claim = signing.read_claim(signing.authorization(SIGNED, "k", "s"))
    assert claim is not None
    assert signing.holds(claim, SIGNED, "s")
    assert not signing.holds(claim, SIGNED, "t")
    assert not signing.holds(claim, changed, "s")


@given(st.text(max_size=80) | st.just("ACS3-HMAC-SHA256 Credential=k,SignedHeaders=,Signature=" + "0" * 64))
def test_what_is_no_claim_is_none(header: str) -> None:
    assert signing.read_claim(header) is None


AT = datetime(2023, 10, 26, 10, 22, 32, tzinfo=UTC)
ASKED = {
    "content-type": "application/x-www-form-urlencoded",
    "host": "h",
    "x-acs-action": "SendSms",
    "x-acs-version": "2017-05-25",
    "x-acs-date": "2023-10-26T10:22:32Z",
    "x-acs-signature-nonce": "n",
    "x-acs-content-sha256": signing.body_hash(b"body"),
}


def complaint(
    headers: dict[str, str], body: bytes = b"body", after: timedelta = timedelta(), signed: bool = True
) -> str | None:
    request = Request("POST", "/", {}, headers, signing.body_hash(body))
    proof = {"authorization": signing.authorization(request, "k", "s")} if signed else {}
    return acs3.complaint("/", headers | {"accept": "*/*"} | proof, body, "k", "s", AT + after)


def test_the_stand_in_takes_a_right_signature() -> None:
    assert complaint(ASKED) is None


@pytest.mark.parametrize(
    ("found", "code"),
    [
        (complaint(ASKED, signed=False), "IncompleteSignature"),
        (complaint({**ASKED, "authorization": "Basic eDp5"}, signed=False), "IncompleteSignature"),
        (complaint({n: v for n, v in ASKED.items() if n != "host"}), "IncompleteSignature"),
        (complaint(ASKED, body=b"other"), "SignatureDoesNotMatch"),  # though its signature is right
        (complaint({**ASKED, "x-acs-date": "yesterday"}), "InvalidTimeStamp.Format"),
        (complaint(ASKED, after=timedelta(minutes=16)), "InvalidTimeStamp.Expired"),
        (complaint(ASKED, after=-timedelta(minutes=16)), "InvalidTimeStamp.Expired"),
    ],
)
def test_the_stand_in_says_what_is_wrong(found: str | None, code: str) -> None:
    assert found == code


def test_the_stand_in_knows_its_account_only() -> None:
    request = Request("POST", "/", {}, ASKED, signing.body_hash(b"body"))
    headers = ASKED | {"authorization": signing.authorization(request, "k", "s")}
    assert acs3.complaint("/", headers, b"body", "k", "other", AT) == "SignatureDoesNotMatch"
    assert acs3.complaint("/", headers, b"body", "other", "s", AT) == "InvalidAccessKeyId.NotFound"
