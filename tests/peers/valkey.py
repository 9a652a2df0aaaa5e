"""A real Valkey (Redis where the release has no Valkey): an ACL user, plain and TLS ports, nothing written to disk."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import redis

from tests.peers.certificates import Certificates
from tests.peers.process import (
    PeerFailed,
    ServerProcess,
    find_program,
    free_port,
    own_file,
    own_folder,
    service_user,
)


@dataclass(frozen=True, slots=True)
class ValkeyServer:
    """Where it is and who may enter; the nameless default user is off."""

    host: str
    port: int
    tls_port: int
    user: str
    password: str = field(repr=False)
    ca: Path

    @property
    def url(self) -> str:
        return f"redis://{self.user}:{self.password}@{self.host}:{self.port}/0"

    @property
    def tls_url(self) -> str:
        return f"rediss://{self.user}:{self.password}@localhost:{self.tls_port}/0?ssl_ca_certs={self.ca}"


class ValkeyPeer:
    name = "valkey"
    description = ValkeyServer

    def __init__(self, folder: Path, certificates: Certificates, *, env: Mapping[str, str] | None = None) -> None:
        self._folder = folder
        self._certificates = certificates
        self._env = env
        self._user = service_user("valkey", "redis")
        self._process: ServerProcess | None = None
        self._server = ValkeyServer(
            host="127.0.0.1",
            port=free_port(),
            tls_port=free_port(),
            user="service",
            password=secrets.token_hex(16),
            ca=certificates.ca,
        )

    def prepare(self) -> None:
        own_folder(self._folder, self._user)
        own_file(self._folder / "server.key", self._certificates.server.key.read_bytes(), self._user)
        own_file(self._folder / "server.conf", self._configuration().encode(), self._user)

    def spawn(self) -> None:
        command = [_program(), str(self._folder / "server.conf")]
        self._process = ServerProcess(command, log=self._folder / "server.log", user=self._user, env=self._env)
        self._process.spawn()

    def settle(self) -> ValkeyServer:
        if self._process is None:
            raise RuntimeError("spawn comes before settle")
        with redis.Redis.from_url(self._server.url, socket_timeout=5) as client:
            self._process.wait_until(client.ping, redis.RedisError)
        return self._server

    @property
    def pid(self) -> int:
        if self._process is None:
            raise RuntimeError("it was not spawned")
        return self._process.pid

    def kill(self) -> None:
        """As a crash would; `spawn` and `settle` start it again on the same ports."""
        if self._process is not None:
            self._process.kill()

    def stop(self) -> None:
        if self._process is not None:
            self._process.stop()

    def _configuration(self) -> str:
        server = self._server
        lines = [
            f"bind {server.host}",
            f"port {server.port}",
            f"tls-port {server.tls_port}",
            f"tls-cert-file {self._certificates.server.certificate}",
            f"tls-key-file {self._folder / 'server.key'}",
            f"tls-ca-cert-file {server.ca}",
            "tls-auth-clients no",
            'save ""',
            f"dir {self._folder}",
            "user default off",
            f"user {server.user} on >{server.password} ~* &* +@all",
        ]
        return "".join(f"{line}\n" for line in lines)


def _program() -> str:
    try:
        return find_program("valkey-server")
    except PeerFailed:
        return find_program("redis-server")
