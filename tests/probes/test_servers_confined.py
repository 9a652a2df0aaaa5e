"""The probes of brokers, mail, directories and files where they really run: in a confined child."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from probes.egress.policy import EgressPolicy
from probes.isolation.prober import Prober
from probes.isolation.runner import ProbeRunner
from probes.registry import connector_types
from probes.result import ProbeResult, Reason
from probes.run import Job
from tests.peers.smtp import PASSWORD, USER, smtp_server

# type, the fixture of its server, where its port is, further config; of each the reader logs in.
Served = tuple[str, str, str, dict[str, Any]]
SERVED: list[Served] = [
    ("rabbitmq", "rabbitmq_server", "tls_port", {"vhost": "orders", "queue": "orders.in"}),
    ("mqtt", "mosquitto", "tls_port", {"topic": "sensors/#"}),
    ("nats", "nats_servers", "port", {"subject": "orders.>", "stream": "ORDERS"}),
    ("imap", "dovecot", "tls_port", {"tlsMode": "implicit"}),
    ("ldap", "slapd", "tls_port", {"tlsMode": "implicit", "baseDn": "dc=example,dc=com"}),
    ("webdav", "webdav", "port", {}),
    ("smb", "samba", "port", {"share": "exports"}),
]


@pytest.fixture(scope="module")
def runner() -> Iterator[ProbeRunner]:
    prober = Prober(EgressPolicy.parse(["127.0.0.1"], []), concurrency=4)
    prober.start()
    try:
        yield ProbeRunner(prober.socket_path)
    finally:
        prober.stop()


def run(runner: ProbeRunner, type_name: str, config: dict[str, Any], login: dict[str, str]) -> ProbeResult:
    parameters = connector_types()[type_name].parameters(config)
    return runner.run(Job("acme", "conn_1", type_name, "access_key", parameters, login, timeout_seconds=10.0))


def assert_proven_and_refused(
    runner: ProbeRunner, type_name: str, config: dict[str, Any], login: dict[str, str]
) -> None:
    good = run(runner, type_name, config, login)
    assert good.success, good
    assert good.level is connector_types()[type_name].highest_level
    bad = run(runner, type_name, config, {**login, "password": "not-the-password"})
    assert (bad.reason, bad.field) == (Reason.AUTHENTICATION_FAILED, "authConfig.password"), bad


@pytest.mark.parametrize("served", SERVED, ids=lambda served: served[0])
def test_each_server_is_proven_and_a_wrong_password_diagnosed(
    request: pytest.FixtureRequest, runner: ProbeRunner, served: Served
) -> None:
    type_name, fixture, port, config = served
    server = request.getfixturevalue(fixture)
    number = getattr(server, port)
    where = {"host": "127.0.0.1", "port": number, "url": f"https://127.0.0.1:{number}/digest/"}
    login = {"username": getattr(server, "reader", None) or server.user, "password": server.password}
    authorities = {"caCertificate": server.ca.read_text()} if hasattr(server, "ca") else {}
    whole = {**where, **authorities, **config}
    assert_proven_and_refused(runner, type_name, whole, login)


def test_a_mail_server_is_proven(runner: ProbeRunner, certificates: Any) -> None:
    with smtp_server(certificates.server, auth_required=True) as server:
        config = {"host": "127.0.0.1", "port": server.port, "caCertificate": certificates.ca.read_text()}
        login = {"username": USER, "password": PASSWORD}
        assert_proven_and_refused(runner, "smtp", {**config, "sender": "reports@example.com"}, login)
