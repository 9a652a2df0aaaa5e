"""REST APIs and webhooks, against a server that answers as the row says: reason, field, hint, level, warning."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any
from urllib.parse import parse_qs

import pytest

from probes.egress.policy import EgressPolicy
from probes.result import Level, ProbeResult, Reason
from tests.peers.certificates import Certificates
from tests.peers.http_peer import Answer, HttpPeer, Received, Script, asks_for, basic, serving
from tests.probes.probing import failed, passed, run, spellings

NOT_PROVEN = "answers without credentials too, so they were not proven"
SECRETS = ("s3cr3t/pass+word", "tok-CANARY-1", "key-CANARY-2", "hdr-CANARY-3", "client-CANARY-4")
PASSWORD, TOKEN, API_KEY, HEADER, CLIENT_SECRET = SECRETS


def probed(peer: HttpPeer, type_name: str = "rest_api", **given: Any) -> ProbeResult:
    """The result of testing the peer's /orders; no secret of this file may be in it."""
    config = {"url": peer.url("/orders"), **given.get("config", {})}
    result = run(
        type_name,
        config,
        given.get("auth", {}),
        port=peer.port,
        auth_method=given.get("auth_method", "access_key"),
        seconds=given.get("seconds", 5.0),
    )
    shown = json.dumps(result.to_wire())
    for secret in SECRETS:
        assert not any(spelling in shown for spelling in spellings(secret)), secret
    assert {received.method for received in peer.received} <= {"HEAD", "GET"}, "a test changes nothing"
    return result


@dataclass(frozen=True)
class Row:
    """What the server answers to everything, and what the test must say of it."""

    status: int
    reason: Reason
    at: str | None = "config.url"
    hint: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    step: str = "resource"
    message: str = ""


REFUSALS = (
    Row(400, Reason.INVALID_CONFIG, hint="parameters"),
    Row(401, Reason.CREDENTIAL_MISSING, "authConfig", "choose an auth method", step="authenticate"),
    Row(
        401,
        Reason.CREDENTIAL_MISSING,
        "authConfig",
        headers={"WWW-Authenticate": 'Bearer realm="x"'},
        step="authenticate",
        message="asks for Bearer",
    ),
    Row(403, Reason.PERMISSION_DENIED, hint="grant", step="authorize"),
    Row(404, Reason.RESOURCE_NOT_FOUND, hint="check the URL"),
    Row(405, Reason.INVALID_CONFIG, hint="type webhook"),
    Row(407, Reason.PEER_ERROR, hint="proxy"),
    Row(410, Reason.RESOURCE_NOT_FOUND, message="gone"),
    Row(418, Reason.PEER_ERROR),
    Row(426, Reason.TLS_REQUIRED, hint="https://"),
    Row(429, Reason.RATE_LIMITED, hint="wait"),
    Row(429, Reason.RATE_LIMITED, hint="wait 17 s", headers={"Retry-After": "17"}),
    Row(429, Reason.RATE_LIMITED, hint="wait, then", headers={"Retry-After": "soon"}),
    Row(451, Reason.PERMISSION_DENIED, step="authorize"),
    Row(500, Reason.PEER_ERROR, hint="server's side"),
    Row(501, Reason.PEER_ERROR),
    Row(503, Reason.PEER_ERROR, hint="wait 30 s", headers={"Retry-After": "30"}),
    Row(304, Reason.PEER_ERROR, message="leads nowhere"),
    Row(302, Reason.PEER_ERROR, message="leads nowhere"),
    Row(799, Reason.PROTOCOL_MISMATCH),
)


@pytest.mark.parametrize("row", REFUSALS, ids=lambda row: f"{row.status}-{row.reason}")
def test_every_refusal_says_why_and_what_to_do(http_peer: HttpPeer, row: Row) -> None:
    http_peer.script = lambda _received: Answer(row.status, row.headers)
    result = probed(http_peer)
    assert (result.success, result.reason, result.field) == (False, row.reason, row.at)
    assert row.hint in (result.hint or "")
    assert result.hint
    assert row.message in result.message
    assert f"HTTP {row.status}" in result.message
    assert failed(result) == [row.step]
    assert result.level is Level.REACHABLE
    assert result.warning is None


def test_retry_after_may_be_a_date(http_peer: HttpPeer) -> None:
    date = format_datetime(datetime.now(UTC) + timedelta(seconds=100), usegmt=True)
    http_peer.script = lambda _received: Answer(429, {"Retry-After": date})
    hint = probed(http_peer).hint or ""
    assert any(f"wait {seconds} s" in hint for seconds in range(90, 102)), hint


@pytest.mark.parametrize("status", [200, 201, 204, 206, 299])
def test_a_2xx_to_head_is_a_success_and_get_is_not_sent(http_peer: HttpPeer, status: int) -> None:
    http_peer.script = lambda _received: Answer(status)
    result = probed(http_peer, auth_method="none")
    assert (result.success, result.level, result.warning) == (True, Level.RESOURCE_READABLE, None)
    assert passed(result) == ["config", "resolve", "egress", "connect", "resource"]
    assert http_peer.methods == ["HEAD"]


@pytest.mark.parametrize("status", [403, 404, 405, 501])
def test_get_is_tried_where_head_is_refused(http_peer: HttpPeer, status: int) -> None:
    http_peer.script = lambda received: Answer(status) if received.method == "HEAD" else Answer(200, body=b"[]")
    result = probed(http_peer)
    assert (result.success, result.level) == (True, Level.RESOURCE_READABLE)
    assert http_peer.methods == ["HEAD", "GET"]


@pytest.mark.parametrize("status", [400, 401, 429, 500, 503])
def test_get_is_not_tried_where_head_is_refused_for_good(http_peer: HttpPeer, status: int) -> None:
    http_peer.script = lambda received: Answer(status) if received.method == "HEAD" else Answer(200)
    assert not probed(http_peer).success
    assert http_peer.methods == ["HEAD"]


def test_a_webhook_that_takes_neither_head_nor_get_was_reached_and_no_more(http_peer: HttpPeer) -> None:
    http_peer.script = lambda _received: Answer(405, {"Allow": "POST"})
    result = probed(http_peer, "webhook", auth={"token": TOKEN})
    assert (result.success, result.level) == (True, Level.REACHABLE)
    assert "no more was proven" in (result.warning or "")
    assert http_peer.methods == ["HEAD", "GET"]


def test_a_webhook_has_the_same_refusals_as_an_api(http_peer: HttpPeer) -> None:
    http_peer.script = lambda _received: Answer(404)
    assert probed(http_peer, "webhook").reason is Reason.RESOURCE_NOT_FOUND


@dataclass(frozen=True)
class Way:
    """A way to give a credential, and the request that must come of it."""

    auth: Mapping[str, str]
    accepts: tuple[str, str]  # header and value, or ?parameter and value
    path: str
    auth_method: str = "access_key"
    config: Mapping[str, Any] = field(default_factory=dict)


WAYS = (
    Way({"username": "ada", "password": PASSWORD}, ("authorization", basic("ada", PASSWORD)), "authConfig.password"),
    Way(
        {"username": "ada", "password": PASSWORD},
        ("authorization", basic("ada", PASSWORD)),
        "authConfig.password",
        "basic",
    ),
    Way({"username": "sk_live"}, ("authorization", basic("sk_live", "")), "authConfig.password"),
    Way({"token": TOKEN}, ("authorization", f"Bearer {TOKEN}"), "authConfig.token"),
    Way({"bearerToken": TOKEN}, ("authorization", f"Bearer {TOKEN}"), "authConfig.token", "bearer"),
    Way({"accessToken": TOKEN}, ("authorization", f"Bearer {TOKEN}"), "authConfig.token"),
    Way({"apiKey": API_KEY}, ("x-api-key", API_KEY), "authConfig.apiKey"),
    Way({"apiKey": API_KEY}, ("x-api-key", API_KEY), "authConfig.apiKey", "api_key"),
    Way({"apiKey": API_KEY}, ("x-acme", API_KEY), "authConfig.apiKey", config={"apiKeyHeader": "X-Acme"}),
    Way({"apiKey": API_KEY}, ("?key", API_KEY), "authConfig.apiKey", config={"apiKeyParam": "key"}),
    Way({}, ("x-acme-token", HEADER), "config.headers", config={"headers": {"X-Acme-Token": HEADER}}),
    Way(
        {},
        ("authorization", f"Token {HEADER}"),
        "config.headers",
        "none",
        {"headers": {"Authorization": f"Token {HEADER}"}},
    ),
)


def only(name: str, value: str) -> Script:
    def script(received: Received) -> Answer:
        given = received.query.get(name[1:], [""])[0] if name.startswith("?") else received.headers.get(name)
        return Answer(200 if given == value else 401)

    return script


@pytest.mark.parametrize("way", WAYS, ids=lambda way: f"{way.auth_method}-{way.accepts[0]}-{way.path}")
class TestEveryWayToGiveACredential:
    def test_counts_as_accepted_where_the_url_refuses_those_without(self, http_peer: HttpPeer, way: Way) -> None:
        http_peer.script = only(*way.accepts)
        result = probed(http_peer, auth=way.auth, auth_method=way.auth_method, config=way.config)
        assert (result.success, result.level) == (True, Level.RESOURCE_READABLE), result
        assert passed(result) == ["config", "resolve", "egress", "connect", "authenticate", "resource"]
        assert NOT_PROVEN not in (result.warning or "")
        assert len(http_peer.received) == 2

    def test_is_not_called_proven_where_the_url_answers_anyone(self, http_peer: HttpPeer, way: Way) -> None:
        result = probed(http_peer, auth=way.auth, auth_method=way.auth_method, config=way.config)
        assert (result.success, result.level) == (True, Level.REACHABLE)
        assert NOT_PROVEN in (result.warning or "")

    def test_is_named_when_the_server_refuses_it(self, http_peer: HttpPeer, way: Way) -> None:
        http_peer.script = lambda _received: Answer(401)
        result = probed(http_peer, auth=way.auth, auth_method=way.auth_method, config=way.config)
        assert (result.reason, result.field) == (Reason.AUTHENTICATION_FAILED, way.path)
        assert failed(result) == ["authenticate"]

    def test_warns_that_http_shows_it_to_everyone_on_the_way(self, http_peer: HttpPeer, way: Way) -> None:
        http_peer.script = only(*way.accepts)
        result = probed(http_peer, auth=way.auth, auth_method=way.auth_method, config=way.config)
        assert "sent without encryption" in (result.warning or "")


@pytest.mark.parametrize("way", WAYS, ids=lambda way: f"{way.auth_method}-{way.accepts[0]}")
def test_no_credential_reaches_the_log(http_peer: HttpPeer, caplog: pytest.LogCaptureFixture, way: Way) -> None:
    with caplog.at_level(logging.DEBUG):
        probed(http_peer, auth=way.auth, auth_method=way.auth_method, config=way.config)
    for secret in SECRETS:
        assert not any(spelling in caplog.text for spelling in spellings(secret)), caplog.text


def test_userinfo_of_the_url_is_a_credential(http_peer: HttpPeer) -> None:
    http_peer.script = asks_for(basic("ada", "p@ss"), "Basic")
    result = probed(http_peer, config={"url": http_peer.url("/orders", userinfo="ada:p%40ss")})
    assert (result.success, result.level) == (True, Level.RESOURCE_READABLE)
    http_peer.script = lambda _received: Answer(401)
    refused = probed(http_peer, config={"url": http_peer.url("/orders", userinfo="ada:p%40ss")})
    assert (refused.reason, refused.field) == (Reason.AUTHENTICATION_FAILED, "config.url")


def test_auth_config_wins_over_userinfo(http_peer: HttpPeer) -> None:
    http_peer.script = asks_for(f"Bearer {TOKEN}", "Bearer")
    config = {"url": http_peer.url("/", userinfo="ada:old")}
    assert probed(http_peer, config=config, auth={"token": TOKEN}).level is Level.RESOURCE_READABLE


@pytest.mark.parametrize("status", [408, 429, 500, 503])
def test_a_server_that_is_busy_says_nothing_of_credentials(http_peer: HttpPeer, status: int) -> None:
    http_peer.script = lambda received: Answer(200 if "authorization" in received.headers else status)
    result = probed(http_peer, auth={"token": TOKEN})
    assert (result.success, result.level) == (True, Level.REACHABLE)
    assert "could not be found out" in (result.warning or "")


@pytest.mark.parametrize("answer", [Answer(302, {"Location": "/login"}), Answer(404), Answer(403)], ids=str)
def test_any_refusal_of_the_anonymous_proves_the_credential(http_peer: HttpPeer, answer: Answer) -> None:
    def script(received: Received) -> Answer:
        if received.path == "/login":
            return Answer(403)
        return Answer(200) if "authorization" in received.headers else answer

    http_peer.script = script
    assert probed(http_peer, auth={"token": TOKEN}).level is Level.RESOURCE_READABLE


def test_an_expired_token_is_called_expired(http_peer: HttpPeer) -> None:
    challenge = 'Bearer error="invalid_token", error_description="The access token expired"'
    http_peer.script = asks_for("Bearer other", challenge)
    result = probed(http_peer, auth={"token": TOKEN})
    assert (result.reason, result.field) == (Reason.CREDENTIAL_EXPIRED, "authConfig.token")


def test_a_challenge_is_not_repeated_word_for_word(http_peer: HttpPeer) -> None:
    http_peer.script = asks_for("Bearer other", f'{TOKEN} realm="{TOKEN}"')
    assert probed(http_peer, auth={"token": TOKEN}).reason is Reason.AUTHENTICATION_FAILED


class TestRedirects:
    def test_are_followed_within_the_origin_with_the_credential(self, http_peer: HttpPeer) -> None:
        def script(received: Received) -> Answer:
            if received.path == "/orders":
                return Answer(307, {"Location": "/v2/orders"})
            return Answer(200 if received.headers.get("authorization") == f"Bearer {TOKEN}" else 401)

        http_peer.script = script
        assert probed(http_peer, auth={"token": TOKEN}).level is Level.RESOURCE_READABLE

    def test_to_another_origin_carry_no_credential_and_prove_none(self, http_peer: HttpPeer) -> None:
        # The same machine under another name is another origin, and the guard is open for the port alone.
        http_peer.script = lambda received: (
            Answer(302, {"Location": f"http://localhost:{http_peer.port}/there"})
            if received.path == "/orders"
            else Answer(200)
        )
        result = probed(http_peer, auth={"token": TOKEN})
        assert (result.success, result.level) == (True, Level.REACHABLE)
        assert "redirects to another origin" in (result.warning or "")
        assert all("authorization" not in r.headers for r in http_peer.received if r.path == "/there")

    @pytest.mark.parametrize("status", [401, 403])
    def test_that_lose_the_credential_are_the_explanation(self, http_peer: HttpPeer, status: int) -> None:
        http_peer.script = lambda received: (
            Answer(302, {"Location": f"http://localhost:{http_peer.port}/there"})
            if received.path == "/orders"
            else Answer(status)
        )
        result = probed(http_peer, auth={"token": TOKEN})
        assert result.field == "config.url"
        assert "credentials are not sent there" in (result.hint or "")

    def test_to_a_private_address_are_refused(self, http_peer: HttpPeer) -> None:
        http_peer.script = lambda _received: Answer(302, {"Location": "http://169.254.169.254/latest/meta-data/"})
        assert probed(http_peer).reason is Reason.EGRESS_DENIED

    def test_in_a_loop_end(self, http_peer: HttpPeer) -> None:
        http_peer.script = lambda _received: Answer(302, {"Location": "/orders"})
        result = probed(http_peer)
        assert (result.reason, failed(result)) == (Reason.PEER_ERROR, ["resource"])


@dataclass(frozen=True)
class Wrong:
    """A connector that cannot be tested, and the field that says so. Nothing is dialled."""

    at: str
    reason: Reason = Reason.INVALID_CONFIG
    config: Mapping[str, Any] = field(default_factory=dict)
    auth: Mapping[str, str] = field(default_factory=dict)
    auth_method: str = "access_key"


WRONG = (
    Wrong("config.url", config={"url": "ftp://example.com/"}),
    Wrong("config.url", config={"url": "http://0x7f.1/"}),
    Wrong("config.headers.Host", config={"headers": {"Host": "elsewhere"}}),
    Wrong("config.headers.Transfer-Encoding", config={"headers": {"Transfer-Encoding": "chunked"}}),
    Wrong("config.headers.Proxy-Authorization", config={"headers": {"Proxy-Authorization": HEADER}}),
    Wrong("config.headers.X-A", config={"headers": {"X-A": "a\r\nX-B: b"}}),
    Wrong("config.headers.X-A", config={"headers": {"X-A": 5}}),
    Wrong("config.headers.X-A", config={"headers": {"X-A": " padded"}}),
    Wrong("config.headers", config={"headers": {"X A": "b"}}),
    Wrong("config.headers", config={"headers": {f"X-{n}": "b" for n in range(51)}}),
    Wrong("config.headers", config={"headers": {"Authorization": HEADER}}, auth={"token": TOKEN}),
    Wrong("config.apiKeyHeader", config={"apiKeyHeader": "Host"}, auth={"apiKey": API_KEY}),
    Wrong("config.caCertificate", config={"caCertificate": "no PEM"}),
    Wrong("authConfig.token", auth={"token": TOKEN + "\n"}),
    Wrong("authConfig.token", auth={"token": "größe"}),
    Wrong("authConfig.apiKey", auth={"apiKey": API_KEY + "\r\nX: y"}),
    Wrong("authConfig.username", auth={"username": "a:b", "password": PASSWORD}),
    Wrong("authConfig.password", auth={"username": "ada", "password": PASSWORD + "\n"}),
    Wrong("authConfig.username", Reason.CREDENTIAL_MISSING, auth={"password": PASSWORD}, auth_method="basic"),
    Wrong("authConfig.token", Reason.CREDENTIAL_MISSING, auth={"username": "ada"}, auth_method="bearer"),
    Wrong("authConfig.apiKey", Reason.CREDENTIAL_MISSING, auth_method="api_key"),
    Wrong("authConfig.tokenUrl", Reason.CREDENTIAL_MISSING, auth_method="oauth2_client_credentials"),
    Wrong("authMethod", Reason.UNSUPPORTED, auth_method="kerberos"),
)


@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: f"{wrong.at}-{wrong.reason}")
def test_a_wrong_field_is_named_before_anything_is_sent(http_peer: HttpPeer, wrong: Wrong) -> None:
    result = probed(http_peer, config=wrong.config, auth=wrong.auth, auth_method=wrong.auth_method)
    assert (result.success, result.reason, result.field) == (False, wrong.reason, wrong.at), result.message
    assert result.message
    assert http_peer.received == []
    assert result.level is Level.NONE


def test_plain_headers_are_sent_and_kept_in_the_anonymous_request(http_peer: HttpPeer) -> None:
    http_peer.script = only("authorization", f"Bearer {TOKEN}")
    probed(http_peer, auth={"token": TOKEN}, config={"headers": {"Accept": "application/json", "X-Region": "eu"}})
    assert [r.headers.get("x-region") for r in http_peer.received] == ["eu", "eu"]
    assert [r.headers.get("accept") for r in http_peer.received] == ["application/json"] * 2


class TestOverTls:
    def test_a_private_authority_can_be_named(self, https_peer: HttpPeer, certificates: Certificates) -> None:
        https_peer.script = asks_for(basic("ada", PASSWORD), "Basic")
        result = probed(
            https_peer,
            config={"caCertificate": certificates.ca.read_text()},
            auth={"username": "ada", "password": PASSWORD},
        )
        assert (result.success, result.level, result.warning) == (True, Level.RESOURCE_READABLE, None), result
        assert passed(result) == ["config", "resolve", "egress", "connect", "tls", "authenticate", "resource"]

    def test_an_answer_to_anyone_proves_tls_alone(self, https_peer: HttpPeer, certificates: Certificates) -> None:
        ca = {"caCertificate": certificates.ca.read_text()}
        assert probed(https_peer, config=ca, auth={"token": TOKEN}).level is Level.TLS

    def test_an_unknown_authority_sees_no_credential(self, https_peer: HttpPeer) -> None:
        result = probed(https_peer, auth={"token": TOKEN})
        assert (result.reason, result.level) == (Reason.TLS_UNTRUSTED, Level.REACHABLE)
        assert failed(result) == ["tls"]
        assert https_peer.received == []

    @pytest.mark.parametrize(
        ("which", "reason"), [("wrong_name", Reason.TLS_NAME_MISMATCH), ("expired", Reason.TLS_EXPIRED)]
    )
    def test_a_wrong_certificate_is_told_apart(self, certificates: Certificates, which: str, reason: Reason) -> None:
        with serving(getattr(certificates, which)) as peer:
            result = probed(peer, config={"caCertificate": certificates.ca.read_text()}, auth={"token": TOKEN})
        assert result.reason is reason

    def test_a_certificate_near_its_end_is_a_warning(self, certificates: Certificates) -> None:
        with serving(certificates.expiring) as peer:
            result = probed(peer, config={"caCertificate": certificates.ca.read_text()})
        assert result.success
        assert "expires" in (result.warning or "")


CLIENT = {"clientId": "app 1", "clientSecret": CLIENT_SECRET}


class TestClientCredentials:
    def server(self, token_answer: Answer) -> Script:
        def script(received: Received) -> Answer:
            if received.path == "/token":
                assert received.method == "POST"
                return token_answer
            return Answer(200 if received.headers.get("authorization") == f"Bearer {TOKEN}" else 401)

        return script

    def ask(self, peer: HttpPeer, auth_method: str = "oauth2_client_credentials", **more: str) -> ProbeResult:
        result = run(
            "rest_api",
            {"url": peer.url("/orders")},
            {"tokenUrl": peer.url("/token"), **CLIENT, **more},
            port=peer.port,
            auth_method=auth_method,
        )
        assert not any(secret in json.dumps(result.to_wire()) for secret in SECRETS)
        return result

    GRANTED = Answer(200, body=json.dumps({"access_token": TOKEN, "token_type": "Bearer"}).encode())

    @pytest.mark.parametrize("auth_method", ["oauth2_client_credentials", "access_key"])
    def test_a_token_is_fetched_and_used(self, http_peer: HttpPeer, auth_method: str) -> None:
        http_peer.script = self.server(self.GRANTED)
        result = self.ask(http_peer, auth_method, scope="read:orders write")
        assert (result.success, result.level) == (True, Level.RESOURCE_READABLE), result
        asked = http_peer.received[0]
        assert asked.headers["authorization"] == basic("app+1", CLIENT_SECRET)
        assert parse_qs(asked.body.decode()) == {"grant_type": ["client_credentials"], "scope": ["read:orders write"]}
        assert http_peer.methods == ["POST", "HEAD", "HEAD"]

    def test_the_secret_may_go_into_the_body(self, http_peer: HttpPeer) -> None:
        http_peer.script = self.server(self.GRANTED)
        assert self.ask(http_peer, clientAuthentication="post").success
        asked = http_peer.received[0]
        assert "authorization" not in asked.headers
        assert parse_qs(asked.body.decode())["client_secret"] == [CLIENT_SECRET]

    def test_a_token_that_the_api_does_not_look_at_was_still_issued(self, http_peer: HttpPeer) -> None:
        http_peer.script = lambda received: self.GRANTED if received.path == "/token" else Answer(200)
        result = self.ask(http_peer)
        assert (result.success, result.level) == (True, Level.AUTHENTICATED)
        assert NOT_PROVEN in (result.warning or "")

    @pytest.mark.parametrize(
        ("status", "error", "reason", "field"),
        [
            (401, "invalid_client", Reason.AUTHENTICATION_FAILED, "authConfig.clientSecret"),
            (401, None, Reason.AUTHENTICATION_FAILED, "authConfig.clientSecret"),
            (400, "unauthorized_client", Reason.PERMISSION_DENIED, "authConfig.clientId"),
            (400, "invalid_scope", Reason.INVALID_CONFIG, "authConfig.scope"),
            (400, "unsupported_grant_type", Reason.UNSUPPORTED, "authConfig.tokenUrl"),
            (400, "invalid_request", Reason.INVALID_CONFIG, "authConfig.tokenUrl"),
            (429, None, Reason.RATE_LIMITED, "authConfig.tokenUrl"),
            (404, None, Reason.PEER_ERROR, "authConfig.tokenUrl"),
            (500, None, Reason.PEER_ERROR, "authConfig.tokenUrl"),
            (302, None, Reason.PEER_ERROR, "authConfig.tokenUrl"),
        ],
    )
    def test_a_refusal_names_the_field(
        self, http_peer: HttpPeer, status: int, error: str | None, reason: Reason, field: str
    ) -> None:
        body = json.dumps({"error": error, "error_description": CLIENT_SECRET}).encode() if error else b"<html>"
        http_peer.script = self.server(Answer(status, {"Location": "/login"} if status == 302 else {}, body))
        result = self.ask(http_peer)
        assert (result.success, result.reason, result.field) == (False, reason, field)
        assert result.hint
        assert failed(result) == ["authenticate"]
        assert http_peer.methods == ["POST"]

    @pytest.mark.parametrize("body", [b"", b"[]", b"{}", b"<html>", b'{"access_token": 5}', b"[" * 100_000])
    def test_an_answer_without_a_token_is_another_protocol(self, http_peer: HttpPeer, body: bytes) -> None:
        http_peer.script = self.server(Answer(200, body=body))
        result = self.ask(http_peer)
        assert (result.reason, result.field) == (Reason.PROTOCOL_MISMATCH, "authConfig.tokenUrl")

    def test_the_token_url_goes_through_the_guard(self, http_peer: HttpPeer) -> None:
        result = self.ask(http_peer, tokenUrl="http://10.0.0.1/token")
        assert (result.reason, result.field) == (Reason.EGRESS_DENIED, "authConfig.tokenUrl")


def test_a_body_without_end_is_not_read(http_peer: HttpPeer) -> None:
    def endless() -> Any:
        while True:
            yield b"x" * 65536

    http_peer.script = lambda received: Answer(405) if received.method == "HEAD" else Answer(200, body=endless())
    result = probed(http_peer, auth_method="none", seconds=2.0)
    assert result.success


def test_the_guard_is_asked() -> None:
    # Another port of this machine than the one that is open.
    assert EgressPolicy.parse(["127.0.0.1:9"], [])
    result = run("rest_api", {"url": "http://127.0.0.1:10/"}, {}, port=9)
    assert (result.reason, result.field) == (Reason.EGRESS_DENIED, "config.url")
