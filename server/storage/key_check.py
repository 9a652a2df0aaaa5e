"""The vault's key-check row: a value that only the right keyring opens."""

from __future__ import annotations

import peewee

from server.storage.database import Database
from server.storage.models import Connector, KeyCheck
from server.storage.statement import parameter

_ONLY_ROW = 1


class KeyCheckStore:
    """One blob a database, written once and replaced by rotation. Every method may raise Unavailable."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._get = database.compile(KeyCheck.select(KeyCheck.sealed).where(KeyCheck.id == _ONLY_ROW))
        self._put = database.compile(
            KeyCheck.insert({KeyCheck.id: _ONLY_ROW, KeyCheck.sealed: parameter("sealed")}).on_conflict(
                action="nothing", conflict_target=[KeyCheck.id]
            )
        )
        self._replace = database.compile(
            KeyCheck.update({KeyCheck.sealed: parameter("sealed")})
            .where((KeyCheck.id == _ONLY_ROW) & (KeyCheck.sealed == parameter("read")))
            .returning(KeyCheck.id)
        )
        self._any_connector = database.compile(Connector.select(peewee.Value(1)).limit(1))

    def get(self) -> bytes | None:
        rows = self._database.read(self._get)
        return bytes(rows[0][0]) if rows else None

    def put_if_absent(self, sealed: bytes) -> bytes:
        """What is stored now: the first of several writers wins."""
        self._database.write(self._put, sealed=sealed)
        stored = self.get()
        if stored is None:
            raise RuntimeError("the key check vanished after it was written")
        return stored

    def replace(self, read: bytes, sealed: bytes) -> bool:
        """Puts another in the place of the one that was read. False: it is no longer that one."""
        return bool(self._database.write(self._replace, read=read, sealed=sealed))

    def is_empty(self) -> bool:
        """No connector and no key check: nothing that a lost key would have sealed."""
        return self.get() is None and not self._database.read(self._any_connector)
