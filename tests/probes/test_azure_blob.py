"""Blob Storage against Azurite, which checks credentials, and a scripted peer for the answers that Azurite never gives.

Error codes: https://learn.microsoft.com/rest/api/storageservices/common-rest-api-error-codes. Entra's token endpoint:
https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow
"""

from __future__ import annotations

import base64
import json
import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import parse_qs

import jwt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from probes.connector_type import out_of_grammar
from probes.egress.policy import EgressPolicy
from probes.isolation.prober import Prober
from probes.isolation.runner import ProbeRunner
from probes.protocols.azure_connection_string import parse_connection_string
from probes.protocols.azure_sas import parse_sas
from probes.protocols.azure_shared_key import SharedKey, string_to_sign
from probes.registry import connector_types
from probes.result import Level, ProbeFailure, ProbeResult, Reason
from probes.run import Job, run_probe
from tests.egress.scripted import Conversation, peer
from tests.peers.azurite_blob import AzuriteServer
from tests.peers.certificates import Certificates
from tests.peers.http_peer import Answer, HttpPeer, Received, serving
from tests.probes.probing import failed, passed, run, spellings

AZURE = connector_types()["azure_blob"]
OTHER_KEY = base64.b64encode(b"another key, CANARY of 32 bytes.").decode()
KEY = {"accountKey": OTHER_KEY}
SAS = {"sasToken": "sv=2020-12-06&sr=c&se=2099-01-01T00:00:00Z&sp=rl&sig=CANARY%2Bof%2Fa%3D"}
PRINCIPAL = {"tenantId": "contoso.example", "clientId": "app-1", "clientSecret": "CANARY~secret"}
STRING = "authConfig.connectionString"
GREEN = ["config", "resolve", "egress", "connect", "tls", "authenticate", "authorize", "resource"]
SECRETS = ("accountKey", "sasToken", "clientSecret", "connectionString")


def probed(config: Mapping[str, Any], auth: Mapping[str, str], port: int = 1, **how: Any) -> ProbeResult:
    result = run("azure_blob", config, auth, port=port, **how)
    shown = json.dumps(result.to_wire())
    for name in SECRETS:
        if auth.get(name):
            assert not any(spelling in shown for spelling in spellings(auth[name])), name
    return result


def of(azurite: AzuriteServer, **more: Any) -> dict[str, Any]:
    return {
        "storageAccount": azurite.account,
        "container": azurite.container,
        "endpoint": azurite.endpoint,
        "caCertificate": azurite.ca.read_text(),
        **more,
    }


def string_of(azurite: AzuriteServer, **changes: str) -> str:
    settings = {
        "DefaultEndpointsProtocol": "https",
        "AccountName": azurite.account,
        "AccountKey": azurite.key,
        "BlobEndpoint": azurite.endpoint,
        **changes,
    }
    return ";".join(f"{name}={value}" for name, value in settings.items() if value)


class TestAgainstAzurite:
    def test_an_account_key_lists_and_reads(self, azurite_server: AzuriteServer) -> None:
        result = probed(of(azurite_server, prefix="daily/"), {"accountKey": azurite_server.key}, azurite_server.port)
        assert (result.success, result.level, result.warning) == (True, AZURE.highest_level, None), result
        assert passed(result) == GREEN

    def test_a_sas_token_lists_and_reads(self, azurite_server: AzuriteServer) -> None:
        for written in (azurite_server.sas(), "?" + azurite_server.sas()):
            result = probed(of(azurite_server), {"sasToken": written}, azurite_server.port)
            assert (result.success, result.level, result.warning) == (True, Level.RESOURCE_READABLE, None), result

    @pytest.mark.parametrize("by", ["key", "sas"])
    def test_a_connection_string_lists_and_reads(self, azurite_server: AzuriteServer, by: str) -> None:
        changes = {"AccountKey": "", "SharedAccessSignature": azurite_server.sas()} if by == "sas" else {}
        config = of(azurite_server)
        del config["endpoint"]
        auth = {"connectionString": string_of(azurite_server, **changes)}
        result = probed(config, auth, azurite_server.port)
        assert (result.success, result.level) == (True, Level.RESOURCE_READABLE), result

    def test_a_sas_token_that_ends_soon_is_a_warning(self, azurite_server: AzuriteServer) -> None:
        result = probed(of(azurite_server), {"sasToken": azurite_server.sas(days=3)}, azurite_server.port)
        assert (result.success, "SAS token expires on" in (result.warning or "")) == (True, True)

    def test_a_sas_token_that_lists_and_does_not_read(self, azurite_server: AzuriteServer) -> None:
        result = probed(of(azurite_server), {"sasToken": azurite_server.sas("l")}, azurite_server.port)
        assert (result.success, result.level) == (True, Level.AUTHORIZED), result
        assert "permission to read" in (result.warning or "")

    @pytest.mark.parametrize(
        ("more", "words"),
        [({"container": "nothing"}, "no files yet"), ({"prefix": "none/"}, "no files at the prefix yet")],
        ids=["container", "prefix"],
    )
    def test_nothing_there_is_a_warning_and_no_error(
        self, azurite_server: AzuriteServer, more: dict[str, str], words: str
    ) -> None:
        result = probed(of(azurite_server, **more), {"accountKey": azurite_server.key}, azurite_server.port)
        assert (result.success, result.level) == (True, Level.AUTHORIZED)
        assert words in (result.warning or "")

    def test_names_that_urls_and_signatures_treat_differently(self, azurite_server: AzuriteServer) -> None:
        prefix = "a b+c/ü&=?*'(~)!/%41/"
        azurite_server.put(f"{azurite_server.container}/a%20b%2Bc/%C3%BC%26%3D%3F%2A%27%28~%29%21/%2541/x", b"1")
        result = probed(of(azurite_server, prefix=prefix), {"accountKey": azurite_server.key}, azurite_server.port)
        assert (result.success, result.level) == (True, Level.RESOURCE_READABLE), result

    @pytest.mark.parametrize(
        ("auth", "reason", "at", "hint"),
        [
            (lambda _: {"accountKey": OTHER_KEY}, Reason.AUTHENTICATION_FAILED, "authConfig.accountKey", "rotated"),
            (lambda a: {"sasToken": a.sas(key=OTHER_KEY)}, Reason.AUTHENTICATION_FAILED, "authConfig.sasToken", "new"),
            (lambda a: {"sasToken": a.sas(days=-1)}, Reason.CREDENTIAL_EXPIRED, "authConfig.sasToken", "issue a new"),
            (
                lambda azurite: {"connectionString": string_of(azurite, AccountKey=OTHER_KEY)},
                Reason.AUTHENTICATION_FAILED,
                STRING,
                "rotated",
            ),
        ],
        ids=["key", "sas", "expired-sas", "string"],
    )
    def test_a_wrong_credential(
        self, azurite_server: AzuriteServer, auth: Any, reason: Reason, at: str, hint: str
    ) -> None:
        result = probed(of(azurite_server), auth(azurite_server), azurite_server.port)
        assert (result.success, result.reason, result.field) == (False, reason, at), result
        assert (result.level, failed(result)) == (Level.TLS, ["authenticate"])
        assert hint in (result.hint or "")

    def test_a_container_that_is_not_there(self, azurite_server: AzuriteServer) -> None:
        config = of(azurite_server, container="missing")
        result = probed(config, {"accountKey": azurite_server.key}, azurite_server.port)
        assert (result.reason, result.field) == (Reason.RESOURCE_NOT_FOUND, "config.container")
        assert (result.level, failed(result)) == (Level.AUTHENTICATED, ["authorize"])
        assert result.hint

    def test_a_sas_token_that_may_not_list(self, azurite_server: AzuriteServer) -> None:
        result = probed(of(azurite_server), {"sasToken": azurite_server.sas("r")}, azurite_server.port)
        assert (result.reason, result.field) == (Reason.PERMISSION_DENIED, "authConfig.sasToken")
        assert (result.level, failed(result)) == (Level.AUTHENTICATED, ["authorize"])
        assert "sp=rl" in (result.hint or "")

    def test_in_the_confined_child_it_proves_the_same(self, azurite_server: AzuriteServer) -> None:
        prober = Prober(EgressPolicy.parse([f"127.0.0.1:{azurite_server.port}"], []), concurrency=2)
        prober.start()
        try:
            parameters, auth = AZURE.parameters(of(azurite_server)), {"accountKey": azurite_server.key}
            result = ProbeRunner(prober.socket_path).run(
                Job("acme", "c", "azure_blob", "access_key", parameters, auth, 10)
            )
        finally:
            prober.stop()
        assert (result.success, result.level) == (True, Level.RESOURCE_READABLE), result


class TestEntraApplication:
    """The token endpoint is scripted; the token it gives has the form that Azurite checks (issuer, audience, times)."""

    @staticmethod
    def entra(received: Received) -> Answer:
        form = {name: values[0] for name, values in parse_qs(received.body.decode()).items()}
        assert received.path == "/contoso.example/oauth2/v2.0/token"
        assert (form["grant_type"], form["scope"]) == ("client_credentials", "https://storage.azure.com/.default")
        if form["client_secret"] != PRINCIPAL["clientSecret"]:
            return refused_by_entra("invalid_client", 7000215, 401)
        now = int(time.time())
        claims = {
            "iss": "https://sts.windows.net/ab1f708d-50f6-404c-a006-d71b2ac7a606/",
            "aud": "https://storage.azure.com",
            "iat": now - 1,
            "nbf": now - 1,
            "exp": now + 3600,
        }
        token = jwt.encode(claims, "a key that nobody else knows, of 32 bytes and more", algorithm="HS256")
        return Answer(body=json.dumps({"token_type": "Bearer", "expires_in": 3599, "access_token": token}).encode())

    @staticmethod
    def asked(azurite: AzuriteServer, entra: HttpPeer, **auth: str) -> ProbeResult:
        allowed = EgressPolicy.parse([f"127.0.0.1:{azurite.port}", f"127.0.0.1:{entra.port}"], [])
        parameters = AZURE.parameters(of(azurite, authority=entra.url("")))
        given = {**PRINCIPAL, **auth}
        result = run_probe(Job("acme", "c", "azure_blob", "service_principal", parameters, given, 5.0), allowed)
        shown = json.dumps(result.to_wire())
        assert not any(spelling in shown for spelling in spellings(given["clientSecret"]))
        return result

    def test_it_gets_a_token_and_lists(self, azurite_server: AzuriteServer, https_peer: HttpPeer) -> None:
        https_peer.script = self.entra
        result = self.asked(azurite_server, https_peer)
        assert (result.success, result.level) == (True, Level.RESOURCE_READABLE), result

    def test_a_wrong_secret(self, azurite_server: AzuriteServer, https_peer: HttpPeer) -> None:
        https_peer.script = self.entra
        result = self.asked(azurite_server, https_peer, clientSecret="wrong-CANARY")
        assert (result.reason, result.field) == (Reason.AUTHENTICATION_FAILED, "authConfig.clientSecret")
        assert (result.level, result.steps[-1].name.value) == (Level.TLS, "authenticate")
        assert "not its id" in (result.hint or "")

    @pytest.mark.parametrize(
        ("code", "reason", "at"),
        [
            (7000222, Reason.CREDENTIAL_EXPIRED, "authConfig.clientSecret"),
            (700016, Reason.AUTHENTICATION_FAILED, "authConfig.clientId"),
            (90002, Reason.AUTHENTICATION_FAILED, "authConfig.tenantId"),
            (900023, Reason.INVALID_CONFIG, "authConfig.tenantId"),
            (7000112, Reason.PERMISSION_DENIED, "authConfig.clientId"),
            (1, Reason.AUTHENTICATION_FAILED, "authConfig.clientSecret"),
        ],
    )
    def test_what_entra_says(
        self, azurite_server: AzuriteServer, https_peer: HttpPeer, code: int, reason: Reason, at: str
    ) -> None:
        https_peer.script = lambda _received: refused_by_entra("invalid_client", code)
        result = self.asked(azurite_server, https_peer)
        assert (result.success, result.reason, result.field) == (False, reason, at), result
        assert result.hint

    def test_a_role_that_is_missing(self, https_peer: HttpPeer, certificates: Certificates) -> None:
        def script(received: Received) -> Answer:
            return self.entra(received) if received.method == "POST" else error("AuthorizationPermissionMismatch", 403)

        https_peer.script = script
        config = {**scripted(https_peer), "caCertificate": certificates.ca.read_text(), "authority": https_peer.url("")}
        result = probed(config, PRINCIPAL, https_peer.port)
        assert (result.reason, result.field) == (Reason.PERMISSION_DENIED, "authConfig.clientSecret")
        assert "Storage Blob Data Reader" in (result.hint or "")
        assert result.level is Level.AUTHENTICATED


def refused_by_entra(code: str, number: int, status: int = 400) -> Answer:
    return Answer(
        status, {}, json.dumps({"error": code, "error_description": "AADSTS", "error_codes": [number]}).encode()
    )


def error(code: str, status: int, headers: Mapping[str, str] | None = None) -> Answer:
    body = f"<?xml version='1.0' encoding='utf-8'?><Error><Code>{code}</Code><Message>{OTHER_KEY}</Message></Error>"
    return Answer(status, {"x-ms-error-code": code, **(headers or {})}, body.encode("utf-8-sig"))


def scripted(peer: HttpPeer) -> dict[str, Any]:
    return {"storageAccount": "contoso", "container": "exports", "endpoint": peer.url("/contoso")}


@dataclass(frozen=True)
class Said:
    """What Azure may say, and what it means; to an account key unless another credential is given."""

    answer: Answer
    reason: Reason
    at: str | None
    hint: str = ""
    auth: Mapping[str, str] | None = None


NOT_AZURE = (Reason.PROTOCOL_MISMATCH, "config.endpoint", "blob endpoint")
SAID = (
    Said(error("AuthenticationFailed", 403), Reason.AUTHENTICATION_FAILED, "authConfig.accountKey", "rotated"),
    Said(error("AuthenticationFailed", 403), Reason.AUTHENTICATION_FAILED, "authConfig.sasToken", "new SAS", SAS),
    Said(error("AuthorizationFailure", 403), Reason.PERMISSION_DENIED, "config.storageAccount", "firewall"),
    Said(error("AuthorizationSourceIPMismatch", 403), Reason.PERMISSION_DENIED, "authConfig.sasToken", "sip", SAS),
    Said(error("AuthorizationProtocolMismatch", 403), Reason.TLS_REQUIRED, "config.endpoint", "https://", SAS),
    Said(error("AuthorizationServiceMismatch", 403), Reason.PERMISSION_DENIED, "authConfig.sasToken", "ss=b", SAS),
    Said(error("AuthorizationResourceTypeMismatch", 403), Reason.PERMISSION_DENIED, "authConfig.sasToken", "srt", SAS),
    Said(error("KeyBasedAuthenticationNotPermitted", 403), Reason.PERMISSION_DENIED, "authConfig.accountKey", "Entra"),
    Said(error("AccountIsDisabled", 403), Reason.PERMISSION_DENIED, "config.storageAccount", "pays"),
    Said(error("ContainerNotFound", 404), Reason.RESOURCE_NOT_FOUND, "config.container", "portal"),
    Said(error("ContainerBeingDeleted", 409), Reason.RESOURCE_NOT_FOUND, "config.container", "another container"),
    Said(error("ServerBusy", 503), Reason.RATE_LIMITED, None, "wait"),
    Said(error("ServerBusy", 503, {"Retry-After": "5"}), Reason.RATE_LIMITED, None, "wait 5 s"),
    Said(Answer(429), Reason.RATE_LIMITED, None, "wait"),
    Said(error("OperationTimedOut", 500), Reason.PEER_ERROR, None, "again later"),
    Said(error("InvalidUri", 400), Reason.INVALID_CONFIG, "config.container", ""),
    Said(error("SomethingNew", 400), Reason.PEER_ERROR, None, "error codes"),
    Said(Answer(403, body=error("ContainerDisabled", 403).body), Reason.PERMISSION_DENIED, "config.container", "owner"),
    Said(Answer(404, body=b"<html>"), *NOT_AZURE),
    Said(Answer(200, body=b"<html></html>"), *NOT_AZURE),
    Said(Answer(200, body=b"{}"), *NOT_AZURE),
    Said(Answer(302, {"Location": "http://169.254.169.254/"}), *NOT_AZURE),
)  # fmt: skip


@pytest.mark.parametrize("said", SAID, ids=lambda said: f"{said.answer.status}-{said.reason}-{said.at}")
def test_what_azure_says_has_one_meaning(http_peer: HttpPeer, said: Said) -> None:
    http_peer.script = lambda _received: said.answer
    result = probed(scripted(http_peer), said.auth or KEY, http_peer.port)
    assert (result.success, result.reason, result.field) == (False, said.reason, said.at), result
    assert said.hint in (result.hint or "")
    assert result.hint
    assert len(http_peer.received) == 1


def listing(*blobs: str, marker: str = "") -> Answer:
    body = f"<EnumerationResults><Blobs>{''.join(blobs)}</Blobs><NextMarker>{marker}</NextMarker></EnumerationResults>"
    return Answer(body=body.encode("utf-8-sig"))


DIRECTORY = "<Blob><Name>d</Name><Properties><ResourceType>directory</ResourceType></Properties></Blob>"


def test_directories_are_no_files(http_peer: HttpPeer) -> None:
    http_peer.script = lambda _received: listing(DIRECTORY)
    assert "no files yet" in (probed(scripted(http_peer), SAS, http_peer.port).warning or "")
    http_peer.script = lambda _received: listing(DIRECTORY, marker="more")
    assert "no files" not in (probed(scripted(http_peer), SAS, http_peer.port).warning or "")
    http_peer.script = lambda _received: listing(DIRECTORY, "<Blob><Name Encoded='true'>a%EF%BF%BE</Name></Blob>")
    result = probed(scripted(http_peer), SAS, http_peer.port)
    assert result.level is Level.RESOURCE_READABLE
    assert http_peer.received[-1].path == "/contoso/exports/a%EF%BF%BE"
    assert http_peer.received[-1].method == "HEAD"


def test_a_sas_token_in_clear_text_is_a_warning(http_peer: HttpPeer) -> None:
    http_peer.script = lambda _received: listing()
    result = probed(scripted(http_peer), SAS, http_peer.port)
    assert "SAS token was sent without encryption" in (result.warning or "")
    assert http_peer.received[0].query["sig"] == ["CANARY+of/a="]
    assert "authorization" not in http_peer.received[0].headers


def test_the_string_to_sign_is_that_of_microsofts_page() -> None:
    """The example of "Constructing the canonicalized resource string", in the frame of version 2015-02-21."""
    url = "https://myaccount.blob.core.windows.net/mycontainer?restype=container&comp=metadata"
    headers = {"x-ms-version": "2015-02-21", "x-ms-date": "Fri, 26 Jun 2015 23:39:12 GMT"}
    assert string_to_sign("myaccount", "GET", url, headers) == (
        "GET\n\n\n\n\n\n\n\n\n\n\n\nx-ms-date:Fri, 26 Jun 2015 23:39:12 GMT\nx-ms-version:2015-02-21\n"
        "/myaccount/mycontainer\ncomp:metadata\nrestype:container"
    )
    assert OTHER_KEY not in repr(SharedKey.parse("a", OTHER_KEY, path="p"))


class TestConnectionString:
    @pytest.mark.parametrize(
        ("text", "blob_endpoint", "usual_endpoint"),
        [
            ("AccountName=a;AccountKey=a2V5a2V5", None, "https://a.blob.core.windows.net"),
            ("accountname=a;ACCOUNTKEY=a2V5a2V5;EndpointSuffix=core.chinacloudapi.cn;", None,
             "https://a.blob.core.chinacloudapi.cn"),
            ("DefaultEndpointsProtocol=http;AccountName=a;AccountKey=a2V5a2V5", None, "http://a.blob.core.windows.net"),
            ("BlobEndpoint=https://h/a;QueueEndpoint=https://q/;SharedAccessSignature=sv=1&sig=x", "https://h/a", None),
        ],
    )  # fmt: skip
    def test_where_it_leads(self, text: str, blob_endpoint: str | None, usual_endpoint: str | None) -> None:
        found = parse_connection_string(text)
        assert (found.blob_endpoint, found.usual_endpoint) == (blob_endpoint, usual_endpoint)

    @pytest.mark.parametrize(
        "text",
        [
            "AccountName=a",
            "AccountKey=a2V5a2V5",
            "AccountName=a;AccountKey=k;SharedAccessSignature=s",
            "AccountName=a;AccountName=b;AccountKey=k",
            "AccountName=a;AccountKey=k;Server=evil",
            "AccountName=a;AccountKey=k;junk",
            "AccountName=a;AccountKey=k;EndpointSuffix=evil.com/",
            "AccountName=a;AccountKey=k;EndpointSuffix=x@evil.com",
            "AccountName=a;AccountKey=k;DefaultEndpointsProtocol=ftp",
            "UseDevelopmentStorage=true",
            "",
        ],
    )
    def test_what_is_refused(self, text: str) -> None:
        with pytest.raises(ProbeFailure) as caught:
            parse_connection_string(text)
        assert (caught.value.reason, caught.value.field) == (Reason.INVALID_CONFIG, STRING)
        assert caught.value.hint

    @pytest.mark.parametrize(
        ("string", "config", "reason", "at"),
        [
            ("AccountName=other;AccountKey=a2V5a2V5", {}, Reason.INVALID_CONFIG, STRING),
            ("AccountName=contoso;AccountKey=!!!!", {}, Reason.INVALID_CONFIG, STRING),
            ("BlobEndpoint=https://u:p@h;AccountKey=a2V5a2V5", {}, Reason.INVALID_CONFIG, STRING),
            ("BlobEndpoint=https://0x7f.1;AccountKey=a2V5a2V5", {}, Reason.INVALID_CONFIG, STRING),
            ("BlobEndpoint=http://169.254.169.254;AccountKey=a2V5a2V5", {}, Reason.EGRESS_DENIED, STRING),
            (
                "BlobEndpoint=https://h;AccountKey=a2V5a2V5",
                {"endpoint": "https://i"},
                Reason.INVALID_CONFIG,
                "config.endpoint",
            ),
        ],
    )
    def test_it_leads_nowhere_else(self, string: str, config: dict[str, str], reason: Reason, at: str) -> None:
        given = {"storageAccount": "contoso", "container": "exports", **config}
        result = probed(given, {"connectionString": string})
        assert (result.reason, result.field, result.level) == (reason, at, Level.NONE), result
        assert result.hint


@pytest.mark.parametrize(
    "text",
    [
        "sv=1",
        "sig=x&sr=c",
        "sv=1&sig=x&restype=service",
        "sv=1&sig=x&comp=list",
        "sv=1&sig=x&sig=y",
        "sv=1&sig=x&se=tomorrow",
        "https://a.blob.core.windows.net/c?sv=1&sig=x",
        "not a query",
    ],
)
def test_a_sas_token_brings_its_own_parameters_and_no_others(text: str) -> None:
    with pytest.raises(ProbeFailure) as caught:
        parse_sas(text, path="authConfig.sasToken")
    assert (caught.value.reason, caught.value.field) == (Reason.INVALID_CONFIG, "authConfig.sasToken")
    assert caught.value.hint


SETTINGS = st.sampled_from(
    ["AccountName", "AccountKey", "BlobEndpoint", "sv", "sig", "se", "SharedAccessSignature", ""]
)
TEXTS = st.text() | st.lists(st.tuples(SETTINGS, st.text(max_size=6))).map(
    lambda pairs: ";".join("=".join(pair) for pair in pairs)
)


@settings(deadline=None)  # the machine may be busy
@given(TEXTS)
def test_whatever_is_pasted_is_judged_and_never_breaks(text: str) -> None:
    for judge in (parse_connection_string, partial(parse_sas, path=STRING)):
        for written in (text, text.replace(";", "&")):
            try:
                judge(written)
            except ProbeFailure as failure:
                assert (failure.reason, failure.field) == (Reason.INVALID_CONFIG, STRING)  # noqa: PT017 - or no failure


@pytest.mark.parametrize(
    ("auth", "auth_method", "at"),
    [
        ({}, "access_key", STRING),
        (KEY, "sas_token", "authConfig.sasToken"),
        (SAS, "shared_key", "authConfig.accountKey"),
        ({"clientId": "a"}, "access_key", "authConfig.tenantId"),
        ({"tenantId": "a", "clientSecret": "b"}, "service_principal", "authConfig.clientId"),
    ],
)
def test_a_missing_credential_is_named(auth: dict[str, str], auth_method: str, at: str) -> None:
    result = probed({"storageAccount": "contoso", "container": "exports"}, auth, auth_method=auth_method)
    assert (result.reason, result.field, result.level) == (Reason.CREDENTIAL_MISSING, at, Level.NONE)
    assert result.hint


def test_every_missing_field_is_named_at_once() -> None:
    assert {violation.path for violation in AZURE.missing({}, {})} == {"config.container", "config.storageAccount"}


@pytest.mark.parametrize("endpoint", ["ftp://h", "https://u@h", "https://h/a/b", "https://h?x", "h"])
def test_an_endpoint_has_a_grammar(endpoint: str) -> None:
    assert out_of_grammar(AZURE.by_name["endpoint"], endpoint)


class TestUnreachable:
    """The cells of the wire that no credential reaches."""

    @staticmethod
    def at(endpoint: str) -> dict[str, str]:
        return {"storageAccount": "contoso", "container": "exports", "endpoint": endpoint}

    @pytest.mark.parametrize(
        ("endpoint", "reason"),
        [("https://nowhere.invalid", Reason.DNS_NOT_FOUND), ("https://169.254.169.254", Reason.EGRESS_DENIED)],
    )
    def test_before_dialling(self, endpoint: str, reason: Reason) -> None:
        result = probed(self.at(endpoint), KEY)
        assert (result.reason, result.field, result.level) == (reason, "config.endpoint", Level.NONE)
        assert result.hint

    def test_the_authority_goes_through_the_guard(self) -> None:
        given = {**self.at("https://h.invalid"), "authority": "https://169.254.169.254"}
        result = probed(given, PRINCIPAL)
        assert (result.reason, result.field) == (Reason.EGRESS_DENIED, "config.authority")

    def test_a_closed_port(self) -> None:
        with socket.socket() as unused:
            unused.bind(("127.0.0.1", 0))
            port = unused.getsockname()[1]
            result = probed(self.at(f"https://127.0.0.1:{port}"), KEY, port)
        assert (result.reason, result.field) == (Reason.CONNECTION_REFUSED, "config.endpoint")
        assert result.hint

    def test_a_silent_peer(self) -> None:
        with peer(Conversation.hang) as silent:
            result = probed(self.at(silent.url), KEY, silent.port, seconds=1.0)
        assert (result.reason, result.field, result.level) == (Reason.TIMEOUT, "config.endpoint", Level.REACHABLE)
        assert result.hint

    def test_a_certificate_that_nobody_trusts(self, certificates: Certificates) -> None:
        with serving(certificates.unknown) as https:
            config = {**self.at(https.url("")), "caCertificate": certificates.ca.read_text()}
            result = probed(config, KEY, https.port)
        assert (result.reason, result.field) == (Reason.TLS_UNTRUSTED, "config.endpoint")
        assert result.hint
        assert https.received == []
