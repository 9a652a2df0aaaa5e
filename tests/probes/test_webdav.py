"""WebDAV: what a test says of a real server (lighttpd), and of web servers that are none."""

from __future__ import annotations

import hashlib
import re
from typing import Any

import pytest

from probes.protocols import http_digest
from probes.result import Level, ProbeResult, Reason
from tests.egress.scripted import Conversation, peer
from tests.peers.lighttpd import WebdavServer
from tests.probes.probing import passed, run
from tests.probes.server_probing import Given, assert_refused

PASSWORD, URL = "authConfig.password", "config.url"


def probe(server: WebdavServer, config: Given, auth: Given, **more: Any) -> ProbeResult:
    """`host`, `port` and `path` make the URL."""
    port = config.get("port", server.port)
    where = {
        "host": "127.0.0.1",
        "path": "/digest/",
        "scheme": "https",
        "caCertificate": server.ca.read_text(),
        **config,
    }
    given = {
        "url": f"{where['scheme']}://{where['host']}:{port}{where['path']}" if where["host"] else None,
        "caCertificate": where["caCertificate"],
    }
    login = {"username": server.user, "password": server.password, **auth}
    whole, secrets = ({key: value for key, value in part.items() if value is not None} for part in (given, login))
    return run("webdav", whole, secrets, port=port, **more)


@pytest.mark.parametrize("path", ["/digest/", "/basic/", "/digest/orders.csv"])
def test_a_folder_or_file_is_described(webdav: WebdavServer, path: str) -> None:
    result = probe(webdav, {"path": path}, {})
    assert (result.success, result.warning) == (True, None), result
    assert passed(result)[-3:] == ["tls", "authenticate", "resource"]


def test_a_server_that_answers_anyone_proves_no_credentials(webdav: WebdavServer) -> None:
    result = probe(webdav, {"path": "/open/"}, {})
    assert result.success, result
    assert "authenticate" not in passed(result)
    assert "not proven" in (result.warning or "")


REFUSALS: list[tuple[Given, Given, Reason, str, Level]] = [
    ({"path": "/digest/"}, {"password": "not-it"}, Reason.AUTHENTICATION_FAILED, PASSWORD, Level.TLS),
    ({"path": "/basic/"}, {"password": "not-it"}, Reason.AUTHENTICATION_FAILED, PASSWORD, Level.TLS),
    ({}, {"username": None, "password": None}, Reason.CREDENTIAL_MISSING, "authConfig", Level.TLS),
    ({"path": "/digest/absent"}, {}, Reason.RESOURCE_NOT_FOUND, URL, Level.AUTHENTICATED),
    ({"path": "/closed/"}, {}, Reason.PERMISSION_DENIED, URL, Level.TLS),
    ({"caCertificate": None}, {}, Reason.TLS_UNTRUSTED, URL, Level.REACHABLE),
    ({"host": None}, {}, Reason.INVALID_CONFIG, URL, Level.NONE),
]


@pytest.mark.parametrize("refusal", REFUSALS)
def test_each_refusal_names_its_reason_and_field(webdav: WebdavServer, refusal: Any) -> None:
    config, auth, reason, at, level = refusal
    assert_refused(probe(webdav, config, auth), reason, at, level)


def answering(server: WebdavServer, status: str, body: str = "") -> ProbeResult:
    def speak(conversation: Conversation) -> None:
        conversation.read_request()
        conversation.sock.sendall(f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode())

    with peer(speak) as web:
        return probe(server, {"scheme": "http", "port": web.port, "caCertificate": None}, {})


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        ("200 OK", Reason.PROTOCOL_MISMATCH),
        ("405 Method Not Allowed", Reason.PROTOCOL_MISMATCH),
        ("501 Not Implemented", Reason.PROTOCOL_MISMATCH),
        ("207 Multi-Status", Reason.PROTOCOL_MISMATCH),
        ("429 Too Many Requests", Reason.RATE_LIMITED),
        ("503 Service Unavailable", Reason.PEER_ERROR),
        ("507 Insufficient Storage", Reason.PEER_ERROR),
    ],
)
def test_a_web_server_of_another_kind(webdav: WebdavServer, status: str, reason: Reason) -> None:
    assert_refused(answering(webdav, status), reason, URL, Level.REACHABLE)


CHALLENGE = (
    'Basic realm="x", Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=MD5, '
    'nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS", '
    'Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=SHA-256, '
    'nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"'
)


def test_digest_answers_the_strongest_challenge_as_the_rfc_computes_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """RFC 7616 §3.9.1, its own example."""
    cnonce = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ"
    monkeypatch.setattr(http_digest.secrets, "token_hex", lambda _size: cnonce)
    strongest, weakest = http_digest.challenges(CHALLENGE)
    expected = {
        "SHA-256": "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1",
        "MD5": "8ca523f5e9506fed4657c9700eebdbec",
    }
    for challenge, algorithm in ((strongest, "SHA-256"), (weakest, "MD5")):
        header = http_digest.authorization(challenge, "GET", "/dir/index.html", "Mufasa", "Circle of Life")
        assert f'response="{expected[algorithm]}"' in header
        assert f"algorithm={algorithm}" in header


def test_the_password_is_not_sent_where_the_server_takes_digest(webdav: WebdavServer) -> None:
    heard: list[bytes] = []

    def speak(conversation: Conversation) -> None:
        for _ in range(2):
            heard.append(conversation.read_request())
            challenge = f"HTTP/1.1 401 No\r\nWWW-Authenticate: {CHALLENGE}\r\nContent-Length: 0\r\n\r\n"
            conversation.sock.sendall(challenge.encode())

    with peer(speak) as web:
        probe(webdav, {"scheme": "http", "port": web.port, "caCertificate": None}, {})
    assert b"authorization" not in heard[0].lower()
    assert re.search(rb"(?i)authorization: digest ", heard[1])
    digest = hashlib.sha256(f"{webdav.user}:http-auth@example.org:{webdav.password}".encode()).hexdigest()
    assert digest.encode() not in heard[1]
