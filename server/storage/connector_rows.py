"""Connectors as rows and back: text and size of what is stored."""

from __future__ import annotations

from typing import Any

import orjson

from server.storage.connector_statements import COLUMNS
from server.storage.database import Row
from server.storage.record import ConnectorRecord, folded

_CONFIG = COLUMNS.index("config")
_LABELS = COLUMNS.index("labels")
_CREDENTIAL_FIELDS = COLUMNS.index("credential_fields")
_BLOBS = (COLUMNS.index("sealed_auth"), COLUMNS.index("sealed_config"))


def values_of(record: ConnectorRecord) -> dict[str, Any]:
    """What an insert or a replacement binds; `size` is what the tenant's quota counts."""
    values: dict[str, Any] = {name: getattr(record, name) for name in COLUMNS}
    config = orjson.dumps(record.config)
    values["config"] = config.decode()
    labels = orjson.dumps(record.labels, option=orjson.OPT_SORT_KEYS) if record.labels else b""
    values["labels"] = labels.decode() or None
    if record.credential_fields is not None:
        values["credential_fields"] = orjson.dumps(record.credential_fields).decode()
    sealed = len(record.sealed_auth or b"") + len(record.sealed_config or b"")
    values["size"] = len(config) + sealed + len(labels)
    values["folded_name"] = folded(record.name)
    return values


def record_of(row: Row) -> ConnectorRecord:
    values = list(row)
    values[_CONFIG] = orjson.loads(values[_CONFIG])
    values[_LABELS] = orjson.loads(values[_LABELS]) if values[_LABELS] else {}
    if values[_CREDENTIAL_FIELDS] is not None:
        values[_CREDENTIAL_FIELDS] = tuple(orjson.loads(values[_CREDENTIAL_FIELDS]))
    for index in _BLOBS:
        if values[index] is not None:
            values[index] = bytes(values[index])  # psycopg2 hands out a memoryview
    return ConnectorRecord(**dict(zip(COLUMNS, values, strict=True)))
