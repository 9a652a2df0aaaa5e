"""Connectors whose secrets are not under their tenant's newest key, over all tenants, for rotation alone.

A row is replaced by compare-and-swap on everything that was read of its secrets, and nothing else of it is written:
not its revisions, status nor times. A caller's change or a test's stamp that comes between is never lost.
"""

from __future__ import annotations

from collections.abc import Sequence

import peewee

from server.storage.connector_rows import record_of
from server.storage.connector_statements import COLUMNS
from server.storage.database import Database
from server.storage.models import Connector
from server.storage.record import ConnectorRecord
from server.storage.statement import parameter
from server.storage.tenant_keys import has_newer

_NOTHING = b""  # no sealed value and no key id is empty


class ResealStore:
    """Every method may raise Unavailable."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._count = database.compile(Connector.select(peewee.fn.COUNT(1)).where(_is_stale()))
        after = (Connector.tenant > parameter("tenant")) | (
            (Connector.tenant == parameter("tenant")) & (Connector.id > parameter("id"))
        )
        self._page = database.compile(
            Connector.select(*(getattr(Connector, name) for name in COLUMNS))
            .where(_is_stale() & after)
            .order_by(Connector.tenant, Connector.id)
            .limit(parameter("limit"))
        )
        self._swap = database.compile(_swap())

    def count(self) -> int:
        """How many connectors are to be sealed anew."""
        count: int = self._database.read(self._count)[0][0]
        return count

    def page(self, after: ConnectorRecord | None, limit: int) -> list[ConnectorRecord]:
        """The next of them after this one, by tenant and id."""
        tenant, connector_id = (after.tenant, after.id) if after else ("", "")
        return [record_of(row) for row in self._database.read(self._page, tenant=tenant, id=connector_id, limit=limit)]

    def swap(self, pairs: Sequence[tuple[ConnectorRecord, ConnectorRecord]]) -> int:
        """Replaces (as read, sealed anew), all in one transaction. How many were still as they were read.

        Raises KeyDestroyed, having written nothing, when the new key was replaced itself meanwhile.
        """
        with self._database.transaction() as transaction:
            return sum(
                len(
                    transaction.run(
                        self._swap,
                        tenant=read.tenant,
                        id=read.id,
                        read_version=read.secret_version,
                        read_auth=read.sealed_auth or _NOTHING,
                        read_config=read.sealed_config or _NOTHING,
                        nothing=_NOTHING,
                        sealed_auth=anew.sealed_auth,
                        sealed_config=anew.sealed_config,
                        sealed_under=anew.sealed_under,
                    )
                )
                for read, anew in pairs
            )


def _is_stale() -> peewee.Expression:
    """Sealed by the keyring itself (format 1), or under a key that has a newer one beside it."""
    has_secrets = Connector.sealed_auth.is_null(False) | Connector.sealed_config.is_null(False)
    return has_secrets & (Connector.sealed_under.is_null() | has_newer(Connector.tenant, Connector.sealed_under))


def _swap() -> peewee.Query:
    as_read = (
        (Connector.secret_version == parameter("read_version"))
        & (peewee.fn.COALESCE(Connector.sealed_auth, parameter("nothing")) == parameter("read_auth"))
        & (peewee.fn.COALESCE(Connector.sealed_config, parameter("nothing")) == parameter("read_config"))
    )
    return (
        Connector.update(
            {getattr(Connector, name): parameter(name) for name in ("sealed_auth", "sealed_config", "sealed_under")}
        )
        .where((Connector.tenant == parameter("tenant")) & (Connector.id == parameter("id")) & as_read)
        .returning(Connector.id)
    )
