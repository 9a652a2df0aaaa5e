"""Ways to prove oneself that a declaration may use and no built-in vendor does yet."""

from __future__ import annotations

from typing import Any

import jwt
import pytest

from probes.protocols.saas_given import Given
from probes.protocols.saas_request import credential_of, request_of
from probes.protocols.saas_token import form_of
from probes.result import ProbeFailure, Reason
from probes.target import Target
from probes.vendors.catalogue import parse_vendor
from probes.vendors.declaration import Vendor
from tests.peers.saas_declared import KEYS

ACME = """
name: acme
title: Acme
category: test
source: https://acme.example/docs
proves: Reads the account.
verifiedAgainst: nothing
base: https://{instance}
fields:
  - {name: instanceUrl, title: Instance URL}
values:
  instance:
    - {from: config.instanceUrl, instance: true}
    - {is: api.acme.example}
methods:
  - {name: query_key, title: Key in the query, fields: [apiKey], send: {query: {api_key: '{apiKey}'}}}
  - name: signed
    title: Signed assertion
    fields: [clientId, privateKey]
    token:
      url: https://{instance}/token
      grant: jwt_bearer
      algorithm: ES256
      keyId: '{clientId}'
      scope: read
      claims: {iss: '{clientId}', aud: 'https://{instance}'}
checks:
  - {path: /me, query: {fields: id}, expects: id, proves: [authenticate]}
"""
VENDOR = parse_vendor(ACME, "acme.yaml")


def given(vendor: Vendor, credentials: dict[str, Any], **config: Any) -> Given:
    return Given(vendor, Target("acme", config, "access_key", credentials))


def test_a_key_in_the_query_is_encoded_and_stands_beside_the_checks_own() -> None:
    held = given(VENDOR, {"apiKey": "a&b=c d"})
    credential = credential_of(VENDOR.methods[0], held)
    url = request_of(VENDOR, VENDOR.checks[0], held).url_with(credential)
    assert url == "https://api.acme.example/me?fields=id&api_key=a%26b%3Dc%20d"


def test_an_assertion_is_signed_with_a_p256_key() -> None:
    grant = VENDOR.methods[1].token
    assert grant is not None
    form = form_of(grant, given(VENDOR, {"clientId": "c1", "privateKey": KEYS["EC"].pem}))
    claims = jwt.decode(form["assertion"], KEYS["EC"].public, ["ES256"], audience="https://api.acme.example")
    assert (claims["iss"], claims["scope"]) == ("c1", "read")
    assert jwt.get_unverified_header(form["assertion"])["kid"] == "c1"


def test_a_key_of_another_kind_is_named() -> None:
    grant = VENDOR.methods[1].token
    assert grant is not None
    with pytest.raises(ProbeFailure, match="P-256 key") as refused:
        form_of(grant, given(VENDOR, {"clientId": "c1", "privateKey": KEYS["RSA"].pem}))
    assert (refused.value.reason, refused.value.field) == (Reason.INVALID_CONFIG, "authConfig.privateKey")


@pytest.mark.parametrize(
    ("url", "asked"),
    [
        ("https://acme.example", "https://acme.example/me"),
        ("https://ACME.example:8443/app/", "https://acme.example:8443/app/me"),
        ("https://[2001:db8::1]/x", "https://[2001:db8::1]/x/me"),
    ],
)
def test_an_instance_is_taken_with_its_port_and_path(url: str, asked: str) -> None:
    assert request_of(VENDOR, VENDOR.checks[0], given(VENDOR, {}, instanceUrl=url)).url == asked


@pytest.mark.parametrize(
    "url", ["http://acme.example", "https://u:p@acme.example", "https://acme.example/?a=b", "acme.example", "https://"]
)
def test_what_is_no_instance_is_refused_before_anything_is_sent(url: str) -> None:
    with pytest.raises(ProbeFailure) as refused:
        request_of(VENDOR, VENDOR.checks[0], given(VENDOR, {}, instanceUrl=url))
    assert (refused.value.reason, refused.value.field) == (Reason.INVALID_CONFIG, "config.instanceUrl")
