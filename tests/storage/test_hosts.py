"""A PostgreSQL URL with several hosts: the one that may be written is found, whatever the others do."""

from __future__ import annotations

import socket
import time

import psycopg2
import pytest

from server.errors import Unavailable
from server.settings import WrongSetting
from server.storage.database import open_database
from server.storage.migrate import migrate
from server.storage.repository import ConnectorRepository
from tests.peers.postgresql import PostgresqlServer
from tests.storage.records import EVENT, a_record


def with_hosts(url: str, *ports: int) -> str:
    head, rest = url.split("@")
    database = rest.partition("/")[2]
    return f"{head}@{','.join(f'127.0.0.1:{port}' for port in ports)}/{database}"


@pytest.mark.parametrize("first", ["closed", "silent"])
def test_a_host_that_is_away_or_says_nothing_is_passed_over_and_then_asked_last(
    postgresql_server: PostgresqlServer, first: str
) -> None:
    url = postgresql_server.new_database()
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1] if first == "silent" else 1
        database = open_database(with_hosts(url, port, postgresql_server.port), 4)
        begun = time.monotonic()
        database.ping()
        assert time.monotonic() - begun < 20
        database.close()  # what is dialled next goes to the one that was right
        begun = time.monotonic()
        database.ping()
        assert time.monotonic() - begun < 1.0
        database.close()


def test_none_of_the_hosts_is_there(postgresql_server: PostgresqlServer) -> None:
    with pytest.raises(Unavailable, match="cannot be reached"):
        open_database(with_hosts(postgresql_server.new_database(), 1, 2), 1).ping()


def test_a_server_that_became_read_only_is_left_at_once(postgresql_server: PostgresqlServer) -> None:
    """A primary that was demoted keeps its connections: they must not go on being used."""
    url = postgresql_server.new_database()
    name = url.rpartition("/")[2]
    database = open_database(url, 4)
    migrate(database)
    acme = ConnectorRepository(database).for_tenant("acme")
    acme.insert(a_record(name="before"), EVENT)
    postgresql_server.execute(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    acme.get("conn_1")
    with database.peewee.connection_context():
        database.peewee.execute_sql("SET default_transaction_read_only = on")  # for the one that is pooled
    with pytest.raises(Unavailable, match="standby"):
        acme.insert(a_record(name="refused"), EVENT)
    postgresql_server.execute(f"ALTER DATABASE {name} SET default_transaction_read_only = off")
    acme.insert(a_record(name="after"), EVENT)
    assert acme.page(10, None).total == 2
    several = open_database(with_hosts(url, postgresql_server.port, postgresql_server.port), 1)
    postgresql_server.execute(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    with pytest.raises(Unavailable, match="cannot be reached"):  # read-write is asked for where there are several
        several.ping()
    database.close()


@pytest.mark.parametrize(
    "url", ["postgresql://u:canary@a,b/d?target_session_attrs=standby", "postgresql://u:canary@a,b,c/d?port=1,2"]
)
def test_hosts_that_cannot_be_used_are_refused_by_name(url: str) -> None:
    with pytest.raises(WrongSetting, match=r"^CONNECTORS_DATABASE_URL: ") as caught:
        open_database(url, 1)
    assert "canary" not in str(caught.value)
    with pytest.raises(psycopg2.OperationalError):
        psycopg2.connect(url, connect_timeout=1)
