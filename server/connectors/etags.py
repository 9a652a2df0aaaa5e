"""Optimistic concurrency: a caller says which connector it has read, and its change is refused if that has changed.

An etag covers what callers change, and so not what a test or a sync writes: a dashboard's test between reading and
saving is no conflict.
"""

from __future__ import annotations

from server.errors import EtagMismatch
from server.storage.record import ConnectorRecord

ANY = "*"


def check(etag: str, stored: ConnectorRecord) -> None:
    """`etag` empty: the caller does not care. Raises EtagMismatch."""
    if etag not in ("", ANY, stored.etag):
        raise EtagMismatch("the connector was changed since it was read: its etag is another one; read it again")
