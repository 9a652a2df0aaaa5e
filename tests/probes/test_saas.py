"""The SaaS types of the seed against peers scripted from the vendors' pages: what each answer means to a person.

One row is one cell: the credentials and fields that a connector has, and what its test must say. Each peer knows a good
credential, one that may read less, one whose quota is used up; the rest it refuses. Cells that a vendor cannot have say
why in NO_CELL.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from probes.result import Level, ProbeResult, Reason
from probes.types.saas import TYPES
from probes.vendors.catalogue import vendors
from tests.peers import saas_commerce as commerce
from tests.peers import saas_crm as crm
from tests.peers.http_peer import Answer, Script
from tests.peers.saas_network import VendorAuthority, VendorNetwork, network
from tests.probes.probing import failed, passed

GREEN = ["config", "resolve", "egress", "connect", "tls", "authenticate"]


@dataclass(frozen=True)
class Peer:
    """A vendor's script, the names it answers to, and the least that its connector needs."""

    script: Script
    names: tuple[str, ...]
    config: Mapping[str, Any]
    auth: Mapping[str, Any]


PEERS = {
    "salesforce": Peer(
        crm.salesforce,
        ("acme.my.salesforce.com", "login.salesforce.com"),
        {"instanceUrl": "https://acme.my.salesforce.com"},
        {"accessToken": crm.GOOD},
    ),
    "hubspot": Peer(crm.hubspot, ("api.hubapi.com",), {}, {"accessToken": crm.GOOD}),
    "segment": Peer(crm.segment, ("api.segmentapis.com", "api.segment.io"), {}, {"accessToken": crm.GOOD}),
    "shopify": Peer(
        commerce.shopify, ("acme.myshopify.com", "absent.myshopify.com"), {"shop": "acme"}, {"accessToken": crm.GOOD}
    ),
    "stripe": Peer(commerce.stripe, ("api.stripe.com",), {}, {"apiKey": commerce.STRIPE_GOOD}),
    "mailchimp": Peer(
        commerce.mailchimp,
        ("us6.api.mailchimp.com", "us7.api.mailchimp.com"),
        {},
        {"apiKey": commerce.MAILCHIMP_GOOD},
    ),
    "braze": Peer(
        commerce.braze,
        ("rest.iad-01.braze.com",),
        {"restEndpoint": "https://rest.iad-01.braze.com"},
        {"apiKey": crm.GOOD},
    ),
}

CELLS = ("right", "wrong", "missing", "absent", "permission", "limited")
NO_CELL = {
    ("salesforce", "missing"): "both fields of its either/or may be left out; the credentials are the row below",
}


@dataclass(frozen=True)
class Row:
    """`reason` None is a success. `config` and `auth` replace those of the peer where they are given."""

    type_name: str
    cell: str
    reason: Reason | None
    level: Level
    at: str | None = None
    config: Mapping[str, Any] = field(default_factory=dict)
    auth: Mapping[str, Any] | None = None
    auth_method: str = "access_key"
    hint: str = ""
    said: str = ""

    def __str__(self) -> str:
        return f"{self.type_name}-{self.cell}-{self.reason or self.level.name}-{self.at}-{self.auth_method}"


CLIENT = {"clientId": crm.CLIENT_ID, "clientSecret": crm.CLIENT_SECRET}
JWT = {"clientId": crm.CLIENT_ID, "username": crm.APPROVED_USER, "privateKey": crm.PRIVATE_KEY}
AUTHENTICATED, AUTHORIZED, READABLE = Level.AUTHENTICATED, Level.AUTHORIZED, Level.RESOURCE_READABLE
SALESFORCE = (
    Row("salesforce", "right", None, AUTHORIZED),
    Row("salesforce", "right", None, READABLE, config={"object": "Contact", "apiVersion": "v61.0"}, said="Contact"),
    Row("salesforce", "right", None, AUTHORIZED, auth=CLIENT, auth_method="oauth2_client_credentials"),
    Row("salesforce", "right", None, READABLE, auth=JWT, config={"object": "Contact"}),
    Row("salesforce", "right", None, AUTHORIZED, auth={**CLIENT, "refreshToken": crm.REFRESH}),
    Row("salesforce", "wrong", Reason.AUTHENTICATION_FAILED, Level.TLS, "authConfig.accessToken",
        auth={"accessToken": "tok-nobodys"}, hint="refresh token"),
    Row("salesforce", "wrong", Reason.AUTHENTICATION_FAILED, Level.TLS, "authConfig.clientId",
        auth={"clientId": "3MVG9.other", "clientSecret": "wrong-secret"}, hint="connected app"),
    Row("salesforce", "wrong", Reason.AUTHENTICATION_FAILED, Level.TLS, "authConfig.refreshToken",
        auth={**CLIENT, "refreshToken": "5Aep861-old"}, hint="authorise"),
    Row("salesforce", "wrong", Reason.AUTHENTICATION_FAILED, Level.TLS, "authConfig.privateKey",
        auth={**JWT, "clientId": "3MVG9.other"}, hint="certificate"),
    Row("salesforce", "missing", Reason.CREDENTIAL_MISSING, Level.NONE, "authConfig.accessToken", auth={}),
    Row("salesforce", "missing", Reason.CREDENTIAL_MISSING, Level.NONE, "authConfig.clientSecret",
        auth={"clientId": crm.CLIENT_ID}, auth_method="oauth2_client_credentials"),
    Row("salesforce", "absent", Reason.RESOURCE_NOT_FOUND, AUTHORIZED, "config.object",
        config={"object": "Nothing__c"}, hint="__c"),
    Row("salesforce", "absent", Reason.RESOURCE_NOT_FOUND, AUTHENTICATED, "config.apiVersion",
        config={"apiVersion": "v99.0"}),
    Row("salesforce", "permission", Reason.PERMISSION_DENIED, AUTHENTICATED, "authConfig.accessToken",
        auth={"accessToken": crm.LIMITED}, hint="API Enabled"),
    Row("salesforce", "permission", Reason.PERMISSION_DENIED, Level.TLS, "authConfig.clientId",
        auth={**JWT, "username": "nobody@acme.example"}, hint="pre-authorise"),
    Row("salesforce", "limited", Reason.RATE_LIMITED, Level.TLS, "authConfig.accessToken",
        auth={"accessToken": crm.BUSY}, hint="API Requests"),
)  # fmt: skip
HUBSPOT = (
    Row("hubspot", "right", None, AUTHORIZED, said="scopes: crm.objects.contacts.read, oauth"),
    Row("hubspot", "right", None, READABLE, config={"object": "contacts", "instanceUrl": "https://app-eu1.hubspot.com"}),
    Row("hubspot", "right", None, AUTHENTICATED, auth_method="oauth_token"),
    Row("hubspot", "right", None, AUTHENTICATED, auth={**CLIENT, "refreshToken": crm.REFRESH}),
    Row("hubspot", "right", None, AUTHORIZED, config={"apiKey": crm.GOOD}, auth={}),
    Row("hubspot", "right", None, AUTHORIZED, auth={"apiKey": crm.GOOD}),
    Row("hubspot", "wrong", Reason.AUTHENTICATION_FAILED, Level.TLS, "authConfig.accessToken",
        auth={"accessToken": "pat-na1-wrong"}, hint="Legacy apps"),
    Row("hubspot", "wrong", Reason.AUTHENTICATION_FAILED, Level.TLS, "config.apiKey",
        config={"apiKey": "pat-na1-wrong"}, auth={}, hint="Legacy apps"),
    Row("hubspot", "wrong", Reason.CREDENTIAL_EXPIRED, Level.TLS, "authConfig.accessToken",
        auth={"accessToken": crm.EXPIRED}, hint="refresh token"),
    Row("hubspot", "wrong", Reason.AUTHENTICATION_FAILED, Level.TLS, "authConfig.refreshToken",
        auth={**CLIENT, "refreshToken": "5Aep861-old"}),
    Row("hubspot", "missing", Reason.CREDENTIAL_MISSING, Level.NONE, "authConfig.accessToken",
        auth={}, config={"instanceUrl": "https://api.hubapi.com"}),
    Row("hubspot", "absent", Reason.RESOURCE_NOT_FOUND, AUTHORIZED, "config.object", config={"object": "nothings"}),
    Row("hubspot", "permission", Reason.PERMISSION_DENIED, AUTHENTICATED, "authConfig.accessToken",
        auth={"accessToken": crm.LIMITED}, config={"object": "contacts"}, hint="scope"),
    Row("hubspot", "limited", Reason.RATE_LIMITED, Level.TLS, "authConfig.accessToken",
        auth={"accessToken": crm.BUSY}, hint="by day"),
)  # fmt: skip
SEGMENT = (
    Row("segment", "right", None, AUTHORIZED, said="workspace acme"),
    Row("segment", "right", None, READABLE, config={"sourceId": "rh5BDZp6QDHvXFCkibm1pR"}, said="source web"),
    Row("segment", "wrong", Reason.AUTHENTICATION_FAILED, Level.TLS, "authConfig.accessToken",
        auth={"accessToken": "sgp_wrong"}, hint="region"),
    Row("segment", "missing", Reason.CREDENTIAL_MISSING, Level.NONE, "authConfig.accessToken", auth={}),
    Row("segment", "absent", Reason.RESOURCE_NOT_FOUND, AUTHORIZED, "config.sourceId", config={"sourceId": "absent"}),
    Row("segment", "permission", Reason.PERMISSION_DENIED, AUTHORIZED, "authConfig.accessToken",
        auth={"accessToken": crm.LIMITED}, config={"sourceId": "rh5BDZp6QDHvXFCkibm1pR"}, hint="may read"),
    Row("segment", "limited", Reason.RATE_LIMITED, Level.TLS, auth={"accessToken": crm.BUSY}, hint="wait 9 s"),
)  # fmt: skip
SHOPIFY = (
    Row("shopify", "right", None, AUTHORIZED, said="scopes: read_orders, read_products"),
    Row("shopify", "right", None, READABLE, config={"shop": "acme.myshopify.com", "resource": "orders"}),
    Row("shopify", "right", None, AUTHORIZED, auth=CLIENT, said="scopes: read_products"),
    Row("shopify", "right", None, AUTHORIZED, auth={"apiKey": crm.GOOD}),
    Row("shopify", "wrong", Reason.AUTHENTICATION_FAILED, Level.TLS, "authConfig.accessToken",
        auth={"accessToken": "shpat_wrong"}, hint="shpss_"),
    Row("shopify", "wrong", Reason.AUTHENTICATION_FAILED, Level.TLS, "authConfig.clientSecret",
        auth={**CLIENT, "clientSecret": "wrong-secret"}, hint="installed"),
    Row("shopify", "missing", Reason.CREDENTIAL_MISSING, Level.NONE, "authConfig.accessToken", auth={}),
    Row("shopify", "missing", Reason.INVALID_CONFIG, Level.NONE, "config.shop", config={"shop": ""}),
    Row("shopify", "absent", Reason.RESOURCE_NOT_FOUND, Level.TLS, config={"shop": "absent"}, hint="myshopify"),
    Row("shopify", "absent", Reason.RESOURCE_NOT_FOUND, AUTHORIZED, "config.resource", config={"resource": "nothings"}),
    Row("shopify", "permission", Reason.PERMISSION_DENIED, AUTHORIZED, "authConfig.accessToken",
        auth={"accessToken": crm.LIMITED}, config={"resource": "orders"}, hint="scope"),
    Row("shopify", "limited", Reason.RATE_LIMITED, Level.TLS, "authConfig.accessToken",
        auth={"accessToken": crm.BUSY}, hint="two calls a second"),
)  # fmt: skip
STRIPE = (
    Row("stripe", "right", None, AUTHORIZED, said="live mode: False"),
    Row("stripe", "right", None, READABLE, config={"object": "customers", "accountId": commerce.STRIPE_ACCOUNT}),
    Row("stripe", "right", None, READABLE, config={"object": "customers"}, auth={"apiKey": commerce.STRIPE_LIMITED}),
    Row("stripe", "wrong", Reason.AUTHENTICATION_FAILED, Level.TLS, "authConfig.apiKey",
        auth={"apiKey": "sk_test_51WrongKey000000"}, hint="not revoked"),
    Row("stripe", "wrong", Reason.CREDENTIAL_EXPIRED, Level.TLS, "authConfig.apiKey",
        auth={"apiKey": commerce.STRIPE_EXPIRED}, hint="roll"),
    Row("stripe", "missing", Reason.CREDENTIAL_MISSING, Level.NONE, "authConfig.apiKey", auth={}),
    Row("stripe", "absent", Reason.RESOURCE_NOT_FOUND, AUTHENTICATED, "config.object", config={"object": "nothings"}),
    Row("stripe", "permission", Reason.PERMISSION_DENIED, AUTHENTICATED, "authConfig.apiKey",
        auth={"apiKey": commerce.STRIPE_LIMITED}, hint="config.object"),
    Row("stripe", "permission", Reason.PERMISSION_DENIED, AUTHENTICATED, "config.accountId",
        config={"accountId": "acct_1OtherAccount"}, hint="connected"),
    Row("stripe", "limited", Reason.RATE_LIMITED, Level.TLS, auth={"apiKey": commerce.STRIPE_BUSY}, hint="wait"),
)  # fmt: skip
MAILCHIMP = (
    Row("mailchimp", "right", None, AUTHORIZED, said="Chimpy"),
    Row("mailchimp", "right", None, READABLE, config={"listId": "3f2a1b9c8d"}, said="audience Newsletter"),
    Row("mailchimp", "right", None, AUTHORIZED, config={"serverPrefix": "us6"}, auth={"accessToken": crm.GOOD}),
    Row("mailchimp", "wrong", Reason.AUTHENTICATION_FAILED, Level.TLS, "authConfig.apiKey",
        auth={"apiKey": "ffffffffffffffffffffffffffffffff-us6"}, hint="serverPrefix"),
    Row("mailchimp", "wrong", Reason.INVALID_CONFIG, Level.TLS, "config.serverPrefix",
        config={"serverPrefix": "us7"}, hint="after its dash"),
    Row("mailchimp", "missing", Reason.CREDENTIAL_MISSING, Level.NONE, "authConfig.apiKey", auth={}),
    Row("mailchimp", "missing", Reason.INVALID_CONFIG, Level.NONE, "config.serverPrefix",
        auth={"accessToken": crm.GOOD}),
    Row("mailchimp", "absent", Reason.RESOURCE_NOT_FOUND, AUTHORIZED, "config.listId", config={"listId": "ffffffffff"}),
    Row("mailchimp", "permission", Reason.PERMISSION_DENIED, AUTHENTICATED, "authConfig.apiKey",
        auth={"apiKey": commerce.MAILCHIMP_LIMITED}, hint="manager"),
    Row("mailchimp", "limited", Reason.RATE_LIMITED, Level.TLS, "authConfig.apiKey",
        auth={"apiKey": commerce.MAILCHIMP_BUSY}, hint="wait"),
)  # fmt: skip
BRAZE = (
    Row("braze", "right", None, READABLE),
    Row("braze", "right", None, READABLE, config={"resource": "campaigns", "restEndpoint": "rest.iad-01.braze.com/"}),
    Row("braze", "wrong", Reason.AUTHENTICATION_FAILED, Level.TLS, "authConfig.apiKey",
        auth={"apiKey": "wrong-key-0000"}, hint="instance"),
    Row("braze", "missing", Reason.CREDENTIAL_MISSING, Level.NONE, "authConfig.apiKey", auth={}),
    Row("braze", "missing", Reason.INVALID_CONFIG, Level.NONE, "config.restEndpoint", config={"restEndpoint": ""}),
    Row("braze", "absent", Reason.RESOURCE_NOT_FOUND, Level.TLS, "config.resource", config={"resource": "canvas"}),
    # Braze answers a key without the permission as it answers an unknown key; the hint says so.
    Row("braze", "permission", Reason.AUTHENTICATION_FAILED, Level.TLS, "authConfig.apiKey",
        auth={"apiKey": crm.LIMITED}, config={"resource": "campaigns"}, hint="permission"),
    Row("braze", "limited", Reason.RATE_LIMITED, Level.TLS, "authConfig.apiKey", auth={"apiKey": crm.BUSY},
        hint="hour"),
)  # fmt: skip
ROWS = (*SALESFORCE, *HUBSPOT, *SEGMENT, *SHOPIFY, *STRIPE, *MAILCHIMP, *BRAZE)


def probed(vendor_network: VendorNetwork, type_name: str, **changed: Any) -> ProbeResult:
    peer = PEERS[type_name]
    vendor_network.answers(peer.script, *peer.names)
    config = {**peer.config, **changed.pop("config", {})}
    auth = changed.pop("auth", None)
    return vendor_network.probe(type_name, config, peer.auth if auth is None else auth, **changed)


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_scripted_from_the_vendors_page(vendor_network: VendorNetwork, row: Row) -> None:
    result = probed(vendor_network, row.type_name, config=row.config, auth=row.auth, auth_method=row.auth_method)
    assert (result.success, result.reason, result.level) == (row.reason is None, row.reason, row.level), result
    said = " ".join([result.message, *(step.message for step in result.steps)])
    assert row.said in said
    if row.reason is None:
        assert passed(result)[: len(GREEN)] == GREEN
        assert (result.warning, failed(result)) == (None, [])
        return
    assert result.hint
    assert row.hint in result.hint
    assert row.at is None or result.field == row.at
    assert len(failed(result)) == 1
    if row.level is Level.NONE:
        assert vendor_network.received == []


@pytest.mark.parametrize("type_name", PEERS)
def test_no_cell_is_left_out(type_name: str) -> None:
    cells = {row.cell for row in ROWS if row.type_name == type_name}
    assert cells | {cell for name, cell in NO_CELL if name == type_name} >= set(CELLS)


@pytest.mark.parametrize("type_name", PEERS)
def test_the_highest_level_is_reached_by_some_row_and_passed_by_none(type_name: str) -> None:
    declared = next(kind for kind in TYPES if kind.name == type_name)
    reached = {row.level for row in ROWS if row.type_name == type_name}
    assert max(reached) is declared.highest_level


@pytest.mark.parametrize("type_name", PEERS)
class TestTheWayThere:
    """The same for every vendor, as the guard and the dialler are."""

    def test_a_host_that_does_not_exist(self, vendor_network: VendorNetwork, type_name: str) -> None:
        peer = PEERS[type_name]
        result = vendor_network.probe(type_name, peer.config, peer.auth)
        assert (result.reason, result.level, failed(result)) == (Reason.DNS_NOT_FOUND, Level.NONE, ["resolve"])
        assert result.hint

    def test_a_closed_port(self, vendor_network: VendorNetwork, type_name: str, closed_port: int) -> None:
        vendor_network.port = closed_port
        result = probed(vendor_network, type_name)
        assert (result.reason, result.level) == (Reason.CONNECTION_REFUSED, Level.RESOLVED)
        assert result.hint

    def test_an_address_that_the_guard_blocks(self, vendor_network: VendorNetwork, type_name: str) -> None:
        result = probed(vendor_network, type_name, allowed=False)
        assert (result.reason, failed(result)) == (Reason.EGRESS_DENIED, ["egress"])
        assert vendor_network.received == []
        assert result.hint

    def test_a_certificate_that_nobody_trusts(
        self, vendor_authority: VendorAuthority, monkeypatch: pytest.MonkeyPatch, type_name: str
    ) -> None:
        with network(vendor_authority.unknown, vendor_authority.ca, monkeypatch) as running:
            result = probed(running, type_name)
            assert (result.reason, result.level) == (Reason.TLS_UNTRUSTED, Level.REACHABLE)
            assert running.received == []
            assert result.hint

    def test_something_else_that_answers_in_the_vendors_place(
        self, vendor_network: VendorNetwork, type_name: str
    ) -> None:
        peer = PEERS[type_name]
        vendor_network.answers(lambda _received: Answer(200, body=b"<html>Sign in</html>"), *peer.names)
        result = vendor_network.probe(type_name, peer.config, peer.auth)
        assert (result.reason, result.level) == (Reason.PROTOCOL_MISMATCH, Level.TLS)
        assert result.hint

    def test_a_redirect_takes_no_credential_elsewhere(self, vendor_network: VendorNetwork, type_name: str) -> None:
        peer = PEERS[type_name]
        vendor_network.answers(lambda _received: Answer(302, {"Location": "https://api.stripe.com/"}), *peer.names)
        result = vendor_network.probe(type_name, peer.config, peer.auth)
        assert result.reason is Reason.PEER_ERROR
        assert len(vendor_network.received) == 1

    def test_a_vendor_that_fails(self, vendor_network: VendorNetwork, type_name: str) -> None:
        vendor_network.answers(lambda _received: Answer(503, body=b"upstream"), *PEERS[type_name].names)
        result = vendor_network.probe(type_name, PEERS[type_name].config, PEERS[type_name].auth)
        assert (result.reason, failed(result)) == (Reason.PEER_ERROR, ["resource"])
        assert "status page" in (result.hint or "")


def test_a_silent_vendor_ends_with_the_deadline(vendor_network: VendorNetwork, silent_port: int) -> None:
    """One stands for all: the wait is the dialler's."""
    vendor_network.port = silent_port
    result = probed(vendor_network, "stripe", seconds=1.0)
    assert (result.reason, result.level) == (Reason.TIMEOUT, Level.REACHABLE)


def test_a_write_key_of_segment_proves_that_segment_is_there_and_no_more(vendor_network: VendorNetwork) -> None:
    result = probed(vendor_network, "segment", auth={"writeKey": "wk-CANARY-000"})
    assert (result.success, result.level) == (True, Level.TLS)
    assert "the key was not proven" in (result.warning or "")
    assert [received.method for received in vendor_network.received] == ["GET"]


def test_a_token_alone_is_enough_for_salesforce_to_say_where_the_org_is(vendor_network: VendorNetwork) -> None:
    peer = PEERS["salesforce"]
    vendor_network.answers(peer.script, *peer.names)
    result = vendor_network.probe("salesforce", {"apiKey": crm.GOOD, "object": "Contact"}, {})
    assert (result.success, result.level) == (True, READABLE), result
    asked = [(received.headers["host"], received.path) for received in vendor_network.received]
    assert asked[0] == ("login.salesforce.com", "/services/oauth2/userinfo")
    assert {host for host, _path in asked[1:]} == {"acme.my.salesforce.com"}


@pytest.mark.parametrize("told", ["https://evil.example/", "http://acme.my.salesforce.com", "x", ""])
def test_a_host_that_salesforce_would_never_tell_gets_no_credential(vendor_network: VendorNetwork, told: str) -> None:
    names = PEERS["salesforce"].names
    body = {"access_token": crm.ISSUED, "token_type": "Bearer", "instance_url": told}
    vendor_network.answers(lambda _received: crm.says(200, body), *names, "evil.example")
    result = vendor_network.probe("salesforce", {}, {**CLIENT, "refreshToken": crm.REFRESH})
    assert (result.reason, result.field) == (Reason.PROTOCOL_MISMATCH, "config.instanceUrl")
    assert len(vendor_network.received) == 1


@pytest.mark.parametrize(
    ("type_name", "config", "at"),
    [
        ("shopify", {"shop": "acme.evil.example/"}, "config.shop"),
        ("shopify", {"shop": "acme@evil"}, "config.shop"),
        ("salesforce", {"instanceUrl": "https://u:p@evil.example/"}, "config.instanceUrl"),
        ("mailchimp", {"serverPrefix": "us6/evil"}, "config.serverPrefix"),
        ("mailchimp", {"serverPrefix": "us6#"}, "config.serverPrefix"),
        ("braze", {"restEndpoint": "https://rest.a?.braze.com"}, "config.restEndpoint"),
    ],
)
def test_what_slips_past_a_fields_grammar_still_names_no_other_host(
    vendor_network: VendorNetwork, type_name: str, config: dict[str, Any], at: str
) -> None:
    result = probed(vendor_network, type_name, config=config)
    assert (result.reason, result.field, result.level) == (Reason.INVALID_CONFIG, at, Level.NONE)
    assert vendor_network.received == []


@pytest.mark.parametrize("value", ["line\nbreak", "größe", " padded"])
def test_a_token_that_no_header_can_carry_is_named_before_anything_is_sent(
    vendor_network: VendorNetwork, value: str
) -> None:
    result = probed(vendor_network, "hubspot", auth={"accessToken": value})
    assert (result.reason, result.field) == (Reason.INVALID_CONFIG, "authConfig.accessToken")
    assert vendor_network.received == []


def test_a_method_of_another_vendor_is_unsupported(vendor_network: VendorNetwork) -> None:
    result = probed(vendor_network, "stripe", auth_method="kerberos")
    assert (result.reason, result.field) == (Reason.UNSUPPORTED, "authMethod")
    assert "api_key" in (result.hint or "")


@pytest.mark.parametrize("vendor", [vendors()[name] for name in PEERS], ids=lambda vendor: vendor.name)
def test_nothing_but_reads_is_sent(vendor_network: VendorNetwork, vendor: Any) -> None:
    peer = PEERS[vendor.name]
    vendor_network.answers(peer.script, *peer.names)
    vendor_network.probe(vendor.name, peer.config, peer.auth)
    reads = {check.path for check in vendor.checks if check.http_method == "POST"}
    assert all(received.method == "GET" or received.path in reads for received in vendor_network.received)
