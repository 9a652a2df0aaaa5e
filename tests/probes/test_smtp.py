"""SMTP: what a test says of a real server (aiosmtpd) and of others; no mail is ever sent."""

from __future__ import annotations

import base64
import hashlib
import hmac
from typing import Any

import pytest

from probes.result import Level, ProbeResult, Reason
from tests.egress.scripted import Conversation, peer
from tests.peers.certificates import Certificates
from tests.peers.smtp import FOREIGN, PASSWORD, SENDER, USER, smtp_server
from tests.probes.probing import passed
from tests.probes.server_probing import Given, Refusal, assert_refused, probe_of

SECRET, HOST, MODE = "authConfig.password", "config.host", "config.tlsMode"
CLEAR: Given = {"tlsMode": "none", "caCertificate": None}
NOBODY: Given = {"username": None, "password": None}


def probe(certificates: Certificates, port: int, config: Given, auth: Given, **more: Any) -> ProbeResult:
    whole = {
        "host": "127.0.0.1",
        "port": port,
        "caCertificate": certificates.ca.read_text(),
        "sender": SENDER,
    }
    return probe_of("smtp", whole, {"username": USER, "password": PASSWORD}, config, auth, **more)


@pytest.mark.parametrize("mode", ["implicit", "starttls"])
def test_a_login_and_a_sender_are_taken_and_no_mail_is_sent(certificates: Certificates, mode: str) -> None:
    with smtp_server(certificates.server, implicit=mode == "implicit", auth_required=True) as server:
        result = probe(certificates, server.port, {"tlsMode": mode}, {})
    assert result.success, result
    assert passed(result)[-3:] == ["tls", "authenticate", "authorize"]
    assert server.mails == 0


def test_clear_text_is_a_choice_and_warned_of() -> None:
    with smtp_server() as server:
        result = probe_of(
            "smtp",
            {"host": "127.0.0.1", "port": server.port, "tlsMode": "none"},
            {"username": USER, "password": PASSWORD},
            {},
            {},
        )
    assert result.success, result
    assert "in clear text" in (result.warning or "")


REFUSALS: list[Refusal] = [
    ({}, {"password": "not-it"}, Reason.AUTHENTICATION_FAILED, SECRET, Level.TLS),
    ({}, {"password": None}, Reason.CREDENTIAL_MISSING, SECRET, Level.NONE),
    ({}, {"password": None, "token": "ya29"}, Reason.UNSUPPORTED, "authMethod", Level.TLS),
    ({"sender": FOREIGN}, {}, Reason.PERMISSION_DENIED, "config.sender", Level.AUTHENTICATED),
    ({}, NOBODY, Reason.CREDENTIAL_MISSING, "authConfig.username", Level.TLS),
    ({"caCertificate": None}, {}, Reason.TLS_UNTRUSTED, HOST, Level.REACHABLE),
    (CLEAR, {}, Reason.TLS_REQUIRED, MODE, Level.REACHABLE),
    ({"host": None}, {}, Reason.INVALID_CONFIG, HOST, Level.NONE),
]


@pytest.mark.parametrize("refusal", REFUSALS)
def test_each_refusal_names_its_reason_and_field(certificates: Certificates, refusal: Refusal) -> None:
    config, auth, reason, at, level = refusal
    with smtp_server(certificates.server, auth_required=True) as server:
        result = probe(certificates, server.port, config, auth)
    assert_refused(result, reason, at, level)


def test_a_server_without_tls_gets_no_password(certificates: Certificates) -> None:
    with smtp_server() as server:
        result = probe(certificates, server.port, {}, {})
    assert_refused(result, Reason.TLS_REQUIRED, MODE, Level.REACHABLE)


def speaking(
    certificates: Certificates, replies: dict[str, str], auth: Given, **config: Any
) -> tuple[ProbeResult, list[str]]:
    """A server in clear text that answers each verb with its reply, by RFC 5321 and 4954."""
    heard: list[str] = []

    def speak(conversation: Conversation) -> None:
        conversation.sock.sendall(replies.get("greeting", "220 ready").encode() + b"\r\n")
        for line in conversation.sock.makefile("r"):
            heard.append(line.strip())
            verb = line.split()[0].upper() if line.split() else ""
            conversation.sock.sendall(f"{replies.get(verb, replies.get('', '250 OK'))}\r\n".encode())

    with peer(speak) as server:
        return probe(certificates, server.port, {**CLEAR, **config}, auth, seconds=2.0), heard


HELLO = "250-here\r\n250-AUTH PLAIN LOGIN CRAM-MD5 XOAUTH2\r\n250 OK"
REPLIES: list[tuple[dict[str, str], Reason, str, Level]] = [
    ({"greeting": "421 4.3.2 too many connections"}, Reason.RATE_LIMITED, HOST, Level.REACHABLE),
    ({"greeting": "554 no service for you"}, Reason.PERMISSION_DENIED, HOST, Level.REACHABLE),
    ({"": "535 5.7.8 bad credentials"}, Reason.AUTHENTICATION_FAILED, SECRET, Level.REACHABLE),
    ({"": "534 5.7.9 another password"}, Reason.AUTHENTICATION_FAILED, "authMethod", Level.REACHABLE),
    ({"": "454 4.7.0 temporary authentication failure: too many logins"}, Reason.RATE_LIMITED, HOST, Level.REACHABLE),
    ({"": "454 4.7.0 temporary authentication failure"}, Reason.RATE_LIMITED, HOST, Level.REACHABLE),
    ({"": "538 5.7.11 encryption required"}, Reason.TLS_REQUIRED, MODE, Level.REACHABLE),
    ({"": "530 5.7.0 Must issue a STARTTLS command first"}, Reason.TLS_REQUIRED, MODE, Level.REACHABLE),
    ({"": "235 in", "MAIL": "553 5.7.1 not yours"}, Reason.PERMISSION_DENIED, "config.sender", Level.AUTHENTICATED),
    ({"": "235 in", "MAIL": "450 4.7.1 rate limit"}, Reason.RATE_LIMITED, HOST, Level.AUTHENTICATED),
]  # fmt: skip


@pytest.mark.parametrize(("replies", "reason", "at", "level"), REPLIES)
def test_each_reply_has_its_meaning(
    certificates: Certificates, replies: dict[str, str], reason: Reason, at: str, level: Level
) -> None:
    asks = {"AUTH": f"334 {base64.b64encode(b'<1@host>').decode()}", "EHLO": HELLO, **replies}
    result, _heard = speaking(certificates, asks, {})
    assert_refused(result, reason, at, level)


def test_in_clear_text_the_password_is_not_shown_where_there_is_another_way(certificates: Certificates) -> None:
    challenge = b"<1896.697170952@postoffice.example.net>"
    asks = {
        "EHLO": HELLO,
        "AUTH": f"334 {base64.b64encode(challenge).decode()}",
        "": "235 in",
        "MAIL": "250",
        "RSET": "250",
    }
    result, heard = speaking(certificates, asks, {})
    assert result.success, result
    digest = hmac.new(PASSWORD.encode(), challenge, hashlib.md5).hexdigest()
    assert heard[1] == "AUTH CRAM-MD5"
    assert base64.b64decode(heard[2]).decode() == f"{USER} {digest}"


def test_a_token_goes_by_xoauth2(certificates: Certificates) -> None:
    asks = {"EHLO": HELLO, "AUTH": "235 in", "MAIL": "250", "RSET": "250"}
    result, heard = speaking(certificates, asks, {"password": None, "token": "ya29.token"})
    assert result.success, result
    assert base64.b64decode(heard[1].split()[2]) == f"user={USER}\x01auth=Bearer ya29.token\x01\x01".encode()


def test_what_a_peer_slips_in_before_tls_is_not_trusted(certificates: Certificates) -> None:
    asks = {"EHLO": "250-here\r\n250 STARTTLS", "STARTTLS": "220 go\r\n250-AUTH PLAIN"}
    result, heard = speaking(certificates, asks, {}, tlsMode="starttls")
    assert result.reason in (Reason.PROTOCOL_MISMATCH, Reason.PEER_ERROR), result
    assert not any(line.startswith("AUTH") for line in heard)


@pytest.mark.parametrize("words", ["HTTP/1.1 400 Bad", "SSH-2.0-OpenSSH_9.2", "220 ProFTPD FTP Server", "* OK IMAP"])
def test_a_peer_of_another_protocol(certificates: Certificates, words: str) -> None:
    result, _heard = speaking(certificates, {"greeting": words}, {})
    assert_refused(result, Reason.PROTOCOL_MISMATCH, "config.port", Level.REACHABLE)
