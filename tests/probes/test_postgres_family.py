"""What speaks PostgreSQL's protocol by another name: each is a PostgreSQL here, which says what the other would."""

from __future__ import annotations

import pytest

from probes.registry import connector_types
from probes.result import ProbeResult, Reason
from tests.peers.postgresql import PostgresqlServer
from tests.probes.probing import run
from tests.probes.test_postgres import probe

# What version() of each begins with; TimescaleDB is told by its extension, which this PostgreSQL lacks.
VERSIONS = {
    "cockroachdb": "CockroachDB CCL v24.1.3 (x86_64-pc-linux-gnu, built 2024/08/01)",
    "yugabytedb": "PostgreSQL 11.2-YB-2.20.1.0-b0 on x86_64-pc-linux-gnu",
    "greenplum": "PostgreSQL 9.4.26 (Greenplum Database 6.25.3 build commit:x) on x86_64-unknown-linux-gnu",
}
PORTS = {"cockroachdb": 26257, "yugabytedb": 5433, "timescaledb": 5432, "greenplum": 5432}


def say(server: PostgresqlServer, version: str) -> str:
    """A user to whom the server is another: a function of ours goes before PostgreSQL's own."""
    server.execute(
        "CREATE SCHEMA IF NOT EXISTS stand_in",
        f"CREATE OR REPLACE FUNCTION stand_in.version() RETURNS text LANGUAGE sql AS $$ SELECT '{version}' $$",
        "GRANT USAGE ON SCHEMA stand_in TO PUBLIC",
        "ALTER ROLE tls_only SET search_path = stand_in, pg_catalog, public",
    )
    return server.tls_only


def asked(server: PostgresqlServer, type_name: str, user: str) -> ProbeResult:
    return probe(server, {"table": "public.customers"}, {"username": user}, type_name=type_name)


@pytest.mark.parametrize("type_name", VERSIONS)
def test_a_server_that_says_its_name_is_believed(postgresql_server: PostgresqlServer, type_name: str) -> None:
    result = asked(postgresql_server, type_name, say(postgresql_server, VERSIONS[type_name]))
    assert result.success, result
    assert result.warning is None


@pytest.mark.parametrize("type_name", PORTS)
def test_another_product_passes_with_a_warning(postgresql_server: PostgresqlServer, type_name: str) -> None:
    result = asked(postgresql_server, type_name, postgresql_server.reader)
    assert result.success, result
    assert connector_types()[type_name].title in (result.warning or "")


@pytest.mark.parametrize("type_name", PORTS)
def test_a_connection_string_may_leave_the_port_out(type_name: str) -> None:
    """Nothing is dialled: the guard is open for another port, and names the one that was meant."""
    config = {"connectionString": f"{type_name}://reader@127.0.0.1/app", "host": None, "database": None, "port": None}
    given = {"username": "reader", "password": "p-CANARY"}
    result = run(type_name, {name: value for name, value in config.items() if value}, given, port=9)
    assert result.reason is Reason.EGRESS_DENIED
    assert f"127.0.0.1:{PORTS[type_name]} " in result.message
