"""The rows of brokers and of servers of mail and directories: real servers, and scripted ones that are too busy."""

from __future__ import annotations

import socket
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest

from probes.result import Level, ProbeResult, Reason
from tests.peers.certificates import Certificates
from tests.peers.ftp import ftp_server
from tests.peers.smtp import FOREIGN, smtp_server
from tests.probes import (
    test_amqp,
    test_ftp,
    test_imap,
    test_ldap,
    test_mqtt,
    test_nats,
    test_pulsar,
    test_smb,
    test_smtp,
    test_webdav,
)
from tests.probes.matrix import Ask, Cell, LeftOut, Row, Run, wire
from tests.probes.server_probing import Given

Request = pytest.FixtureRequest
Probe = Callable[..., ProbeResult]
HOST, PASSWORD, USERNAME = "config.host", "authConfig.password", "authConfig.username"
WRONG: Given = {"password": "not-the-password"}


def _asked(probe: Probe, fixture: str, config: Given | None = None, auth: Given | None = None) -> Run:
    return lambda request: probe(request.getfixturevalue(fixture), config or {}, auth or {})


def _placed(probe: Probe, fixture: str) -> Ask:
    def ask(request: Request, host: str, port: int, seconds: float) -> ProbeResult:
        return probe(request.getfixturevalue(fixture), {"host": host, "port": port}, {}, seconds=seconds)

    return ask


def _row(
    probe: Probe,
    fixture: str,
    *,
    highest: Level,
    wrong: tuple[Level, str],
    absent: Cell | LeftOut,
    denied: Cell,
    busy: Cell,
    silent: str | None = None,
) -> dict[str, Cell | LeftOut]:
    """`wrong`: how far a wrong password gets, and what its hint says."""
    ask = _placed(probe, fixture)
    return {
        **wire(ask, HOST, silent=silent),
        "right credentials": Cell(_asked(probe, fixture), None, highest),
        "wrong credentials": Cell(
            _asked(probe, fixture, {}, WRONG), Reason.AUTHENTICATION_FAILED, wrong[0], PASSWORD, hint=wrong[1]
        ),
        "missing field": Cell(
            _asked(probe, fixture, {"host": None}), Reason.INVALID_CONFIG, Level.NONE, HOST, hint="give config.host"
        ),
        "TLS untrusted": Cell(
            _asked(probe, fixture, {"caCertificate": None}), Reason.TLS_UNTRUSTED, Level.REACHABLE, HOST
        ),
        "resource absent": absent,
        "permission missing": denied,
        "peer rate-limits": busy,
    }


def _rabbitmq() -> Row:
    def asked(config: Given) -> Run:
        return _asked(test_amqp.probe, "rabbitmq_server", config)

    return _row(
        test_amqp.probe,
        "rabbitmq_server",
        highest=Level.RESOURCE_READABLE,
        wrong=(Level.TLS, "check both"),
        absent=Cell(
            asked({"queue": "absent"}),
            Reason.RESOURCE_NOT_FOUND,
            Level.AUTHORIZED,
            "config.queue",
            hint="creates no queue",
        ),
        denied=Cell(
            asked({"queue": "payroll"}),
            Reason.PERMISSION_DENIED,
            Level.AUTHORIZED,
            "config.queue",
            hint="rabbitmqctl set_permissions",
        ),
        busy=Cell(
            asked({"vhost": "full", "queue": None}),
            Reason.RATE_LIMITED,
            Level.AUTHENTICATED,
            HOST,
            hint="connection limits",
        ),
    )


def _mqtt() -> Row:
    quota_exceeded = b"\x20\x03\x00\x97\x00"

    def busy(request: Request) -> ProbeResult:
        return test_mqtt.answering(request.getfixturevalue("mosquitto"), "5", quota_exceeded)

    return _row(
        test_mqtt.probe,
        "mosquitto",
        highest=Level.RESOURCE_READABLE,
        wrong=(Level.TLS, "check user name and password"),
        absent=LeftOut("MQTT has no absent topic: whatever is named may be subscribed to before it is used", "nats"),
        denied=Cell(
            _asked(test_mqtt.probe, "mosquitto", {"topic": "payroll/#"}),
            Reason.PERMISSION_DENIED,
            Level.AUTHENTICATED,
            "config.topic",
            hint="the right to subscribe",
        ),
        busy=Cell(busy, Reason.RATE_LIMITED, Level.REACHABLE, HOST, hint="max_connections"),
        silent="rabbitmq",
    )


def _nats() -> Row:
    def busy(request: Request) -> ProbeResult:
        return test_nats.full(request.getfixturevalue("nats_servers"))

    return _row(
        test_nats.probe,
        "nats_servers",
        highest=Level.RESOURCE_READABLE,
        wrong=(Level.TLS, "for this server and account"),
        absent=Cell(
            _asked(test_nats.probe, "nats_servers", {"stream": "NONE"}),
            Reason.RESOURCE_NOT_FOUND,
            Level.AUTHORIZED,
            "config.stream",
            hint="creates no stream",
        ),
        denied=Cell(
            _asked(test_nats.probe, "nats_servers", {"subject": "payroll.>"}),
            Reason.PERMISSION_DENIED,
            Level.AUTHENTICATED,
            "config.subject",
            hint="grant it subscribe",
        ),
        busy=Cell(busy, Reason.RATE_LIMITED, Level.REACHABLE, HOST, hint="max_connections"),
        silent="imap",
    )


def _smtp() -> Row:
    def probe(certificates: Certificates, config: Given, auth: Given, **more: Any) -> ProbeResult:
        with smtp_server(certificates.server, implicit=True, auth_required=True) as server:
            found: ProbeResult = test_smtp.probe(
                certificates, server.port, {"tlsMode": "implicit", **config}, auth, **more
            )
        return found

    def busy(request: Request) -> ProbeResult:
        replies = {"greeting": "421 4.3.2 too many connections"}
        return test_smtp.speaking(request.getfixturevalue("certificates"), replies, {})[0]

    return _row(
        probe,
        "certificates",
        highest=Level.AUTHORIZED,
        wrong=(Level.TLS, "app password"),
        absent=LeftOut("a test of SMTP reads nothing that could be absent", "imap"),
        denied=Cell(
            _asked(probe, "certificates", {"sender": FOREIGN}),
            Reason.PERMISSION_DENIED,
            Level.AUTHENTICATED,
            "config.sender",
            hint="the right to send as it",
        ),
        busy=Cell(busy, Reason.RATE_LIMITED, Level.REACHABLE, HOST, hint="limits of connections"),
        silent="imap",
    )


def _imap() -> Row:
    def busy(request: Request) -> ProbeResult:
        answers = {"LOGIN": f"%s NO [UNAVAILABLE] {test_imap.FULL}"}
        return test_imap.answering(request.getfixturevalue("dovecot"), answers)

    def mailbox(name: str) -> Run:
        return _asked(test_imap.probe, "dovecot", {"mailbox": name})

    return _row(
        test_imap.probe,
        "dovecot",
        highest=Level.RESOURCE_READABLE,
        wrong=(Level.TLS, "app password"),
        absent=Cell(
            mailbox("Absent"), Reason.RESOURCE_NOT_FOUND, Level.AUTHENTICATED, "config.mailbox", hint="separator"
        ),
        denied=Cell(
            mailbox("payroll"), Reason.PERMISSION_DENIED, Level.AUTHENTICATED, "config.mailbox", hint="right to read"
        ),
        busy=Cell(busy, Reason.RATE_LIMITED, Level.REACHABLE, HOST, hint="limit of connections"),
    )


def _ldap() -> Row:
    def busy(request: Request) -> ProbeResult:
        return test_ldap.answering(request.getfixturevalue("slapd"), test_ldap.outcome(0x61, 51, "busy"))

    def base(name: str) -> Run:
        return _asked(test_ldap.probe, "slapd", {"baseDn": name})

    return _row(
        test_ldap.probe,
        "slapd",
        highest=Level.RESOURCE_READABLE,
        wrong=(Level.TLS, "bind DN"),
        absent=Cell(
            base("dc=absent"), Reason.RESOURCE_NOT_FOUND, Level.AUTHENTICATED, "config.baseDn", hint="check baseDn"
        ),
        denied=Cell(
            base("ou=payroll,dc=example,dc=com"),
            Reason.PERMISSION_DENIED,
            Level.AUTHENTICATED,
            "config.baseDn",
            hint="access rules",
        ),
        busy=Cell(busy, Reason.RATE_LIMITED, Level.REACHABLE, HOST, hint="server's limits"),
        silent="imap",
    )


def _webdav() -> Row:
    def asked(config: Given, auth: Given | None = None) -> Run:
        return _asked(test_webdav.probe, "webdav", config, auth)

    def busy(request: Request) -> ProbeResult:
        return test_webdav.answering(request.getfixturevalue("webdav"), "429 Too Many Requests\r\nRetry-After: 7")

    url = "config.url"
    return {
        **wire(_placed(test_webdav.probe, "webdav"), url, silent="imap"),
        "right credentials": Cell(asked({}), None, Level.RESOURCE_READABLE),
        "wrong credentials": Cell(
            asked({}, WRONG), Reason.AUTHENTICATION_FAILED, Level.TLS, PASSWORD, hint="not revoked"
        ),
        "missing field": Cell(asked({"host": None}), Reason.INVALID_CONFIG, Level.NONE, url, hint="give config.url"),
        "TLS untrusted": Cell(asked({"caCertificate": None}), Reason.TLS_UNTRUSTED, Level.REACHABLE, url),
        "resource absent": Cell(
            asked({"path": "/digest/absent"}),
            Reason.RESOURCE_NOT_FOUND,
            Level.AUTHENTICATED,
            url,
            hint="check the URL",
        ),
        "permission missing": Cell(
            asked({"path": "/closed/"}), Reason.PERMISSION_DENIED, Level.TLS, url, hint="grant the credentials access"
        ),
        "peer rate-limits": Cell(busy, Reason.RATE_LIMITED, Level.REACHABLE, url, hint="wait 7 s"),
    }


def _smb() -> Row:
    def asked(config: Given) -> Run:
        return _asked(test_smb.probe, "samba", config)

    def busy(request: Request) -> ProbeResult:
        return test_smb.refusing(request.getfixturevalue("samba"), 0xC00000D0)

    row = _row(
        test_smb.probe,
        "samba",
        highest=Level.RESOURCE_READABLE,
        wrong=(Level.REACHABLE, "the domain"),
        absent=Cell(
            asked({"path": "absent"}),
            Reason.RESOURCE_NOT_FOUND,
            Level.AUTHORIZED,
            "config.path",
            hint="begins at the share",
        ),
        denied=Cell(
            asked({"path": "locked"}), Reason.PERMISSION_DENIED, Level.AUTHORIZED, "config.path", hint="right to read"
        ),
        busy=Cell(busy, Reason.RATE_LIMITED, Level.REACHABLE, HOST, hint="limit of connections"),
        silent="imap",
    )
    return {**row, "TLS untrusted": LeftOut("SMB has no TLS: login and signatures prove the server", "webdav")}


def _pulsar() -> Row:
    def topic(name: str) -> Run:
        return _asked(test_pulsar.probe, "certificates", {"topic": name})

    def busy(request: Request) -> ProbeResult:
        too_many = test_pulsar.Broker(14)
        return test_pulsar.probe(request.getfixturevalue("certificates"), {}, {}, broker=too_many)

    row = _row(
        test_pulsar.probe,
        "certificates",
        highest=Level.AUTHORIZED,
        wrong=(Level.TLS, "not over"),
        absent=Cell(
            topic("absent"), Reason.RESOURCE_NOT_FOUND, Level.AUTHENTICATED, "config.topic", hint="creates no topic"
        ),
        denied=Cell(
            topic("payroll"), Reason.PERMISSION_DENIED, Level.AUTHENTICATED, "config.topic", hint="grant-permission"
        ),
        busy=Cell(busy, Reason.RATE_LIMITED, Level.TLS, HOST, hint="maxConcurrentLookupRequest"),
        silent="imap",
    )
    wrong = Cell(
        _asked(test_pulsar.probe, "certificates", {}, {"token": "another"}),
        Reason.AUTHENTICATION_FAILED,
        Level.TLS,
        "authConfig.token",
        hint="not over",
    )
    return {**row, "wrong credentials": wrong}


def _ftp(type_name: str, level: Level) -> Row:
    """`level` is how far a test comes before the login."""
    encrypted = type_name == "ftps"

    def probe(certificates: Certificates, config: Given, auth: Given, **more: Any) -> ProbeResult:
        authorities = {"caCertificate": certificates.ca.read_text()} if encrypted else {}
        with ftp_server(certificates.server if encrypted else None) as server:
            login = {**test_ftp.LOGIN, **auth}
            found: ProbeResult = test_ftp.probe(type_name, server.port, {**authorities, **config}, login, **more)
        return found

    def busy(request: Request) -> ProbeResult:
        pair = request.getfixturevalue("certificates").server if encrypted else None
        with (
            ftp_server(pair, max_connections=1) as server,
            socket.create_connection(("127.0.0.1", server.port)) as first,
        ):
            first.recv(1024)
            found: ProbeResult = test_ftp.probe(type_name, server.port, {})
        return found

    def path(name: str) -> Run:
        return _asked(probe, "certificates", {"path": name})

    row = _row(
        probe,
        "certificates",
        highest=Level.RESOURCE_READABLE,
        wrong=(level, "check user name and password"),
        absent=Cell(
            path("/absent"), Reason.RESOURCE_NOT_FOUND, Level.AUTHENTICATED, "config.path", hint="capitals included"
        ),
        denied=Cell(
            path("/closed"), Reason.PERMISSION_DENIED, Level.AUTHENTICATED, "config.path", hint="the right to list"
        ),
        busy=Cell(busy, Reason.RATE_LIMITED, Level.REACHABLE, HOST, hint="limits of connections"),
        silent=None if encrypted else "ftps",
    )
    if not encrypted:
        return {**row, "TLS untrusted": LeftOut("ftp has no TLS", "ftps")}
    silent = row["silent peer"]
    assert isinstance(silent, Cell)
    return {**row, "silent peer": replace(silent, hint="an FTP server listens")}


ROWS: Mapping[str, Row] = {
    "rabbitmq": _rabbitmq(),
    "mqtt": _mqtt(),
    "nats": _nats(),
    "smtp": _smtp(),
    "imap": _imap(),
    "ldap": _ldap(),
    "pulsar": _pulsar(),
    "webdav": _webdav(),
    "smb": _smb(),
    "ftp": _ftp("ftp", Level.REACHABLE),
    "ftps": _ftp("ftps", Level.TLS),
}
