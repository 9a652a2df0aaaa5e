"""A real ClickHouse, by its HTTP interface alone, with users that may log in, read, or neither."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import requests

from tests.peers.certificates import Certificates
from tests.peers.process import ServerProcess, find_program, free_port, give, own_file, own_folder, service_user

_CONFIG = """<?xml version="1.0"?>
<yandex>
  <logger><level>warning</level><console>1</console></logger>
  <http_port>{port}</http_port>
  <listen_host>127.0.0.1</listen_host>
  <path>{folder}/data/</path>
  <tmp_path>{folder}/data/tmp/</tmp_path>
  <user_files_path>{folder}/data/files/</user_files_path>
  <format_schema_path>{folder}/data/schemas/</format_schema_path>
  <users_config>{folder}/users.xml</users_config>
  <default_profile>default</default_profile>
  <default_database>default</default_database>
  <mark_cache_size>5242880</mark_cache_size>
</yandex>
"""
_USER = (
    "<{name}><password>{password}</password><networks><ip>{network}</ip></networks><profile>default</profile>"
    "<quota>default</quota>{databases}</{name}>"
)


@dataclass(frozen=True, slots=True)
class ClickhouseServer:
    """Where it is. `reader` reads database `app`, whose table `events` has a row; `denied` may use another database
    alone; `elsewhere` may log in from another address alone. All have the same password."""

    host: str
    port: int
    reader: str
    denied: str
    elsewhere: str
    password: str = field(repr=False)

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}"


class ClickhousePeer:
    name = "clickhouse"
    description = ClickhouseServer

    def __init__(self, folder: Path, _certificates: Certificates) -> None:
        self._folder = folder
        self._port = free_port()
        self._user = service_user("clickhouse")
        self._process: ServerProcess | None = None

    def prepare(self) -> None:
        self._folder.mkdir(parents=True)
        give(self._folder, self._user, 0o755)
        own_folder(self._folder / "data", self._user)
        places = {"reader": ("127.0.0.1", ""), "denied": ("127.0.0.1", "other"), "elsewhere": ("192.0.2.1", "")}
        users = "".join(
            _USER.format(
                name=name,
                password="clickhouse-Pass-1",
                network=network,
                databases=f"<allow_databases><database>{only}</database></allow_databases>" if only else "",
            )
            for name, (network, only) in places.items()
        )
        profiles = "<profiles><default/></profiles><quotas><default/></quotas>"
        text = f"<?xml version='1.0'?><yandex>{profiles}<users>{users}</users></yandex>"
        own_file(self._folder / "users.xml", text.encode(), self._user)
        config = _CONFIG.format(port=self._port, folder=self._folder)
        own_file(self._folder / "config.xml", config.encode(), self._user)

    def spawn(self) -> None:
        program = find_program("clickhouse-server")
        self._process = ServerProcess(
            [program, f"--config-file={self._folder / 'config.xml'}"],
            log=self._folder / "server.log",
            user=self._user,
        )
        self._process.spawn()

    def settle(self) -> ClickhouseServer:
        if self._process is None:
            raise RuntimeError("spawn comes before settle")
        server = ClickhouseServer("127.0.0.1", self._port, "reader", "denied", "elsewhere", "clickhouse-Pass-1")
        self._process.wait_until(lambda: requests.get(server.url, timeout=5), requests.RequestException)
        for statement in (
            "CREATE DATABASE app",
            "CREATE TABLE app.events (id UInt32) ENGINE = TinyLog",
            "INSERT INTO app.events VALUES (1)",
        ):
            sent = requests.post(server.url, data=statement, auth=(server.reader, server.password), timeout=10)
            sent.raise_for_status()
        return server

    def stop(self) -> None:
        if self._process is not None:
            self._process.stop()
