"""The stores under test: SQLite in a file, and a real PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from server.storage.database import Database, open_database
from server.storage.migrate import migrate
from server.storage.repository import ConnectorRepository
from tests.peers.postgresql import PostgresqlServer


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database, not yet migrated."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'connectors.db'}"
    server: PostgresqlServer = request.getfixturevalue("postgresql_server")
    return server.new_database()


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = open_database(database_url, 8)
    migrate(opened)
    yield opened
    opened.close()


@pytest.fixture
def repository(database: Database) -> ConnectorRepository:
    return ConnectorRepository(database)
