"""The statements about credentials that are kept beside a connector's own, and their rows."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import orjson
import peewee

from server.storage.credential_rotation_record import KeptCredentials, Part
from server.storage.database import Database, Row
from server.storage.models import Connector, KeptCredential
from server.storage.statement import parameter

COLUMNS = tuple(field.name for field in fields(KeptCredentials))
FIELDS = tuple(getattr(KeptCredential, name) for name in COLUMNS)
KEY = (KeptCredential.tenant, KeptCredential.connector_id, KeptCredential.part)
_IS_CONNECTORS = (KeptCredential.tenant == parameter("tenant")) & (
    KeptCredential.connector_id == parameter("connector_id")
)


class KeptStatements:
    """Compiled for one database. Rows come as COLUMNS."""

    def __init__(self, database: Database) -> None:
        of_connector = KeptCredential.delete().where(_IS_CONNECTORS)
        is_part = KeptCredential.part == parameter("part")
        self.get = database.compile(KeptCredential.select(*FIELDS).where(_IS_CONNECTORS))
        self.put = database.compile(_put())
        self.take = database.compile(
            of_connector.where(is_part & (KeptCredential.id == parameter("id"))).returning(KeptCredential.id)
        )
        self.drop = database.compile(of_connector.where(is_part))
        self.drop_all = database.compile(of_connector)
        self.hold_target = database.compile(_hold_target(database))


def values_of(kept: KeptCredentials) -> dict[str, Any]:
    values = {name: getattr(kept, name) for name in COLUMNS}
    return values | {"part": kept.part.value, "fields": orjson.dumps(kept.fields).decode()}


def kept_of(row: Row) -> KeptCredentials:
    values = dict(zip(COLUMNS, row, strict=True))
    values["part"] = Part(values["part"])
    values["fields"] = tuple(orjson.loads(values["fields"]))
    values["sealed"] = bytes(values["sealed"])  # psycopg2 hands out a memoryview
    return KeptCredentials(**values)


def _put() -> peewee.Query:
    """In the place of those of this part, if there are any."""
    given: dict[Any, Any] = {field: parameter(field.name) for field in FIELDS}
    key = {field.name for field in KEY}
    anew = {field: value for field, value in given.items() if field.name not in key}
    return KeptCredential.insert(given).on_conflict(conflict_target=list(KEY), update=anew)


def _hold_target(database: Database) -> peewee.Query:
    """The connector's target revision, which nobody changes until the transaction ends; no row of one that is gone."""
    held = Connector.select(Connector.target_revision).where(
        (Connector.tenant == parameter("tenant"))
        & (Connector.id == parameter("connector_id"))
        & Connector.deleted_at.is_null()
    )
    # SQLite has one writer at a time, and no FOR UPDATE.
    return held.for_update() if database.peewee.for_update else held
