"""Connector types as messages. Those of the built-in types are made once a process: they never change."""

from __future__ import annotations

import bisect
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

import orjson

from connectors.v1 import connector_type_pb2 as pb
from connectors.v1 import probe_pb2
from probes.connector_type import ConnectorType
from probes.schema import config_schema, credentials_schema
from server.connector_types.catalogue import compiled
from server.storage.own_types import OwnTypeRecord
from server.structs import to_struct


class BuiltInMessages:
    """Made when they are first asked for; nobody may change what is handed out."""

    def __init__(self, types: Mapping[str, ConnectorType]) -> None:
        self._types = types
        self._by_name: Mapping[str, pb.ConnectorType] | None = None
        self._list: pb.ListConnectorTypesResponse | None = None

    def by_name(self) -> Mapping[str, pb.ConnectorType]:
        if self._by_name is None:  # two threads may both make it: the same
            self._by_name = {name: with_etag(described(item)) for name, item in sorted(self._types.items())}
        return self._by_name

    def list(self) -> pb.ListConnectorTypesResponse:
        if self._list is None:
            self._list = listing(self.by_name().values())
        return self._list

    def list_with(self, own: Sequence[OwnTypeRecord], category: str | None) -> pb.ListConnectorTypesResponse:
        """By name, those of the tenant among the others; of one category where that is given."""
        if not own and category is None:
            return self.list()
        every = list(self.by_name().values())
        for record in own:
            bisect.insort(every, own_message(record), key=lambda item: item.name)
        return listing(item for item in every if category in (None, item.category))


def listing(items: Iterable[pb.ConnectorType]) -> pb.ListConnectorTypesResponse:
    every = list(items)
    return pb.ListConnectorTypesResponse(data=every, etag=_digest("".join(item.etag for item in every).encode()))


@lru_cache(256)
def own_message(record: OwnTypeRecord) -> pb.ConnectorType:
    message = described(compiled(record))
    message.custom = True
    message.version = record.version
    message.declaration.CopyFrom(to_struct(orjson.loads(record.declaration)))
    message.created_at.FromMilliseconds(record.created_at)
    message.updated_at.FromMilliseconds(record.updated_at)
    return with_etag(message)


def described(item: ConnectorType) -> pb.ConnectorType:
    return pb.ConnectorType(
        name=item.name,
        title=item.title,
        category=item.category,
        description=item.description,
        documentation_url=item.documentation or None,
        config_schema=to_struct(config_schema(item)),
        auth_methods=[
            pb.ConnectorAuthMethod(
                name=method.name, title=method.title, schema=to_struct(credentials_schema(item, method))
            )
            for method in item.auth_methods
        ],
        highest_level=probe_pb2.VerifiedLevel.Value(item.highest_level.name),
        proves=item.proves,
        verified_against=item.verified_against,
    )


def with_etag(message: pb.ConnectorType) -> pb.ConnectorType:
    message.etag = _digest(message.SerializeToString(deterministic=True))
    return message


def _digest(content: bytes) -> str:
    return hashlib.blake2b(content, digest_size=16).hexdigest()
