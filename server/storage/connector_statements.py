"""The statements about connectors, written once per dialect. Every one of them binds a tenant."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import peewee

from server.storage.database import Database
from server.storage.models import Connector, TenantTotal
from server.storage.record import ConnectorRecord, ShownConnector
from server.storage.statement import parameter
from server.storage.webhook_outbox import has_listener

COLUMNS = tuple(field.name for field in fields(ConnectorRecord))

# What a caller changes. `created_at` never changes; the last_* columns are a test's to write, `deleted_at` and
# `purge_at` server/storage/deleted.py's.
_REPLACED = (
    "name",
    "type",
    "description",
    "config",
    "auth_method",
    "status",
    "updated_at",
    "revision",
    "target_revision",
    "secret_version",
    "sealed_auth",
    "sealed_config",
    "sealed_under",
    "credential_fields",
    "credential_set_at",
    "credential_set_by",
    "credential_version",
    "credential_fingerprint",
    "bound_destination",
    "labels",
)

_FIELDS = tuple(getattr(Connector, name) for name in COLUMNS)
_SHOWN_AS: dict[str, peewee.ColumnBase] = {
    "config_text": Connector.config,
    "labels_text": Connector.labels,
    "credential_fields_text": Connector.credential_fields,
    "has_credentials": Connector.sealed_auth.is_null(False),
}
# The columns of a ShownConnector.
SHOWN = tuple((_SHOWN_AS.get(name) or getattr(Connector, name)).alias(name) for name in ShownConnector._fields)
_IS_TENANTS = Connector.tenant == parameter("tenant")
IS_LIVE = Connector.deleted_at.is_null()
_IS_IT = _IS_TENANTS & (Connector.id == parameter("id")) & IS_LIVE


class ConnectorStatements:
    """Compiled for one database. Rows of connectors come as COLUMNS, or SHOWN. A deleted connector is as absent."""

    def __init__(self, database: Database) -> None:
        self.insert = database.compile(
            Connector.insert(
                {field: parameter(field.name) for field in _FIELDS}
                | {
                    Connector.stored_bytes: parameter("size"),
                    Connector.bytes_change: 0,
                    Connector.folded_name: parameter("folded_name"),
                }
            )
        )
        self.count = database.compile(_count())
        self.get = database.compile(Connector.select(*_FIELDS).where(_IS_IT))
        self.show = database.compile(Connector.select(*SHOWN).where(_IS_IT))
        self.replace = database.compile(_replace())
        wanted = peewee.Cast(parameter("expected_revision"), "BIGINT")
        is_wanted = _IS_IT & (Connector.revision == peewee.fn.COALESCE(wanted, Connector.revision))
        self.delete = database.compile(Connector.delete().where(is_wanted).returning(Connector.stored_bytes))
        self.hide = database.compile(_hide(is_wanted))
        self.hold = database.compile(_hold(database))
        self.stamp_test = database.compile(_stamp_test())


def _count() -> peewee.Query:
    """Adds to the tenant's totals, which come into being with its first connector."""
    added = {item: parameter(item.name) for item in (TenantTotal.total, TenantTotal.bytes)}
    added |= {item: parameter(item.name) for item in (TenantTotal.deleted, TenantTotal.deleted_bytes)}
    return (
        TenantTotal.insert({TenantTotal.tenant: parameter("tenant"), **added})
        .on_conflict(
            conflict_target=[TenantTotal.tenant],
            update={item: item + value for item, value in added.items()},
        )
        .returning(TenantTotal.total, TenantTotal.bytes)
    )


def _hide(is_wanted: peewee.Expression) -> peewee.Query:
    hidden = {
        Connector.deleted_at: parameter("deleted_at"),
        Connector.purge_at: parameter("purge_at"),
        Connector.revision: Connector.revision + 1,
    }
    return Connector.update(hidden).where(is_wanted).returning(Connector.stored_bytes)


def _replace() -> peewee.Query:
    """A test's stamp does not touch the revision, so its time is compared too: `status` was read with it.

    Gives by how many bytes the row grew: the right side of an assignment sees the row as it was.
    """
    size = parameter("size")
    resized: dict[peewee.Field[Any], Any] = {
        Connector.bytes_change: Connector.stored_bytes * -1 + size,
        Connector.stored_bytes: size,
        Connector.folded_name: parameter("folded_name"),
    }
    unstamped = peewee.fn.COALESCE(Connector.last_tested_at, -1) == parameter("read_tested_at")
    return (
        Connector.update({getattr(Connector, name): parameter(name) for name in _REPLACED} | resized)
        .where(_IS_IT & (Connector.revision == parameter("expected_revision")) & unstamped)
        .returning(Connector.bytes_change)
    )


def _hold(database: Database) -> peewee.Query:
    """Its status and target revision, which nobody changes until the transaction ends, and whether a webhook of its
    tenant's listens."""
    columns = (Connector.status, Connector.target_revision, has_listener(parameter("tenant")))
    held = Connector.select(*columns).where(_IS_IT)
    # SQLite has one writer at a time, and no FOR UPDATE.
    return held.for_update() if database.peewee.for_update else held


def _stamp_test() -> peewee.Query:
    tested_at = parameter("tested_at")
    later = peewee.Case(None, [(Connector.updated_at > tested_at, Connector.updated_at)], tested_at)
    return (
        Connector.update(
            {
                Connector.status: parameter("status"),
                Connector.last_tested_at: tested_at,
                Connector.updated_at: later,
                Connector.last_error: parameter("error"),
                Connector.last_sync_row_count: peewee.fn.COALESCE(
                    peewee.Cast(parameter("row_count"), "BIGINT"), Connector.last_sync_row_count
                ),
                Connector.last_sync_at: peewee.fn.COALESCE(
                    peewee.Cast(parameter("sync_at"), "BIGINT"), Connector.last_sync_at
                ),
            }
        )
        .where(_IS_IT & (Connector.target_revision == parameter("target_revision")))
        .returning(*_FIELDS)
    )
