"""A real RabbitMQ: TLS and plain listeners, users with and without rights, limits; every port of it on loopback.

It boots while others do: `settle` does not wait (4 s of an Erlang VM), the first test that asks does.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import socket
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.peers.certificates import Certificates
from tests.peers.process import PeerFailed, ServerProcess, find_program, free_port, own_file, own_folder, service_user

BOOT_SECONDS = 60.0
EVERYTHING, NOTHING = ".*", "^$"


@dataclass(frozen=True, slots=True)
class RabbitmqServer:
    """`reader` may read the queue of the vhost; `outsider` has no right on it; `full` admits no connection.

    `locked_queue` is one that the reader may not read.
    """

    host: str
    port: int
    tls_port: int
    vhost: str
    full_vhost: str
    queue: str
    locked_queue: str
    reader: str
    outsider: str
    password: str = field(repr=False)
    ca: Path

    def wait(self) -> None:
        """Until the broker serves."""
        deadline = time.monotonic() + BOOT_SECONDS
        while True:
            try:
                with (
                    socket.create_connection((self.host, self.tls_port), 5),
                    socket.create_connection((self.host, self.port), 5) as sock,
                ):
                    sock.sendall(b"AMQP\x00\x00\x09\x01")
                    if sock.recv(1) == b"\x01":
                        return
            except OSError as error:
                if time.monotonic() > deadline:
                    raise PeerFailed(f"rabbitmq was not ready after {BOOT_SECONDS:g} s") from error
            time.sleep(0.1)


class RabbitmqPeer:
    name = "rabbitmq"
    description = RabbitmqServer

    def __init__(self, folder: Path, certificates: Certificates) -> None:
        self._folder = folder
        self._certificates = certificates
        self._user = service_user("rabbitmq")
        self._distribution = free_port()
        self._epmd = {"ERL_EPMD_ADDRESS": "127.0.0.1", "ERL_EPMD_PORT": str(free_port())}
        self._mapper: ServerProcess | None = None
        self._process: ServerProcess | None = None
        self._server = RabbitmqServer(
            host="127.0.0.1",
            port=free_port(),
            tls_port=free_port(),
            vhost="orders",
            full_vhost="full",
            queue="orders.in",
            locked_queue="payroll",
            reader="reader",
            outsider="outsider",
            password=secrets.token_hex(12),
            ca=certificates.ca,
        )

    def prepare(self) -> None:
        own_folder(self._folder, self._user)
        own_file(self._folder / "server.key", self._certificates.server.key.read_bytes(), self._user)
        own_file(self._folder / "definitions.json", json.dumps(self._definitions()).encode(), self._user)
        own_file(self._folder / "rabbitmq.conf", self._configuration().encode(), self._user)
        own_file(self._folder / "enabled_plugins", b"[].\n", self._user)
        own_file(self._folder / ".erlang.cookie", secrets.token_hex(16).encode(), self._user)
        (self._folder / ".erlang.cookie").chmod(0o400)

    def spawn(self) -> None:
        # Erlang's port mapper: RabbitMQ would start one that outlives it and listens everywhere.
        self._mapper = ServerProcess(["epmd"], log=self._folder / "epmd.log", user=self._user, env=self._epmd)
        self._mapper.spawn()
        self._process = ServerProcess(
            [_program()],
            log=self._folder / "server.log",
            user=self._user,
            env={
                "RABBITMQ_NODENAME": f"rabbit-tests-{self._distribution}@localhost",
                "RABBITMQ_CONFIG_FILE": str(self._folder / "rabbitmq.conf"),
                "RABBITMQ_ENABLED_PLUGINS_FILE": str(self._folder / "enabled_plugins"),
                "RABBITMQ_MNESIA_BASE": str(self._folder / "mnesia"),
                "RABBITMQ_LOG_BASE": str(self._folder / "log"),
                "RABBITMQ_LOGS": "-",
                "RABBITMQ_DIST_PORT": str(self._distribution),
                **self._epmd,
                "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1}",
                "RABBITMQ_SERVER_ERL_ARGS": "+S 1:1 +sbwt none",
            },
        )
        self._process.spawn()

    def settle(self) -> RabbitmqServer:
        return self._server

    def stop(self) -> None:
        for process in (self._process, self._mapper):
            if process is not None:
                process.stop()

    def _configuration(self) -> str:
        server, pair = self._server, self._certificates.server
        lines = [
            f"listeners.tcp.1 = {server.host}:{server.port}",
            f"listeners.ssl.1 = {server.host}:{server.tls_port}",
            f"ssl_options.cacertfile = {server.ca}",
            f"ssl_options.certfile = {pair.certificate}",
            f"ssl_options.keyfile = {self._folder / 'server.key'}",
            "ssl_options.verify = verify_none",
            f"load_definitions = {self._folder / 'definitions.json'}",
            "log.console = true",
            "log.console.level = warning",
        ]
        return "".join(f"{line}\n" for line in lines)

    def _definitions(self) -> dict[str, Any]:
        server = self._server
        hashed = _hashed(server.password)
        users = [
            {"name": name, "password_hash": hashed, "hashing_algorithm": "rabbit_password_hashing_sha256", "tags": ""}
            for name in (server.reader, server.outsider)
        ]
        rights = {"user": server.reader, "configure": NOTHING, "write": NOTHING}
        queue = {"vhost": server.vhost, "durable": True, "auto_delete": False, "arguments": {}}
        return {
            "vhosts": [{"name": name} for name in (server.vhost, server.full_vhost)],
            "users": users,
            "permissions": [
                {**rights, "vhost": server.vhost, "read": "^orders\\..*"},
                {**rights, "vhost": server.full_vhost, "read": EVERYTHING},
            ],
            "queues": [{**queue, "name": name} for name in (server.queue, server.locked_queue)],
            "parameters": [
                {
                    "vhost": server.full_vhost,
                    "component": "vhost-limits",
                    "name": "limits",
                    "value": {"max-connections": 0},
                }
            ],
        }


def _hashed(password: str) -> str:
    """https://www.rabbitmq.com/docs/passwords#computing-password-hash"""
    salt = secrets.token_bytes(4)
    return base64.b64encode(salt + hashlib.sha256(salt + password.encode()).digest()).decode()


def _program() -> str:
    """Debian's /usr/sbin/rabbitmq-server changes the user by itself, and makes one of root: the real one is wanted."""
    return find_program("rabbitmq-server", "/usr/lib/rabbitmq/bin")
