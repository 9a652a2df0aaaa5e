"""Each store: SQLite in a file, and a real PostgreSQL."""

from __future__ import annotations

from pathlib import Path

import pytest

from server.storage.database import Database
from tests.storage.conftest import database, database_url  # noqa: F401  # fixtures
from tests.webhooks.world import World


@pytest.fixture
def world(database: Database, tmp_path: Path) -> World:  # noqa: F811
    return World(database, tmp_path)
