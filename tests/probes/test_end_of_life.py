"""A server past its end of life still passes, with a warning that names it."""

from datetime import date

import pytest

from probes.protocols.end_of_life import LAST_DAY, end_of_life_warning
from tests.peers.mariadb import MariadbServer
from tests.peers.postgresql import PostgresqlServer
from tests.probes.probing import run

TODAY = date(2026, 11, 24)
SERVERS = [
    ("PostgreSQL", "14.9 (Debian 14.9-1.pgdg120+1)", "PostgreSQL 14"),
    ("PostgreSQL", "9.6.24", "PostgreSQL 9.6"),
    ("PostgreSQL", "15.18 (Debian 15.18-0+deb12u1)", None),
    ("PostgreSQL", "99.1", None),
    ("PostgreSQL", "nightly", None),
    ("MySQL", "5.7.44-log", "MySQL 5.7"),
    ("MySQL", "8.0.36", "MySQL 8.0"),
    ("MySQL", "8.4.2", None),
    ("MySQL", "9.6.1", "MySQL 9.6"),
    ("MySQL", "9.7.2", None),
    ("MariaDB", "5.5.5-10.5.29-MariaDB", "MariaDB 10.5"),
    ("MariaDB", "10.11.14-MariaDB-0+deb12u2", None),
    ("MariaDB", "10.10.2-MariaDB", "MariaDB 10.10"),
    ("MariaDB", "5.5.68-MariaDB", "MariaDB 5.5"),
    ("MariaDB", "11.8.8-MariaDB", None),
]


@pytest.mark.parametrize(("product", "version", "named"), SERVERS)
def test_what_is_said_of_a_version(product: str, version: str, named: str | None) -> None:
    warning = end_of_life_warning(product, version, TODAY)
    assert (warning is None) == (named is None)
    assert named is None or (warning or "").startswith(f"{named} has been past its end of life since 20")


def test_the_last_day_is_still_a_day_of_support() -> None:
    assert end_of_life_warning("PostgreSQL", "14.1", date(2026, 11, 12)) is None
    assert end_of_life_warning("PostgreSQL", "14.1", date(2026, 11, 13))


def test_a_month_of_the_vendors_ends_with_its_last_day() -> None:
    assert end_of_life_warning("MySQL", "5.7.44", date(2023, 10, 31)) is None
    assert end_of_life_warning("MySQL", "5.7.44", date(2023, 11, 1))


def test_a_real_server_is_judged_by_the_version_it_announces(
    postgresql_server: PostgresqlServer, mariadb_server: MariadbServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(LAST_DAY["PostgreSQL"], "15", date(2020, 1, 1))
    monkeypatch.setitem(LAST_DAY["MariaDB"], "10.11", date(2020, 1, 1))
    for kind, server, product in (
        ("postgresql", postgresql_server, "PostgreSQL 15"),
        ("mysql", mariadb_server, "MariaDB 10.11"),
    ):
        config = {"host": "127.0.0.1", "port": server.port, "database": server.database}
        trusted = {"sslMode": "verify-full", "caCertificate": server.ca.read_text()}
        login = {"username": server.reader, "password": server.reader_password}
        result = run(kind, config | trusted, login, port=server.port)
        assert result.success, result
        assert result.warning == f"{product} has been past its end of life since 2020-01-01: plan an upgrade."
