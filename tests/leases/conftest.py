"""One suite over every store."""

from tests.storage.shared_state import store

__all__ = ["store"]
