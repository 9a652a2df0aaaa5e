"""Session fixtures of the servers that start in a moment: each with the first test that asks, one a worker of xdist.

RabbitMQ takes seconds, so there is one for all workers (tests/peers/session.py).
"""

from __future__ import annotations

import json
import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.peers.certificates import Certificates
from tests.peers.dovecot import DovecotServer, dovecot_server
from tests.peers.lighttpd import WebdavServer, webdav_server
from tests.peers.mosquitto import MosquittoServer, mosquitto_server
from tests.peers.nats import Key, Operator, nats_server
from tests.peers.samba import SambaServer, samba_server
from tests.peers.slapd import SlapdServer, slapd_server


@pytest.fixture(scope="session")
def mosquitto(certificates: Certificates) -> Iterator[MosquittoServer]:
    with mosquitto_server(certificates) as server:
        yield server


@pytest.fixture(scope="session")
def webdav(certificates: Certificates) -> Iterator[WebdavServer]:
    with webdav_server(certificates) as server:
        yield server


@pytest.fixture(scope="session")
def samba() -> Iterator[SambaServer]:
    with samba_server() as server:
        yield server


@pytest.fixture(scope="session")
def slapd(certificates: Certificates) -> Iterator[SlapdServer]:
    with slapd_server(certificates) as server:
        yield server


@pytest.fixture(scope="session")
def dovecot(certificates: Certificates) -> Iterator[DovecotServer]:
    with dovecot_server(certificates) as server:
        yield server


@dataclass(frozen=True, slots=True)
class NatsServers:
    """`port`: TLS, users by password and by NKey, JetStream. `operated`: users by credentials file."""

    port: int
    operated: int
    operator: Operator = field(repr=False)
    key: Key = field(repr=False)
    reader: str
    password: str = field(repr=False)
    ca: Any


@pytest.fixture(scope="session")
def nats_servers(certificates: Certificates) -> Iterator[NatsServers]:
    operator, key, password = Operator(), Key("user"), "s3cr3t/nats+word"
    may = {
        "subscribe": ["orders.>", "_INBOX.>"],
        "publish": [f"$JS.API.STREAM.INFO.{name}" for name in ("ORDERS", "NONE")],
    }
    maker = {"user": "maker", "password": password}
    users = [{"user": "reader", "password": password, "permissions": may}, maker, {"nkey": key.public}]
    settings = {"jetstream": True, "accounts": {"A": {"jetstream": "enabled", "users": users}}}
    with (
        nats_server(settings, certificates.server) as port,
        nats_server(operator.settings, certificates.server) as operated,
    ):
        _make_stream(port, password, certificates)
        yield NatsServers(port, operated, operator, key, "reader", password, certificates.ca)


def _make_stream(port: int, password: str, certificates: Certificates) -> None:
    context = ssl.create_default_context(cafile=str(certificates.ca))
    login = json.dumps({"user": "maker", "pass": password, "verbose": False})
    wanted = json.dumps({"name": "ORDERS", "subjects": ["orders.>"], "storage": "memory"})
    with socket.create_connection(("127.0.0.1", port), 10) as plain:
        assert plain.recv(4096).startswith(b"INFO ")
        with context.wrap_socket(plain, server_hostname="127.0.0.1") as sock:
            request = f"PUB $JS.API.STREAM.CREATE.ORDERS answer {len(wanted)}\r\n{wanted}"
            sock.sendall(f"CONNECT {login}\r\nSUB answer 1\r\n{request}\r\n".encode())
            got = b""
            while b"MSG answer" not in got or not got.endswith(b"}\r\n"):
                got += sock.recv(4096)
    assert b"stream_create_response" in got, got
    assert b'"error"' not in got, got
