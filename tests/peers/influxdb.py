"""A real InfluxDB 1.x with authentication on."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import requests

from tests.peers.certificates import Certificates
from tests.peers.process import ServerProcess, find_program, free_port, give, own_file, own_folder, service_user

_CONFIG = """
reporting-disabled = true
bind-address = "127.0.0.1:{backup}"
[meta]
dir = "{folder}/data/meta"
[data]
dir = "{folder}/data/data"
wal-dir = "{folder}/data/wal"
[http]
bind-address = "127.0.0.1:{port}"
auth-enabled = true
log-enabled = false
"""


@dataclass(frozen=True, slots=True)
class InfluxdbServer:
    """Where it is. `reader` may read database `app`, whose measurement `cpu` has a point; `denied` may log in; `owner`
    may do everything. All have the same password."""

    host: str
    port: int
    owner: str
    reader: str
    denied: str
    password: str = field(repr=False)

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}"


class InfluxdbPeer:
    name = "influxdb"
    description = InfluxdbServer

    def __init__(self, folder: Path, _certificates: Certificates) -> None:
        self._folder = folder
        self._port = free_port()
        self._user = service_user("influxdb")
        self._process: ServerProcess | None = None

    def prepare(self) -> None:
        self._folder.mkdir(parents=True)
        give(self._folder, self._user, 0o755)
        own_folder(self._folder / "data", self._user)
        config = _CONFIG.format(port=self._port, backup=free_port(), folder=self._folder)
        own_file(self._folder / "influxdb.conf", config.encode(), self._user)

    def spawn(self) -> None:
        program = find_program("influxd")
        self._process = ServerProcess(
            [program, "-config", str(self._folder / "influxdb.conf")],
            log=self._folder / "server.log",
            user=self._user,
        )
        self._process.spawn()

    def settle(self) -> InfluxdbServer:
        if self._process is None:
            raise RuntimeError("spawn comes before settle")
        server = InfluxdbServer("127.0.0.1", self._port, "owner", "reader", "denied", "influx-Pass-1")
        self._process.wait_until(lambda: requests.get(f"{server.url}/ping", timeout=5), requests.RequestException)
        users = "; ".join(f"CREATE USER {name} WITH PASSWORD '{server.password}'" for name in ("reader", "denied"))
        _run(server, f"CREATE USER owner WITH PASSWORD '{server.password}' WITH ALL PRIVILEGES")
        _run(server, f"CREATE DATABASE app; {users}; GRANT READ ON app TO reader")
        auth = (server.owner, server.password)
        sent = requests.post(f"{server.url}/write?db=app", data="cpu,host=a value=1", auth=auth, timeout=10)
        sent.raise_for_status()
        return server

    def stop(self) -> None:
        if self._process is not None:
            self._process.stop()


def _run(server: InfluxdbServer, statement: str) -> None:
    auth = (server.owner, server.password)
    requests.post(f"{server.url}/query", data={"q": statement}, auth=auth, timeout=10).raise_for_status()
