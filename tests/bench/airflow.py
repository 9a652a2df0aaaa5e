"""Airflow's API server of one worker on a PostgreSQL of ours, with a thousand connections in it.

From a virtual environment of its own (requirements-airflow.lock). Its "simple" manager of users lets everyone be an
admin, and passwords are encrypted by Fernet, as in any installation. It is asked not to report its use to anyone.
"""

from __future__ import annotations

import base64
import json
import os
import secrets
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg2
import requests
from psycopg2 import sql

from tests.bench.connectors import CONFIG, COUNT, CREDENTIALS, DESCRIPTION
from tests.bench.machine import AIRFLOW
from tests.bench.servers import ServerFailed, Target, programs
from tests.e2e.service import descendants
from tests.peers.process import free_port, tail

CONNECTIONS = "/api/v2/connections"
FIRST = "orders_1"


@dataclass(frozen=True, slots=True)
class Airflow:
    target: Target
    token: str

    @property
    def headers(self) -> Mapping[str, str]:
        return {"Authorization": f"Bearer {self.token}"}


@contextmanager
def airflow(folder: Path, database_url: str) -> Iterator[Airflow]:
    """Raises ServerFailed where it is not installed, or does not come up."""
    program = AIRFLOW / "bin" / "airflow"
    if not program.exists():
        raise ServerFailed("Airflow is not installed: `make bench` does it")
    folder.mkdir()
    port = free_port()
    environ = _environ(folder, database_url)
    migrated = folder / "migrate.log"
    with migrated.open("wb") as sink:
        done = subprocess.run(
            [program, "db", "migrate"], env=environ, cwd=folder, stdout=sink, stderr=sink, check=False
        )
    if done.returncode != 0:
        raise ServerFailed(f"airflow db migrate: {tail(migrated, 500)}")
    command = [str(program), "api-server", "--workers", "1", "--host", "127.0.0.1", "--port", str(port)]
    with programs(command, 1, folder / "airflow.log", f"127.0.0.1:{port}", environ) as pids:
        target = Target(f"127.0.0.1:{port}", lambda: [pids[0], *descendants(pids[0])])
        running = Airflow(target, _token(port))
        _fill(running, database_url)
        yield running


def create_body() -> str:
    """A connection as our connectors are, with %s where its id belongs."""
    return json.dumps(_connection("%s"))


def _connection(name: str) -> Mapping[str, object]:
    extra = {"sslmode": CONFIG["sslMode"], "connect_timeout": CONFIG["connectTimeout"]}
    return {
        "connection_id": name,
        "conn_type": "postgres",
        "description": DESCRIPTION,
        "host": CONFIG["host"],
        "port": CONFIG["port"],
        "schema": CONFIG["database"],
        "login": CREDENTIALS["username"],
        "password": CREDENTIALS["password"],
        "extra": json.dumps(extra),
    }


def _environ(folder: Path, database_url: str) -> dict[str, str]:
    url = database_url.replace("postgresql://", "postgresql+psycopg2://", 1)
    return {
        "PATH": f"{AIRFLOW / 'bin'}:{os.environ.get('PATH', '')}",
        "LC_ALL": "C.UTF-8",
        "HOME": str(folder),
        "AIRFLOW_HOME": str(folder),
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": url,
        "AIRFLOW__CORE__FERNET_KEY": base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_ALL_ADMINS": "True",
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__API_AUTH__JWT_SECRET": secrets.token_hex(32),
        "AIRFLOW__API__SECRET_KEY": secrets.token_hex(32),
        "AIRFLOW__USAGE_DATA_COLLECTION__ENABLED": "False",
    }


def _token(port: int) -> str:
    answer = requests.get(f"http://127.0.0.1:{port}/auth/token", timeout=60)
    answer.raise_for_status()
    return str(answer.json()["access_token"])


def _fill(running: Airflow, database_url: str) -> None:
    """One by the API, the others are copies of it."""
    url = f"http://{running.target.address}{CONNECTIONS}"
    requests.post(url, json=_connection(FIRST), headers=dict(running.headers), timeout=60).raise_for_status()
    with closing(psycopg2.connect(database_url)) as opened, opened, opened.cursor() as cursor:
        cursor.execute("SELECT column_name FROM information_schema.columns WHERE table_name = 'connection'")
        names = [name for (name,) in cursor.fetchall() if name not in ("id", "conn_id")]
        columns = sql.SQL(", ").join(map(sql.Identifier, names))
        copy = sql.SQL(
            "INSERT INTO connection (conn_id, {0}) SELECT 'orders_' || i, {0} FROM connection, generate_series(2, %s) i"
            " WHERE conn_id = %s"
        ).format(columns)
        cursor.execute(copy, (COUNT, FIRST))
