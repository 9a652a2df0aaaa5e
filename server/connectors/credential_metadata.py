"""What is told of stored credentials: names, time, user, version, fingerprint; so that drift shows without a secret."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Protocol

import orjson

from server.storage.record import ConnectorRecord


class Fingerprints(Protocol):
    def fingerprint(self, tenant: str, data: bytes) -> str:
        """Keyed by the tenant: the same for the same data, and nothing to one without the key."""
        ...


def with_new(
    record: ConnectorRecord,
    credentials: Mapping[str, Any] | None,
    *,
    user: str,
    fingerprints: Fingerprints,
) -> ConnectorRecord:
    """The record whose credentials are set to these at its `updated_at`; None: wiped. The version only ever grows."""
    if credentials is None:
        return replace(
            record,
            credential_fields=None,
            credential_set_at=None,
            credential_set_by=None,
            credential_fingerprint=None,
        )
    return replace(
        with_described(record, credentials, fingerprints),
        credential_set_at=record.updated_at,
        credential_set_by=user or None,
        credential_version=record.credential_version + 1,
    )


def with_described(
    record: ConnectorRecord, credentials: Mapping[str, Any], fingerprints: Fingerprints
) -> ConnectorRecord:
    """The record with the names and the fingerprint of credentials that stay as they are."""
    return replace(
        record,
        credential_fields=tuple(sorted(credentials)),
        credential_fingerprint=fingerprints.fingerprint(record.tenant, _told_apart(record, credentials)),
    )


def _told_apart(record: ConnectorRecord, credentials: Mapping[str, Any]) -> bytes:
    """With the connector's id, so that two connectors with one password do not show that they have it in common."""
    return orjson.dumps([record.id, credentials], option=orjson.OPT_SORT_KEYS)
