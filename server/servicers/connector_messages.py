"""Connectors as callers see them, as messages.

A connector that is read again and has not changed is not written again: what was written is kept by the connector's own
value, so that there is nothing to invalidate and nothing that could be stale.
"""

from __future__ import annotations

from functools import lru_cache

from connectors.v1 import connector_service_pb2 as pb
from server.connectors.list import Listing
from server.messages import timestamp
from server.storage.record import ConnectorRecord, ShownConnector
from server.structs import to_struct

KEPT = 2048  # connectors, the row and what was written of it
LARGEST_KEPT = 8 << 10  # characters of a config: whatever tenants store, some 50 MB are kept at most


def page_message(listing: Listing) -> pb.ListConnectorsResponse:
    response = pb.ListConnectorsResponse(
        pagination=pb.Pagination(
            total=listing.page.total,
            has_more=listing.page.has_more,
            limit=listing.limit,
            cursor=listing.cursor,
        )
    )
    # Messages written one after the other read as their union: a page is its parts.
    response.MergeFromString(b"".join(map(_page_of_one, listing.page.records)))
    return response


def shown_message(connector: ShownConnector) -> pb.GetConnectorResponse:
    return pb.GetConnectorResponse.FromString(_answer_of_one(connector))


def _page_of_one(connector: ShownConnector) -> bytes:
    return (_kept_page if _is_kept(connector) else _new_page)(connector)


def _answer_of_one(connector: ShownConnector) -> bytes:
    return (_kept_answer if _is_kept(connector) else _new_answer)(connector)


def _is_kept(connector: ShownConnector) -> bool:
    return len(connector.config_text) <= LARGEST_KEPT


def _new_page(connector: ShownConnector) -> bytes:
    return pb.ListConnectorsResponse(data=[connector_message(connector)]).SerializeToString()


def _new_answer(connector: ShownConnector) -> bytes:
    return pb.GetConnectorResponse(connector=connector_message(connector)).SerializeToString()


_kept_page = lru_cache(KEPT)(_new_page)
_kept_answer = lru_cache(KEPT)(_new_answer)


def connector_message(connector: ConnectorRecord | ShownConnector) -> pb.Connector:
    return pb.Connector(
        id=connector.id,
        name=connector.name,
        type=connector.type,
        description=connector.description,
        config=to_struct(connector.config),
        auth_method=connector.auth_method,
        status=connector.status,
        last_tested_at=timestamp(connector.last_tested_at),
        last_error=connector.last_error,
        last_sync_row_count=connector.last_sync_row_count,
        last_sync_at=timestamp(connector.last_sync_at),
        created_at=timestamp(connector.created_at),
        updated_at=timestamp(connector.updated_at),
        credentials=_credentials(connector),
        labels=connector.labels,
        etag=connector.etag if connector.id else "",
        deleted_at=timestamp(connector.deleted_at),
        purge_at=timestamp(connector.purge_at),
    )


def _credentials(connector: ConnectorRecord | ShownConnector) -> pb.CredentialMetadata | None:
    """Of credentials stored before such things were kept only that they are there is known."""
    if not connector.has_credentials:
        return None
    return pb.CredentialMetadata(
        fields=connector.credential_fields or (),
        set_at=timestamp(connector.credential_set_at),
        set_by=connector.credential_set_by,
        version=connector.credential_version,
        fingerprint=connector.credential_fingerprint or "",
    )
