from pathlib import Path

import pytest

from server.storage.database import Database
from tests.credential_rotation.world import World
from tests.storage.conftest import database, database_url

__all__ = ["database", "database_url"]  # fixtures


@pytest.fixture
def world(database: Database, tmp_path: Path) -> World:
    return World(database, tmp_path)
